import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LeaderError } from '../../../src/agents/copybot/leader-error.js'
import { readLeader } from '../../../src/agents/copybot/read-leader.js'
import { copybotSettings } from '../../../src/agents/copybot/settings.js'
import { freshDir } from '../../support/candles.js'
import { localServer } from '../../support/local-server.js'
import { leaderFile, published } from './leader-file.js'

const read = (leader: string, settings: object = {}, { signal } = new AbortController()) =>
  readLeader(copybotSettings.parse({ leader, ...settings }), signal)

async function refusal(leader: string, settings: object = {}): Promise<string> {
  const error = await read(leader, settings).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(LeaderError)
  return (error as LeaderError).message
}

describe('a leader is read', () => {
  it('from a file, as it is at that moment', async () => {
    const file = await leaderFile(published({ 'BTC/USDT': 0.4 }))
    expect(await read(file)).toBe(published({ 'BTC/USDT': 0.4 }))
    await writeFile(file, published({}))
    expect(await read(file)).toBe(published({}))
  })

  it('from an address', async () => {
    const address = await localServer((_request, response) => response.end(published({ 'BTC/USDT': 0.4 })))
    expect(await read(address)).toBe(published({ 'BTC/USDT': 0.4 }))
  })

  it('from the sample of the package', async () => {
    const sample = await readFile(join(import.meta.dirname, '../../../data/sample-leader.json'), 'utf8')
    expect(await read('sample')).toBe(sample)
  })
})

describe('a leader is refused', () => {
  it('when its address is out of reach, without its query, however it is written', async () => {
    for (const scheme of ['http', 'HTTP']) {
      const words = await refusal(`${scheme}://127.0.0.1:1/leader?token=hunter2`)
      expect(words).toContain('127.0.0.1')
      expect(words).not.toMatch(/hunter2|is missing/)
    }
  })

  it('when its file is missing, a folder, a pipe that nobody writes to, too large or not text', async () => {
    const folder = await freshDir()
    expect(await refusal(join(folder, 'none.json'))).toBe(`${join(folder, 'none.json')} is missing`)
    expect(await refusal(folder)).toBe(`${folder} is not a file`)
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await refusal(pipe)).toBe(`${pipe} is not a file`)
    const large = await leaderFile('x'.repeat(65_537))
    expect(await refusal(large)).toBe(`${large} has more than 65536 bytes`)
    expect(await read(large, { maxBytes: 65_537 })).toHaveLength(65_537)
    expect(await refusal(await leaderFile(Uint8Array.of(0x7b, 0xff, 0xfe)))).toBe(
      'expected UTF-8 text, got other bytes',
    )
  })

  it('when its file is inside of a file', async () => {
    const file = join(await leaderFile(''), 'inner')
    expect(dirname(file)).toMatch(/leader\.json$/)
    expect(await refusal(file)).toBe(`${file} cannot be read (ENOTDIR)`)
  })

  it('when its address does not give it, in the words of what went wrong', async () => {
    const missing = await localServer((_request, response) => response.writeHead(404).end())
    expect(await refusal(missing)).toMatch(/^127\.0\.0\.1:\d+ answered 404$/)
    const silent = await localServer(() => {})
    expect(await refusal(silent, { timeoutSeconds: 0.05 })).toMatch(/ took longer than 0\.05 s$/)
    const large = await localServer((_request, response) => response.end('x'.repeat(101)))
    expect(await refusal(large, { maxBytes: 100 })).toMatch(/ sent more than 100 bytes$/)
  })

  it('never by an abort: that is thrown as it is', async () => {
    const address = await localServer(() => {})
    const controller = new AbortController()
    const reading = read(address, {}, controller)
    const reason = new DOMException('stopped', 'AbortError')
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
  })
})
