import * as z from 'zod'
import { type Need, nameOf } from '../orchestrator/needs.js'
import { conditionShape } from './condition-schema.js'
import { duration } from './duration.js'
import { agentName, distinct, flag, numberFrom, oneOf, wholeNumber } from './scalars.js'

/** No system takes a NUL in a path, an argument or a variable. */
const word = z.string({ error: 'a text' }).regex(/^[^\0]*$/, { error: 'a text without NUL' })

const ofRun = {
  error: 'the path of a module (.ts, .mts, .js, .mjs), or a command as a list such as ["python3", "mine.py"]',
}

/** A module by its path, or a program with its arguments. */
const run = z.union(
  [
    z.string(ofRun).regex(/^[^\0]+\.(ts|mts|js|mjs)$/, ofRun),
    z.tuple([word.min(1, { error: 'the name or the path of a program' })], word),
  ],
  ofRun,
)

const ofVariable = { error: 'the name of a variable, or { "NAME": "value" }' }
const variableName = z.string(ofVariable).regex(/^[A-Za-z_]\w*$/, ofVariable)

/** A variable that is passed on, by its name, or some that are set. */
const variable = z.union([variableName, z.record(variableName, word)], ofVariable)

const ofNeed = 'a name of lower-case letters, digits and dashes, or { "agent", "on" }'

/** An agent by its name, or with how it must have ended. */
const need = z
  .union(
    [
      agentName(ofNeed),
      z.strictObject({
        agent: agentName().describe('Which one.'),
        on: oneOf(['success', 'finished'])
          .default('success')
          .describe('finished: it starts after any end of it, also a failure or none at all.'),
      }),
    ],
    { error: ofNeed },
  )
  .transform((said): Need => {
    if (typeof said === 'string' || said.on === 'success') return nameOf(said as Need)
    return { agent: said.agent, on: said.on }
  })

/** One entry of `agents`; what is left out is resolved from the agent and from `orchestrator`. */
export const agentSchema = z
  .strictObject(
    {
      enabled: flag().default(true).describe('false: it does not run, and nothing may need it.'),
      use: agentName().optional().describe('Which agent it is; default: the one of the same name.'),
      run: run
        .optional()
        .describe(
          'Instead of use, an agent of your own: the path of a module (.ts, .mts, .js, .mjs), or any program with its arguments as a list. It runs in the folder of this file.',
        ),
      phase: agentName()
        .optional()
        .describe(
          'One of phases. Default: for an agent that says it is critical, the first; else parallel or, where none has that name, the first without "gate": true. In a phase with "gate": true it must give a verdict.',
        ),
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
      needs: distinct(need, 'names of agents', nameOf)
        .optional()
        .describe(
          'Agents of its phase or an earlier one that must succeed before it starts; with { "agent": "b", "on": "finished" }, that must have ended. Default: those whose proposals it looks at.',
        ),
      runWhen: oneOf(['active', 'reducing', 'always'])
        .optional()
        .describe('Trading states it runs in. Default: what the agent says, else reducing; critical agents: always.'),
      outside: flag()
        .optional()
        .describe(
          'true: it asks what is not of the time of a replay, such as a model or a feed, and a replay answers for it from a record or leaves it out. Default: what the agent says of its settings; false for what run names.',
        ),
      ...conditionShape,
      isolation: oneOf(['in-process', 'process'])
        .optional()
        .describe('process: in one of its own. Default: in-process; what run names always has its own.'),
      env: z
        .array(variable, { error: 'a list of variables' })
        .default([])
        .describe('Variables that its process gets: "NAME" passes one on, { "NAME": "value" } sets one.'),
      keepAlive: flag()
        .default(false)
        .describe('For commands. true: one process answers run after run; false: one process for each attempt.'),
      maxMemoryMb: wholeNumber(32, 1_048_576)
        .default(1024)
        .describe('Memory of its process and of all that it started.'),
      startTimeout: duration().prefault('30s').describe('How long its process may take to be ready.'),
      maxRuns: wholeNumber(1, 1_000_000).default(1000).describe('Its process is replaced after so many runs.'),
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
