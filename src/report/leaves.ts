/** A place of two values, and what each says there; undefined where one has no such place. */
export interface Leaf {
  readonly path: string
  readonly first: string | undefined
  readonly second: string | undefined
}

/** Every place of two plain values that holds no others, in the order of the first. */
export function leavesOf(first: unknown, second: unknown): readonly Leaf[] {
  const leaves: Leaf[] = []
  const walk = (path: string, one: unknown, other: unknown): void => {
    const nests = [one, other].filter(isNest)
    const isBranch = nests.length > 0 && [one, other].every((value) => value === undefined || isNest(value))
    if (!isBranch) leaves.push({ path, ...said(one, other) })
    else
      for (const key of new Set(nests.flatMap((nest) => Object.keys(nest))))
        walk(below(path, key, nests.every(Array.isArray)), valueAt(one, key), valueAt(other, key))
  }
  walk('', first, second)
  return leaves
}

/** Those where the two differ. */
export function differencesOf(leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves.filter(({ first, second }) => first !== second)
}

/** An object or a list that holds something; the empty ones say so themselves. */
function isNest(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function valueAt(nest: unknown, key: string): unknown {
  return isNest(nest) && Object.hasOwn(nest, key) ? Reflect.get(nest, key) : undefined
}

function below(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

/** Text as it is, unless what differs would look the same: the text "1" is not the number. */
function said(one: unknown, other: unknown): Omit<Leaf, 'path'> {
  const [first, second] = [asText(one), asText(other)]
  if (first !== second || typeof one === typeof other) return { first, second }
  return { first: JSON.stringify(one), second: JSON.stringify(other) }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
