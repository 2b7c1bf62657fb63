/** MurmurHash3 (32 bit) of one 32-bit block; 0 … 2^32 − 1. */
export function hash(key: number, block: number): number {
  let scrambled = Math.imul(block, 0xcc9e2d51)
  scrambled = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593)
  let mixed = key ^ scrambled
  mixed = Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64
  mixed ^= 4 // the length in bytes
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** A key from a text, its UTF-16 units hashed one after the other. */
export function hashText(text: string): number {
  let key = 0
  for (let at = 0; at < text.length; at++) key = hash(key, text.charCodeAt(at))
  return key
}

/** A hash as a number from 0 (included) to 1 (excluded). */
export function hashToUnit(key: number, block: number): number {
  return hash(key, block) / 2 ** 32
}
