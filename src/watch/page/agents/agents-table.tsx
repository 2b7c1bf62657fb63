import { duration } from '../../../report/figures.js'
import { healthMark, runMark } from '../../../report/marks.js'
import type { Overview, WatchedAgent } from '../../api.js'
import { percentText } from '../amounts.js'
import { AgentSwitch } from '../controls/agent-switch.js'
import { CutText } from '../parts/cut-text.js'
import { type Column, Table } from '../parts/table.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'
import { breakerWords } from './breaker-words.js'
import { RecentRuns } from './recent-runs.js'

const columns: readonly Column<WatchedAgent>[] = [
  {
    head: 'Agent',
    cell: ({ name, phase, critical }) => (
      <>
        <b class="name">{name}</b>
        <small>
          {phase}
          {critical && phase !== 'critical' && ' · critical'}
        </small>
      </>
    ),
  },
  { head: 'Health', cell: (agent) => <HealthCell agent={agent} /> },
  {
    head: 'Succeeds',
    kind: 'number',
    cell: ({ recentSuccessRate, executions }) => (
      <>
        {recentSuccessRate === null ? '–' : percentText(recentSuccessRate)}
        <small>{executions} runs</small>
      </>
    ),
  },
  { head: 'Last runs', cell: ({ recent }) => <RecentRuns runs={recent} /> },
  {
    head: 'Takes',
    kind: 'number',
    cell: ({ averageMs, timeoutMs }) => (
      <>
        {averageMs === null ? '–' : duration(averageMs)}
        <small>of {duration(timeoutMs)}</small>
      </>
    ),
  },
  { head: 'Last', cell: (agent) => <LastCell agent={agent} /> },
  { head: 'Says', kind: 'text', cell: (agent) => <SaysCell agent={agent} /> },
  { head: 'Control', kind: 'control', cell: (agent) => <AgentSwitch agent={agent} /> },
]

/** How every agent does, enabled or not. */
export function AgentsTable({ overview: { agents } }: { readonly overview: Overview }) {
  return (
    <section class="agents" aria-labelledby="agents-heading">
      <h2 id="agents-heading">Agents</h2>
      <Table
        label="Agents"
        columns={columns}
        rows={agents}
        keyOf={({ name }) => name}
        toneOf={({ enabled }) => (enabled ? '' : 'off')}
      />
    </section>
  )
}

function HealthCell({ agent: { health, breaker, consecutiveFailures, enabled } }: { readonly agent: WatchedAgent }) {
  const words = breakerWords(breaker)
  return (
    <>
      {enabled ? <Mark of={healthMark[health]} /> : <Mark of={{ text: '○ disabled', tone: 'quiet' }} />}
      {words !== undefined && <small class={breaker?.state === 'open' ? 'bad' : 'warning'}>{words}</small>}
      {consecutiveFailures > 1 && <small>{consecutiveFailures} failures in a row</small>}
    </>
  )
}

function LastCell({ agent: { lastStatus, lastExecution } }: { readonly agent: WatchedAgent }) {
  if (lastStatus === null) return '–'
  return (
    <>
      <Mark of={runMark[lastStatus]} />
      {lastExecution !== null && (
        <small>
          <Instant at={lastExecution} />
        </small>
      )}
    </>
  )
}

function SaysCell({ agent: { summary, lastError, lastStatus } }: { readonly agent: WatchedAgent }) {
  const isWell = lastStatus === 'success' || lastStatus === 'noop'
  return (
    <>
      {summary !== null && <CutText text={summary} />}
      {lastError !== null && (
        <CutText text={`${isWell ? 'before: ' : ''}${lastError}`} tone={isWell ? 'quiet' : 'bad'} />
      )}
    </>
  )
}
