import { resolve } from 'node:path'
import * as z from 'zod'
import { inOurWords } from './expectation.js'
import { type Complaint, printValue, quote, type Stamp } from './problem.js'
import { shapes } from './schema.js'
import { at, keysAt, type Path, plain, type Sourced } from './sourced.js'
import { readTextFile } from './text-file.js'

type Found = Complaint & { readonly path: Path }

/** What programs are checked with. */
export interface ProgramContext {
  /** Agents that live in this process alone: no other could load them. */
  readonly inProcessOnly: readonly string[]
  /** The folder that a path written at a place of the document is relative to. */
  readonly folderOf: (path: Path) => string
}

/** What is wrong with what agents run as. */
export interface CheckedPrograms {
  readonly problems: readonly Found[]
  /** The modules as they were: one whose change was refused may be mended by itself. */
  readonly modules: ReadonlyMap<string, Stamp>
}

/** Checks that each agent in `tree` can run as its entry says, and that no key of it is without effect. */
export function checkPrograms(tree: Sourced, { inProcessOnly, folderOf }: ProgramContext): CheckedPrograms {
  const problems: Found[] = []
  const modules = new Map<string, Stamp>()
  for (const name of keysAt(tree, ['agents'])) {
    const entry = at(tree, ['agents', name])
    const { data } = programPart.safeParse(entry === undefined ? {} : plain(entry), inOurWords)
    if (entry === undefined || data === undefined) continue
    const path = ['agents', name]
    const complaints = [...contradictions(data, inProcessOnly.includes(data.use ?? name)), ...idleKeys(data, entry)]
    problems.push(...complaints.map((complaint) => ({ ...complaint, path: [...path, ...complaint.path] })))
    if (typeof data.run !== 'string') continue
    const file = resolve(folderOf([...path, 'run']), data.run)
    const found = readTextFile(file)
    modules.set(file, found.stamp)
    if (!('fault' in found)) continue
    // A disabled agent may wait for its module.
    if (at(tree, [...path, 'enabled'])?.value !== false)
      problems.push({ path: [...path, 'run'], ...unreadable(data.run, `${found.fault}: ${file}`) })
  }
  return { problems, modules }
}

const { use, run, isolation, keepAlive } = shapes.agent
const programPart = z.object({ use, run, isolation, keepAlive })
type ProgramPart = z.output<typeof programPart>

function contradictions({ use, run, isolation }: ProgramPart, onlyHere: boolean): readonly Found[] {
  const found: Found[] = []
  if (run !== undefined && use !== undefined)
    found.push({ path: ['run'], expected: 'either "use" or "run"', got: 'both' })
  if (run !== undefined && isolation === 'in-process')
    found.push({
      path: ['isolation'],
      expected: '"process" (what "run" names always has one of its own)',
      got: quote(isolation),
    })
  if (run === undefined && isolation === 'process' && onlyHere)
    found.push({
      path: ['isolation'],
      expected: '"in-process" (an agent that is handed to createOrchestrator lives in this process alone)',
      got: quote(isolation),
    })
  return found
}

type Ran = 'in-process' | 'process' | 'module' | 'command' | 'kept command'

function ranAs({ run, isolation, keepAlive }: ProgramPart): Ran {
  if (run === undefined) return isolation ?? 'in-process'
  if (typeof run === 'string') return 'module'
  return keepAlive ? 'kept command' : 'command'
}

const notHere = 'it runs in this process: "isolation": "process" gives it one of its own'
const noCommand = 'only a command is kept alive or not'
const oneShot = 'every attempt starts the command anew, unless it is kept alive'

/** Keys that mean nothing to what an agent runs as, and why. */
const idle: Readonly<Record<Ran, Readonly<Record<string, string>>>> = {
  'in-process': { env: notHere, maxMemoryMb: notHere, startTimeout: notHere, maxRuns: notHere, keepAlive: noCommand },
  process: { keepAlive: noCommand },
  module: { keepAlive: noCommand },
  command: { startTimeout: oneShot, maxRuns: oneShot },
  'kept command': {},
}

function idleKeys(part: ProgramPart, entry: Sourced): readonly Found[] {
  return Object.entries(idle[ranAs(part)]).flatMap(([key, hint]) => {
    const written = at(entry, [key])
    return written === undefined ? [] : [{ path: [key], expected: 'nothing', got: printValue(plain(written)), hint }]
  })
}

const unreadable = (written: string, why: string): Complaint => ({
  expected: 'the path of a module that can be read',
  got: `${quote(written)} (${why})`,
})
