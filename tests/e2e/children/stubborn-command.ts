import * as z from 'zod'
import { type Agent, defineAgent } from '../../../src/agents/agent.js'
import { builtinAgents } from '../../../src/agents/roster.js'

// The command as users run it, with two agents more: one that never answers, and a critical one that always throws.
const stuck = defineAgent({
  name: 'stuck',
  settings: z.unknown(),
  run() {
    process.stderr.write('the agent is stuck\n')
    return new Promise(() => {})
  },
})
const refusing = defineAgent({
  name: 'refusing',
  settings: z.unknown(),
  phase: 'critical',
  run: () => Promise.reject(new Error('no connection')),
})
const roster = builtinAgents as Map<string, Agent> // it is a map, which the program never changes
for (const agent of [stuck, refusing]) roster.set(agent.name, agent)
await import('../../../src/main.js')
