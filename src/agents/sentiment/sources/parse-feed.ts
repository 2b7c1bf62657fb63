import type { Headline } from '../headline.js'
import { isTagged } from './markup.js'
import { SourceError } from './source-error.js'
import { cleanTitle } from './title.js'

/** An entry of any kind of feed; the library has no one type for them. */
interface FeedEntry {
  readonly title?: unknown
  readonly pubDate?: unknown
  readonly published?: unknown
  readonly updated?: unknown
  readonly date_published?: unknown
  readonly dc?: { readonly dates?: readonly unknown[]; readonly date?: unknown }
}

/** The dated titles of an RSS, Atom, RDF or JSON feed; an entry without a time has no age, and is left out. */
export async function parseFeed(text: string): Promise<readonly Headline[]> {
  if (!isTagged(text)) throw new SourceError('expected a feed (RSS, Atom, RDF or JSON), got tags that are not closed')
  const { parseFeed: parse } = await import('feedsmith')
  return entriesOf(parse, text).flatMap((entry) => {
    const title = textOf(entry.title)
    const clean = title === undefined ? undefined : cleanTitle(title)
    const publishedAtMs = timeOf(entry)
    return clean === undefined || publishedAtMs === undefined ? [] : [{ title: clean, publishedAtMs }]
  })
}

function entriesOf(parse: (text: string) => { readonly feed: object }, text: string): readonly FeedEntry[] {
  try {
    const { feed } = parse(text)
    const entries = 'items' in feed ? feed.items : 'entries' in feed ? feed.entries : []
    return Array.isArray(entries) ? entries.filter((entry) => typeof entry === 'object' && entry !== null) : []
  } catch (error) {
    throw new SourceError('expected a feed (RSS, Atom, RDF or JSON), got something else', { cause: error })
  }
}

/** Atom's titles may be text with a type. */
function textOf(title: unknown): string | undefined {
  if (typeof title === 'string') return title
  if (typeof title !== 'object' || title === null || !('value' in title)) return undefined
  return typeof title.value === 'string' ? title.value : undefined
}

function timeOf({ pubDate, published, updated, date_published: dated, dc }: FeedEntry): number | undefined {
  const times = [pubDate, published, updated, dated, dc?.dates?.[0], dc?.date].map((time) =>
    time instanceof Date ? time.getTime() : typeof time === 'string' ? Date.parse(time) : Number.NaN,
  )
  return times.find((time) => Number.isFinite(time))
}
