import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sentiment } from '../../../src/agents/sentiment/sentiment.js'
import { gather } from '../../../src/agents/sentiment/sources/gather.js'
import { freshDir } from '../../support/candles.js'
import { localServer } from '../../support/local-server.js'

const asOfMs = Date.parse('2026-01-01T12:00:00Z')
/** An address of this machine where nobody listens any more. */
async function deserted(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has one
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}/`
}

const item = (title: string, date = 'Thu, 01 Jan 2026 11:00:00 GMT') =>
  `<item><title>${title}</title><pubDate>${date}</pubDate></item>`
const rss = (...items: readonly string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>${items.join('')}</channel></rss>`
const sends =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status).end(body)

const ask = (sources: readonly string[], settings: object = {}, signal = new AbortController().signal) =>
  gather({ asOfMs, settings: sentiment.settings.parse({ sources, ...settings }), signal })
const titles = ({ headlines }: Awaited<ReturnType<typeof ask>>) => headlines.map(({ title }) => title)

describe('a feed', () => {
  it('gives dated titles from RSS and Atom', async () => {
    const atom =
      '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>n</title><id>n</id><updated>2026-01-01T11:30:00Z</updated>' +
      '<entry><id>1</id><title>Ether falls</title><updated>2026-01-01T11:30:00Z</updated></entry></feed>'
    const gathered = await ask([
      await localServer(sends(rss(item('Bitcoin &amp; ether rise'), '<item><title>Undated</title></item>'))),
      await localServer(sends(atom)),
    ])
    expect(titles(gathered)).toEqual(['Ether falls', 'Bitcoin & ether rise'])
    expect(gathered.headlines.map(({ ageMinutes }) => ageMinutes)).toEqual([30, 60])
    expect(gathered.missing).toEqual([])
  })

  it.each([
    ['answers 500', sends('broken', 500), {}, 'answered 500'],
    ['sends too much', sends(rss(item('a'.repeat(5000)))), { maxBytes: 2000 }, 'sent more than 2000 bytes'],
    ['is no feed', sends('<html><body>Sign in</body></html>'), {}, 'expected a feed'],
    ['is cut off', sends('<?xml version="1.0"?><rss><chan'), {}, 'expected a feed'],
    [
      'redirects for ever',
      ((_q, a) => a.writeHead(302, { location: '/' }).end()) satisfies RequestListener,
      {},
      'redirects',
    ],
    ['never answers', (() => {}) satisfies RequestListener, { timeoutSeconds: 0.2 }, 'took longer than 0.2 s'],
    [
      'stops half-way',
      ((_q, a) => a.writeHead(200).write('<rss>')) satisfies RequestListener,
      { timeoutSeconds: 0.2 },
      'took longer',
    ],
  ])('that %s is missing, with the reason, and loses no other', async (_what, listener, settings, reason) => {
    const good = await localServer(sends(rss(item('Bitcoin rises'))))
    const bad = await localServer(listener)
    const { live, missing, ...gathered } = await ask([bad, good], settings)
    expect(live).toEqual([new URL(good).host])
    expect(missing).toEqual([{ name: new URL(bad).host, reason: expect.stringContaining(reason) }])
    expect(titles({ live, missing, ...gathered })).toEqual(['Bitcoin rises'])
  })

  it('that is down is one of three', async () => {
    const down = await deserted()
    const up = [
      await localServer(sends(rss(item('Bitcoin rises')))),
      await localServer(sends(rss(item('Ether falls')))),
    ]
    const { live, missing, quorum } = await ask([down, ...up])
    expect({ live: live.length, quorum }).toEqual({ live: 2, quorum: 2 })
    expect(missing).toEqual([{ name: new URL(down).host, reason: expect.stringContaining('ECONNREFUSED') }])
  })

  it('is let go when the run is aborted', async () => {
    const abort = new AbortController()
    let closed: Promise<unknown> | undefined
    const address = await localServer((_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve))
      abort.abort(new Error('deadline'))
    })
    await expect(ask([address], {}, abort.signal)).rejects.toThrow('deadline')
    await closed
  })
})

describe('a file', () => {
  const write = async (name: string, text: string) => {
    const file = join(await freshDir(), name)
    await writeFile(file, text)
    return file
  }
  const line = JSON.stringify({ title: 'Bitcoin rises', at: '2026-01-01T11:00:00Z', url: 'https://example.com' })

  it.each([
    ['JSON lines', `${line}\n\n`],
    ['a JSON list', `[${line}]`],
  ])('holds %s', async (_what, text) => {
    expect(titles(await ask([await write('news.json', text)]))).toEqual(['Bitcoin rises'])
  })

  it('holds plain lines, as old as its last change', async () => {
    const file = await write('news.txt', 'Bitcoin rises\r\n\n  Ether falls  \n')
    const settings = sentiment.settings.parse({ sources: [file] })
    const later = Date.now() + 60_000
    const gathered = await gather({ asOfMs: later, settings, signal: new AbortController().signal })
    expect(titles(gathered)).toEqual(['Bitcoin rises', 'Ether falls'])
    expect((await ask([file])).stale).toEqual(['news.txt'])
  })

  it.each([
    ['{"title": "a"}', 'line 1.at: expected an ISO time'],
    [`${line}\n{"title"`, 'line 2: expected JSON'],
    ['[{"title": 5, "at": "2026-01-01T11:00:00Z"}]', '[0].title: expected text'],
    ['[1', 'the file: expected JSON'],
  ])('that holds %j is refused as a whole', async (text, reason) => {
    const { missing } = await ask([await write('news.json', text)])
    expect(missing).toEqual([{ name: 'news.json', reason: expect.stringContaining(reason) }])
  })

  it('that is missing, a folder or too large is refused', async () => {
    const folder = await freshDir()
    const { missing } = await ask([join(folder, 'none'), folder, await write('big.txt', 'a'.repeat(3000))], {
      maxBytes: 2000,
    })
    expect(missing.map(({ reason }) => reason)).toEqual([
      'none is missing',
      expect.stringContaining('is not a file'),
      'big.txt has 3000 bytes, at most 2000 are read',
    ])
  })
})

describe('headlines', () => {
  const gatherTitles = async (entries: readonly (readonly [title: string, at: string])[], settings: object = {}) => {
    const file = join(await freshDir(), 'news.json')
    await writeFile(file, JSON.stringify(entries.map(([title, at]) => ({ title, at }))))
    return ask([file], settings)
  }

  it('count once, as old as where they were told first, in whatever dress', async () => {
    const gathered = await gatherTitles([
      ['Bitcoin rises 5%!', '2026-01-01T11:30:00Z'],
      ['UPDATE 2-Bitcoin rises 5% - Morning Post', '2026-01-01T11:00:00Z'],
      ['BITCOIN RISES 5%', '2026-01-01T11:45:00Z'],
      ['Bitcoin rises 6%', '2026-01-01T11:50:00Z'],
    ])
    expect(gathered.headlines.map(({ title, ageMinutes }) => [title, ageMinutes])).toEqual([
      ['Bitcoin rises 6%', 10],
      ['UPDATE 2-Bitcoin rises 5% - Morning Post', 60],
    ])
  })

  it('of the future are not known yet, and old ones count no more, not even when they are told again', async () => {
    const gathered = await gatherTitles([
      ['Tomorrow', '2026-01-01T12:00:01Z'],
      ['Now', '2026-01-01T12:00:00Z'],
      ['Again', '2026-01-01T11:00:00Z'],
      ['Again', '2025-12-30T11:00:00Z'],
    ])
    expect(titles(gathered)).toEqual(['Now'])
  })

  it('of the future displace none that is known, however many they are', async () => {
    const later = Array.from({ length: 1500 }, (_, i) => [`Later ${i}`, '2026-01-02T12:00:00Z'] as const)
    expect(titles(await gatherTitles([...later, ['Known', '2026-01-01T11:00:00Z']]))).toEqual(['Known'])
  })

  it('count half after each half-life', async () => {
    const gathered = await gatherTitles(
      [
        ['Now', '2026-01-01T12:00:00Z'],
        ['Earlier', '2026-01-01T10:00:00Z'],
      ],
      { halfLifeMinutes: 60 },
    )
    expect(gathered.headlines.map(({ weight }) => weight)).toEqual([1, 0.25])
  })

  it('are bounded in length, on one line, without invisible marks', async () => {
    const gathered = await gatherTitles([[`A\nB\u202eC${'d'.repeat(1000)}`, '2026-01-01T11:00:00Z']])
    expect(titles(gathered)[0]).toMatch(/^A B Cd+$/)
    expect(titles(gathered)[0]).toHaveLength(400)
  })
})
