import { describe, expect, it } from 'vitest'
import { pingAddress } from '../../../src/watch/heartbeat/ping-address.js'
import { runIdOf } from '../../../src/watch/heartbeat/run-id.js'

describe('the address of a ping', () => {
  it.each([
    ['https://hc.example/ping/abc', 'start', 'https://hc.example/ping/abc/start'],
    ['https://hc.example/ping/abc/', 'fail', 'https://hc.example/ping/abc/fail'],
    ['https://hc.example/ping/abc', 'success', 'https://hc.example/ping/abc'],
    ['https://hc.example/ping?key=a%2Fb&x=1', 'start', 'https://hc.example/ping/start?key=a%2Fb&x=1'],
    ['https://hc.example', 'fail', 'https://hc.example/fail'],
  ] as const)('of %s for %s is %s', (address, kind, expected) => {
    expect(pingAddress(address, kind)).toEqual({ url: expected })
  })

  it('carries the id of the run behind what the query holds', () => {
    expect(pingAddress('https://hc.example/p?key=1', 'start', 'id').url).toBe('https://hc.example/p/start?key=1&rid=id')
    expect(pingAddress('https://hc.example/p', 'success', 'id').url).toBe('https://hc.example/p?rid=id')
  })

  it('gives user and password as a header, as fetch refuses them in an address', () => {
    const { url, authorization } = pingAddress('https://me:p%40ss@hc.example/p', 'success')
    expect(url).toBe('https://hc.example/p')
    expect(authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  })
})

describe('the id of a run', () => {
  it('is a UUID, the same for the same cycle and another for another', () => {
    expect(runIdOf('/data c000012')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(runIdOf('/data c000012')).toBe(runIdOf('/data c000012'))
    expect(runIdOf('/data c000012')).not.toBe(runIdOf('/data c000013'))
  })
})
