import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'
import { service } from '../watch/notify/service.js'

const TOKEN = '12345:very-secret-token'

async function folder(notify: object, more: object = {}): Promise<string> {
  const cwd = await freshDir()
  const config = { cycle: { interval: '0s' }, agents: { ...noBuiltIns, risk: {} }, notify, ...more }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  return cwd
}

const hook = (url: string) => ({ kind: 'webhook', url })
const every = [{ severity: 'info' }]

describe('notify test', () => {
  it('sends to every channel, says which work and why others do not, without a secret, and exits with 22', async () => {
    const good = await service()
    const bad = await service((response, { url }) => void response.writeHead(404).end(`no bot at ${url}`))
    const cwd = await folder({
      channels: {
        good: hook(good.address),
        phone: { kind: 'telegram', token: { env: 'BOT' }, chat: '5', api: bad.address },
        dead: { kind: 'slack', url: 'http://127.0.0.1:1/services/verysecretpath' },
      },
    })
    const { code, stdout, stderr } = await run(cwd, ['notify', 'test', '--json'], { BOT: TOKEN })
    expect(code).toBe(22)
    expect(JSON.parse(stdout)).toEqual([
      { channel: 'good', kind: 'webhook', ok: true, message: null },
      {
        channel: 'phone',
        kind: 'telegram',
        ok: false,
        message: expect.stringMatching(/answered 404: no bot at .*masked/),
      },
      {
        channel: 'dead',
        kind: 'slack',
        ok: false,
        message: expect.stringMatching(/^127\.0\.0\.1:1 cannot be reached/),
      },
    ])
    expect(stdout + stderr).not.toMatch(/very-?secret/)
    expect(good.got[0]?.body).toMatchObject({ kind: 'test', severity: 'info', market: 'TEST · PAPER MONEY' })

    const one = await run(cwd, ['notify', 'test', '--channel', 'good'], { BOT: TOKEN })
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('● ok good (webhook)') })
    const typo = await run(cwd, ['notify', 'test', '--channel', 'god'], { BOT: TOKEN })
    expect(typo).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected good or phone or dead, got "god"'),
    })
  })

  it('says how to configure a channel where there is none, and that a rule names one that is not there', async () => {
    const none = await run(await folder({}), ['notify', 'test'])
    expect(none).toMatchObject({ code: 78, stderr: expect.stringContaining('"kind": "ntfy"') })
    const notify = { channels: { phone: hook('https://hook.example') }, rules: [{ channels: ['phon'] }] }
    const typo = await run(await folder(notify), ['config', 'check'])
    expect(typo.code).toBe(78)
    expect(typo.stderr).toContain(
      'notify.rules[0].channels[0]: expected a channel of notify.channels, got "phon" (did you mean "phone"?)',
    )
  })
})

describe('a run', () => {
  it('tells that it began, that it was halted and why, and that it ended', async () => {
    const { address, got } = await service()
    const cwd = await folder({ channels: { hook: hook(address) }, rules: every })
    expect((await run(cwd, ['halt', '--reason', 'the news'])).code).toBe(0)
    expect((await run(cwd, ['--cycles', '2', '--quiet'])).code).toBe(20)
    const bodies = got.map(({ body }) => body)
    expect(bodies.map(({ kind }) => kind)).toEqual(['started', 'halted', 'stopped'])
    expect(bodies[1]).toMatchObject({ title: 'HALTED: kill-switch', market: 'SIMULATED MARKET · PAPER MONEY' })
    expect(String(bodies[1]?.['text'])).toContain('the news')
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(3)
  })

  it('ends as without notifications when every channel is dead, hangs or refuses', async () => {
    const hanging = await service(() => {})
    const refusing = await service((response) => void response.writeHead(403).end())
    const channels = {
      dead: hook('http://127.0.0.1:1'),
      hanging: hook(hanging.address),
      refusing: hook(refusing.address),
    }
    const cwd = await folder({ channels, rules: every })
    const { code, stderr } = await run(cwd, ['--cycles', '3', '--quiet'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/notify refusing: 127\.0\.0\.1:\d+ answered 403; the message is dropped/)
    expect(stderr.match(/notify refusing: .* answered 403/g)).toHaveLength(1)
  })

  it('is halted from Telegram in the name of who wrote it, and what it says is audited', async () => {
    const updates: object[] = []
    const sent: string[] = []
    const { address } = await service((response, { url, body }) => {
      const reply = (result: unknown) => void response.end(JSON.stringify({ ok: true, result }))
      if (url === `/bot${TOKEN}/getUpdates`) return reply(Number(body['offset']) <= 7 ? updates : [])
      sent.push(String(body['text']))
      reply({})
    })
    const phone = { kind: 'telegram', token: { env: 'BOT' }, chat: '-5', commands: true, api: address }
    const cwd = await folder({ channels: { phone } }, { cycle: { interval: '1s' } })
    const loop = start(cwd, ['--json'], { BOT: TOKEN })
    await loop.printed('c000001')
    const from = { id: 1, is_bot: false, username: 'alice' }
    const message = { date: Math.floor(Date.now() / 1000), chat: { id: -5 }, from, text: '/halt the news' }
    updates.push({ update_id: 7, message })
    await loop.printed('"trading_state":"halted"')
    loop.child.kill('SIGTERM')
    const { stdout, stderr } = await loop.ended
    expect(existsSync(join(cwd, 'data/HALT'))).toBe(true)
    expect(await readFile(join(cwd, 'data/HALT'), 'utf8')).toContain('telegram:alice')
    const { requests } = JSON.parse((await run(cwd, ['status', '--json'], { BOT: TOKEN })).stdout).record
    expect(requests[0]).toMatchObject({ kind: 'halt', who: 'telegram:alice', reason: 'the news' })
    expect(sent.some((text) => text.includes('is halted'))).toBe(true)
    expect(stdout + stderr).not.toContain('very-secret')
  })
})
