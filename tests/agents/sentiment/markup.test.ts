import { expect, it } from 'vitest'
import { parseFeed } from '../../../src/agents/sentiment/sources/parse-feed.js'

const feed = (title: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><!-- a < b > c --><item><title>${title}</title>` +
  '<pubDate>Thu, 01 Jan 2026 12:00:00 GMT</pubDate></item></channel></rss>'

it('reads a feed whose comments, sections and attributes hold what looks like tags', async () => {
  const titles = async (title: string) => (await parseFeed(feed(title))).map((headline) => headline.title)
  expect(await titles('Bitcoin rises')).toEqual(['Bitcoin rises'])
  expect(await titles('<![CDATA[Bitcoin < gold > silver]]>')).toEqual(['Bitcoin < gold > silver'])
})

it.each([
  ['tags that never close', '<'.repeat(900_000)],
  ['half tags', '<a '.repeat(300_000)],
  ['a comment that never closes', '<!--'.repeat(200_000)],
  ['a section that never closes', '<![CDATA['.repeat(100_000)],
])('refuses %s at once, instead of parsing it for minutes', async (_what, text) => {
  await expect(parseFeed(feed(text))).rejects.toThrow('tags that are not closed')
})
