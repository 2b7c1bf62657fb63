/** What stands at an index, which must be there. */
export function nth<Value>(values: readonly Value[], index: number): Value {
  const value = values[index]
  if (value === undefined) throw new Error(`nothing at ${index}`)
  return value
}
