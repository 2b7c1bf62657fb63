import type { TimedCycle, TimedRun } from '../../report/timeline/timeline.js'
import type { RecordedAttempt, WholeCycle } from '../../store/queries.js'

/** The times of a cycle on record; of one that never came to its end, up to that of its runs. */
export function timedRecord({ id, startedAt, durationMs, runs, attempts }: WholeCycle): TimedCycle {
  const timed = runs.map((run): TimedRun => {
    const { agent, phase, status } = run
    const own = attempts.filter((attempt) => attempt.agent === agent)
    return {
      agent,
      phase,
      status,
      startedAt: run.startedAt,
      queuedMs: run.queuedMs,
      durationMs: run.durationMs,
      attempts: own.map(({ number, durationMs, ...attempt }) => ({ number, durationMs, ...failureOf(attempt) })),
      ...failureOf(run),
    }
  })
  return { id, startedAt, durationMs: durationMs ?? 0, runs: timed }
}

function failureOf({ failureCode: code, failureMessage }: Pick<RecordedAttempt, 'failureCode' | 'failureMessage'>) {
  return code === null ? {} : { failure: { code, message: failureMessage ?? '' } }
}
