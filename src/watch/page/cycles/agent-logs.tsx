import { useState } from 'preact/hooks'
import type { CycleLogs } from '../../api.js'
import { Instant } from '../times.js'
import { useRead } from './use-read.js'

interface AgentLogsProps {
  readonly cycleId: string
  readonly agent: string
}

/** What an agent's process printed in a cycle, read when somebody wants to see it. */
export function AgentLogs({ cycleId, agent }: AgentLogsProps) {
  const [isWanted, setWanted] = useState(false)
  const path = `/api/cycles/${encodeURIComponent(cycleId)}/logs?agent=${encodeURIComponent(agent)}`
  const { answer, again } = useRead<CycleLogs>(isWanted ? path : undefined)
  return (
    <div class="logs">
      <button
        type="button"
        class="plain"
        onClick={() => {
          setWanted(true)
          again()
        }}
      >
        {isWanted ? 'Read its log again' : 'Read its log'}
      </button>
      <div role="status">
        {isWanted && answer === undefined && <p class="quiet">Reading…</p>}
        {answer?.state === 'failed' && <p class="bad">✖ It could not be read: {answer.words}.</p>}
        {answer?.state === 'missing' && <p class="quiet">There is none.</p>}
        {answer?.state === 'told' && <Lines logs={answer.data} />}
      </div>
    </div>
  )
}

function Lines({ logs: { lines, cut } }: { readonly logs: CycleLogs }) {
  if (lines.length === 0)
    return <p class="quiet">It printed nothing that is still kept (agents in a process of their own do).</p>
  return (
    <>
      <ol>
        {lines.map(({ at, stream, text }, index) => (
          // Two lines may be the same.
          <li key={index} class={stream === 'err' ? 'warning' : ''}>
            <Instant at={at} /> <span class="quiet">{stream}</span> {text}
          </li>
        ))}
      </ol>
      {cut && <p class="quiet">There are more: riskfirst logs tells all of them.</p>}
    </>
  )
}
