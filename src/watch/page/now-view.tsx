import { useMemo } from 'preact/hooks'
import type { Live, Overview } from '../api.js'
import { AgentsTable } from './agents/agents-table.js'
import { Charts } from './charts/charts.js'
import { LiveCycleView } from './gantt/live-cycle.js'
import { MoneyLine } from './money/money-line.js'
import { Orders } from './orders/orders.js'
import { Positions } from './orders/positions.js'
import { Guarded } from './parts/guarded.js'
import { Alerts } from './side/alerts.js'
import { Disk } from './side/disk.js'
import { Requests } from './side/requests.js'
import { StateBand } from './state/state-band.js'

/** What goes on now, the most pressing first. */
export function NowView({ overview, live }: { readonly overview: Overview; readonly live: Live | undefined }) {
  // The cycle is told of many times a second, the rest when something changed.
  const above = useMemo(() => <Above overview={overview} />, [overview])
  const below = useMemo(() => <Below overview={overview} />, [overview])
  const side = useMemo(() => <Side overview={overview} />, [overview])
  return (
    <>
      <h1 class="unseen">Now</h1>
      {above}
      <div class="columns">
        <div class="wide">
          <Guarded name="The cycle">
            <LiveCycleView live={live} overview={overview} />
          </Guarded>
          {below}
        </div>
        {side}
      </div>
    </>
  )
}

function Above({ overview }: { readonly overview: Overview }) {
  return (
    <>
      <Guarded name="The trading state">
        <StateBand overview={overview} />
      </Guarded>
      <Guarded name="Money">
        <MoneyLine overview={overview} />
      </Guarded>
    </>
  )
}

function Below({ overview }: { readonly overview: Overview }) {
  return (
    <>
      <Guarded name="The list of agents">
        <AgentsTable overview={overview} />
      </Guarded>
      <Guarded name="Money over time">
        <Charts overview={overview} />
      </Guarded>
      <Guarded name="The list of positions">
        <Positions overview={overview} />
      </Guarded>
      <Guarded name="The list of orders">
        <Orders overview={overview} />
      </Guarded>
    </>
  )
}

function Side({ overview }: { readonly overview: Overview }) {
  return (
    <aside aria-label="Alerts, requests, disk">
      <Guarded name="The list of alerts">
        <Alerts overview={overview} />
      </Guarded>
      <Guarded name="The list of requests">
        <Requests overview={overview} />
      </Guarded>
      <Guarded name="The disk">
        <Disk overview={overview} />
      </Guarded>
    </aside>
  )
}
