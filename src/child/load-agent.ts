import type { Agent, AgentHome } from '../agents/agent.js'
import { builtinAgents } from '../agents/roster.js'
import { parseSettings } from '../config/parse-settings.js'
import { sourced } from '../config/sourced.js'
import { openAgent } from '../executors/open-agent.js'
import type { ChildProgram } from '../executors/protocol.js'
import type { SettingsProblem } from '../executors/start-error.js'
import { importFault, importModule } from './import-module.js'

/** An agent that is ready to run, or what is wrong with its entry. */
export type LoadedAgent =
  | { readonly ok: true; readonly agent: Pick<Agent, 'run'>; readonly settings: unknown; readonly ownPhase: OwnPhase }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** What a module says of its agent itself; its entry must agree. */
type OwnPhase = Pick<Agent, 'phase' | 'runWhen'>

/** What is loaded, and told of what went wrong with all that is known of it. */
export interface LoadOptions {
  readonly program: ChildProgram
  readonly home: AgentHome
  /** As they are written in the entry, secrets in place. */
  readonly settings: unknown
  readonly log: (text: string) => void
}

/** Loads an agent, has it check its settings and opens it. Never throws. */
export async function loadAgent({ program, home, settings, log }: LoadOptions): Promise<LoadedAgent> {
  const found = 'use' in program ? builtin(program.use) : await agentOf(program.file, log)
  if ('expected' in found) return { ok: false, problems: [{ path: ['use' in program ? 'use' : 'run'], ...found }] }
  const parsed = parseSettings(found.settings, settings, sourced(settings, 'default'))
  if ('complaints' in parsed) return { ok: false, problems: parsed.complaints.map(inEntry) }
  const { phase, runWhen } = found
  const said = { ...(phase === undefined ? {} : { phase }), ...(runWhen === undefined ? {} : { runWhen }) }
  const opened = openAgent(found, home)
  if (!('run' in opened)) return { ok: false, problems: [{ path: [], ...opened }] }
  return { ok: true, agent: opened, settings: parsed.value, ownPhase: 'use' in program ? {} : said }
}

type Fault = Pick<SettingsProblem, 'expected' | 'got'>

function builtin(use: string): Agent | Fault {
  return builtinAgents.get(use) ?? { expected: 'the name of a built-in agent', got: JSON.stringify(use) }
}

async function agentOf(file: string, log: (text: string) => void): Promise<Agent | Fault> {
  try {
    return agentIn(await importModule(file))
  } catch (error) {
    if (error instanceof Error && error.stack !== undefined) log(error.stack)
    return { expected: 'a module that can be loaded', got: importFault(error, file) }
  }
}

/** What a module exports by default; that of a CommonJS module is `module.exports`, which may have a default itself. */
function agentIn(module: unknown): Agent | Fault {
  const candidates = [valueAt(valueAt(module, 'default'), 'default'), valueAt(module, 'default'), module]
  const agent = candidates.find((candidate) => isAgent(candidate))
  if (agent !== undefined) return agent
  const expected = 'a module whose default export is an agent (with "settings" and "run")'
  const exported = candidates.find((candidate) => candidate !== undefined && candidate !== module)
  if (exported === undefined) return { expected, got: `one without a default export${namesIn(module)}` }
  const missing = [
    ...(isSchema(valueAt(exported, 'settings')) ? [] : ['"settings" (a schema of zod)']),
    ...(typeof valueAt(exported, 'run') === 'function' ? [] : ['"run" (a function)']),
  ]
  return { expected, got: `a default export without ${missing.join(' and ')}` }
}

function isAgent(value: unknown): value is Agent {
  return isSchema(valueAt(value, 'settings')) && typeof valueAt(value, 'run') === 'function'
}

function isSchema(value: unknown): boolean {
  return typeof valueAt(value, 'safeParse') === 'function'
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function namesIn(module: unknown): string {
  const names = typeof module === 'object' && module !== null ? Object.keys(module) : []
  return names.length === 0 ? '' : ` (it exports ${names.join(', ')})`
}

function inEntry({ path, expected, got, hint }: Fault & { readonly path: SettingsProblem['path']; hint?: string }) {
  return { path: ['settings', ...path], expected, got: hint === undefined ? got : `${got} (${hint})` }
}
