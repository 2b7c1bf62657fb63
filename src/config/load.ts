import { dirname } from 'node:path'
import { checkVariables } from './agent-variables.js'
import { checkPrograms } from './check-programs.js'
import { checkSettings } from './check-settings.js'
import type { Config, Roster } from './config.js'
import { crossProblems } from './cross-checks.js'
import { overlayEnvironment, readEnvironment } from './environment.js'
import { complaintsOf, inOurWords } from './expectation.js'
import { toInput } from './input-form.js'
import { knownKeysAt } from './known-keys.js'
import { createMask } from './mask.js'
import { ConfigError, type ConfigProblem, printPath, problemAt, type Stamp } from './problem.js'
import { givenConfig, readConfigFiles } from './read-files.js'
import { resolveConfig } from './resolve.js'
import { BUILT_IN_AGENTS, type ConfigDocument, type ConfigInput, configSchema } from './schema.js'
import { type RevealedSections, revealSections } from './secrets.js'
import { at, merge, nest, type Origin, originAround, type Path, plain, type Sourced, sourced } from './sourced.js'
import { SECRET_SECTIONS } from './watch-schema.js'

/** A value that a flag sets. */
export interface Override {
  readonly path: readonly string[]
  readonly value: unknown
  /** Such as `--max-workers`. */
  readonly flag: string
}

/** What is to be loaded. */
export interface ConfigRequest {
  readonly cwd: string
  /** Later ones win; without any, the default one in `cwd` if it is there. */
  readonly files?: readonly string[]
  /** The configuration itself, instead of files: none is looked for, nor a `.env`. */
  readonly document?: unknown
  readonly env: Readonly<Record<string, string | undefined>>
  readonly overrides?: readonly Override[]
  readonly roster: Roster
  /** Agents of the roster that no other process could load; default: none. */
  readonly inProcessOnly?: readonly string[]
}

/** A configuration, and where it comes from. */
export interface LoadedConfig {
  readonly config: Config
  /** The configuration as a file would say it, complete, paths absolute, secrets as references. */
  readonly input: ConfigInput
  /** The files that say something, in the order in which they are laid over each other; then `.env` files. */
  readonly files: readonly string[]
  /** The places looked in. */
  readonly where: readonly string[]
  /** Where the value at a path of a configuration file was written. */
  readonly origin: (path: Path) => Origin
  /** Values that nothing may show. */
  readonly secrets: readonly string[]
  /** Every file whose change would matter, there or not, as it was when it was read. */
  readonly watched: ReadonlyMap<string, Stamp>
}

/** Reads, merges, checks and resolves the configuration; throws ConfigError with every problem at once. */
export function loadConfig(request: ConfigRequest): LoadedConfig {
  const { cwd, files = [], document: given, env, overrides = [], roster, inProcessOnly = [] } = request
  const found = given === undefined ? readConfigFiles(cwd, files) : givenConfig(given)
  const folders = given === undefined && files.length === 0 ? [cwd] : found.where.map((file) => dirname(file))
  const environment = readEnvironment(folders, env)
  const read = [...found.problems, ...environment.problems]
  const watchedFiles = [...found.watched, ...environment.watched]
  if (found.unreadable) throw new ConfigError(read, cwd, new Map(watchedFiles))

  const written = [sourced({ agents: BUILT_IN_AGENTS }, 'default'), ...found.layers].reduce(merge)
  const overlaid = overlayEnvironment(written, environment.variables, (path) => knownKeysAt(path, written, roster))
  const values = new Map(environment.variables.map(({ name, value }) => [name, value]))
  const whole = overrides
    .map(({ path, value, flag }) => nest(path, sourced(value, { flag })))
    .reduce(merge, overlaid.tree)
  const sections = revealSections(whole, SECRET_SECTIONS, values)
  const { tree } = sections

  const folderOf = foldersOf(tree, cwd)
  const checked = checkSettings(tree, { roster, env: values, folderOf })
  const variables = checkVariables(tree, values)
  const programs = checkPrograms(tree, { inProcessOnly, folderOf })
  const watched = new Map([...watchedFiles, ...programs.modules])
  const { document, problems } = check(sections, roster)
  const others = [sections, checked, variables, programs].flatMap((one) => one.problems.map(complaintIn(tree)))
  const all = [...read, ...overlaid.problems, ...problems, ...others]
  if (document === undefined || all.length > 0) throw new ConfigError(all, cwd, watched)

  const { settings } = checked
  const config = resolveConfig(document, { roster, folderOf, settings, variables: variables.byAgent })
  return {
    config,
    input: toInput(config, (path) => at(whole, path)),
    files: [...found.files, ...environment.files],
    where: found.where,
    origin: (path) => at(tree, path)?.origin ?? 'default',
    secrets: [...sections.secrets, ...checked.secrets, ...variables.secrets],
    watched,
  }
}

/** Complaints quote no secret, and say nothing of those that are missing: that is a problem of its own. */
function check({ tree, secrets, problems: missing }: RevealedSections, roster: Roster) {
  const mask = createMask(secrets)
  const isMissing = new Set(missing.map(({ path }) => printPath(path)))
  const raw = plain(tree)
  const { data, error } = configSchema.safeParse(raw, inOurWords)
  const complaints = (error?.issues ?? [])
    .flatMap((issue) => complaintsOf(issue, tree))
    .filter(({ path }) => !isMissing.has(printPath(path)))
    .map((complaint) => ({ ...complaint, got: mask(complaint.got) }))
  const problems: readonly ConfigProblem[] = [...complaints, ...crossProblems(raw, roster)].map(complaintIn(tree))
  return { document: data satisfies ConfigDocument | undefined, problems }
}

function complaintIn(tree: Sourced) {
  return ({ path, ...complaint }: Parameters<typeof problemAt>[2] & { readonly path: Path }) =>
    problemAt(originAround(tree, path), path, complaint)
}

/** A path is relative to the file that names it; what no file names, to the working folder. */
function foldersOf(tree: Sourced, cwd: string): (path: Path) => string {
  return (path) => {
    const origin = at(tree, path)?.origin
    if (origin === undefined || origin === 'default' || !('file' in origin)) return cwd
    return origin.file === undefined ? cwd : dirname(origin.file)
  }
}
