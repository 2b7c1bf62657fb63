import * as z from 'zod'
import { settingPath } from '../setting-path.js'
import { webAddress } from '../web-address.js'

const name = z.string().trim().min(2).max(60)
const source = z.union([
  z.literal('sample', { error: '"sample"' }),
  webAddress(),
  settingPath().refine((text) => !text.includes('://'), { error: 'the path of a file' }),
])

/** What the sentiment agent can be told. */
export const sentimentSettings = z
  .strictObject({
    sources: z
      .array(source)
      .min(1)
      .max(50)
      .default(['sample'])
      .describe(
        'Where headlines come from, all asked at once: RSS or Atom feeds by their http(s) address, files, or "sample". ' +
          'A file holds JSON lines or a JSON list of { "title": "…", "at": "2026-01-01T12:00:00Z" }, or plain lines, ' +
          'which are as old as the last change of the file.',
      ),
    quorum: z
      .int()
      .min(1)
      .max(50)
      .exactOptional()
      .describe('How many sources must be live: answer, and with a fresh headline; default: more than half of them.'),
    symbols: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('What it gives signals for; default: every symbol of the market.'),
    aliases: z
      .record(z.string(), z.array(name).max(50))
      .default({})
      .describe(
        'More names by symbol, such as { "BTC/USDT": ["Satoshi\'s coin"] }; whole words, in any case. Tickers in capitals ' +
          'and the names of well-known coins are known.',
      ),
    maxAgeMinutes: z.number().positive().max(525_600).default(1440).describe('Older headlines are left out, minutes.'),
    halfLifeMinutes: z
      .number()
      .positive()
      .max(525_600)
      .default(360)
      .describe('A headline this much older counts half, minutes.'),
    minHeadlines: z.int().min(1).max(1000).default(5).describe('With fewer fresh headlines sentiment is unknown.'),
    announceScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe('A sentiment further than this from neutral is announced, 0 to 1.'),
    announceChangePoints: z
      .number()
      .min(0)
      .max(100)
      .default(5)
      .describe('A change from the cycle before of more than this is announced, percentage points.'),
    historyCycles: z.int().min(1).max(48).default(12).describe('How many past values it remembers.'),
    timeoutSeconds: z.number().positive().max(3600).default(10).describe('How long each feed may take, seconds.'),
    maxBytes: z
      .int()
      .positive()
      .max(16_777_216)
      .default(1_048_576)
      .describe('A source that gives more is refused, bytes.'),
  })
  .refine(({ quorum = 1, sources }) => quorum <= sources.length, {
    path: ['quorum'],
    error: 'at most the number of sources',
  })

/** The settings of the sentiment agent, every default filled in. */
export type SentimentSettings = z.output<typeof sentimentSettings>
