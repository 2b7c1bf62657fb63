import { describe, expect, it } from 'vitest'
import type { ChannelConfig } from '../../../src/config/watch-schema.js'
import { DeliveryError } from '../../../src/watch/notify/delivery-error.js'
import { openChannel } from '../../../src/watch/notify/open-channel.js'
import { ManualTimer } from '../../support/manual-timer.js'
import { messageWith, testSignal } from './fixture.js'
import { type Service, service } from './service.js'

const SECRET = 'T0KEN-that-is-secret'

function open(address: string, timer = new ManualTimer()) {
  const config: ChannelConfig = { kind: 'slack', url: `${address}/services/${SECRET}` }
  return openChannel(config, { timer, version: '0.1.0', mask: (text) => text })
}

const thrownBy = (sending: Promise<void>): Promise<unknown> => sending.catch((error: unknown) => error)

async function failure(answer: Service['answer']): Promise<DeliveryError> {
  const { address } = await service(answer)
  const error: unknown = await open(address)
    .send(messageWith(), testSignal())
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DeliveryError)
  return error as DeliveryError
}

describe('what a service answers', () => {
  it.each([
    [400, true],
    [401, true],
    [404, true],
    [410, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('%i is final: %s', async (status, isFinal) => {
    const error = await failure((response) => void response.writeHead(status).end('no_service'))
    expect(error.isFinal).toBe(isFinal)
    expect(error.message).toMatch(new RegExp(`answered ${status}: no_service$`))
  })

  it('is told without the secrets of the address, even if the service sends them back', async () => {
    const error = await failure(
      (response, { url }) => void response.writeHead(500).end(`${url} \u001b[31m failed\n${'x'.repeat(70_000)}`),
    )
    expect(error.message).not.toContain(SECRET)
    expect(error.message).not.toContain('\u001b')
    expect(error.message).not.toContain('\n')
    expect(error.message.length).toBeLessThan(200)
  })

  it('is told without the values in the query of the address, and without its password', async () => {
    const { address, got } = await service(
      (response, { headers }) =>
        void response.writeHead(500).end(`no ${SECRET} for ${headers.authorization}, pass%word`),
    )
    const url = `${address.replace('//', '//me:pass%word@')}/?key=${SECRET}`
    const channel = openChannel(
      { kind: 'webhook', url, headers: {} },
      { timer: new ManualTimer(), version: '0.1.0', mask: (text) => text },
    )
    const error = await thrownBy(channel.send(messageWith(), testSignal()))
    expect(String(error)).toMatch(/answered 500: no \[masked\] for Basic \S+, \[masked\]$/)
    expect(got[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pass%word').toString('base64')}`)
  })

  it.each([
    ['seconds', { 'retry-after': '42' }, '', 42_000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 10:01:00 GMT', date: 'Thu, 01 Jan 2026 10:00:00 GMT' }, '', 60_000],
    ['the JSON of Discord', {}, '{"message": "slow down", "retry_after": 1.5}', 1500],
    ['the JSON of Telegram', {}, '{"ok":false,"parameters":{"retry_after":30}}', 30_000],
    ['more than an hour', { 'retry-after': '999999' }, '', 3_600_000],
    ['nonsense', { 'retry-after': 'soon' }, '', 0],
  ])('says when to come back: %s', async (_how, headers, body, retryAfterMs) => {
    const error = await failure((response) => void response.writeHead(429, headers).end(body))
    expect(error.retryAfterMs).toBe(retryAfterMs)
  })

  it('with a redirection is not followed', async () => {
    const elsewhere = await service()
    const error = await failure(
      (response) => void response.writeHead(307, { location: `${elsewhere.address}/x` }).end(),
    )
    expect(error).toMatchObject({ isFinal: true, message: expect.stringContaining('redirects elsewhere (307)') })
    expect(elsewhere.got).toEqual([])
  })

  it('is taken as delivered by its status, though its body never ends', async () => {
    const { address } = await service((response) => void response.writeHead(200).write('half'))
    await expect(open(address).send(messageWith(), testSignal())).resolves.toBeUndefined()
  })
})

describe('a service that does not answer', () => {
  it('is waited for 15 s on the timer', async () => {
    const timer = new ManualTimer()
    const hanging = await service(() => {})
    const sending = thrownBy(open(hanging.address, timer).send(messageWith(), testSignal()))
    await hanging.has(1)
    await timer.advance(15_000)
    expect(await sending).toMatchObject({
      isFinal: false,
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ took longer than 15 s$/),
    })
  })

  it('but drips is not waited for any longer', async () => {
    const timer = new ManualTimer()
    const dripping = await service((response) => void response.writeHead(500).write('over'))
    const sending = thrownBy(open(dripping.address, timer).send(messageWith(), testSignal()))
    await dripping.has(1)
    await timer.advance(15_000)
    expect(await sending).toMatchObject({ isFinal: false, name: 'DeliveryError' })
  })

  it('cannot be reached, breaks off, or is no web server: it is tried again, and only its host is named', async () => {
    const dead = await open('http://127.0.0.1:1')
      .send(messageWith(), testSignal())
      .catch((error: unknown) => error)
    expect(dead).toMatchObject({ isFinal: false, message: expect.stringMatching(/^127\.0\.0\.1:1 cannot be reached/) })
    const broken = await failure((response) => void response.destroy())
    expect(broken.isFinal).toBe(false)
    expect(broken.message).not.toContain(SECRET)
  })
})

it('quotes no header that cannot be sent', async () => {
  const { address, got } = await service()
  const config: ChannelConfig = { kind: 'ntfy', url: address, topic: 'topic', token: 'hunter2\nx' }
  const channel = openChannel(config, { timer: new ManualTimer(), version: '0.1.0', mask: (text) => text })
  const error: unknown = await channel.send(messageWith(), testSignal()).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ isFinal: true, message: expect.not.stringContaining('hunter2') })
  expect(got).toEqual([])
})
