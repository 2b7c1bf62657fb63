/**
 * Words and phrases by weight, −1 (bad for who holds the company or coin) … 1 (good); separated by commas. Written in
 * their base form, which stands for its inflections; `=word` stands for itself alone, `..` for up to three words between.
 */
export type Graded = readonly (readonly [weight: number, phrases: string])[]

/** The phrases of a comma-separated list. */
export function phrasesOf(list: string): readonly string[] {
  return list.trim().split(/,\s+/)
}
