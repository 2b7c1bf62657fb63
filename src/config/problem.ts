import { relative } from 'node:path'
import type { Origin, Path } from './sourced.js'

/** One thing that is wrong with the configuration, and where. */
export interface ConfigProblem {
  /** Absolute. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
  /** The environment variable that says it. */
  readonly env?: string
  /** The flag that says it. */
  readonly flag?: string
  /** Such as `agents.mine.needs[0]`; empty for a whole file. */
  readonly path: string
  readonly expected: string
  readonly got: string
  readonly hint?: string
}

/** What a problem says, apart from where. */
export type Complaint = Pick<ConfigProblem, 'expected' | 'got' | 'hint'>

/** What identifies a version of a file: its time and size, or that it is not there. */
export type Stamp = string

/** Everything that is wrong with a configuration, in the order of its files and lines. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]
  /** The files whose change may mend it, as they were when they were read. */
  readonly watched: ReadonlyMap<string, Stamp>

  constructor(problems: readonly ConfigProblem[], cwd: string, watched: ReadonlyMap<string, Stamp> = new Map()) {
    const sorted = inOrder(problems)
    super(sorted.map((problem) => printProblem(problem, cwd)).join('\n'))
    this.problems = sorted
    this.watched = watched
  }
}

/** A problem at `path` of a document, found where `origin` says. */
export function problemAt(origin: Origin, path: Path, complaint: Complaint): ConfigProblem {
  return { ...(origin === 'default' ? {} : origin), path: printPath(path), ...complaint }
}

/** One line: `file:line: path: expected …, got … (hint)`. */
function printProblem(problem: ConfigProblem, cwd: string): string {
  const { path, expected, got, hint } = problem
  const where = [printPlace(problem, cwd), path].filter((part) => part !== '').join(': ')
  return `${where === '' ? '' : `${where}: `}expected ${expected}, got ${got}${hint === undefined ? '' : ` (${hint})`}`
}

/** Where a value was written, for people: `file:line`, a variable, a flag, or `default`. */
export function printOrigin(origin: Origin, cwd: string): string {
  return origin === 'default' ? origin : printPlace(origin, cwd)
}

/** A path as people write it: `agents.mine.needs[0]`. */
export function printPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (!/^[\w$-]+$/.test(step)) return `[${quote(step)}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')
}

/** A value in a message: JSON on one line, cut when long; what it holds instead when it is an object or a list. */
export function printValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' ? quote(value) : `${value as number | boolean | null}` // JSON has nothing else
}

/** A text in double quotes, without anything that could move a cursor, and cut when long. */
export function quote(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return JSON.stringify(cut).replace(/\p{C}/gu, '\uFFFD')
}

/** A file as people know it: relative to where they stand when it lies below. */
export function printFile(file: string, cwd: string): string {
  const short = relative(cwd, file)
  return short === '' || short.startsWith('..') ? file : short
}

interface Place {
  readonly file?: string
  readonly line?: number
  readonly env?: string
  readonly flag?: string
}

function printPlace({ file, line, env, flag }: Place, cwd: string): string {
  const place = file === undefined ? '' : `${printFile(file, cwd)}${line === undefined ? '' : `:${line}`}`
  return [place, env ?? flag ?? ''].filter((part) => part !== '').join(': ')
}

/** By file, line and column; what no file says comes last. Said twice is said once. */
function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
  return [...unique.values()].sort(
    (a, b) =>
      Number(a.file === undefined) - Number(b.file === undefined) ||
      compare(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.env ?? a.flag ?? '', b.env ?? b.flag ?? '') ||
      compare(a.path, b.path),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
