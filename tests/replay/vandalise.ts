/** Changes whatever can be changed of a value and all that it holds: keys, prototypes, whole buffers, and takes these away. */
export function vandalise(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (ArrayBuffer.isView(value)) return vandaliseBuffer(value.buffer)
  for (const inner of Object.values(value)) vandalise(inner, seen)
  for (const key of Reflect.ownKeys(value)) {
    Reflect.set(value, key, 1)
    Reflect.defineProperty(value, key, { value: 1 })
    Reflect.deleteProperty(value, key)
  }
  Reflect.defineProperty(value, 'listed', { value: 1 })
  Reflect.setPrototypeOf(value, { condition: 'absent' })
}

/** Columns may share one: it is filled once, and gone then. */
function vandaliseBuffer(buffer: ArrayBufferLike): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength === 0) return
  new Float64Array(buffer).fill(1)
  structuredClone(buffer, { transfer: [buffer] })
}
