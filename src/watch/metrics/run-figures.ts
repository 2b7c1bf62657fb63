import type { Instruments } from './instruments.js'
import { processFigures } from './process-figures.js'
import { epochSeconds, type Figures, type Sight } from './sight.js'

/** What is run, by what process, and whether that lives. */
export function runFigures(instruments: Instruments, { setup, clocks, overview }: Sight): Figures {
  const { version, outline, startedAt } = setup
  let beatMs = clocks.timer.now()
  const one = (name: string, help: string, read: () => number | null) =>
    instruments.gauge({ name, help, read: () => [{ value: read() }] })

  instruments.gauge({
    name: 'riskfirst_build_info',
    help: 'Which version runs, and on which market with whose money; always 1.',
    labels: ['version', 'market', 'quote'],
    read: () => [{ labels: { version, market: outline.market, quote: outline.quote }, value: 1 }],
  })
  one('riskfirst_start_timestamp_seconds', 'When the run was started.', () => epochSeconds(startedAt))
  one('riskfirst_beat_age_seconds', 'Since the thread of the loop said that it lives, as it does every 5 s.', () =>
    Math.max(0, (clocks.timer.now() - beatMs) / 1000),
  )
  one(
    'riskfirst_interval_seconds',
    'From cycle to cycle; 0: each at once after the last.',
    () => outline.intervalMs / 1000,
  )
  one('riskfirst_worst_case_seconds', 'The longest that a cycle can take.', () => outline.worstCaseMs / 1000)
  one('riskfirst_max_workers', 'How many agents may run at once.', () => outline.maxWorkers)
  one('riskfirst_disk_free_bytes', 'Free where the record is kept.', () => overview().disk.free)
  instruments.gauge({
    name: 'riskfirst_stored_bytes',
    help: 'On disk: the record, logs of agents, and metrics files.',
    labels: ['kind'],
    read() {
      const { record, logs, metrics } = overview().disk
      return Object.entries({ record, logs, metrics }).map(([kind, value]) => ({ labels: { kind }, value }))
    },
  })
  processOf(instruments, startedAt)
  return {
    onBeat() {
      beatMs = clocks.timer.now()
    },
  }
}

/** Under the names that every program has. */
function processOf(instruments: Instruments, startedAt: string): void {
  const { gauge, total } = {
    gauge: (name: string, help: string, read: () => number | null) =>
      instruments.gauge({ name, help, read: () => [{ value: read() }] }),
    total: (name: string, help: string, read: () => number) =>
      instruments.total({ name, help, read: () => [{ value: read() }] }),
  }
  gauge('process_start_time_seconds', 'When the run was started.', () => epochSeconds(startedAt))
  gauge('process_resident_memory_bytes', 'Memory of the process of the loop.', () => processFigures().residentBytes)
  total('process_cpu_seconds_total', 'Processor time of the process of the loop.', () => processFigures().cpuSeconds)
}
