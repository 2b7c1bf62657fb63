import type { Random } from './random.js'

/** Bytes with some of them changed, lost, doubled or moved. */
export function spoiledBytes(bytes: Buffer, random: Random, most = 4): Buffer {
  let spoiled: Buffer = Buffer.from(bytes)
  for (let change = random.between(1, most); change > 0; change--) spoiled = changedBytes(spoiled, random)
  return spoiled
}

function changedBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const length = random.chance(0.7) ? random.between(1, 4) : random.below(bytes.length + 1)
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)]
  switch (random.below(6)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < bytes.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      return flipped
    }
    case 1:
      return Buffer.concat([before, random.bytes(part.length), after])
    case 2:
      return Buffer.concat([before, after])
    case 3:
      return Buffer.concat([before, part, part, after])
    case 4:
      return Buffer.concat([before, random.bytes(random.between(1, 8)), part, after])
    default:
      return before
  }
}

/** Texts that programs stumble over. */
export const oddTexts = [
  '',
  ' ',
  '\0',
  '\u2028',
  '\ud800',
  '\u001b[31m',
  'NaN',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  '../../../etc/passwd',
  '-0',
  '1e309',
  '9007199254740993',
  '${jndi}',
  '%s%n',
  'é'.normalize('NFD'),
  '🦄',
  'x'.repeat(5_000),
] as const

/** Numbers that programs stumble over. */
export const oddNumbers = [
  0,
  -0,
  -1,
  1,
  0.1,
  1e-9,
  1e21,
  1e300,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  Number.MAX_VALUE,
  Number.MIN_VALUE,
] as const

/** A text with some of its words replaced by others, or some of its bytes spoiled. */
export function spoiledText(text: string, random: Random, words: readonly string[]): string {
  if (random.chance(0.3)) return spoiledBytes(Buffer.from(text), random).toString('latin1')
  const tokens = text.split(/("(?:[^"\\]|\\.)*"|[\w.-]+|[^\w\s])/)
  for (let change = random.between(1, 4); change > 0; change--) {
    const at = random.below(tokens.length)
    const other = random.pick([...words, ...oddTexts, tokens[random.below(tokens.length)] ?? ''])
    const token = random.pick([other, JSON.stringify(other), String(random.pick(oddNumbers))])
    tokens.splice(at, random.below(3), ...(random.chance(0.8) ? [token] : []))
  }
  return tokens.join('')
}

/** Any value of JSON, as deep as `depth` at most. */
export function anyJson(random: Random, words: readonly string[], depth = 3): unknown {
  const any = () => anyJson(random, words, depth - 1)
  const word = () => random.pick(random.chance(0.7) ? words : oddTexts)
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0:
      return random.pick(oddNumbers)
    case 1:
      return random.pick([true, false, null])
    case 2:
      return random.between(-10, 1_000) / random.pick([1, 10, 1_000])
    case 3:
    case 4:
      return word()
    case 5:
      return random.some(4, any)
    default:
      return Object.fromEntries(random.some(5, () => [word(), any()] as const))
  }
}

/** A value of JSON with some of its parts replaced, lost, renamed or added. */
export function spoiledJson(json: unknown, random: Random, words: readonly string[]): unknown {
  const spoiled: unknown = structuredClone(json)
  for (let change = random.between(1, 3); change > 0; change--) {
    const places = placesIn(spoiled)
    if (places.length === 0) return anyJson(random, words)
    const { holder, key } = random.pick(places)
    const choice = random.below(4)
    if (choice === 0) Reflect.deleteProperty(holder, key)
    else if (choice === 1) Reflect.set(holder, random.pick([...words, ...oddTexts]), Reflect.get(holder, key))
    else if (choice === 2) Reflect.set(holder, key, structuredClone(valueAt(random.pick(places))))
    else Reflect.set(holder, key, anyJson(random, words))
  }
  return spoiled
}

interface PlaceInJson {
  readonly holder: object
  readonly key: string
}

function placesIn(json: unknown): readonly PlaceInJson[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.keys(json).flatMap((key) => [{ holder: json, key }, ...placesIn(Reflect.get(json, key))])
}

const valueAt = ({ holder, key }: PlaceInJson): unknown => Reflect.get(holder, key)
