import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAddress, printAddress } from '../../src/config/address.js'
import { errorOf, folder, loadIn } from './fixture.js'

const TOKEN = 'a-token-that-nobody-can-guess'

describe('serve', () => {
  it.each([
    ['127.0.0.1:7373', { host: '127.0.0.1', port: 7373 }],
    ['7373', { host: '127.0.0.1', port: 7373 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:7373', { host: '::1', port: 7373 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ])('listens at %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
    expect(parseAddress(printAddress(address))).toEqual(address)
  })

  it.each(['', 'localhost', 'localhost:', ':7373', '127.0.0.1:65536', '::1:7373', 'http://a:1', 'a/b:1', 'a b:1'])(
    'does not take "%s" for an address',
    (text) => expect(parseAddress(text)).toBeUndefined(),
  )
})

describe('secrets of what watches', () => {
  const config = `{
    "serve": { "address": "127.0.0.1:7373", "token": { "env": "PAGE_TOKEN" } },
    "notify": { "channels": { "ops": { "kind": "slack", "url": { "env": "SLACK_URL" } } } },
    "heartbeat": { "url": { "env": "PING_URL" }, "file": "beat.json" }
  }`
  const env = { PAGE_TOKEN: TOKEN, SLACK_URL: 'https://hooks.example/T/B/x', PING_URL: 'https://ping.example/uuid' }

  it('are put in their places, and shown as references only', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': config })
    const loaded = loadIn(cwd, { env })
    expect(loaded.config.serve.token).toBe(TOKEN)
    expect(loaded.config.heartbeat).toEqual({ url: env.PING_URL, file: join(cwd, 'beat.json') })
    expect(loaded.secrets).toEqual(expect.arrayContaining(Object.values(env)))
    expect(loaded.input.serve).toEqual({ address: '127.0.0.1:7373', hosts: [], token: { env: 'PAGE_TOKEN' } })
    const shown = JSON.stringify(loaded.input)
    for (const secret of Object.values(env)) expect(shown).not.toContain(secret)
  })

  it('that are not there are problems, each at its place', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': config })
    const problems = errorOf(() => loadIn(cwd, { env: { PAGE_TOKEN: TOKEN } })).problems
    expect(problems.map(({ path, expected }) => ({ path, expected }))).toEqual([
      { path: 'notify.channels.ops.url', expected: 'the environment variable SLACK_URL' },
      { path: 'heartbeat.url', expected: 'the environment variable PING_URL' },
    ])
  })

  it('that do not fit are not quoted', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': config })
    const problems = errorOf(() =>
      loadIn(cwd, { env: { ...env, PAGE_TOKEN: 'too-short', SLACK_URL: 'hooks.example/T/B/secret' } }),
    ).problems
    expect(problems.map(({ path }) => path)).toEqual(['serve.token', 'notify.channels.ops.url'])
    expect(JSON.stringify(problems)).not.toMatch(/too-short|B\/secret/)
  })
})
