import { join } from 'node:path'
import { parseEnvFile } from './env-file.js'
import { nearestName, simplified } from './nearest.js'
import { depth, MAX_DEPTH } from './parse-jsonc.js'
import { type Complaint, type ConfigProblem, problemAt, quote, type Stamp } from './problem.js'
import { merge, nest, type Origin, type Path, type Sourced, sourced } from './sourced.js'
import { readTextFile } from './text-file.js'

/** A variable; `file` is the `.env` it came from. */
export interface Variable {
  readonly name: string
  readonly value: string
  readonly file?: string
}

/** What `.env` files and the process say; later ones win. */
export interface Environment {
  readonly variables: readonly Variable[]
  /** The `.env` files that were read. */
  readonly files: readonly string[]
  readonly problems: readonly ConfigProblem[]
  readonly watched: ReadonlyMap<string, Stamp>
}

/** Reads the `.env` of each folder, if it has one; the process's own variables come last. */
export function readEnvironment(
  folders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Environment {
  const variables: Variable[] = []
  const files: string[] = []
  const problems: ConfigProblem[] = []
  const watched = new Map<string, Stamp>()
  for (const file of new Set(folders.map((folder) => join(folder, '.env')))) {
    const found = readTextFile(file)
    watched.set(file, found.stamp)
    if ('text' in found) {
      files.push(file)
      const parsed = parseEnvFile(found.text)
      for (const [name, value] of parsed.variables) variables.push({ name, value, file })
      problems.push(...parsed.strayLines.map((line) => strayLine(file, line)))
    } else if (found.kind === 'unreadable') problems.push({ file, path: '', expected: 'a text file', got: found.fault })
  }
  for (const [name, value] of Object.entries(env)) if (value !== undefined) variables.push({ name, value })
  return { variables, files, problems, watched }
}

/** What stands there is not quoted: it may be half of a secret. */
function strayLine(file: string, line: number): ConfigProblem {
  return { file, line, path: '', expected: 'NAME=value with its quotes closed, or a comment', got: 'neither' }
}

const PREFIX = 'RISKFIRST__'

/** Keys that mean something in a file only. */
const FILE_KEYS = new Set(['$schema', 'version', 'extends'])

/** What keys there are at a path of the configuration. */
export type KnownKeys = (path: Path) => readonly string[]

/** Lays every `RISKFIRST__…` variable over `tree`. */
export function overlayEnvironment(
  tree: Sourced,
  variables: readonly Variable[],
  knownKeys: KnownKeys,
): { readonly tree: Sourced; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = []
  let overlaid = tree
  for (const { name, value, file } of variables) {
    if (!name.toUpperCase().startsWith(PREFIX)) continue
    const origin: Origin = { env: name, ...(file === undefined ? {} : { file }) }
    const { path, complaint } = pathNamed(name, knownKeys)
    if (complaint !== undefined) problems.push(problemAt(origin, path, complaint))
    else if (depth(value) > MAX_DEPTH)
      problems.push(problemAt(origin, path, { expected: `at most ${MAX_DEPTH} levels`, got: 'more' }))
    else overlaid = merge(overlaid, nest(path, sourced(parsed(value), origin)))
  }
  return { tree: overlaid, problems }
}

function pathNamed(name: string, knownKeys: KnownKeys): { readonly path: string[]; readonly complaint?: Complaint } {
  const path: string[] = []
  for (const segment of name.slice(PREFIX.length).split('__')) {
    const keys = knownKeys(path).filter((key) => path.length > 0 || !FILE_KEYS.has(key))
    const key = keys.find((known) => simplified(known) === simplified(segment))
    path.push(key ?? segment)
    if (key === undefined)
      return { path, complaint: { expected: 'a known key', got: quote(segment), ...suggestion(name, segment, keys) } }
  }
  return { path }
}

function suggestion(name: string, segment: string, keys: readonly string[]): { hint?: string } {
  const nearest = nearestName(segment, keys)
  if (nearest === undefined) return keys.length === 0 ? {} : { hint: `known: ${keys.join(', ')}` }
  const spelled = nearest.replaceAll(/[A-Z]/g, '_$&').replaceAll('-', '_').toUpperCase()
  return { hint: `did you mean ${name.slice(0, name.lastIndexOf(segment))}${spelled}?` }
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value // not JSON: a text, as the shell has it
  }
}
