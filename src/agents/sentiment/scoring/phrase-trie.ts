import { formsOf } from './word-forms.js'

const gap = '..'
const maxGap = 3

interface Node<Entry> {
  readonly next: Map<string, Node<Entry>>
  entry?: Entry
}

interface Waiting<Entry> {
  /** The words after the first. */
  readonly rest: string
  readonly entry: Entry
}

/** A phrase that was found, and how many words it takes. */
export interface Match<Entry> {
  readonly entry: Entry
  readonly length: number
}

/**
 * Phrases of whole words with what they stand for; finds the longest one at a place, in any inflection. What begins with
 * a word is put in order when a headline has that word: most never do.
 */
export class PhraseTrie<Entry> {
  readonly #waiting = new Map<string, Waiting<Entry>[]>()
  readonly #roots = new Map<string, Node<Entry>>()
  readonly #merge: (existing: Entry | undefined, added: Entry) => Entry

  /** `merge` says what a phrase stands for that is added twice. */
  constructor(merge: (existing: Entry | undefined, added: Entry) => Entry) {
    this.#merge = merge
  }

  /** Words in their base form; `=word` matches itself alone, `..` up to three words of any kind. */
  add(phrase: string, entry: Entry): void {
    const space = phrase.indexOf(' ')
    const first = space < 0 ? phrase : phrase.slice(0, space)
    const added = { rest: space < 0 ? '' : phrase.slice(space + 1), entry }
    const waiting = this.#waiting.get(first)
    if (waiting === undefined) this.#waiting.set(first, [added])
    else waiting.push(added)
  }

  longest(words: readonly string[], start: number): Match<Entry> | undefined {
    const word = words[start]
    if (word === undefined) return undefined
    return longer(
      [`=${word}`, ...formsOf(word)].map((first) => {
        const root = this.#rootOf(first)
        return root === undefined ? undefined : find(root, words, start, start + 1)
      }),
    )
  }

  #rootOf(first: string): Node<Entry> | undefined {
    const waiting = this.#waiting.get(first)
    if (waiting === undefined) return undefined
    const root = this.#roots.get(first) ?? this.#inOrder(waiting)
    this.#roots.set(first, root)
    return root
  }

  #inOrder(waiting: readonly Waiting<Entry>[]): Node<Entry> {
    const root: Node<Entry> = { next: new Map() }
    for (const { rest, entry } of waiting) {
      let node = root
      for (const word of rest === '' ? [] : rest.split(' ')) {
        const next: Node<Entry> = node.next.get(word) ?? { next: new Map() }
        node.next.set(word, next)
        node = next
      }
      node.entry = this.#merge(node.entry, entry)
    }
    return root
  }
}

function find<Entry>(node: Node<Entry>, words: readonly string[], start: number, at: number): Match<Entry> | undefined {
  const here = node.entry === undefined ? undefined : { entry: node.entry, length: at - start }
  const word = words[at]
  if (word === undefined || node.next.size === 0) return here
  const beyond = node.next.get(gap)
  const skips =
    beyond === undefined ? [] : Array.from({ length: maxGap + 1 }, (_, skip) => ({ node: beyond, at: at + skip }))
  const steps = [`=${word}`, ...formsOf(word)].flatMap((form) => {
    const next = node.next.get(form)
    return next === undefined ? [] : [{ node: next, at: at + 1 }]
  })
  return longer([here, ...[...steps, ...skips].map((step) => find(step.node, words, start, step.at))])
}

/** The first of the longest. */
function longer<Entry>(matches: readonly (Match<Entry> | undefined)[]): Match<Entry> | undefined {
  let best: Match<Entry> | undefined
  for (const match of matches) if (match !== undefined && match.length > (best?.length ?? 0)) best = match
  return best
}
