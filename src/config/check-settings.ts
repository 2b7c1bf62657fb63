import * as z from 'zod'
import type { Roster } from './config.js'
import { createMask } from './mask.js'
import { hintFor } from './nearest.js'
import { parseSettings } from './parse-settings.js'
import { type Complaint, quote } from './problem.js'
import { agentName } from './scalars.js'
import { missingVariable, type Revealed, reveal } from './secrets.js'
import { resolvePaths } from './setting-paths.js'
import { at, keysAt, type Path, type Sourced, sourced } from './sourced.js'

type Found = Complaint & { readonly path: Path }

/** The settings of every agent as its schema gives them, and what is wrong with them. */
export interface CheckedSettings {
  readonly settings: ReadonlyMap<string, unknown>
  /** The secrets among them. */
  readonly secrets: readonly string[]
  readonly problems: readonly Found[]
}

/** What settings are checked with. */
export interface SettingsContext {
  readonly roster: Roster
  /** Where secrets come from. */
  readonly env: ReadonlyMap<string, string>
  /** The folder that a path written at a place of the document is relative to. */
  readonly folderOf: (path: Path) => string
}

/**
 * Checks the settings of each agent in `tree` against the agent it uses, paths made absolute; a program of the user's
 * checks its own when it starts.
 */
export function checkSettings(tree: Sourced, { roster, env, folderOf }: SettingsContext): CheckedSettings {
  const settings = new Map<string, unknown>()
  const secrets: string[] = []
  const problems: Found[] = []
  for (const name of keysAt(tree, ['agents'])) {
    const written = at(tree, ['agents', name, 'use'])
    const use = written?.value ?? name
    if (typeof use !== 'string') continue
    const agent = at(tree, ['agents', name, 'run']) === undefined ? roster.get(use) : { settings: checkedElsewhere }
    if (agent === undefined) {
      // An ill-formed name is a problem of its own.
      if (agentName().safeParse(use).success)
        problems.push(unknownAgent({ name, use, named: written !== undefined }, [...roster.keys()]))
      continue
    }
    const revealed = reveal(at(tree, ['agents', name, 'settings']) ?? sourced({}, 'default'), env)
    secrets.push(...revealed.secrets)
    const checked = checkAgent(name, agent.settings, { revealed, tree, folderOf })
    if ('value' in checked) settings.set(name, checked.value)
    else problems.push(...checked.problems)
  }
  return { settings, secrets, problems }
}

const checkedElsewhere = z.unknown()

type Checked = { readonly value: unknown } | { readonly problems: readonly Found[] }

function checkAgent(
  name: string,
  schema: z.ZodType,
  {
    revealed,
    tree,
    folderOf,
  }: Pick<SettingsContext, 'folderOf'> & { readonly revealed: Revealed; readonly tree: Sourced },
): Checked {
  const path = ['agents', name, 'settings']
  if (revealed.missing.length > 0) {
    // A disabled agent may wait for its key.
    if (at(tree, ['agents', name, 'enabled'])?.value === false) return { value: revealed.value }
    return {
      problems: revealed.missing.map((one) => missingVariable(path, one)),
    }
  }
  const written = at(tree, path) ?? sourced({}, 'default')
  const settings = resolvePaths(schema, revealed.value, (inner) => folderOf([...path, ...inner]))
  const parsed = parseSettings(schema, settings, written)
  if ('value' in parsed) return parsed
  const mask = createMask(revealed.secrets)
  return {
    problems: parsed.complaints.map((complaint) => ({
      ...complaint,
      path: [...path, ...complaint.path],
      expected: mask(complaint.expected),
    })),
  }
}

function unknownAgent(
  { name, use, named }: { readonly name: string; readonly use: string; readonly named: boolean },
  known: readonly string[],
): Found {
  const expected = named ? 'the name of a known agent' : 'a known agent, or "use" with the name of one'
  return { path: ['agents', name, ...(named ? ['use'] : [])], expected, got: quote(use), ...hintFor(use, known) }
}
