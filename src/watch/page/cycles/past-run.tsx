import { counted, duration } from '../../../report/figures.js'
import { healthMark, runMark } from '../../../report/marks.js'
import type { CycleDetail } from '../../api.js'
import { Mark } from '../parts/told.js'
import { AgentLogs } from './agent-logs.js'
import { ProposalView } from './proposal-view.js'

type Run = CycleDetail['runs'][number]
type Attempt = CycleDetail['attempts'][number]

interface PastRunProps {
  readonly run: Run
  readonly attempts: readonly Attempt[]
}

/** What one agent did in a past cycle: its attempts, what it answered and what it printed; open if it went badly. */
export function PastRun({ run, attempts }: PastRunProps) {
  const { agent, phase, status, durationMs, queuedMs, proposal, health, cycleId } = run
  const isBad = status === 'failed' || status === 'timeout'
  const took = attempts.length === 0 ? [] : [`took ${duration(durationMs)}`, `queued ${duration(queuedMs)}`]
  const more = attempts.length > 1 ? [counted(attempts.length, 'attempt')] : []
  return (
    <details class="past-run" open={isBad}>
      <summary>
        <b>{agent}</b> <Mark of={runMark[status]} /> <span class="quiet">{[phase, ...took, ...more].join(' · ')}</span>
      </summary>
      <div class="past-run-body">
        <Failures run={run} attempts={attempts} />
        {proposal === null ? <p class="quiet">It proposed nothing.</p> : <ProposalView proposal={proposal} />}
        <p class="quiet">
          Its health after this cycle: <Mark of={healthMark[health]} />
        </p>
        {attempts.length > 0 && <AgentLogs cycleId={cycleId} agent={agent} />}
      </div>
    </details>
  )
}

function Failures({ run: { failureCode, failureMessage }, attempts }: PastRunProps) {
  if (attempts.length > 1)
    return (
      <ol class="attempts">
        {attempts.map(({ number, durationMs, failureCode: code, failureMessage: message }) => (
          <li key={number}>
            attempt {number}, {duration(durationMs)}: {code === null ? 'answered' : <b class="bad">{code}</b>}
            {message !== null && ` – ${message}`}
          </li>
        ))}
      </ol>
    )
  if (failureCode === null) return null
  return (
    <p>
      <b class={attempts.length > 0 ? 'bad' : ''}>{failureCode}</b>
      {failureMessage !== null && `: ${failureMessage}`}
    </p>
  )
}
