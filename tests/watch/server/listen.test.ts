import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemTimer } from '../../../src/system-clocks.js'
import { listen } from '../../../src/watch/server/listen.js'
import { ask } from '../../support/http.js'
import { localServer } from '../../support/local-server.js'

describe('listening', () => {
  it('says what is wrong with the address in the words of the configuration', async () => {
    const port = Number(new URL(await localServer((_, answer) => answer.end())).port)
    const said = (host: string, at: number) => listen({ host, port: at }, systemTimer)
    await expect(said('127.0.0.1', port)).rejects.toThrow(
      `serve.address: expected an address that is free, 127.0.0.1:${port} is in use`,
    )
    await expect(said('nowhere.invalid', 1)).rejects.toThrow(
      'serve.address: expected an address of this machine, got nowhere.invalid:1',
    )
    await expect(said('203.0.113.1', 7373)).rejects.toThrow(
      'serve.address: expected an address of this machine, got 203.0.113.1:7373',
    )
    await expect(said('::2', 7373)).rejects.toThrow(/^serve.address: expected an address .*\[::2\]:7373/)
  })

  it('answers others while one address holds as many connections as it can', async () => {
    const server = await listen({ host: '127.0.0.1', port: 0 }, systemTimer)
    server.answer((_, answer) => answer.end('well'))
    const { port } = server.bound
    const url = `http://127.0.0.1:${port}/`
    const held = Array.from({ length: 1000 }, () => connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }))
    let cut = 0
    await new Promise<void>((resolve) => {
      for (const socket of held)
        socket
          .on('error', () => socket.destroy())
          .resume()
          .once('close', () => ++cut === 700 && resolve())
    })
    expect((await ask(url)).text).toBe('well')
    await expect(ask(url, { from: '127.0.0.2' })).rejects.toThrow(/socket hang up|ECONNRESET/)
    for (const socket of held) socket.destroy()
    const again = () =>
      ask(url, { from: '127.0.0.2' }).then(
        ({ text }) => text,
        () => '',
      )
    let text = await again()
    while (text !== 'well') text = await again()
    await server.close()
  })

  it('tells the port that it was given when any would do', async () => {
    const server = await listen({ host: 'localhost', port: 0 }, systemTimer)
    expect(server.bound.port).toBeGreaterThan(0)
    expect(['127.0.0.1', '::1']).toContain(server.bound.address)
    await server.close()
  })
})
