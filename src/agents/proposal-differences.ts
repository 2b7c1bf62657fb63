import type { Json, Proposal } from './agent.js'
import { describe, formatPath, maxProblems } from './plain-data.js'

/** A place where two proposals differ, and what each says there. */
export interface Difference {
  readonly path: string
  readonly first: string
  readonly second: string
}

/** Where two proposals differ, innermost and in the order of the first; at most five places. */
export function proposalDifferences(first: Proposal, second: Proposal): readonly Difference[] {
  const found: Difference[] = []
  const compare = (path: readonly PropertyKey[], a: unknown, b: unknown): void => {
    if (found.length >= maxProblems || Object.is(a, b)) return
    if (isNest(a) && isNest(b) && Array.isArray(a) === Array.isArray(b)) {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)])
      for (const key of keys) compare([...path, Array.isArray(a) ? Number(key) : key], valueAt(a, key), valueAt(b, key))
    } else found.push({ path: formatPath(path), first: describe(a), second: describe(b) })
  }
  compare([], first, second)
  return found
}

type Nest = readonly Json[] | Readonly<Record<string, Json>>

function isNest(value: unknown): value is Nest {
  return typeof value === 'object' && value !== null
}

function valueAt(nest: Nest, key: string): unknown {
  return Object.hasOwn(nest, key) ? Reflect.get(nest, key) : undefined
}
