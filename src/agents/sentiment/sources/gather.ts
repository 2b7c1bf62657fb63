import { isFresh, keepFresh } from '../fresh.js'
import { type FreshHeadline, type Headline } from '../headline.js'
import { type Asking, nameOf, readSource } from './read-source.js'
import { SourceError } from './source-error.js'

/** The most headlines that one source may give; the newest count. */
const maxHeadlines = 1000

/** What all sources gave together, and which of them can be relied on. */
export interface Gathered {
  /** Without duplicates, newest first. */
  readonly headlines: readonly FreshHeadline[]
  /** Names of sources with a fresh headline. */
  readonly live: readonly string[]
  /** Names of those that answered, but with nothing fresh. */
  readonly stale: readonly string[]
  /** Those that gave nothing, and why. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[]
  /** How many must be live. */
  readonly quorum: number
}

interface Given {
  readonly name: string
  readonly headlines: readonly Headline[]
}

type Answer = Given | { readonly name: string; readonly reason: string }

/** Asks every source at once; one that fails does not lose the others. */
export async function gather(asking: Asking): Promise<Gathered> {
  const { sources, quorum = Math.floor(sources.length / 2) + 1 } = asking.settings
  const answers = await Promise.all(sources.map((source, index) => ask(source, uniqueName(sources, index), asking)))
  const given = answers.flatMap((answer) => ('headlines' in answer ? [answer] : []))
  const isLive = ({ headlines }: Given) => headlines.some((headline) => isFresh(headline, asking))
  return {
    headlines: keepFresh(
      given.flatMap(({ headlines }) => headlines),
      asking,
    ),
    live: given.filter(isLive).map(({ name }) => name),
    stale: given.filter((answer) => !isLive(answer)).map(({ name }) => name),
    missing: answers.flatMap((answer) => ('reason' in answer ? [answer] : [])),
    quorum,
  }
}

async function ask(source: string, name: string, asking: Asking): Promise<Answer> {
  try {
    // Of those that are not of its future: in a replay, these would displace all that were known.
    const headlines = (await readSource(source, asking)).filter((one) => one.publishedAtMs <= asking.asOfMs)
    const newest = headlines.sort((a, b) => b.publishedAtMs - a.publishedAtMs)
    return { name, headlines: newest.slice(0, maxHeadlines) }
  } catch (error) {
    if (error instanceof SourceError) return { name, reason: error.message }
    throw error
  }
}

function uniqueName(sources: readonly string[], index: number): string {
  const name = nameOf(sources[index] ?? '')
  const earlier = sources.slice(0, index).filter((source) => nameOf(source) === name).length
  return earlier === 0 ? name : `${name} (${earlier + 1})`
}
