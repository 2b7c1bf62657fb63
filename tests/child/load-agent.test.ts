import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agentText, limitsOf, moduleOf, WarmHost } from '../executors/warm-hosts.js'

const cannotBeLoaded = 'a module that can be loaded'
const noAgent = 'a module whose default export is an agent (with "settings" and "run")'

describe('a module', () => {
  it.each([
    ['TypeScript', 'mine.ts', agentText(`const words: string = 'fine'; return { summary: words }`)],
    ['TypeScript with an ending of its own', 'mine.mts', agentText(`return { summary: 'fine' as string }`)],
    ['JavaScript', 'mine.mjs', agentText(`return { summary: 'fine' }`)],
    ['JavaScript that no package.json describes', 'mine.js', agentText(`return { summary: 'fine' }`)],
    [
      'CommonJS',
      'mine.js',
      `module.exports = { settings: { safeParse: (data) => ({ success: true, data }) }, run: () => ({ summary: 'fine' }) }`,
    ],
    [
      'CommonJS that was TypeScript',
      'mine.js',
      `Object.defineProperty(exports, '__esModule', { value: true })
       exports.default = { settings: { safeParse: (data) => ({ success: true, data }) }, run: () => ({ summary: 'fine' }) }`,
    ],
  ])('may be %s', async (_what, name, text) => {
    const host = new WarmHost(await moduleOf(text, name))
    await host.start()
    expect(await host.run()).toEqual({ summary: 'fine' })
  })

  it.each(['mine.ts', 'mine.js'])('may import what lies beside it (%s)', async (name) => {
    const program = await moduleOf(
      `import { words } from './lib/words.js'\n${agentText('return { summary: words }')}`,
      name,
    )
    await mkdir(join(dirname(program.file), 'lib'))
    await writeFile(
      join(dirname(program.file), 'lib/words.js'),
      `import { z } from 'riskfirst'\nexport const words = z.string().parse('fine')`,
    )
    const host = new WarmHost(program)
    await host.start()
    expect(await host.run()).toEqual({ summary: 'fine' })
  })

  it.each<[string, string, string, string, string]>([
    ['is no module', 'mine.js', 'const = 3', cannotBeLoaded, `SyntaxError: Unexpected token '=' (FILE:1)`],
    ['is no TypeScript', 'mine.ts', `const a: string = ''\nconst = 3`, cannotBeLoaded, 'FILE:2:6'],
    ['throws', 'mine.js', `\n\nthrow new RangeError('no model')`, cannotBeLoaded, 'RangeError: no model (FILE:3)'],
    [
      'throws in TypeScript',
      'mine.ts',
      `interface A {}\n\nthrow new RangeError('no model')`,
      cannotBeLoaded,
      'RangeError: no model (FILE:3)',
    ],
    ['imports what is not there', 'mine.js', `import './gone.js'`, cannotBeLoaded, 'gone.js'],
    [
      'imports a package that is not there',
      'mine.ts',
      `import 'not-installed-anywhere'`,
      cannotBeLoaded,
      "Cannot find module 'not-installed-anywhere'",
    ],
    ['exports nothing', 'mine.ts', `export {}`, noAgent, 'one without a default export'],
    [
      'exports no default',
      'mine.js',
      'export const agent = {}',
      noAgent,
      'one without a default export (it exports agent)',
    ],
    [
      'exports no run',
      'mine.js',
      `import { z } from 'riskfirst'\nexport default { settings: z.object({}) }`,
      noAgent,
      'a default export without "run" (a function)',
    ],
    [
      'exports no settings',
      'mine.ts',
      `export default { run() {} }`,
      noAgent,
      'a default export without "settings" (a schema of zod)',
    ],
    [
      'exports no object',
      'mine.js',
      `export default 7`,
      noAgent,
      'a default export without "settings" (a schema of zod) and "run" (a function)',
    ],
  ])('that %s is refused', async (...[, name, text, expected, got]) => {
    const program = await moduleOf(text, name)
    const problems = await new WarmHost(program).refusal()
    expect(problems).toEqual([
      { path: ['run'], expected, got: expect.stringContaining(got.replace('FILE', program.file)) },
    ])
  })

  it('that is not there is refused', async () => {
    const program = { kind: 'module', file: '/gone/mine.ts', limits: limitsOf() } as const
    const got = '/gone/mine.ts, which is no file'
    expect(await new WarmHost(program).refusal()).toEqual([{ path: ['run'], expected: 'a module', got }])
  })

  it('that ends while it loads is refused with its last words', async () => {
    const program = await moduleOf(`console.error('no licence'); process.exit(2)`)
    expect(await new WarmHost(program).refusal()).toEqual([
      { path: ['run'], expected: 'an agent that says "ready"', got: 'ended with exit code 2: no licence' },
    ])
  })

  it('checks its settings as a built-in agent does, and completes them', async () => {
    const schema = `z.object({ threshold: z.number().max(1), words: z.string().default('fine') })`
    const program = await moduleOf(agentText('return { summary: briefing.settings.words }', schema), 'mine.ts')
    const refused = await new WarmHost(program, { settings: { threshold: 'high', wrods: '' } }).refusal()
    expect(refused).toEqual([
      { path: ['settings', 'threshold'], expected: 'a number', got: '"high"' },
      { path: ['settings', 'wrods'], expected: 'a known key', got: expect.stringContaining('"wrods"') },
    ])
    const host = new WarmHost(program, { settings: { threshold: 1 } })
    await host.start()
    expect(await host.run()).toEqual({ summary: 'fine' })
  })

  it.each([
    ['phase', `phase: 'critical'`, '"critical", as the agent says itself (write "phase": "critical")', '"parallel"'],
    ['runWhen', `runWhen: 'always'`, '"always", as the agent says itself (write "runWhen": "always")', '"reducing"'],
  ])('whose %s is not that of its entry is refused', async (key, said, expected, got) => {
    const text = agentText('').replace(`name: 'mine',`, `name: 'mine', ${said},`)
    expect(await new WarmHost(await moduleOf(text)).refusal()).toEqual([{ path: [key], expected, got }])
  })

  it('cannot change what it is told, nor see what lies beyond its candles', async () => {
    const text = agentText(`
      const { candles } = briefing.market.symbols['A/B']
      const isFrozen = [briefing.market, briefing.portfolio.own, briefing.cycle].every((part) => Object.isFrozen(part))
      return { summary: [isFrozen, candles.close.constructor.name, candles.time.buffer.byteLength].join(' ') }`)
    const host = new WarmHost(await moduleOf(text))
    await host.start()
    const column = Float64Array.of(1, 2, 3)
    const candles = { time: column, open: column, high: column, low: column, close: column, volume: column }
    const market = {
      asOfMs: 0,
      timeframeMs: 1,
      symbols: { 'A/B': { symbol: 'A/B', condition: 'listed', candles } },
    } as const
    expect(await host.run({ market })).toEqual({ summary: `true Float64Array ${6 * 3 * 8}` })
  })

  it.each([
    ['a date', 'new Date(0)', 'data: expected plain data, got a Date'],
    ['a map', 'new Map()', 'data: expected plain data, got a Map'],
    ['nothing in a list', '[undefined]', 'data[0]: expected plain data, got nothing'],
    ['a function', '() => {}', 'data: expected plain data, got a function'],
    ['a big integer', '7n', 'data: expected plain data, got a bigint'],
    ['itself', '(() => { const me = {}; me.me = me; return me })()', 'data.me: expected plain data, got a cycle'],
    [
      'something that throws',
      '{ get a() { throw new Error() } }',
      'data.a: expected plain data, got something that throws when it is read',
    ],
  ])('that proposes %s, which JSON would change, is told so', async (_what, data, message) => {
    const host = new WarmHost(await moduleOf(agentText(`return { summary: '', data: ${data} }`)))
    expect(await host.run()).toEqual({ code: 'invalid-proposal', message })
  })

  it.each([
    ['a text', `throw 'no data'`, { code: 'threw', message: 'threw "no data"' }],
    ['nothing', 'throw undefined', { code: 'threw', message: 'threw undefined' }],
    ['a long text', `throw 'x'.repeat(9e6)`, { code: 'threw' }],
  ])('that throws %s fails as in this process', async (_what, body, failure) => {
    const host = new WarmHost(await moduleOf(agentText(body)))
    expect(await host.run()).toMatchObject(failure)
  })
})
