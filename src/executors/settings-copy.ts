/**
 * A copy of settings that shares nothing with them that can be changed: plain objects, lists, maps, sets, dates and binary
 * data all the way down. Only instances of other classes, which a schema may make and nobody else can copy, stay as they
 * are, and so do functions.
 */
export function settingsCopy(settings: unknown): unknown {
  return copyOf(settings, new Map())
}

/** `copies` by their originals: what is there twice, or holds itself, does so in the copy. */
function copyOf(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (copies.has(value)) return copies.get(value)
  const keep = <Copy extends object>(copy: Copy): Copy => {
    copies.set(value, copy)
    return copy
  }
  if (isOf(value, Date) || ArrayBuffer.isView(value) || isOf(value, ArrayBuffer)) return keep(structuredClone(value))
  if (Array.isArray(value)) return withOwnParts(keep([...value]), copies)
  if (isOf(value, Map)) {
    const copy = keep(new Map())
    for (const [key, item] of value) copy.set(copyOf(key, copies), copyOf(item, copies))
    return copy
  }
  if (isOf(value, Set)) {
    const copy = keep(new Set())
    for (const item of value) copy.add(copyOf(item, copies))
    return copy
  }
  return isPlain(value) ? withOwnParts(keep({ ...value }), copies) : value
}

function withOwnParts<Holder extends object>(holder: Holder, copies: Map<object, unknown>): Holder {
  for (const [key, part] of Object.entries(holder))
    if (typeof part === 'object') Reflect.set(holder, key, copyOf(part, copies))
  return holder
}

/** Of this class itself: one that extends it would lose what it adds. */
function isOf<Instance>(value: object, kind: abstract new (...args: never) => Instance): value is Instance & object {
  return Object.getPrototypeOf(value) === kind.prototype
}

/** What literals and JSON make, of whichever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
