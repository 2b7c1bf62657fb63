import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withoutBacklog } from '../../../src/watch/server/backlog.js'
import { ask } from '../../support/http.js'
import { localServer } from '../../support/local-server.js'
import { served } from './served.js'

const asked = (url: string, path: string) => `GET ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => socket.destroy())
  onTestFinished(() => void socket.destroy())
  return socket
}

describe('answers that nobody takes', () => {
  it('are not made: who asks a thousand times at once gets one answer, and is cut off', async () => {
    const { url } = await served()
    const { length } = (await ask(`${url}/page.js`)).bytes
    const socket = open(url)
    let taken = 0
    socket.on('data', (bytes) => (taken += bytes.length))
    socket.write(asked(url, '/page.js').repeat(1000))
    await once(socket, 'close')
    expect(taken).toBeLessThan(2 * length)
    expect((await ask(`${url}/healthz`)).status).toBe(200)
  })

  it('are one for each connection, and the next is given when it has been sent', async () => {
    const { url } = await served()
    const socket = open(url).setEncoding('latin1')
    for (let turn = 0; turn < 20; turn++) {
      socket.write(asked(url, '/healthz'))
      const [text] = (await once(socket, 'data')) as [string] // as its encoding has it
      expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*alive\n$/)
    }
  })

  it('hold so much together, and then others are told to come again, until somebody takes or leaves them', async () => {
    const large = Buffer.alloc(16 * 1024 ** 2)
    const url = await localServer(withoutBacklog((_, answer) => answer.end(large), 20 * 1024 ** 2))
    const stuck = Array.from({ length: 2 }, () => open(url).pause())
    for (const socket of stuck) socket.write(asked(url, '/'))
    const status = async () => (await ask(url)).status
    let found = await status()
    while (found !== 503) found = await status()
    expect(stuck.every((socket) => !socket.destroyed)).toBe(true)
    for (const socket of stuck) socket.destroy()
    while (found !== 200) found = await status()
  })
})
