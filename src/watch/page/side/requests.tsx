import { useState } from 'preact/hooks'
import type { Overview } from '../../api.js'
import { Mark, type Sign } from '../parts/told.js'
import { Instant } from '../times.js'

type Request = Overview['requests'][number]

const SHOWN = 6

/** Who asked for what, and what came of it. */
export function Requests({ overview: { requests } }: { readonly overview: Overview }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? requests : requests.slice(0, SHOWN)
  return (
    <section class="requests" aria-labelledby="requests-heading">
      <h2 id="requests-heading">What people did</h2>
      {requests.length === 0 ? (
        <p class="quiet">Nothing yet.</p>
      ) : (
        <ul class="entries">
          {shown.map((request) => (
            <Entry key={request.id} request={request} />
          ))}
        </ul>
      )}
      {requests.length > SHOWN && (
        <button type="button" class="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'fewer' : 'more'}
        </button>
      )}
    </section>
  )
}

function Entry({ request }: { readonly request: Request }) {
  const { kind, who, at, reason, details } = request
  return (
    <li>
      <b>{[kind, subjectOf(details)].filter((word) => word !== '').join(' ')}</b> <Mark of={fateOf(request)} />
      {reason !== null && <span>{reason}</span>}
      <small>
        {who} · <Instant at={at} />
      </small>
    </li>
  )
}

const subjects = new Set(['symbol', 'agent', 'cycle', 'phase'])

/** What a request was about, where it names one thing. */
function subjectOf(details: Request['details']): string {
  if (typeof details !== 'object' || details === null) return ''
  return Object.entries(details)
    .flatMap(([key, value]) => (subjects.has(key) && typeof value === 'string' ? [value] : []))
    .join(' ')
}

function fateOf({ appliedAt, result }: Request): Sign {
  if (appliedAt === null) return { text: '○ waits', tone: 'warning' }
  const isWithdrawn = typeof result === 'string' && result.startsWith('withdrawn')
  return isWithdrawn ? { text: '○ withdrawn', tone: 'quiet' } : { text: '● done', tone: 'good' }
}
