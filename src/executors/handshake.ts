import { stat } from 'node:fs/promises'
import type { ProcessEnd } from './agent-process.js'
import { Conversation, type Heard, type WarmOptions } from './conversation.js'
import { endFailure } from './process-failure.js'
import { findProgram } from './program-file.js'
import { SpawnError } from './spawn-error.js'
import { type SettingsProblem, StartError } from './start-error.js'

/** How long a process that is idle may take to end, ms. */
export const farewellMs = 200

/** Starts a process and has it check its settings; resolves when it is ready. Throws StartError, and then it is gone. */
export async function openConversation(options: WarmOptions, closing: AbortSignal): Promise<Conversation> {
  const conversation = await start(options)
  const heard = await firstWords(conversation, options, closing).catch(async (error: unknown) => {
    await conversation.end(0)
    throw error
  })
  const problems = typeof heard === 'string' ? [] : problemsWith(heard, conversation, options)
  if (typeof heard !== 'string' && problems.length === 0) return conversation
  const end = await conversation.end(farewellMs)
  const found = typeof heard === 'string' ? [gaveUp(heard, end, options)] : problems
  throw new StartError(
    options.agent.name,
    found.map((problem) => masked(problem, options.mask)),
  )
}

/** Before anything of it is cut, as half of a secret is not known for one. */
function masked({ path, expected, got }: SettingsProblem, mask: WarmOptions['mask']): SettingsProblem {
  return {
    path: path.map((step) => (typeof step === 'number' ? step : mask(step))),
    expected: mask(expected),
    got: mask(got),
  }
}

async function start(options: WarmOptions): Promise<Conversation> {
  const { agent, program } = options
  const problem = await missing(options)
  if (problem !== undefined) throw new StartError(agent.name, [problem])
  try {
    return await Conversation.start(options)
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error
    const path = program.kind === 'command' ? ['run', 0] : []
    throw new StartError(agent.name, [{ path, expected: 'a program that can be started', got: error.message }])
  }
}

/** What of the program is not there. */
async function missing({ program, env }: WarmOptions): Promise<SettingsProblem | undefined> {
  switch (program.kind) {
    case 'process':
      return undefined
    case 'module':
      if (await isFile(program.file)) return undefined
      return { path: ['run'], expected: 'a module', got: `${program.file}, which is no file` }
    case 'command': {
      const { argv, cwd, limits } = program
      const problem = await findProgram(argv[0], { cwd, path: limits.env['PATH'] ?? env['PATH'] ?? '' })
      return problem === undefined ? undefined : { path: ['run', 0], ...problem }
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false // it is not there, or cannot be looked at
  }
}

/** Why nobody waits for a process to be ready any more. */
type GivenUp = 'late' | 'closed'

/** What it says to the greeting, or why it was ended before it said anything. */
async function firstWords(
  conversation: Conversation,
  { timer, program }: WarmOptions,
  closing: AbortSignal,
): Promise<Heard | GivenUp> {
  let givenUp: GivenUp | undefined
  const giveUp = (reason: GivenUp) => {
    givenUp ??= reason
    void conversation.end(0)
  }
  const close = () => giveUp('closed')
  const alarm = timer.setTimeout(() => giveUp('late'), program.limits.startTimeoutMs)
  closing.addEventListener('abort', close)
  if (closing.aborted) close()
  try {
    const heard = await conversation.greet()
    return givenUp ?? heard
  } finally {
    timer.clearTimeout(alarm)
    closing.removeEventListener('abort', close)
  }
}

function gaveUp(reason: GivenUp, { lastWords }: ProcessEnd, { program }: WarmOptions): SettingsProblem {
  if (reason === 'closed') return { path: [], expected: 'time to start', got: 'a stop' }
  const expected = `an agent that is ready within ${program.limits.startTimeoutMs / 1000} s (startTimeout)`
  return { path: [], expected, got: lastWords === '' ? 'none' : JSON.stringify(lastWords) }
}

/** What keeps a process that said this from running; empty if nothing does. */
function problemsWith(heard: Heard, { dialect }: Conversation, options: WarmOptions): readonly SettingsProblem[] {
  const { agent, program } = options
  const inProgram = (got: string) => [{ path: dialect.named, expected: 'an agent that says "ready"', got }]
  switch (heard.type) {
    case 'ready': {
      const is = { phase: agent.critical ? 'critical' : 'parallel', runWhen: agent.runWhen }
      return (['phase', 'runWhen'] as const).flatMap((key) => {
        const own = heard[key]
        if (own === undefined || own === is[key]) return []
        const [said, written] = [JSON.stringify(own), JSON.stringify(is[key])]
        return [{ path: [key], expected: `${said}, as the agent says itself (write "${key}": ${said})`, got: written }]
      })
    }
    case 'refused':
      return heard.problems.map(({ path, ...problem }) => ({ path: [...dialect.refusedIn, ...path], ...problem }))
    case 'ended':
      return inProgram(endFailure(heard.end, program.limits.maxMemoryMb)?.message ?? 'one that ended')
    case 'nonsense':
      return inProgram(`something else: ${heard.problem}`)
    case 'proposal':
    case 'error':
      return inProgram(`"${heard.type}"`)
    case 'cancelled':
      return inProgram('nothing')
  }
}
