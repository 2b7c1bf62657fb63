import { inOurWords } from './expectation.js'
import { type Complaint, quote } from './problem.js'
import { shapes } from './schema.js'
import { at, keysAt, type Path, plain, type Sourced } from './sourced.js'

/** What names of secrets hold; any other variable is passed on as it is, such as a mode or a path. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|PRIVATE|AUTH|WEBHOOK/i

/** A shorter value is found in too many texts to be hidden in all of them. */
const SHORTEST_SECRET = 4

/** The variables that the process of each agent gets, and what is wrong with them. */
export interface CheckedVariables {
  readonly byAgent: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Values that are passed on under the name of a secret. */
  readonly secrets: readonly string[]
  readonly problems: readonly (Complaint & { readonly path: Path })[]
}

/** Checks the `env` of each agent in `tree`; what is passed on comes from `env`. */
export function checkVariables(tree: Sourced, env: ReadonlyMap<string, string>): CheckedVariables {
  const byAgent = new Map<string, Readonly<Record<string, string>>>()
  const secrets: string[] = []
  const problems: (Complaint & { path: Path })[] = []
  for (const name of keysAt(tree, ['agents'])) {
    const variables = new Map<string, string>()
    for (const { path, variable, value } of variablesOf(name, tree)) {
      const given = value ?? env.get(variable) ?? ''
      if (variable.startsWith('RISKFIRST_'))
        problems.push({ path, expected: 'a variable that riskfirst does not set itself', got: quote(variable) })
      else if (variables.has(variable)) problems.push({ path, expected: 'each variable once', got: quote(variable) })
      else if (value === undefined && given === '') {
        // A disabled agent may wait for its key.
        if (at(tree, ['agents', name, 'enabled'])?.value !== false)
          problems.push({ path, expected: `the environment variable ${variable}`, got: 'nothing' })
      } else {
        variables.set(variable, given)
        if (value === undefined && SECRET_NAME.test(variable) && given.length >= SHORTEST_SECRET) secrets.push(given)
      }
    }
    byAgent.set(name, Object.fromEntries(variables))
  }
  return { byAgent, secrets, problems }
}

interface WrittenVariable {
  readonly path: Path
  readonly variable: string
  /** Missing: it is passed on. */
  readonly value?: string
}

/** None when the list is ill-formed, which is a problem of its own. */
function variablesOf(name: string, tree: Sourced): readonly WrittenVariable[] {
  const path = ['agents', name, 'env']
  const written = at(tree, path)
  const { data = [] } = shapes.agent.env.safeParse(written && plain(written), inOurWords)
  return data.flatMap((item, index) =>
    typeof item === 'string'
      ? [{ path: [...path, index], variable: item }]
      : Object.entries(item).map(([variable, value]) => ({ path: [...path, index], variable, value })),
  )
}
