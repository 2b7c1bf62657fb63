import { basename } from 'node:path'
import { FetchError, fetchBytes } from '../../fetch-bytes.js'
import { sampleFile } from '../../sample-file.js'
import type { Headline } from '../headline.js'
import type { SentimentSettings } from '../settings.js'
import { parseFeed } from './parse-feed.js'
import { parseHeadlines, parseSample, type SampleHeadline } from './parse-headlines.js'
import { readFileText } from './read-file.js'
import { SourceError } from './source-error.js'

const sampleBytes = 65_536
let sample: readonly SampleHeadline[] | undefined

/** When it is asked, and what it may take. */
export interface Asking {
  readonly asOfMs: number
  readonly settings: SentimentSettings
  readonly signal: AbortSignal
}

/** What a source is called: an address by its host, as the rest may be secret, a file by its name. */
export function nameOf(source: string): string {
  return isAddress(source) ? new URL(source).host : basename(source)
}

/** All headlines that a source has now; throws SourceError when it has none to give. */
export async function readSource(source: string, asking: Asking): Promise<readonly Headline[]> {
  const { asOfMs, settings } = asking
  if (isAddress(source)) return parseFeed(new TextDecoder().decode(await fetchFeed(source, asking)))
  if (source === 'sample')
    return (await readSample()).map(({ title, minutesAgo }) => ({ title, publishedAtMs: asOfMs - minutesAgo * 60_000 }))
  const { text, changedAtMs } = await readFileText(source, settings.maxBytes)
  return parseHeadlines(text, changedAtMs)
}

/** Part of the package, so it is read once. */
async function readSample(): Promise<readonly SampleHeadline[]> {
  sample ??= parseSample((await readFileText(sampleFile('sample-headlines.jsonl'), sampleBytes)).text)
  return sample
}

async function fetchFeed(address: string, { settings, signal }: Asking): Promise<Uint8Array> {
  const { timeoutSeconds, maxBytes } = settings
  try {
    return await fetchBytes({ address, timeoutMs: timeoutSeconds * 1000, maxBytes, signal })
  } catch (error) {
    throw error instanceof FetchError ? new SourceError(error.message, { cause: error }) : error
  }
}

/** Whether a source is a feed at a web address. */
export function isAddress(source: string): boolean {
  return /^https?:/i.test(source)
}
