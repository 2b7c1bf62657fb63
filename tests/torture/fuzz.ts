import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from './random.js'

/** What became of an input: it was taken, or refused in words that people may read. */
export type Fate = { readonly taken: true; readonly said?: string } | { readonly taken: false; readonly said: string }

/** A kind of input, and what it is fed to. */
export interface InputKind {
  readonly name: string
  /** Its part of all inputs, beside the others'. */
  readonly share: number
  /**
   * Gets ready in an empty folder; resolves to what makes one input from chance and feeds it. That throws what nobody
   * was to throw, and an error of its own for an answer that is wrong.
   */
  prepare(folder: string): Promise<(random: Random) => Fate | Promise<Fate>>
}

/** An input that came to no good. `number` and the seed give it again. */
export interface Finding {
  readonly kind: string
  readonly number: number
  readonly sort: 'unhandled error' | 'stack trace' | 'hang'
  readonly what: string
}

/** What came of the inputs of a kind. */
export interface FuzzRow {
  readonly kind: string
  readonly inputs: number
  readonly taken: number
  readonly refused: number
  readonly slowestMs: number
  readonly findings: readonly Finding[]
}

export interface FuzzOptions {
  readonly kinds: readonly InputKind[]
  /** Of all kinds together. */
  readonly inputs: number
  readonly seed: string
  /** An empty folder. */
  readonly cwd: string
  /** No input begins after so long, ms. */
  readonly withinMs: number
  /** The first number of each kind; default 0. */
  readonly from?: number
  readonly tell: (row: FuzzRow) => void
  /** Told of each input before it is fed. */
  readonly watch?: (what: string) => void
}

const hangMs = 5_000

/** What an error looks like when it was not meant for people. */
const stackTrace = /^\s+at .+:\d+|^internal error/m

/** Feeds inputs of every kind; tells of each kind when it is through. */
export async function fuzz({
  kinds,
  inputs,
  seed,
  cwd,
  withinMs,
  from = 0,
  tell,
  watch = () => {},
}: FuzzOptions): Promise<readonly FuzzRow[]> {
  const shares = kinds.reduce((sum, { share }) => sum + share, 0)
  const startedMs = performance.now()
  const rows: FuzzRow[] = []
  let dueMs = 0
  for (const kind of kinds) {
    dueMs += (withinMs * kind.share) / shares
    const row = await feed(kind, {
      seed,
      folder: join(cwd, kind.name.replaceAll(/\W+/g, '-')),
      from,
      to: from + Math.ceil((inputs * kind.share) / shares),
      watch,
      isOver: () => performance.now() - startedMs > dueMs,
    })
    rows.push(row)
    tell(row)
  }
  return rows
}

interface Feeding {
  readonly seed: string
  readonly folder: string
  readonly from: number
  readonly to: number
  readonly watch: (what: string) => void
  readonly isOver: () => boolean
}

async function feed(kind: InputKind, { seed, folder, from, to, watch, isOver }: Feeding): Promise<FuzzRow> {
  mkdirSync(folder, { recursive: true })
  const { name } = kind
  const findings: Finding[] = []
  let number = from
  let taken = 0
  let slowestMs = 0
  const find = (sort: Finding['sort'], what: string) => findings.push({ kind: name, number, sort, what })
  const onUnhandled = (error: unknown) => void find('unhandled error', `nobody waited for it: ${described(error)}`)
  process.on('unhandledRejection', onUnhandled).on('uncaughtException', onUnhandled)
  try {
    const input = await kind.prepare(folder)
    for (; number < to && !isOver(); number++) {
      const startedMs = performance.now()
      watch(`${name} ${number}`)
      try {
        const fate = await input(new Random(seed, name, number))
        if (fate.taken) taken += 1
        if (fate.said !== undefined && stackTrace.test(fate.said)) find('stack trace', fate.said)
      } catch (error) {
        find('unhandled error', described(error))
      }
      const tookMs = performance.now() - startedMs
      slowestMs = Math.max(slowestMs, tookMs)
      if (tookMs > hangMs) find('hang', `${(tookMs / 1_000).toFixed(1)} s`)
    }
  } finally {
    process.off('unhandledRejection', onUnhandled).off('uncaughtException', onUnhandled)
  }
  return { kind: name, inputs: number - from, taken, refused: number - from - taken, slowestMs, findings }
}

function described(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Runs `work`; refused when it throws one of these errors. Any other error goes on. */
export function refusedBy(kinds: readonly ErrorKind[], work: () => unknown): Fate {
  try {
    work()
    return { taken: true }
  } catch (error) {
    return refusal(kinds, error)
  }
}

/** The same for work that takes its time. */
export async function rejectedBy(kinds: readonly ErrorKind[], work: () => Promise<unknown>): Promise<Fate> {
  try {
    await work()
    return { taken: true }
  } catch (error) {
    return refusal(kinds, error)
  }
}

type ErrorKind = abstract new (...args: never[]) => Error

function refusal(kinds: readonly ErrorKind[], error: unknown): Fate {
  if (error instanceof Error && kinds.some((kind) => error instanceof kind))
    return { taken: false, said: error.message }
  throw error
}

/** Throws unless something holds of an answer. */
export function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new Error(`wrong answer: ${what}`)
}
