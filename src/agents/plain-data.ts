/** One thing wrong with a value: where, what was expected, and what was found. */
export interface Problem {
  readonly path: string
  readonly expected: string
  readonly got: string
}

/** A copy that shares nothing with its original; where there are problems it holds null instead. */
export interface PlainCopy {
  readonly copy: unknown
  readonly problems: readonly Problem[]
}

/** The most problems that are told at once. */
export const maxProblems = 5

const maxDepth = 32
const maxCharacters = 1_000_000

/**
 * Copies what survives JSON unchanged and refuses the rest with its path; reads everything once and never throws.
 * Properties that are undefined are left out. At most 32 levels, about 1,000,000 characters of JSON, five problems.
 */
export function copyPlain(original: unknown): PlainCopy {
  const path: PropertyKey[] = []
  const ancestors: object[] = []
  const problems: Problem[] = []
  let room = maxCharacters

  const refuse = (got: string, expected = 'plain data') => {
    problems.push({ path: formatPath(path), expected, got })
    return null
  }
  const isOver = () => room < 0 || problems.length >= maxProblems

  const copyAt = (holder: object, key: PropertyKey): unknown => {
    try {
      const value: unknown = holder[key as keyof typeof holder] // whatever there is
      return value === undefined ? undefined : copy(value)
    } catch {
      return refuse('something that throws when it is read')
    }
  }

  const copy = (value: unknown): unknown => {
    room -= typeof value === 'string' ? value.length + 2 : 2
    if (room < 0) return refuse('more', `at most ${maxCharacters} characters of JSON`)
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
    // Adding zero turns the negative zero, which JSON does not have, into zero.
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : refuse(String(value), 'a finite number')
    if (typeof value !== 'object') return refuse(describe(value))
    if (path.length >= maxDepth) return refuse('more', `at most ${maxDepth} levels`)
    ancestors.length = path.length
    if (ancestors.includes(value)) return refuse('a cycle')
    ancestors.push(value)
    return Array.isArray(value) ? copyList(value) : copyRecord(value)
  }

  const copyList = (list: readonly unknown[]) => {
    const copied: unknown[] = []
    for (let i = 0; i < list.length && !isOver(); i++) {
      path.push(i)
      const item = copyAt(list, i)
      copied.push(item === undefined ? refuse('nothing') : item)
      path.pop()
    }
    return copied
  }

  const copyRecord = (record: object) => {
    if (!isPlain(record)) return refuse(describe(record))
    const copied: Record<string, unknown> = {}
    for (const key of Object.keys(record)) {
      if (isOver()) break
      room -= key.length
      path.push(key)
      const value = copyAt(record, key)
      if (key === '__proto__') refuse(describe(value), 'no such key')
      else if (value !== undefined) copied[key] = value
      path.pop()
    }
    return copied
  }

  return { copy: copyAt([original], 0), problems }
}

/** Literals and JSON.parse make these, of whichever realm; classes, promises, dates, maps and typed arrays are not. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** `verdict.reasons[0].value`; `proposal` for the whole. */
export function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'proposal'
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (!isPlain(value)) return `a ${value.constructor.name}`
  const keys = Object.keys(value)
  return keys.length === 0
    ? 'an empty object'
    : `an object with ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}`
}
