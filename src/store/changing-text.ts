import { changed, changeOf } from './text-change.js'

/** Stands for what is written elsewhere: the state of the cycle, a text that is as it was. */
export const SAME = '='

/** Begins a change of the text before, which no JSON begins with. */
const CHANGE = '~'

/** So many rows at most are read for one text. */
const MOST_CHANGES = 63

/** Writes JSON texts that follow on each other, each as what is new in it. */
export class ChangingText {
  #last: string | undefined
  #changes = 0

  /** What is written for the next: SAME, a change, or from time to time the whole text. */
  written(text: string): string {
    const last = this.#last
    if (text === last) return SAME
    const change = last === undefined || this.#changes === MOST_CHANGES ? undefined : changeOf(last, text)
    this.#last = text
    this.#changes = change === undefined ? 0 : this.#changes + 1
    return change === undefined ? text : CHANGE + change
  }
}

/** The text of which this was written, newest first, without SAME; undefined when there was none. */
export function textFrom(written: Iterable<{ readonly text: string }>): string | undefined {
  const changes: string[] = []
  for (const { text } of written) {
    if (!text.startsWith(CHANGE)) return changes.reduceRight(changed, text)
    changes.push(text.slice(CHANGE.length))
  }
  if (changes.length > 0) throw new TypeError('changes of a text that is not kept')
  return undefined
}
