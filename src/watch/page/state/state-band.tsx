import { causeMark, sentWhile, shownStateMark } from '../../../report/sections/trading-state.js'
import type { Overview } from '../../api.js'
import { limitWords } from '../amounts.js'
import { HaltButton } from '../controls/halt-button.js'
import { ResumeButton } from '../controls/resume-button.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'

/** What may trade in one glance: the state, why, since when, what changes it, and the two buttons that do. */
export function StateBand({ overview }: { readonly overview: Overview }) {
  const { standing, killSwitch, waits } = overview
  const { state, since, reasons, restrict } = standing
  return (
    <section class={`band ${state}`} aria-labelledby="state-heading">
      <div class="glance">
        <h2 id="state-heading">
          <span class="unseen">Trading state: </span>
          <Mark of={shownStateMark[state]} />
        </h2>
        <p>
          {sentWhile(state, reasons)}
          {since !== null && (
            <span class="quiet">
              {' '}
              · since <Instant at={since} />
            </span>
          )}
        </p>
        <div class="buttons">
          <HaltButton overview={overview} />
          <ResumeButton overview={overview} />
        </div>
      </div>
      <ul class="reasons">
        {reasons.map((reason) => (
          <Reason key={`${reason.code} ${reason.agent ?? ''}`} reason={reason} />
        ))}
        {killSwitch !== null && !reasons.some(({ cause }) => cause === 'kill-switch') && (
          <li>
            <Mark of={causeMark['kill-switch']} /> <span>HALT says: {killSwitch === '' ? 'nothing' : killSwitch}</span>
          </li>
        )}
        {restrict.map(({ symbol, state, until, reason }) => (
          <li key={`${symbol} ${state}`}>
            <Mark of={{ text: '▲ restricted', tone: 'warning' }} />{' '}
            <span>
              <b>{symbol}</b> {state}
              {until !== undefined && (
                <>
                  {' until '}
                  <Instant at={until} />
                </>
              )}
              : {reason}
            </span>
          </li>
        ))}
        {waits !== null && <Gate waits={waits} />}
      </ul>
      <p class="changes">
        <b>What changes it</b> {standing.changes}
      </p>
    </section>
  )
}

/** One reason for a trading state, as an entry of a list. */
export function Reason({ reason }: { readonly reason: Overview['standing']['reasons'][number] }) {
  const { cause, code, agent, latch, message, value, limit } = reason
  const figures = limitWords(message, value, limit)
  const origin = [...(agent === undefined ? [] : [agent]), ...(latch === true ? ['latched'] : [])].join(', ')
  return (
    <li>
      <Mark of={causeMark[cause]} />{' '}
      <span>
        <b>{code}</b>
        {origin !== '' && <span class="quiet"> ({origin})</span>}: {message}
        {figures !== '' && <span class="limit"> · {figures}</span>}
      </span>
    </li>
  )
}

function Gate({ waits }: { readonly waits: NonNullable<Overview['waits']> }) {
  return (
    <li>
      <Mark of={{ text: '▲ waits for you', tone: 'warning' }} />{' '}
      <span>
        <b>{waits.phase}</b> of {waits.cycleId} waits until <Instant at={waits.until} /> for: riskfirst approve, or
        reject
      </span>
    </li>
  )
}
