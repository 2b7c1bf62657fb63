import * as z from 'zod'
import { planOf } from '../compose.js'
import { printDuration } from '../config/duration.js'
import { backoffDelayMs } from '../orchestrator/backoff.js'
import type { Plan, PlannedAgent } from '../orchestrator/plan.js'
import type { Column } from '../report/column-widths.js'
import type { Page } from '../report/page.js'
import { printFiles } from './config.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { worstCaseMs } from './worst-case.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `plan`: what would run, as it would run, and how long it may take. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const loaded = loadConfiguration(which, io)
  const plan = planOf(loaded.config)
  const worstMs = worstCaseMs(plan)
  const { intervalMs } = loaded.config.cycle
  print(io, {
    json,
    data: { ...shown(plan), worstCaseMs: worstMs, intervalMs },
    lines: (page) => [
      ...page.heading(printFiles(loaded, io.cwd)),
      '',
      ...page.heading('CRITICAL: one after the other; each must give a verdict'),
      ...agentTable(plan.critical, page),
      '',
      ...page.heading(`PARALLEL: at most ${plan.maxWorkers} at once; settled in this order`),
      ...agentTable(plan.parallel, page),
      '',
      ...page.pairs([
        ['Grace to end in', printDuration(plan.shutdownGraceMs)],
        ['Worst case', printDuration(worstMs)],
        ['Interval', intervalMs === 0 ? 'none: one cycle after the other' : printDuration(intervalMs)],
      ]),
    ],
  })
  if (intervalMs > 0 && worstMs > intervalMs)
    io.stderr.write('warning: the worst case is over the interval; ticks that pass meanwhile are skipped\n')
  return Promise.resolve(exitCode.fine)
}

/** Settings stay out of sight: they may hold secrets. */
function shown({ critical, parallel, ...rest }: Plan) {
  const withoutSettings = (agent: PlannedAgent) => ({ ...agent, settings: undefined })
  return { critical: critical.map(withoutSettings), parallel: parallel.map(withoutSettings), ...rest }
}

function agentTable(agents: readonly PlannedAgent[], page: Page): string[] {
  if (agents.length === 0) return page.paragraph('none')
  const columns: readonly Column[] = [
    { head: 'agent' },
    { head: 'deadline', align: 'right' },
    { head: 'retries', align: 'right' },
    { head: 'after' },
    { head: 'needs', lines: 3 },
    { head: 'runs when' },
  ]
  const rows = agents.map(({ name, timeoutMs, retries, backoff, needs, runWhen }) => {
    const delays = Array.from({ length: retries }, (_, i) => printDuration(backoffDelayMs(backoff, i + 1)))
    return [name, printDuration(timeoutMs), `${retries}`, delays.join(' ') || '–', needs.join(', ') || '–', runWhen]
  })
  return page.table(columns, rows)
}
