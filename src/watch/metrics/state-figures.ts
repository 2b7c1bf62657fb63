import type { WatchedAlert } from '../api.js'
import { each, type Instruments, oneOf } from './instruments.js'
import type { Figures, Sight } from './sight.js'
import { ALERT_KINDS, CAUSES, TRADING_STATES } from './vocabulary.js'

const isOfWatch = ({ kind }: WatchedAlert) => kind === 'disk-low' || kind === 'record-unreadable'

/** What may trade and why, and which alerts stand. */
export function stateFigures(instruments: Instruments, { overview, unrecorded }: Sight): Figures {
  const state = () => unrecorded()?.state ?? overview().standing
  const alerts = () => {
    const cycle = unrecorded()
    const recorded = overview().alerts
    return cycle === undefined ? recorded : [...cycle.alerts, ...recorded.filter(isOfWatch)]
  }
  const raised = instruments.counter({
    name: 'riskfirst_alerts_raised_total',
    help: 'Alerts that were raised, since the start of the run.',
    labels: ['kind'],
    of: each('kind', ALERT_KINDS),
  })
  instruments.gauge({
    name: 'riskfirst_trading_state',
    help: 'What may trade: 1 for that, 0 for the others.',
    labels: ['state'],
    read: () => oneOf(TRADING_STATES, state().state),
  })
  instruments.gauge({
    name: 'riskfirst_trading_reasons',
    help: 'Reasons for the trading state, by what they do to the gate.',
    labels: ['cause'],
    read() {
      const { reasons } = state()
      return CAUSES.map((cause) => ({
        labels: { cause },
        value: reasons.filter((reason) => reason.cause === cause).length,
      }))
    },
  })
  instruments.gauge({
    name: 'riskfirst_restricted_symbols',
    help: 'Symbols that a verdict holds tighter than the rest.',
    read: () => [{ value: new Set(state().restrict.map(({ symbol }) => symbol)).size }],
  })
  instruments.gauge({
    name: 'riskfirst_kill_switch',
    help: '1 while the file HALT exists.',
    read: () => [{ value: overview().killSwitch === null ? 0 : 1 }],
  })
  instruments.gauge({
    name: 'riskfirst_alerts',
    help: 'Alerts that are raised and not over.',
    labels: ['kind'],
    read() {
      const standing = alerts()
      return ALERT_KINDS.map((kind) => ({
        labels: { kind },
        value: standing.filter((one) => one.kind === kind).length,
      }))
    },
  })
  return {
    onEvent(event) {
      if (event.type === 'alert-raised') raised({ kind: event.alert.kind })
    },
  }
}
