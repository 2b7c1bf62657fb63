import * as z from 'zod'
import { hintFor } from './nearest.js'
import { type Complaint, printValue, quote } from './problem.js'
import { referenceIn } from './secrets.js'
import { at, type Path, plain, type Sourced } from './sourced.js'

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

/** A zod error map: the message of an issue is what was expected (of keys, which), where a schema does not say it itself. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin)
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_format':
      return `a text in the form ${issue.pattern ?? issue.format}`
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? oneOf(issue['options'])
        : [...new Set(issue.errors.map(([first]) => first?.message ?? 'another value'))].join(' or ')
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(', ') : undefined
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      break
  }
  return undefined
}

/**
 * How a schema checks what a person wrote: messages as above, with the input. Without zod's compiled parsers: to make
 * one costs more than the few checks it would serve.
 */
export const inOurWords = { error: expectation, reportInput: true, jitless: true } as const

/** What an issue complains of, key by key, in the words of problems; `written` is what the paths lead into. */
export function complaintsOf(
  issue: z.core.$ZodIssue,
  written: Sourced,
): readonly (Complaint & { readonly path: Path })[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code === 'unrecognized_keys') {
    const hints = (key: string) => hintFor(key, issue.message.split(', '))
    return issue.keys.map((key) => ({ path: [...path, key], expected: 'a known key', got: quote(key), ...hints(key) }))
  }
  if (issue.code === 'invalid_key')
    return [{ path, expected: issue.issues[0]?.message ?? issue.message, got: quote(String(path.at(-1))) }]
  return [{ path, expected: issue.message, got: printWritten(at(written, path)) }]
}

/** What was written, for a message; a secret by its name. */
function printWritten(node: Sourced | undefined): string {
  if (node === undefined) return 'nothing'
  const secret = referenceIn(node)
  return secret === undefined ? printValue(plain(node)) : `the value of ${secret}`
}

function bound(relation: string, limit: number | bigint, origin: string): string {
  if (origin === 'string') return `a text of ${relation} ${limit} characters`
  if (origin === 'array' || origin === 'set') return `a list of ${relation} ${limit}`
  return `a number, ${relation} ${limit}`
}

function oneOf(values: readonly unknown[]): string {
  const words = values.filter((value) => value !== undefined).map(printValue)
  return words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`
}
