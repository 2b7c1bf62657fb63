import { counted } from '../report/figures.js'
import type { Page } from '../report/page.js'
import type { RecordedStatement } from './read-statement.js'

/** Says which fills the figures above do not count; nothing when they count all. */
export function sinceLines({ fillsSince, account }: RecordedStatement, page: Page): readonly string[] {
  if (fillsSince === 0) return []
  const text = `${counted(fillsSince, 'fill')} since ${account.cycleId} not counted yet: the cycle has not come to its end. riskfirst trades lists them.`
  return ['', ...page.paragraph(text, { text: '▲', tone: 'warning' })]
}
