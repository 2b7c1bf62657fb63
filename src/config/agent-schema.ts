import * as z from 'zod'
import { duration } from './duration.js'
import { agentName, distinct, flag, numberFrom, oneOf, wholeNumber } from './scalars.js'

/** One entry of `agents`; what is left out is resolved from the agent and from `orchestrator`. */
export const agentSchema = z
  .strictObject(
    {
      enabled: flag().default(true).describe('false: it does not run, and nothing may need it.'),
      use: agentName().optional().describe('Which agent it is; default: the one of the same name.'),
      phase: oneOf(['critical', 'parallel'])
        .optional()
        .describe('critical: runs first and must give a verdict. Default: what the agent says, else parallel.'),
      timeout: duration().optional().describe('Deadline of one attempt. Default: orchestrator.timeoutPerAgent.'),
      retries: wholeNumber(0, 100)
        .optional()
        .describe('Attempts after the first. Default: orchestrator.maxRetries for critical agents, else 0.'),
      backoff: z
        .strictObject({
          base: duration({ positive: false }).optional().describe('Default: orchestrator.backoffBase.'),
          multiplier: numberFrom(1, 100).optional().describe('Default: orchestrator.backoffMultiplier.'),
          max: duration({ positive: false }).optional().describe('Default: orchestrator.backoffMax.'),
        })
        .prefault({})
        .describe('Waits before retries.'),
      needs: distinct(agentName(), 'names of agents')
        .default([])
        .describe('Agents of the same phase that must succeed before it starts.'),
      runWhen: oneOf(['active', 'reducing', 'always'])
        .optional()
        .describe('Trading states it runs in. Default: what the agent says, else reducing; critical agents: always.'),
      settings: z
        .record(z.string(), z.unknown(), { error: 'an object' })
        .default({})
        .describe('Its own settings. { "env": "NAME" } in place of a value is a secret from the environment.'),
    },
    { error: (issue) => (issue.code === 'invalid_type' ? 'an object' : undefined) },
  )
  .describe('One agent.')

/** An entry of `agents` with defaults in place. */
export type AgentDocument = z.output<typeof agentSchema>
