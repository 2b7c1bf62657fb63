import type { Overview } from '../../api.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'

/** What asks for somebody's attention. */
export function Alerts({ overview: { alerts } }: { readonly overview: Overview }) {
  return (
    <section class="alerts" aria-labelledby="alerts-heading">
      <h2 id="alerts-heading">Alerts</h2>
      {alerts.length === 0 ? (
        <p class="quiet">None.</p>
      ) : (
        <ul class="entries">
          {alerts.map(({ kind, agent = '', message, raisedAt, cycleId }) => (
            <li key={`${kind} ${agent}`}>
              <Mark of={{ text: `▲ ${kind.replace('-', ' ')}`, tone: 'warning' }} />
              <span>{message}</span>
              <small>
                since <Instant at={raisedAt} /> <a href={`#/cycles/${cycleId}`}>{cycleId}</a>
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
