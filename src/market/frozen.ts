/**
 * The same value, frozen all the way down, so that nobody it is shown to can change it for others. Typed arrays cannot
 * be frozen: the columns of candles stay writable in fact, and read-only by their type.
 */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) frozen(inner)
  return value
}
