import * as z from 'zod'
import { complaintsOf, inOurWords } from './expectation.js'
import { type Complaint, quote } from './problem.js'
import type { Path, Sourced } from './sourced.js'

/** Settings as an agent's schema gives them, or what it complains of; paths lead into the settings. */
export type ParsedSettings =
  | { readonly value: unknown }
  | { readonly complaints: readonly (Complaint & { readonly path: Path })[] }

/** Checks settings against an agent's schema; `written` is what a person wrote in their place. Never throws. */
export function parseSettings(schema: z.ZodType, settings: unknown, written: Sourced): ParsedSettings {
  try {
    const parsed = strict(schema).safeParse(settings, inOurWords)
    if (parsed.success) return { value: parsed.data }
    return { complaints: parsed.error.issues.flatMap((issue) => complaintsOf(issue, written)) }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error)) // a schema of the user's may do anything
    return { complaints: [{ path: [], expected: 'settings that the agent can check', got: quote(message) }] }
  }
}

/** An object schema that says nothing of other keys refuses them: a misspelt key must not be silent. */
function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema
}
