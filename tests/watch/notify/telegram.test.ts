import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNotifier } from '../../../src/watch/notify/notifier.js'
import { settled } from '../../support/manual-timer.js'
import { startMs, type Watching, watching } from './fixture.js'
import { type Got, service } from './service.js'

const CHAT = '-100123'

interface Written {
  readonly text: string
  readonly agoMs?: number
  readonly chat?: number
  readonly message?: object
  readonly from?: object
}

/** A server that speaks the part of Telegram's protocol that a bot needs: it forgets what has a lower number than asked for. */
async function telegram() {
  const updates: { readonly update_id: number }[] = []
  const state = { waiting: undefined as ServerResponse | undefined, failing: [] as number[], next: 100, offset: 0 }
  const polls: Got['body'][] = []
  const tell = (response: ServerResponse, result: unknown) => {
    response.setHeader('date', new Date(startMs).toUTCString())
    response.end(JSON.stringify({ ok: true, result }))
  }
  const pending = () => updates.filter(({ update_id }) => update_id >= state.offset).slice(0, 10)
  const server = await service((response, { url, body }) => {
    if (url === '/bot1:abc/sendMessage') return tell(response, {})
    if (url === '/bot1:abc/getMe') return tell(response, { username: 'RiskBot' })
    if (url !== '/bot1:abc/getUpdates') return void response.writeHead(404).end()
    polls.push(body)
    const status = state.failing.shift()
    if (status !== undefined) return void response.writeHead(status).end(`{"ok":false,"error_code":${status}}`)
    state.offset = Math.max(state.offset, Number(body['offset']))
    if (pending().length > 0 || Number(body['timeout']) === 0) return tell(response, pending())
    state.waiting = response
  })
  const write = ({ text, agoMs = 0, chat = Number(CHAT), message = {}, from = {} }: Written) => {
    state.next += 1
    const date = Math.floor((startMs - agoMs) / 1000)
    const person = { id: 42, is_bot: false, username: 'alice', ...from }
    updates.push(
      Object.assign(
        { update_id: state.next },
        { message: { date, text, chat: { id: chat }, from: person, ...message } },
      ),
    )
    const { waiting } = state
    state.waiting = undefined
    if (waiting !== undefined) tell(waiting, pending())
  }
  const answers = () =>
    server.got.filter(({ url }) => url.endsWith('/sendMessage')).map(({ body }) => String(body['text']))
  return {
    server,
    state,
    polls,
    write,
    answers,
    raw: (update: object) => updates.push(update as { update_id: number }),
  }
}

type Telegram = Awaited<ReturnType<typeof telegram>>

async function listening(telegramServer: Telegram, prepare: (context: Watching) => void = () => {}) {
  const { server } = telegramServer
  const config = { kind: 'telegram', token: '1:abc', chat: CHAT, commands: true, api: server.address } as const
  const context = watching({ channels: { phone: config }, rules: [{ severity: 'critical' }] })
  prepare(context)
  const part = createNotifier(context)
  const close = () => part.close?.(undefined, AbortSignal.abort()) ?? Promise.resolve()
  onTestFinished(close)
  return { context, close }
}

/** Resolves when that is so; what it waits for comes over a real connection. */
async function until(isSo: () => boolean) {
  while (!isSo()) await settled()
}

describe('the chat of the channel', () => {
  it('halts at once, in the name of who wrote it', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    await until(() => chat.state.waiting !== undefined)
    chat.write({ text: '/halt the news\nis bad' })
    await until(() => chat.answers().length === 1)
    expect(context.done).toEqual(['halt telegram:alice the news is bad false'])
    expect(chat.answers()).toEqual(['halt is done'])
  })

  it('resumes with a reason only, and once Telegram has taken note', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    chat.write({ text: '/resume' })
    await until(() => chat.answers().length === 1)
    expect(context.done).toEqual([])
    expect(chat.answers()[0]).toContain('say why it is safe')
    let offsetThen = 0
    context.operations.resume = (who, { reason }) => {
      offsetThen = chat.state.offset
      context.done.push(`resume ${who} ${reason}`)
      return Promise.resolve({ ok: false, words: ['a latch holds'] })
    }
    chat.write({ text: '/resume checked the book' })
    await until(() => chat.answers().length === 2)
    expect(context.done).toEqual(['resume telegram:alice checked the book'])
    expect(offsetThen).toBe(103)
    expect(chat.answers()[1]).toBe('Not done: a latch holds')
  })

  it('is told of state, money and why, and what else it can say', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    const reason = { code: 'daily-loss', message: 'lost 6 %', cause: 'breach', value: 6, limit: 5 } as const
    context.show({
      standing: { state: 'halted', since: null, reasons: [reason], restrict: [], changes: 'riskfirst resume' },
      overdue: 'no cycle since 10:00',
    })
    for (const text of ['/status', '/why', '/help', 'hello', '/unknown']) chat.write({ text })
    await until(() => chat.answers().length === 3)
    const [status, why, help] = chat.answers()
    expect(status?.split('\n')).toEqual([
      'SIMULATED MARKET · PAPER MONEY',
      '✖ HALTED: protective exits only',
      'daily-loss: lost 6 % (value 6, limit 5)',
      'Loop: starting (process 7)',
      '✖ late: no cycle since 10:00',
      'Last cycle: none yet',
      'Money: not valued yet',
    ])
    expect(why).toContain('What changes it: riskfirst resume')
    expect(help).toMatch(/\/halt.*\n.*\/resume/)
  })

  it('means this bot when it names it, and no other', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    chat.write({ text: '/halt@OtherBot now' })
    chat.write({ text: '/halt@riskbot now' })
    await until(() => chat.answers().length === 1)
    expect(context.done).toEqual(['halt telegram:alice now false'])
  })

  it('is cut where its words are too long, and has no strange name in the audit trail', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    chat.write({ text: `/halt ${'x'.repeat(4000)}`, from: { username: 'a\nb' } })
    await until(() => context.done.length === 1)
    expect(context.done[0]).toMatch(/^halt telegram:42 x{199}… false$/)
  })
})

describe('what is not heard', () => {
  it.each([
    ['another chat', { chat: 5 }],
    ['another topic of the group', { message: { is_topic_message: true, message_thread_id: 9 } }],
    ['what was passed on', { message: { forward_origin: { type: 'user' } } }],
    ['another bot', { from: { is_bot: true } }],
    ['a channel that speaks for somebody', { message: { sender_chat: { id: 1 } } }],
  ])('%s: it is ignored silently, and counted', async (_who, changes) => {
    const chat = await telegram()
    const { context } = await listening(chat)
    chat.write({ text: '/halt now', ...changes })
    chat.write({ text: '/status' })
    await until(() => chat.answers().length === 1)
    expect(context.done).toEqual([])
    expect(chat.answers()[0]).toContain('1 message of others ignored')
  })

  it('old commands: halt and resume are answered with that, the others not at all', async () => {
    const chat = await telegram()
    chat.write({ text: '/resume all is well', agoMs: 121_000 })
    chat.write({ text: '/status', agoMs: 121_000 })
    chat.write({ text: '/halt now', agoMs: 121_000 })
    chat.write({ text: '/halt soon', agoMs: 119_000 })
    const { context } = await listening(chat, ({ clocks }) => clocks.calendar.set(startMs + 600_000)) // ours is wrong
    await until(() => chat.answers().length === 3)
    expect(context.done).toEqual(['halt telegram:alice soon false'])
    expect(chat.answers().slice(0, 2)).toEqual([
      expect.stringMatching(/^Too old: this \/resume/),
      expect.stringMatching(/^Too old: this \/halt/),
    ])
  })

  it('what is no update of Telegram’s', async () => {
    const chat = await telegram()
    chat.raw({ update_id: 'x' })
    chat.raw({ update_id: 90, message: { text: 5 } })
    chat.raw({ update_id: 91, edited_message: { text: '/halt', chat: { id: Number(CHAT) } } })
    chat.write({ text: '/halt now' })
    const { context } = await listening(chat)
    await until(() => context.done.length === 1)
    expect(context.said).toEqual([])
  })
})

describe('a command', () => {
  it('is done once, also when the run is started again', async () => {
    const chat = await telegram()
    const first = await listening(chat)
    chat.write({ text: '/resume checked' })
    await until(() => first.context.done.length === 1)
    await first.close()
    const second = await listening(chat)
    chat.write({ text: '/halt now' })
    await until(() => second.context.done.length === 1)
    expect(second.context.done).toEqual(['halt telegram:alice now false'])
  })

  it('to resume is not done while Telegram cannot take note of it', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    await until(() => chat.state.waiting !== undefined)
    chat.state.failing = [500] // the confirmation
    chat.write({ text: '/resume checked' })
    await until(() => context.said.length === 1)
    expect(context.done).toEqual([])
    await context.clocks.timer.advance(1000)
    await until(() => context.done.length === 1)
    expect(context.done).toEqual(['resume telegram:alice checked'])
  })

  it('that fails unexpectedly is answered so, and holds up no other', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    context.operations.resume = () => Promise.reject(new TypeError('no such thing'))
    chat.write({ text: '/resume checked' })
    chat.write({ text: '/halt now' })
    await until(() => chat.answers().length === 2)
    expect(chat.answers()).toEqual([expect.stringMatching(/^\/resume failed unexpectedly/), 'halt is done'])
  })

  it('is carried out while answers cannot be sent', async () => {
    const chat = await telegram()
    const { answer } = chat.server
    chat.server.answer = (response, got) => {
      if (!got.url.endsWith('/sendMessage')) answer(response, got) // answers hang
    }
    const { context } = await listening(chat)
    chat.write({ text: '/status' })
    chat.write({ text: '/halt now' })
    await until(() => context.done.length === 1)
    expect(context.done).toEqual(['halt telegram:alice now false'])
  })

  it('is answered 20 times a minute at most, and done nevertheless', async () => {
    const chat = await telegram()
    const { context } = await listening(chat)
    for (let i = 0; i < 30; i += 1) chat.write({ text: `/halt ${i}` })
    await until(() => context.done.length === 30 && chat.answers().length === 20)
    chat.write({ text: '/halt at last' })
    await until(() => context.done.length === 31)
    expect(chat.answers()).toHaveLength(20)
  })
})

describe('polling', () => {
  it('backs off when Telegram fails, and says so once without the token', async () => {
    const chat = await telegram()
    chat.state.failing = [409, 409, 500, 502]
    const { context } = await listening(chat)
    for (const [polls, delayMs] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [4, 8000],
    ] as const) {
      await until(() => chat.polls.length === polls && context.clocks.timer.pendingMs[0] === delayMs)
      await context.clocks.timer.advance(delayMs - 1)
      expect(chat.polls).toHaveLength(polls)
      await context.clocks.timer.advance(1)
    }
    await until(() => chat.polls.length === 5)
    expect(context.said).toEqual([
      'notify phone: commands do not work: another program asks for what is written to this bot, and only one can (409); it is tried again',
    ])
  })

  it('does not spin when Telegram answers at once with nothing', async () => {
    const chat = await telegram()
    chat.server.answer = (response) => void response.end('{"ok":true,"result":[]}')
    const { context } = await listening(chat)
    await until(() => context.clocks.timer.pendingMs[0] === 1000)
    expect(chat.server.got).toHaveLength(1)
    await context.clocks.timer.advance(1000)
    await chat.server.has(2)
  })

  it('takes an answer that is not understood for a failure', async () => {
    const chat = await telegram()
    chat.server.answer = (response) => void response.end('<html>login</html>')
    const { context } = await listening(chat)
    await until(() => context.said.length === 1)
    expect(context.said[0]).toContain('Telegram answered something that is not understood')
  })

  it('ends at once with the run', async () => {
    const chat = await telegram()
    const { close, context } = await listening(chat)
    await until(() => chat.state.waiting !== undefined)
    await close()
    expect(context.clocks.timer.pendingMs).toEqual([])
    expect(context.said).toEqual([])
  })
})
