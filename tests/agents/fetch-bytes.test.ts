import { EventEmitter, once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type BytesRequest, FetchError, fetchBytes } from '../../src/agents/fetch-bytes.js'
import { localServer } from '../support/local-server.js'

const patientMs = 30_000

async function ask(answer: RequestListener, request: Partial<BytesRequest> = {}) {
  const address = await localServer(answer)
  const { signal } = new AbortController()
  const bytes = fetchBytes({ address, timeoutMs: patientMs, maxBytes: 1000, signal, ...request })
  return { address, bytes }
}

/** What it says of the host it asked. */
async function complaint(answer: RequestListener, request: Partial<BytesRequest> = {}): Promise<string> {
  const { address, bytes } = await ask(answer, request)
  const error = await bytes.then(
    () => new Error('it was taken'),
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(FetchError)
  return (error as Error).message.replace(new URL(address).host, 'HOST')
}

/** Writes for as long as the other side reads. */
function writeForEver(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(10_000)));
  }
  response.on('drain', more)
  more()
}

describe('what is fetched', () => {
  it('is the whole body, decompressed', async () => {
    const plain = await ask((_request, response) => response.end('{"a":1}'))
    expect(Buffer.from(await plain.bytes).toString()).toBe('{"a":1}')
    const packed = await ask((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1000))),
    )
    expect((await packed.bytes).byteLength).toBe(1000)
    const nothing = await ask((_request, response) => response.end())
    expect((await nothing.bytes).byteLength).toBe(0)
  })

  it('is asked for once', async () => {
    const seen: string[] = []
    const answer: RequestListener = (request, response) => {
      seen.push(`${request.method} ${request.url}`)
      response.writeHead(503).end()
    }
    await complaint(answer)
    expect(seen).toEqual(['GET /'])
  })
})

describe('what is refused, with the reason', () => {
  it.each([[404], [500], [429], [204], [304]])('an answer of %i', async (status) => {
    expect(await complaint((_request, response) => response.writeHead(status).end())).toBe(`HOST answered ${status}`)
  })

  it('a redirection, which is not followed', async () => {
    const asked: unknown[] = []
    const elsewhere = await localServer((request) => asked.push(request))
    const said = await complaint((_request, response) =>
      response.writeHead(302, { location: `${elsewhere}secret` }).end(),
    )
    expect(said).toBe(`HOST redirects to ${new URL(elsewhere).host}, and redirections are not followed`)
    expect(asked).toEqual([])
    expect(await complaint((_request, response) => response.writeHead(301).end())).toBe('HOST answered 301')
    const nowhere = { location: 'http://' }
    expect(await complaint((_request, response) => response.writeHead(307, nowhere).end())).toBe('HOST answered 307')
  })

  it('more bytes than are taken, whether announced, endless or packed, and the connection ends', async () => {
    const tooMuch = 'HOST sent more than 1000 bytes'
    expect(await complaint((_request, response) => response.end('x'.repeat(1001)))).toBe(tooMuch)
    const bomb = gzipSync('x'.repeat(500_000))
    expect(bomb.byteLength).toBeLessThan(1001)
    expect(await complaint((_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb))).toBe(
      tooMuch,
    )
    const seen = new EventEmitter()
    const closed = once(seen, 'close')
    const endless: RequestListener = (_request, response) => {
      response.on('close', () => seen.emit('close'))
      writeForEver(response)
    }
    expect(await complaint(endless)).toBe(tooMuch)
    await closed
  })

  it('silence, before the answer and in the middle of it, and the connection ends', async () => {
    for (const start of [() => {}, (response: ServerResponse) => response.write('{"half":')]) {
      const seen = new EventEmitter()
      const closed = once(seen, 'close')
      const answer: RequestListener = (_request, response) => {
        response.on('close', () => seen.emit('close'))
        start(response)
      }
      expect(await complaint(answer, { timeoutMs: 50 })).toBe('HOST took longer than 0.05 s')
      await closed
    }
  })

  it('an answer that breaks off, or is none', async () => {
    const breakOff: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"half":', () => response.destroy())
    }
    expect(await complaint(breakOff)).toMatch(/^HOST broke off its answer \(\w+\)$/)
    expect(await complaint((request) => request.socket.destroy())).toMatch(/^HOST cannot be reached \(\w+\)$/)
    expect(await complaint((request) => request.socket.end('no http\r\n\r\n'))).toMatch(
      /^HOST cannot be reached \(\w+\)$/,
    )
    const corrupt: RequestListener = (_request, response) =>
      response.setHeader('content-encoding', 'gzip').end('no gzip')
    expect(await complaint(corrupt)).toMatch(/^HOST broke off its answer \(\w+\)$/)
  })

  it('a machine that nobody listens on', async () => {
    const signal = new AbortController().signal
    const request = { address: 'http://127.0.0.1:1/secret', timeoutMs: patientMs, maxBytes: 1, signal }
    const error = await fetchBytes(request).catch((error: unknown) => error)
    expect(error).toMatchObject({
      name: 'FetchError',
      message: expect.stringMatching(/^127\.0\.0\.1:1 cannot be reached/),
    })
  })
})

describe('an abort', () => {
  it('reaches the request: the connection ends, and its reason is thrown', async () => {
    const seen = new EventEmitter()
    const arrived = once(seen, 'request')
    const controller = new AbortController()
    const { bytes } = await ask((_request, response) => seen.emit('request', response), { signal: controller.signal })
    const [response] = await arrived
    const closed = once(response, 'close')
    const reason = new DOMException('the deadline of this run has passed', 'TimeoutError')
    controller.abort(reason)
    await expect(bytes).rejects.toBe(reason)
    await closed
  })

  it('before the request asks nobody', async () => {
    const asked: unknown[] = []
    const { bytes } = await ask((request) => asked.push(request), { signal: AbortSignal.abort('stopped') })
    await expect(bytes).rejects.toBe('stopped')
    expect(asked).toEqual([])
  })
})
