import { messageOf } from '../orchestrator/message.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import { every } from './every.js'
import { type ExitCode, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import type { Screen } from './screen.js'

const POLL_MS = 1000

/**
 * Heeds signals, and what other processes ask for through the data folder; the function it returns ends that, and tells
 * the exit code of a signal if one came.
 */
export function heed(trading: TradingSystem, screen: Screen, io: Io): () => ExitCode | undefined {
  const { orchestrator, requested } = trading
  let code: ExitCode | undefined
  const endSignals = io.onSignal((signal) => {
    code = signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated
    screen.say(`${signal}: stopping; running agents have their grace (again: stop now)`)
    trading.stop()
  })
  requested.acknowledge('stop', 'done') // meant for the process before this one
  const heedRequests = () => {
    if (requested.isPending('flatten') || requested.isPending('close')) orchestrator.wake()
    if (!requested.isPending('stop')) return
    requested.acknowledge('stop', 'done')
    screen.say('stop: ending after this cycle')
    orchestrator.finish()
  }
  const endPolling = every(systemClocks.timer, POLL_MS, () => {
    try {
      heedRequests()
    } catch (error) {
      screen.say(`requests cannot be read: ${messageOf(error)}`)
    }
  })
  return () => {
    endSignals()
    endPolling()
    return code
  }
}
