import { count, counted, duration, percent } from '../figures.js'
import type { Cell, Page } from '../page.js'
import type { CycleFigures } from '../timeline/cycle-figures.js'

/** What running side by side was worth in one cycle. */
export function cycleSummary(figures: CycleFigures, page: Page): string[] {
  const { agents, succeeded, failed, notDue, unfinished, successRatePercent, totalMs, sequentialMs, ...rest } = figures
  const pairs: readonly (readonly [string, Cell])[] = [
    ['Agents', count(agents)],
    ['Succeeded', count(succeeded)],
    ['Failed', count(failed)],
    ...(notDue === 0 ? [] : [['Not due', count(notDue)] as const]),
    ...(unfinished === 0 ? [] : [['Did not finish', `${count(unfinished)} (skipped, halted or stopped)`] as const]),
    ['Success rate', successRatePercent === null ? 'n/a (no agent ran)' : percent(successRatePercent)],
    ['Total time', duration(totalMs)],
    ['Sequential time', `${duration(sequentialMs)}, one agent after the other`],
    ...savings(rest),
    ['Phases', count(rest.phases)],
    ['Most in parallel', counted(rest.mostInParallel, 'agent')],
  ]
  return [...page.heading('SUMMARY'), ...page.pairs(pairs)]
}

function savings({
  timeSavedMs,
  efficiencyPercent,
  speedup,
}: Pick<CycleFigures, 'timeSavedMs' | 'efficiencyPercent' | 'speedup'>): readonly (readonly [string, Cell])[] {
  const unknown = 'n/a (not every agent succeeded)'
  if (timeSavedMs === null) return ['Time saved', 'Efficiency', 'Speed-up'].map((label) => [label, unknown] as const)
  const saved = timeSavedMs < 0 ? `none: ${duration(-timeSavedMs)} more than the agents took` : duration(timeSavedMs)
  return [
    ['Time saved', saved],
    ['Efficiency', efficiencyPercent === null ? 'n/a' : percent(efficiencyPercent)],
    ['Speed-up', speedup === null ? 'n/a' : `${speedup.toFixed(2)}x`],
  ]
}
