import type { HaltSpan, ReducingSpan, Resumption } from '../../src/report/replay/gate-report.js'
import { nth } from './nth.js'

/** The rows of a made-up replay of four years. */
interface Rows {
  readonly times: readonly string[]
  readonly equity: readonly number[]
  readonly held: readonly number[]
}

interface MadeUpGate {
  readonly halts: readonly HaltSpan[]
  readonly reducing: readonly ReducingSpan[]
  readonly resumes: readonly Resumption[]
  /** Cycles. */
  readonly shut: number
}

/** A gate that was never shut. */
export const openGate: MadeUpGate = { halts: [], reducing: [], resumes: [], shut: 0 }

/** Eight halts, six of which were resumed, and two times of reductions only, of which one was. */
export function madeUpGate(rows: Rows): MadeUpGate {
  const halts = haltsOf(rows)
  const reducing = reducingOf(rows)
  const lifted = halts.filter(({ ended_by }) => ended_by === 'resume-next-day')
  const soft = reducing.slice(0, 1).map((span) => resumed(span, { lifted: ['drawdown-soft'], of_halt: false }))
  const hard = lifted.map((halt) =>
    resumed(halt, { lifted: halt.reasons.map(({ code }) => code), of_halt: true, equity: halt.equity_from }),
  )
  return {
    halts,
    reducing,
    resumes: [...hard, ...soft].sort((a, b) => (a.at < b.at ? -1 : 1)),
    shut: halts.reduce((sum, { cycles }) => sum + cycles, 0),
  }
}

function resumed({ until }: HaltSpan | ReducingSpan, changes: Partial<Resumption>): Resumption {
  const at = new Date(Date.parse(until ?? '') - 3_600_000).toISOString()
  return { at, how: 'resume-next-day', lifted: [], of_halt: true, equity: 9_123.4, ...changes }
}

function reducingOf({ times }: Rows): readonly ReducingSpan[] {
  const message = 'drawdown -10.52 % (limit 15 %), 70 % used: reductions only'
  return [
    [300, 318],
    [1_500, 1_518],
  ].map(([from = 0, until = 0]) => ({
    from: nth(times, from),
    until: nth(times, until),
    cycles: 336,
    reasons: [{ code: 'drawdown-soft', message, agent: 'risk', value: -10.5234, limit: 15, latch: false }],
  }))
}

function haltsOf({ times, equity, held }: Rows): readonly HaltSpan[] {
  const rows = [90, 240, 655, 660, 930, 1_150, 1_420, 1_800]
  return rows.map((row, index) => {
    const failed = index === 3
    const cycles = failed ? 9 : index === 0 ? 340 : 24 + index * 30
    const from = Date.parse(nth(times, row))
    const until = Math.min(times.length - 1, row + Math.ceil(cycles / 18.85))
    return {
      from: nth(times, row),
      until: index === 7 ? null : new Date(from + cycles * 3_600_000).toISOString(),
      cycles,
      kind: failed ? 'failed_closed' : 'halted',
      reasons: failed
        ? [
            {
              code: 'no-verdict',
              message: 'risk gave no verdict in time',
              agent: 'risk',
              value: null,
              limit: null,
              latch: false,
            },
          ]
        : [
            {
              code: 'daily-loss',
              message: 'the account lost more in a day than it may',
              agent: 'risk',
              value: 5.4 + index / 7,
              limit: 5,
              latch: true,
            },
            ...(index === 0
              ? [
                  {
                    code: 'drawdown',
                    message: 'the account stands too far below its peak',
                    agent: 'risk',
                    value: 15.92,
                    limit: 15,
                    latch: true,
                  },
                ]
              : []),
          ],
      ended_by: index === 7 ? null : failed ? 'by itself' : 'resume-next-day',
      equity_from: nth(equity, row),
      benchmark_change_percent: (nth(held, until) / nth(held, row) - 1) * 100,
    }
  })
}
