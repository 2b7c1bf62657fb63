import * as z from 'zod'

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

/** A number within bounds. */
export function numberFrom(min: number, max: number) {
  const error = `a number from ${min} to ${max}`
  return z.number({ error }).min(min, { error }).max(max, { error })
}

/** An amount of money over 0, in quote currency. */
export function amount() {
  const error = 'an amount over 0'
  return z.number({ error }).positive({ error }).max(1e12, { error: 'an amount of at most 1e12' })
}

/** An exact amount of at most 8 decimals, over 0, as a decimal string; taken as a number or a string. */
export function exactAmount() {
  const error = 'an amount over 0 of at most 8 decimals, such as 10000 or "10000.50"'
  const decimal = /^\d{1,13}(\.\d{1,8})?$/
  return z
    .union([z.string().regex(decimal, { error }), z.number().positive({ error })], { error })
    .transform(String)
    .refine((text) => decimal.test(text) && Number(text) > 0, { error })
}

/** True or false. */
export function flag() {
  return z.boolean({ error: 'true or false' })
}

/** The path of a file or folder. */
export function path(what: string) {
  const error = `the path of ${what}`
  return z
    .string({ error })
    .min(1, { error })
    .refine((text) => !text.includes('\0'), { error })
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `one of ${words.map((word) => `"${word}"`).join(', ')}` })
}

/** The name of an agent, or of a phase. */
export function agentName(error = 'a name of lower-case letters, digits and dashes') {
  return z
    .string({ error })
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error })
    .regex(/^(?!constructor$)/, { error: 'another name (every object of JavaScript has one of this name)' })
}

/** A list without duplicates, by what `keyOf` makes of each. */
export function distinct<Item extends z.ZodType>(
  item: Item,
  what: string,
  keyOf: (entry: z.output<Item>) => unknown = (entry) => entry,
) {
  return z
    .array(item, { error: `a list of ${what}` })
    .check(({ value, issues }) => {
      const keys = value.map(keyOf)
      for (const [index, entry] of value.entries())
        if (keys.indexOf(keys[index]) < index)
          issues.push({ code: 'custom', path: [index], input: entry, message: `each of the ${what} once` })
    })
    .meta({ uniqueItems: true })
}

/** A date or time in ISO form, UTC unless it names a zone, as epoch ms. */
export function instant() {
  return z
    .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
      error: 'a date or time in ISO form, such as "2022-01-01"',
    })
    .transform((text) => Date.parse(/T.*(Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`))
}
