import type { Complaint } from './problem.js'
import { at, isList, isMap, merge, nest, type Path, plain, type Sourced } from './sourced.js'

/** The variable that `{ "env": "NAME" }` names; undefined for anything else. */
export function referenceIn({ value }: Sourced): string | undefined {
  if (!isMap(value) || value.size !== 1) return undefined
  const name = value.get('env')?.value
  return typeof name === 'string' ? name : undefined
}

/** Something with its secrets in place. */
export interface Revealed {
  readonly value: unknown
  /** The value as it was written. */
  readonly tree: Sourced
  /** The secrets themselves. */
  readonly secrets: readonly string[]
  /** References to variables that are not set, or empty. */
  readonly missing: readonly { readonly path: Path; readonly name: string }[]
}

/** Replaces every reference inside `settings`, but not in its place, by the variable's value. */
export function reveal(settings: Sourced, env: ReadonlyMap<string, string>): Revealed {
  const secrets: string[] = []
  const missing: { path: Path; name: string }[] = []
  const walk = (node: Sourced, path: Path): Sourced => {
    const name = path.length === 0 ? undefined : referenceIn(node)
    if (name !== undefined) {
      const value = env.get(name) ?? ''
      if (value === '') missing.push({ path, name })
      else secrets.push(value)
      return { ...node, value }
    }
    if (isList(node.value)) return { ...node, value: node.value.map((item, index) => walk(item, [...path, index])) }
    if (!isMap(node.value)) return node
    return { ...node, value: new Map(Array.from(node.value, ([key, item]) => [key, walk(item, [...path, key])])) }
  }
  const tree = walk(settings, [])
  return { value: plain(tree), tree, secrets, missing }
}

/** A document with the secrets of some of its sections in place, and what is wrong with them. */
export interface RevealedSections {
  readonly tree: Sourced
  readonly secrets: readonly string[]
  readonly problems: readonly (Complaint & { readonly path: Path })[]
}

/** Replaces every reference inside these sections of a document by the variable's value. */
export function revealSections(
  root: Sourced,
  sections: readonly string[],
  env: ReadonlyMap<string, string>,
): RevealedSections {
  const secrets: string[] = []
  const problems: (Complaint & { path: Path })[] = []
  let tree = root
  for (const name of sections) {
    const section = at(root, [name])
    if (section === undefined) continue
    const revealed = reveal(section, env)
    secrets.push(...revealed.secrets)
    problems.push(...revealed.missing.map((one) => missingVariable([name], one)))
    tree = merge(tree, nest([name], revealed.tree))
  }
  return { tree, secrets, problems }
}

/** What is wrong where a reference names a variable that is not there. */
export function missingVariable(
  path: Path,
  { path: inner, name }: Revealed['missing'][number],
): Complaint & { path: Path } {
  return { path: [...path, ...inner], expected: `the environment variable ${name}`, got: 'nothing' }
}

/** `value` with a reference again wherever `written` has one: what may be shown. */
export function withReferences(value: unknown, written: Sourced | undefined): unknown {
  if (written === undefined) return value
  if (referenceIn(written) !== undefined) return plain(written)
  const inner = written.value
  if (isList(inner) && Array.isArray(value)) return value.map((item, index) => withReferences(item, inner[index]))
  if (!isMap(inner) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, inner.get(key))]))
}
