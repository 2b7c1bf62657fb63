import { counted, instant } from './figures.js'
import type { Page } from './page.js'
import { sameOrNot, sideBySide } from './side-by-side.js'

/** What there is to show of how two records compare; `a` and `b` are what each says. */
export interface ShownComparison {
  readonly identical: boolean
  readonly same: number
  /** Those whose runs a record no longer has. */
  readonly withoutRuns: number
  readonly difference: {
    readonly asOf: string
    readonly cycles: readonly [string, string]
    readonly what: 'proposal' | 'state' | 'orders' | 'account'
    readonly agent?: string
    readonly a: unknown
    readonly b: unknown
  } | null
  readonly only: readonly {
    readonly in: 'a' | 'b'
    readonly from: string
    readonly to: string
    readonly cycles: number
  }[]
  readonly spans: number
}

/** How two records compare, for people; `names` is what they are called. */
export function comparisonLines(
  { identical, same, withoutRuns, difference, only, spans }: ShownComparison,
  names: readonly [string, string],
  page: Page,
): readonly string[] {
  const alone = only.map((span) => {
    const name = names[span.in === 'a' ? 0 : 1]
    return `Only ${name} has ${counted(span.cycles, 'cycle')}: ${span.from} to ${span.to}.`
  })
  return [
    ...(identical ? page.paragraph(`identical: ${counted(same, 'cycle')}`) : []),
    ...(identical
      ? []
      : page.paragraph(`${counted(same, 'cycle')} the same${difference === null ? '' : ' before it'}.`)),
    ...(withoutRuns === 0
      ? []
      : page.paragraph(
          `Of ${counted(withoutRuns, 'cycle')} the runs are no longer kept (store.keepRuns): compared without what agents said.`,
        )),
    ...(difference === null ? [] : ['', ...differenceLines(difference, names, page)]),
    ...(alone.length === 0 ? [] : ['', ...alone.flatMap((line) => page.paragraph(line))]),
    ...(spans > only.length ? page.paragraph(`… ${counted(spans - only.length, 'such span')} more.`) : []),
  ]
}

function differenceLines(
  difference: NonNullable<ShownComparison['difference']>,
  names: readonly [string, string],
  page: Page,
): readonly string[] {
  const { asOf, cycles, agent = '', a, b } = difference
  const ids = cycles[0] === cycles[1] ? cycles[0] : cycles.join(' | ')
  const head = page.heading(`FIRST DIFFERENCE: ${subjectOf(difference)}`)
  const where = `${instant(asOf)} (market time), cycle ${ids}`
  const absent = names[a === null ? 0 : 1]
  if (a === null || b === null) return [...head, ...page.paragraph(`${where}: ${agent} took no part in ${absent}.`)]
  const compared = { heads: names, values: [flat(a), flat(b)] } as const
  return [...head, ...page.paragraph(`${where}: ${sameOrNot(compared, 'words')}`), '', ...sideBySide(compared, page)]
}

/** How a run ended and what it proposed, as one. */
function flat(said: unknown): unknown {
  if (typeof said !== 'object' || said === null || !('proposal' in said)) return said
  const { proposal, ...ended } = said
  return { ...ended, ...Object(proposal) }
}

function subjectOf({ what, agent = '' }: NonNullable<ShownComparison['difference']>): string {
  switch (what) {
    case 'proposal':
      return `what ${agent} proposed`
    case 'state':
      return 'the trading state'
    case 'orders':
      return 'what became of the orders'
    case 'account':
      return 'the account'
  }
}
