import { describe, expect, it } from 'vitest'
import { DeliveryError } from '../../../src/watch/notify/delivery-error.js'
import type { Message } from '../../../src/watch/notify/message.js'
import { Outbox } from '../../../src/watch/notify/outbox.js'
import { ManualTimer, settled } from '../../support/manual-timer.js'
import { messageWith } from './fixture.js'
import { ScriptedChannel } from './scripted-channel.js'

const later = (retryAfterMs = 0) => new DeliveryError('HOST answered 503', { isAnswer: true, retryAfterMs })
const never = () => new DeliveryError('HOST answered 400', { isAnswer: true, isFinal: true })
const unreachable = () => new DeliveryError('HOST cannot be reached')

function open(script: readonly (Error | 'hangs')[] = [], maxPerHour = 60) {
  const timer = new ManualTimer()
  const channel = new ScriptedChannel(script)
  const said: string[] = []
  const outbox = new Outbox({
    name: 'phone',
    channel,
    timer,
    maxPerHour,
    say: (text) => said.push(text),
    summary: ({ title, lines, severity }) => messageWith({ kind: 'unsaid', title, lines, severity }),
  })
  const put = (title: string, changes: Partial<Message> = {}) => outbox.put(messageWith({ title, ...changes }))
  return { timer, channel, said, outbox, put }
}

const info = { severity: 'info', kind: 'filled' } as const
const times = (number: number, error: () => Error) => Array.from({ length: number }, error)

describe('an outbox', () => {
  it('sends in order, one request at a time', async () => {
    const { channel, put } = open()
    for (const title of ['one', 'two', 'three']) put(title)
    await settled()
    expect(channel.titles).toEqual(['one', 'two', 'three'])
    expect(channel.atOnce).toBe(1)
  })

  it('tries again after 1, 2, 4 … s up to 5 min, keeps the order, and says once that it fails and once that it works', async () => {
    const { timer, channel, said, put } = open(times(11, unreachable))
    put('one')
    put('two')
    const waits: number[] = []
    for (let i = 0; i < 11; i += 1) {
      await settled()
      const [nextMs = 0] = timer.pendingMs
      waits.push(nextMs / 1000)
      await timer.advance(nextMs)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    expect(channel.titles).toEqual(['one', 'two'])
    expect(said).toEqual([
      'notify phone: HOST cannot be reached; it is tried again, and trading goes on',
      expect.stringMatching(/^notify phone: works again, after 18\.5 min$/),
    ])
  })

  it('asks a service that refuses everything no more often than one that takes it', async () => {
    const { timer, channel, put } = open(times(1000, never), 5)
    for (let i = 0; i < 100; i += 1) put(`${i}`, i < 50 ? info : {})
    await settled()
    expect(channel.tried).toHaveLength(5 + 10)
    await timer.advance(60_000)
    put('a minute later')
    await settled()
    expect(channel.tried).toHaveLength(16)
  })

  it('waits as long as the service asks it to', async () => {
    const { timer, channel, put } = open([later(90_000)])
    put('one')
    await timer.advance(89_999)
    expect(channel.taken).toEqual([])
    await timer.advance(1)
    expect(channel.titles).toEqual(['one'])
  })

  it('does not repeat what is refused for good, goes on with the next, and tells what it was', async () => {
    const { channel, said, put } = open([never()])
    put('one')
    put('two')
    await settled()
    expect(channel.tried).toEqual(['one', 'two', '1 notice was not sent one by one'])
    expect(channel.taken[1]?.lines).toContain('The last of them: one')
    expect(said[0]).toBe('notify phone: HOST answered 400; the message is dropped')
  })

  it('does not spin when everything is refused', async () => {
    const { timer, channel, said, put } = open(times(1000, never))
    for (const title of ['one', 'two', 'three']) put(title)
    await timer.advance(3_600_000)
    expect(channel.tried).toEqual(['one', 'two', 'three'])
    expect(said).toHaveLength(1)
  })

  it('gives up a message that a living service fails at 20 times, so that it holds up the others no longer', async () => {
    const { timer, channel, put } = open(times(20, later))
    put('poison')
    put('next')
    await timer.advance(2 * 3_600_000)
    expect(channel.tried.filter((title) => title === 'poison')).toHaveLength(20)
    expect(channel.titles[0]).toBe('next')
  })

  it('keeps a message through a night without a network, but not longer than a day', async () => {
    const { timer, channel, put } = open(times(300, unreachable))
    put('one')
    await timer.advance(20 * 3_600_000)
    put('two')
    await timer.advance(5 * 3_600_000)
    expect(channel.titles).not.toContain('one')
    expect(channel.titles).toContain('two')
    expect(channel.taken.at(-1)?.lines).toContain('The last of them: one')
  })

  it('holds 1000 messages, of which the oldest that are least pressing go first', async () => {
    const { timer, channel, put } = open([unreachable()], 10_000)
    put('halted')
    for (let i = 0; i < 1200; i += 1) put(`filled ${i}`, info)
    put('late')
    await timer.advance(1000)
    expect(channel.tried.filter((title) => title === 'halted')).toHaveLength(2)
    expect(channel.titles).not.toContain('filled 0')
    expect(channel.titles).toContain('filled 1199')
    expect(channel.titles).toContain('late')
    expect(channel.taken).toHaveLength(1001)
    expect(channel.titles[1]).toBe('202 notices were not sent one by one')
  })
})

describe('the limit of an hour', () => {
  it('holds back what is not critical, counts it, and tells it in one message when there is room', async () => {
    const { timer, channel, put } = open([], 3)
    for (let i = 1; i <= 6; i += 1) put(`filled ${i}`, info)
    put('halted')
    await settled()
    expect(channel.titles).toEqual(['filled 1', 'filled 2', 'filled 3', 'halted'])
    await timer.advance(3_600_000)
    expect(channel.titles.at(-1)).toBe('3 notices were not sent one by one')
    expect(channel.taken.at(-1)?.lines).toEqual([
      '3 filled',
      'The last of them: filled 4; filled 5; filled 6',
      expect.any(String),
    ])
    expect(channel.taken).toHaveLength(5)
    expect(timer.pendingMs).toEqual([])
  })

  it('lets through what is critical, but not more than ten a minute', async () => {
    const { timer, channel, put } = open([], 1)
    for (let i = 1; i <= 25; i += 1) put(`halted ${i}`)
    await settled()
    expect(channel.taken).toHaveLength(10)
    await timer.advance(60_000)
    expect(channel.titles.slice(10)).toEqual(['15 notices were not sent one by one'])
    expect(channel.taken.at(-1)?.severity).toBe('critical')
  })
})

describe('at the end', () => {
  it('what waits for its next try is sent at once', async () => {
    const { channel, put, outbox } = open([later(3_600_000)])
    put('halted')
    await settled()
    put('stopped')
    await outbox.close(new AbortController().signal)
    expect(channel.titles).toEqual(['halted', 'stopped'])
  })

  it('what was held back is told', async () => {
    const { channel, put, outbox } = open([], 1)
    put('filled 1', info)
    put('filled 2', info)
    await settled()
    await outbox.close(new AbortController().signal)
    expect(channel.titles).toEqual(['filled 1', '1 notice was not sent one by one'])
  })

  it('a channel that has failed gets one more try, and is not waited for', async () => {
    const { channel, said, put, outbox } = open(times(9, unreachable))
    put('halted')
    await settled()
    await outbox.close(new AbortController().signal)
    expect(channel.tried).toEqual(['halted', 'halted'])
    expect(said.at(-1)).toBe('notify phone: 1 message could not be delivered before the end')
  })

  it('a channel that hangs is left when the signal aborts', async () => {
    const { channel, said, put, outbox, timer } = open(['hangs'])
    put('halted')
    put('stopped')
    await settled()
    const ending = new AbortController()
    const closed = outbox.close(ending.signal)
    ending.abort()
    await closed
    expect(channel.taken).toEqual([])
    expect(said).toEqual(['notify phone: 2 messages could not be delivered before the end'])
    expect(timer.pendingMs).toEqual([])
  })
})
