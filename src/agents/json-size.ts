/** Whether plain data is at most so many bytes of JSON. */
export function fitsInJson(plain: unknown, maxBytes: number): boolean {
  // Writing it costs much more than a look at it, and most data is far from any limit.
  return mostBytes(plain) <= maxBytes || Buffer.byteLength(JSON.stringify(plain)) <= maxBytes
}

/** As if every number had all its digits, and every character needed its longest escape. */
const LONGEST_NUMBER = 25
const LONGEST_CHARACTER = 6

function mostBytes(value: unknown): number {
  if (typeof value === 'number') return LONGEST_NUMBER
  if (typeof value === 'string') return 2 + LONGEST_CHARACTER * value.length
  if (typeof value !== 'object' || value === null) return 'false'.length
  let bytes = 2
  if (Array.isArray(value)) for (const item of value) bytes += 1 + mostBytes(item)
  else for (const [key, item] of Object.entries(value)) bytes += 4 + LONGEST_CHARACTER * key.length + mostBytes(item)
  return bytes
}
