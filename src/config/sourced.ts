/** Where a value was written; `file` of a variable is the `.env` it came from. */
export type Origin =
  | 'default'
  | { readonly file: string; readonly line: number; readonly column: number }
  | { readonly env: string; readonly file?: string }
  | { readonly flag: string }

/** The way from the root of a document to a value in it. */
export type Path = readonly (string | number)[]

type Scalar = null | boolean | number | string

/** A JSON value that knows, at every level, where it was written. Maps, so that no key is special. */
export interface Sourced {
  readonly origin: Origin
  readonly value: Scalar | readonly Sourced[] | ReadonlyMap<string, Sourced>
}

/** Gives a plain JSON value, at every level, one origin; keys that name prototypes are left out. */
export function sourced(value: unknown, origin: Origin): Sourced {
  if (Array.isArray(value)) return { origin, value: value.map((item) => sourced(item, origin)) }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
    return { origin, value: new Map(entries.map(([key, item]) => [key, sourced(item, origin)])) }
  }
  return { origin, value: value as Scalar } // JSON has nothing else
}

/** The value without its origins. */
export function plain({ value }: Sourced): unknown {
  if (isList(value)) return value.map(plain)
  if (isMap(value)) return Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)]))
  return value
}

/** `over` laid on `under`: objects key by key, everything else replaced. */
export function merge(under: Sourced, over: Sourced): Sourced {
  if (!isMap(under.value) || !isMap(over.value)) return over
  const merged = new Map(under.value)
  for (const [key, item] of over.value) {
    const below = merged.get(key)
    merged.set(key, below === undefined ? item : merge(below, item))
  }
  return { origin: isPlace(over.origin) ? over.origin : under.origin, value: merged }
}

/** A document that holds nothing but `value` at `path`. */
export function nest(path: readonly string[], value: Sourced): Sourced {
  return path.reduceRight((inner, key) => ({ origin: inner.origin, value: new Map([[key, inner]]) }), value)
}

/** What stands at `path`, if anything does. */
export function at(root: Sourced, path: Path): Sourced | undefined {
  let node: Sourced | undefined = root
  for (const step of path) node = node === undefined ? undefined : child(node, step)
  return node
}

/** Where the value at `path` was written or, when there is none, the innermost thing around it. */
export function originAround(root: Sourced, path: Path): Origin {
  let node = root
  for (const step of path) {
    const next = child(node, step)
    if (next === undefined) break
    node = next
  }
  return node.origin
}

/** The keys of the object at `path`. */
export function keysAt(root: Sourced, path: Path): readonly string[] {
  const node = at(root, path)
  return node !== undefined && isMap(node.value) ? [...node.value.keys()] : []
}

/** Whether a value is an object. */
export function isMap(value: Sourced['value']): value is ReadonlyMap<string, Sourced> {
  return value instanceof Map
}

/** Whether a value is a list. */
export function isList(value: Sourced['value']): value is readonly Sourced[] {
  return Array.isArray(value)
}

/** A variable or a flag sets single values; what lies around them is not its doing. */
function isPlace(origin: Origin): boolean {
  return typeof origin === 'object' && 'line' in origin
}

function child({ value }: Sourced, step: string | number): Sourced | undefined {
  if (isMap(value)) return value.get(String(step))
  return isList(value) ? value[Number(step)] : undefined
}
