/**
 * Every number that can be reached from some values, by whatever way there is without running anybody's code but
 * getters: keys, hidden ones and symbols, prototypes, whole buffers, entries of collections, and digits and times in
 * texts.
 */
export function figuresWithin(values: readonly unknown[]): ReadonlySet<number> {
  const figures = new Set<number>()
  const seen = new Set<unknown>()
  const pending: unknown[] = [...values]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'number') figures.add(value)
    else if (typeof value === 'string') for (const figure of figuresIn(value)) figures.add(figure)
    else if (((typeof value === 'object' && value !== null) || typeof value === 'function') && !seen.has(value)) {
      seen.add(value)
      pending.push(...partsOf(value))
    }
  }
  return figures
}

function figuresIn(text: string): readonly number[] {
  const instants = text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []
  const numbers = text.match(/\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []
  return [...instants.map((instant) => Date.parse(instant)), ...numbers.map(Number)]
}

function partsOf(value: object): readonly unknown[] {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value
  if (buffer instanceof ArrayBuffer) return [...new Float64Array(buffer)]
  const entries = value instanceof Map || value instanceof Set ? [...value] : []
  const own = Reflect.ownKeys(value).flatMap((key) => [String(key), ...Object.values(describe(value, key))])
  return [Object.getPrototypeOf(value), ...entries.flat(), ...own]
}

/** What a property holds, what its getter gives, and the functions behind it. */
function describe(value: object, key: PropertyKey): object {
  const descriptor = Object.getOwnPropertyDescriptor(value, key) ?? {}
  try {
    return { ...descriptor, given: Reflect.get(value, key) }
  } catch {
    return descriptor // a getter of a prototype, which gives nothing without an instance
  }
}
