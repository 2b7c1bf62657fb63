import { builtinAgents } from '../agents/roster.js'
import { AgentHosts, NotStartedError } from '../executors/agent-hosts.js'
import type { Scenario, Sight } from './scenario.js'
import type { Stage } from './stage.js'

/** The user's own agents, as they are configured: they are started, and do not run. */
export const ownAgents: Scenario = {
  name: 'own-agents',
  group: 'agents',
  does: 'starts your own agents as they are configured; they check their settings, and do not run',
  must: 'every enabled agent is ready, and takes its settings',
  async play(stage) {
    const { config, clocks, env, mask, signal } = stage.options
    const entries = Object.values(config.agents).filter(({ enabled }) => enabled)
    const { dataDir } = config
    const hosts = new AgentHosts({
      roster: builtinAgents,
      timer: clocks.timer,
      env,
      mask,
      onOutput() {},
      dataDir,
      keep: false,
    })
    const stop = () => hosts.stop()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const commit = await hosts.prepare(entries)
      commit() // so that they are ended with the others
      return { seen: `ready: ${entries.map(({ name }) => name).join(', ')}`, faults: [] }
    } catch (error) {
      return refused(error, stage)
    } finally {
      signal.removeEventListener('abort', stop)
      await hosts.close()
    }
  },
}

function refused(error: unknown, { options: { signal } }: Stage): Sight {
  signal.throwIfAborted()
  if (!(error instanceof NotStartedError)) throw error
  const names = error.errors.map(({ agent }) => agent).join(', ')
  return { seen: `not ready: ${names}`, faults: error.errors.map(({ message }) => message) }
}
