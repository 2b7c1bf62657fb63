/** A word, a number or a mark of a headline, in lower case, without a possessive. */
export interface Token {
  readonly text: string
  readonly kind: 'word' | 'number' | 'mark'
  /** Where it begins in the headline, in UTF-16 units. */
  readonly at: number
}

const pattern = /([\p{L}][\p{L}\p{N}&]*(?:'\p{L}+)?)|(\d+(?:[.,]\d+)*)|([%$€£,;:.!?–—|…()"/+-])/gu

/** Splits a headline; a hyphen within a word splits it too, as a reader says "all-time high" as three words. */
export function tokenise(title: string): readonly Token[] {
  // Typographic marks have one length with the plain ones, so that places stay true.
  const plain = title.replaceAll(/[‘’ʼ]/g, "'").replaceAll(/[“”]/g, '"')
  return Array.from(plain.matchAll(pattern), ({ 0: text, 1: word, 2: number, index: at }) => {
    if (word !== undefined) return { text: word.toLowerCase().replace(/'s?$/, ''), kind: 'word', at }
    return { text, kind: number === undefined ? 'mark' : 'number', at }
  })
}
