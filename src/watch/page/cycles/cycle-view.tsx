import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { CycleDetail, Overview } from '../../api.js'
import { Gantt } from '../gantt/gantt.js'
import { OrderTable } from '../orders/orders.js'
import { Reason } from '../state/state-band.js'
import { CycleFacts } from './cycle-facts.js'
import { CycleWays } from './cycle-ways.js'
import { drawnCycle } from './drawn-cycle.js'
import { PastRun } from './past-run.js'
import { useRead } from './use-read.js'

/** One cycle of the record whole. */
export function CycleView({ overview, id }: { readonly overview: Overview; readonly id: string }) {
  // It is read again when it has ended, or another of the newest has.
  const version = overview.cycles.find((cycle) => cycle.id === id)?.status
  const { answer, again } = useRead<CycleDetail>(`/api/cycles/${encodeURIComponent(id)}`, version)
  const heading = useRef<HTMLHeadingElement | null>(null)
  useLayoutEffect(() => scrollTo(0, 0), [])
  // The link that led here is gone: go on from the top of what it led to.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section class="past-cycle" aria-labelledby="past-cycle-heading">
      <header>
        <h1 id="past-cycle-heading" tabIndex={-1} ref={heading}>
          Cycle {id}
        </h1>
        <CycleWays id={id} newest={overview.cycles[0]?.number ?? 0} />
      </header>
      {answer === undefined && <p class="quiet">Reading…</p>}
      {answer?.state === 'missing' && (
        <p>
          There is no cycle {id}. <a href="#/cycles">Those that there are</a>
        </p>
      )}
      {answer?.state === 'failed' && (
        <p class="bad" role="alert">
          ✖ It could not be read: {answer.words}.{' '}
          <button type="button" class="plain" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {answer?.state === 'told' && <Whole detail={answer.data} />}
    </section>
  )
}

function Whole({ detail }: { readonly detail: CycleDetail }) {
  const { cycle, runs, attempts, orders, runsKept } = detail
  const drawn = useMemo(() => drawnCycle(detail), [detail])
  return (
    <>
      <CycleFacts cycle={cycle} />
      {cycle.reasons.length > 0 && (
        <ul class="reasons">
          {cycle.reasons.map((reason) => (
            <Reason key={`${reason.code} ${reason.agent ?? ''}`} reason={reason} />
          ))}
        </ul>
      )}
      {drawn.runs.length === 0 ? (
        <p class="quiet">{noRuns(cycle.status, runsKept)}</p>
      ) : (
        <Gantt cycle={drawn} nowMs={drawn.endedMs ?? drawn.startedMs} isRecord />
      )}
      <section class="past-orders" aria-labelledby="past-orders-heading">
        <h2 id="past-orders-heading">Orders</h2>
        {orders.length === 0 ? <p class="quiet">None.</p> : <OrderTable label="Orders of the cycle" orders={orders} />}
      </section>
      {runs.length > 0 && (
        <section aria-labelledby="past-runs-heading">
          <h2 id="past-runs-heading">What each agent did</h2>
          {runs.map((run) => (
            <PastRun key={run.agent} run={run} attempts={attempts.filter(({ agent }) => agent === run.agent)} />
          ))}
        </section>
      )}
    </>
  )
}

function noRuns(status: CycleDetail['cycle']['status'], runsKept: boolean): string {
  if (status === 'running') return 'It is still running: what its agents did is told when it has ended.'
  if (!runsKept)
    return 'What its agents did is no longer kept (store.keepRuns of the configuration); its orders are kept for ever.'
  return status === 'interrupted' ? 'It was interrupted before any agent’s work was kept.' : 'No agent ran in it.'
}
