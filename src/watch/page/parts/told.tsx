import type { Tone as PageTone } from '../../../report/page.js'

/** What a word means: as on the terminal's pages, and what is going on. */
export type Tone = PageTone | 'accent'

/** Something told by a sign and a word; one that is only a text has no tone. */
export type Sign = string | { readonly text: string; readonly tone: Tone }

/** A sign with its word, coloured; the word alone is enough to understand it. */
export function Mark({ of }: { readonly of: Sign }) {
  const { text, tone } = typeof of === 'string' ? { text: of, tone: 'quiet' } : of
  return <span class={`mark ${tone}`}>{text}</span>
}
