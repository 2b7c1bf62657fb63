import { describe, expect, it } from 'vitest'
import type { ChannelConfig } from '../../../src/config/watch-schema.js'
import { openChannel } from '../../../src/watch/notify/open-channel.js'
import { ManualTimer } from '../../support/manual-timer.js'
import { messageWith, testSignal } from './fixture.js'
import { type Service, service } from './service.js'

const context = { timer: new ManualTimer(), version: '0.1.0', mask: (text: string) => text }

async function sent(config: (address: string) => ChannelConfig, message = messageWith()) {
  const server: Service = await service()
  await openChannel(config(server.address), context).send(message, testSignal())
  const [got] = server.got
  if (got === undefined) throw new Error('nothing was sent')
  return got
}

const hostile = {
  title: 'HALTED <!channel> @everyone <@U1> <@&1> *x* [a](https://evil.example) & \u0000',
  lines: ['<script>alert(1)</script> @here `x` || <https://evil.example|click> </b>', `long ${'&<@*'.repeat(3000)}`],
}

const webhook = (url: string): ChannelConfig => ({ kind: 'webhook', url: `${url}/hook`, headers: { 'x-key': 'k' } })
const slack = (url: string): ChannelConfig => ({ kind: 'slack', url: `${url}/services/T/B/xyz` })
const discord = (url: string): ChannelConfig => ({ kind: 'discord', url: `${url}/api/webhooks/1/xyz?thread_id=9` })
const telegram = (api: string): ChannelConfig => ({
  kind: 'telegram',
  token: '1:abc',
  chat: '-5',
  commands: false,
  api,
})
const ntfy = (url: string): ChannelConfig => ({ kind: 'ntfy', url, topic: 'secret-topic', token: 'tk_1' })

describe('a webhook', () => {
  it('gets one documented object, with the headers of the configuration', async () => {
    const message = messageWith({ id: 'a-1', title: 'HALTED: daily-loss', lines: ['one', 'two'] })
    const { url, headers, body } = await sent(webhook, message)
    expect(url).toBe('/hook')
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'riskfirst/0.1.0', 'x-key': 'k' })
    expect(body).toEqual({
      schema_version: 1,
      source: 'riskfirst',
      version: '0.1.0',
      id: 'a-1',
      kind: 'halted',
      severity: 'critical',
      market: 'SIMULATED MARKET · PAPER MONEY',
      title: 'HALTED: daily-loss',
      lines: ['one', 'two'],
      text: 'SIMULATED MARKET · PAPER MONEY\n✖ HALTED: daily-loss\none\ntwo\nc000012 · 2026-01-01 10:00:00Z',
      cycle_id: 'c000012',
      at: '2026-01-01T10:00:00.000Z',
    })
  })
})

describe('Slack', () => {
  it('gets blocks that begin with the market, within its limits, in which no words call anybody or link anywhere', async () => {
    const { body } = await sent(slack, messageWith(hostile))
    const blocks = body['blocks'] as readonly { readonly type: string; readonly [key: string]: unknown }[]
    expect(blocks.map(({ type }) => type)).toEqual(['context', 'header', 'section', 'context'])
    expect(JSON.stringify(blocks[0])).toContain('SIMULATED MARKET')
    const texts = [body['text'], ...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(String)
    for (const text of texts) {
      expect(text).not.toMatch(/[<>]/)
      expect(text).not.toMatch(/@[a-z]/i)
    }
    const [header = '', section = ''] = blocks.slice(1, 3).map(({ text }) => (text as { readonly text: string }).text)
    expect(header.length).toBeLessThanOrEqual(150)
    expect(section.length).toBeLessThanOrEqual(3000)
    expect(section).not.toMatch(/&(?!(amp|lt|gt);)/)
    expect(body).toMatchObject({ link_names: false, unfurl_links: false })
  })
})

describe('Discord', () => {
  it('gets an embed within its limits, without markup, and may mention nobody', async () => {
    const { url, body } = await sent(discord, messageWith(hostile))
    expect(url).toBe('/api/webhooks/1/xyz?thread_id=9')
    expect(body['allowed_mentions']).toEqual({ parse: [] })
    expect(body).not.toHaveProperty('content')
    const [embed] = body['embeds'] as readonly { readonly [key: string]: string }[]
    expect(embed?.['author']).toEqual({ name: 'SIMULATED MARKET · PAPER MONEY' })
    expect(embed?.['title']?.length).toBeLessThanOrEqual(256)
    expect(embed?.['description']?.length).toBeLessThanOrEqual(4096)
    expect(JSON.stringify(embed).length).toBeLessThan(6000 * 2)
    for (const text of [embed?.['title'] ?? '', embed?.['description'] ?? '']) {
      expect(text).not.toMatch(/@[a-z]/i)
      expect(text).not.toMatch(/(?<!\\)[<>*`|[\]]/)
    }
    expect(embed?.['timestamp']).toBe('2026-01-01T10:00:00.000Z')
  })
})

describe('Telegram', () => {
  it('gets plain text of at most 4096 characters for its chat, without previews or mentions', async () => {
    const { url, body } = await sent(telegram, messageWith(hostile))
    expect(url).toBe('/bot1:abc/sendMessage')
    expect(body).toMatchObject({ chat_id: '-5', link_preview_options: { is_disabled: true } })
    expect(body).not.toHaveProperty('parse_mode')
    const text = String(body['text'])
    expect(text.length).toBe(4096)
    expect(text.split('\n')[0]).toBe('SIMULATED MARKET · PAPER MONEY')
    expect(text).not.toMatch(/@[a-z]/i)
  })
})

describe('ntfy', () => {
  it('gets JSON, so that words cannot become headers, with priority and tags by severity, of at most 4096 bytes', async () => {
    const words = { title: 'HALTED\r\nActions: http, x, https://evil.example', lines: ['€'.repeat(5000)] }
    const { url, headers, body } = await sent(ntfy, messageWith(words))
    expect(url).toBe('/')
    expect(headers['authorization']).toBe('Bearer tk_1')
    expect(headers).not.toHaveProperty('actions')
    expect(body).toMatchObject({ topic: 'secret-topic', priority: 5, tags: ['rotating_light', 'halted'] })
    expect(Buffer.byteLength(String(body['message']))).toBeLessThanOrEqual(4096)
    expect(String(body['message'])).not.toContain('\uFFFD')
    const { body: info } = await sent(ntfy, messageWith({ severity: 'info', kind: 'filled' }))
    expect(info).toMatchObject({ priority: 3, tags: ['large_blue_circle', 'filled'] })
  })
})
