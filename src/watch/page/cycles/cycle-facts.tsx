import { counted, duration } from '../../../report/figures.js'
import { stateMark } from '../../../report/marks.js'
import type { CycleDetail } from '../../api.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'
import { cycleSign } from './cycle-sign.js'

/** What came of a cycle, in a line. */
export function CycleFacts({ cycle }: { readonly cycle: CycleDetail['cycle'] }) {
  const { status, state, startedAt, asOf, durationMs, filled, denied, skippedTicks, speedup, error } = cycle
  return (
    <>
      <p class="facts">
        <Mark of={cycleSign(status)} />
        {state !== null && (
          <span>
            gate <Mark of={stateMark[state]} />
          </span>
        )}
        {durationMs !== null && <span>took {duration(durationMs)}</span>}
        <span>
          began <Instant at={startedAt} />
        </span>
        {Math.abs(Date.parse(asOf) - Date.parse(startedAt)) >= 1000 && (
          <span>
            looked at the market of <Instant at={asOf} />
          </span>
        )}
        <span>
          {filled} filled, {denied} denied
        </span>
        {speedup !== null && speedup >= 1.05 && (
          <span class="quiet">{speedup.toFixed(1)} times as fast as one by one</span>
        )}
        {(skippedTicks ?? 0) > 0 && <span class="warning">{counted(skippedTicks ?? 0, 'tick')} skipped before it</span>}
      </p>
      {error !== null && <p class="bad">✖ {error}</p>}
    </>
  )
}
