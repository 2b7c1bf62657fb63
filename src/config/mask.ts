/** What stands in place of a secret. */
export const MASKED = '[masked]'

/** Messages quote a long value by its beginning; see problem.ts. */
const QUOTED = 80

/** What masks where there are no secrets. */
export const unmasked = (text: string): string => text

/** Replaces every secret in a text, also where it is written inside JSON or an address. */
export function createMask(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set([...secrets].flatMap(partsOf).flatMap(formsOf))
  if (forms.size === 0) return unmasked
  // Longest first, so that a secret inside another does not leave the rest of that one behind.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g')
  return (text) => text.replaceAll(pattern, MASKED)
}

/**
 * The value as JSON, with every text in it masked. Names of fields, figures and each `type` stay what they are, whatever
 * a secret reads like: whoever reads the JSON goes by them.
 */
export function maskedJson(value: unknown, mask: (text: string) => string): string {
  const json = JSON.stringify(value)
  if (mask(json) === json) return json
  return JSON.stringify(value, (key, part: unknown) => (typeof part === 'string' && key !== 'type' ? mask(part) : part))
}

/** Hidden, they would hide what riskfirst itself has to say, such as that it halted. */
const OUR_WORDS: ReadonlySet<string> = new Set(
  (
    'active reducing halted unknown buy sell true false null ' +
    'success noop failed timeout skipped aborted degraded failed-closed error'
  ).split(' '),
)

/** Shorter lines, such as a brace, are found in too many texts. */
const SHORTEST_LINE = 8

/** The secret, and its lines: what is logged comes line by line. */
function partsOf(secret: string): readonly string[] {
  if (OUR_WORDS.has(secret)) return []
  const lines = secret.split(/\r?\n/)
  if (lines.length === 1) return secret === '' ? [] : [secret]
  return [secret, ...lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST_LINE)]
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const isWellFormed = !/\p{Surrogate}/u.test(secret) // encodeURIComponent throws on half a character
  const cut = secret.length > QUOTED ? [secret.slice(0, QUOTED)] : []
  return [secret, inJson, ...(isWellFormed ? [encodeURIComponent(secret)] : []), ...cut]
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
