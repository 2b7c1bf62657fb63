import type { CycleDetail } from '../../api.js'

type Proposal = NonNullable<CycleDetail['runs'][number]['proposal']>

/** More than a page shows of one text. */
const LONGEST = 20_000

/** The figures of a proposal, and what else it carries, as JSON. */
export function ProposalFigures({ proposal: { metrics = {}, data, memory } }: { readonly proposal: Proposal }) {
  const figures = Object.entries(metrics)
  return (
    <>
      {figures.length > 0 && (
        <>
          <h3>Figures</h3>
          <dl class="metrics">
            {figures.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'number' ? String(Number(value.toPrecision(7))) : String(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {data !== undefined && <Json name="Data for agents after it" value={data} />}
      {memory !== undefined && <Json name="What it remembers" value={memory} />}
    </>
  )
}

function Json({ name, value }: { readonly name: string; readonly value: unknown }) {
  const text = JSON.stringify(value, null, 2)
  return (
    <details>
      <summary>{name}</summary>
      <pre>
        {text.slice(0, LONGEST)}
        {text.length > LONGEST && '\n… and more: riskfirst why tells all of it'}
      </pre>
    </details>
  )
}
