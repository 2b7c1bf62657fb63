import { dirname, resolve } from 'node:path'
import { parseJsonc } from './parse-jsonc.js'
import { type ConfigProblem, printValue, problemAt, quote, type Stamp } from './problem.js'
import { isList, isMap, type Origin, plain, type Sourced, sourced } from './sourced.js'
import { readTextFile } from './text-file.js'

/** The file that is read when none is named. */
export const CONFIG_FILE = 'riskfirst.config.jsonc'

/** The configuration files that were found. */
export interface ConfigFiles {
  /** Each is laid over those before it. */
  readonly layers: readonly Sourced[]
  readonly files: readonly string[]
  /** The places looked in. */
  readonly where: readonly string[]
  readonly problems: readonly ConfigProblem[]
  /** Every file that was looked for, as it was. */
  readonly watched: ReadonlyMap<string, Stamp>
  /** Some file is not JSON: what the others say means little. */
  readonly unreadable: boolean
}

/** Reads the files named, or the one in `cwd` if it is there, each after those it extends. */
export function readConfigFiles(cwd: string, named: readonly string[]): ConfigFiles {
  const reading = new Reading()
  const where = (named.length > 0 ? named : [CONFIG_FILE]).map((file) => resolve(cwd, file))
  for (const file of where) reading.read(file, { optional: named.length === 0, stack: [] })
  const { layers, files, problems, watched, unreadable } = reading
  return { layers, files: [...new Set(files)], where, problems, watched, unreadable }
}

/** The same for a configuration that is given, not read. */
export function givenConfig(document: unknown): ConfigFiles {
  return {
    layers: [sourced(document, 'default')],
    files: [],
    where: [],
    problems: [],
    watched: new Map(),
    unreadable: false,
  }
}

interface Request {
  readonly optional?: boolean
  /** The files that led here, innermost last. */
  readonly stack: readonly string[]
  /** The `extends` that names it. */
  readonly from?: { readonly origin: Origin; readonly written: string }
}

class Reading {
  readonly layers: Sourced[] = []
  readonly files: string[] = []
  readonly problems: ConfigProblem[] = []
  readonly watched = new Map<string, Stamp>()
  unreadable = false

  read(file: string, { optional = false, stack, from }: Request): void {
    const found = readTextFile(file)
    this.watched.set(file, found.stamp)
    if ('fault' in found) {
      if (optional && found.kind === 'missing') return
      this.unreadable = true
      const expected = from === undefined ? 'a configuration file' : 'the path of a configuration file'
      const got = from === undefined ? found.fault : `${quote(from.written)} (${found.fault})`
      const path = from === undefined ? [] : ['extends']
      this.problems.push({ file, ...problemAt(from?.origin ?? 'default', path, { expected, got }) })
      return
    }
    const { root, problems } = parseJsonc(found.text, file)
    this.problems.push(...problems)
    if (root === undefined) this.unreadable = true
    else this.#addWithBases(root, file, stack)
  }

  #addWithBases(root: Sourced, file: string, stack: readonly string[]): void {
    if (!isMap(root.value)) return
    const { extends: bases, ...rest } = Object.fromEntries(root.value)
    for (const base of bases === undefined ? [] : isList(bases.value) ? bases.value : [bases]) {
      const target = typeof base.value === 'string' ? resolve(dirname(file), base.value) : undefined
      if (target === undefined || typeof base.value !== 'string')
        this.#complain(base.origin, 'the path of a file, or a list of them', printValue(plain(base)))
      else if (target === file || stack.includes(target))
        this.#complain(base.origin, 'files that do not extend each other', [...stack, file, target].join(' → '))
      else this.read(target, { stack: [...stack, file], from: { origin: base.origin, written: base.value } })
    }
    this.files.push(file)
    this.layers.push({ origin: root.origin, value: new Map(Object.entries(rest)) })
  }

  #complain(origin: Origin, expected: string, got: string): void {
    this.unreadable = true
    this.problems.push(problemAt(origin, ['extends'], { expected, got }))
  }
}
