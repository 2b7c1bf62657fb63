import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/plan.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { folder } from '../config/fixture.js'
import { counts } from '../report/reports.js'
import { identity } from '../store/data-folders.js'
import { reportOf, startOf } from '../store/sealed-cycles.js'
import { recordedIo } from './recorded-io.js'
import { widest } from './traded-folder.js'

const text = `{ "agents": {
  "mine": { "run": "./agents/mine.ts", "env": ["API_KEY"], "settings": { "key": { "env": "API_KEY" } } },
  "off": { "run": ["nothing"], "enabled": false } } }`
const io = () => recordedIo(folder({ 'riskfirst.config.jsonc': text, 'agents/mine.ts': '' }), { API_KEY: 'hunter2-x' })

/** A folder on whose data a cycle ran in which these agents took so long. */
function measuredFolder(config: object, expectedMs: Readonly<Record<string, number>>) {
  const cwd = folder({ 'riskfirst.config.jsonc': JSON.stringify(config) })
  const { database } = openStore({ dataDir: join(cwd, 'data'), identity })
  const journal = createJournal(database)
  const agents = Object.fromEntries(
    Object.entries(expectedMs).map(([name, ms]) => [name, counts({ expectedDurationMs: ms })]),
  )
  journal.seal(reportOf(journal.begin(startOf(0)), { tally: { ...emptyTally, cycles: 1, agents } }))
  database.close()
  return recordedIo(cwd)
}

describe('plan', () => {
  it('tells what each agent runs as', async () => {
    const shown = io()
    expect(await run({}, shown)).toBe(0)
    expect(shown.written.out).toMatch(/^ {2}risk +built-in +1m/m)
    expect(shown.written.out).toMatch(/^ {2}mine +agents\/mine\.ts +5m/m)
    expect(shown.written.out).not.toContain('off')
  })

  it('shows the plan of a run with the same flags', async () => {
    const shown = recordedIo(folder())
    await run({ json: true, mode: 'sequential', only: 'technical,trading' }, shown)
    const { phases } = JSON.parse(shown.written.out)
    expect(
      phases.map((phase: { sequential: boolean; maxWorkers: number }) => [phase.sequential, phase.maxWorkers]),
    ).toEqual([
      [true, 1],
      [true, 1],
    ])
    expect(phases.flatMap(({ agents }: { agents: { name: string }[] }) => agents.map(({ name }) => name))).toEqual([
      'risk',
      'technical',
      'trading',
    ])
    const more = recordedIo(folder())
    await run({ maxWorkers: '7' }, more)
    expect(more.written.out).toContain('PARALLEL: at most 7 at once')
  })

  it.each([
    [{ mode: 'fast' }, /^--mode: orchestrator\.mode: expected /],
    [{ only: 'nobody' }, /^--only: expected enabled agents /],
  ])('refuses %j as `run` does', (args, message) => {
    expect(() => run(args, recordedIo(folder()))).toThrow(
      expect.objectContaining({ code: 2, message: expect.stringMatching(message) }),
    )
  })

  it('says of whom an agent needs that --only leaves it out', () => {
    const text = '{ "agents": { "trading": { "needs": ["strategy"] } } }'
    const needing = recordedIo(folder({ 'riskfirst.config.jsonc': text }))
    expect(() => run({ only: 'trading' }, needing)).toThrow(
      '--only: agents.trading.needs[0]: expected an agent that runs, got "strategy", which --only leaves out',
    )
  })

  it('draws a tree of phases and agents with all that binds them', async () => {
    const config = {
      orchestrator: { maxWorkers: 3 },
      phases: [
        { name: 'critical', mode: 'sequential', gate: true },
        { name: 'look', mode: 'parallel', timeout: '90s', gate: 'manual' },
        { name: 'act', mode: 'sequential' },
      ],
      agents: {
        technical: { phase: 'look', timeout: '30s', retries: 2, every: 4 },
        sentiment: { phase: 'look', needs: [{ agent: 'technical', on: 'finished' }], schedule: '0 */4 * * *' },
        strategy: { phase: 'act', when: { agent: 'sentiment', signal: 'positive' } },
        trading: { enabled: false },
        copybot: { enabled: false },
      },
    }
    const shown = recordedIo(folder({ 'riskfirst.config.jsonc': JSON.stringify(config) }))
    await run({}, shown)
    const [, , ...lines] = shown.written.out.split('\n')
    expect(lines.slice(0, lines.indexOf(''))).toEqual([
      'CRITICAL: one after the other; each must give a verdict',
      '  └── risk: 1m; 3 retries after 2s 4s 8s; runs always',
      'LOOK: at most 3 at once, for at most 90s; then a person must approve',
      '  ├── technical: 30s; 2 retries after 2s 4s; every 4 cycles; runs when active or',
      '      reducing',
      '  └── sentiment: 1m; needs technical (ended); on "0 */4 * * *" UTC; runs when',
      '      active or reducing',
      'ACT: one after the other; settled in this order',
      '  └── strategy: 5m; needs sentiment (ended); on a positive signal of sentiment;',
      '      runs when active or reducing',
    ])
  })

  it('fits the interval by default, at worst, and has no expectation before the first cycle', async () => {
    const shown = recordedIo(folder())
    expect(await run({}, shown)).toBe(0)
    expect(shown.written.err).toBe('')
    expect(shown.written.out).toMatch(/── trading: 5m; needs sentiment, technical; runs when active or reducing$/m)
    expect(shown.written.out).toMatch(/Expected +not known before the first cycle/)
  })

  it('expects what was measured, marks the critical path in words, and names who never ran', async () => {
    const expectedMs = { risk: 1_000, technical: 3_000, sentiment: 20_000, strategy: 4_000, trading: 5_000 }
    const shown = measuredFolder({}, expectedMs)
    await run({}, shown)
    const { out } = shown.written
    expect(out).toMatch(/^ {2}risk +built-in +1m +\+0ms +1\.0s +\+1\.0s +◆$/m)
    expect(out).toMatch(/^ {2}technical +built-in +1m +\+1\.0s +3\.0s +\+4\.0s$/m)
    expect(out).toMatch(/^ {2}trading +built-in +5m +\+21\.0s +5\.0s +\+26\.0s +◆$/m)
    expect(out).toMatch(/^ {2}copybot +built-in +1m +\+\d.* – +–$/m)
    expect(out).toMatch(/── technical:/)
    expect(out).toMatch(/├─◆ sentiment:/)
    expect(out).toMatch(/Expected +26\.0s; 33\.0s one after the other$/m)
    expect(out).toMatch(/Expected speed-up +n\/a/)
    expect(out).toMatch(/Never ran +copybot; counted as taking no time/)
    expect(out).toMatch(/Critical path ◆ +risk → sentiment → trading$/m)
    expect(widest(out)).toBeLessThanOrEqual(80)
  })

  it('expects a speed-up once every agent has run', async () => {
    const agents = Object.fromEntries(['sentiment', 'trading', 'copybot'].map((name) => [name, { enabled: false }]))
    const shown = measuredFolder({ agents }, { risk: 1_000, technical: 3_000, strategy: 4_000 })
    await run({ json: true }, shown)
    expect(JSON.parse(shown.written.out).expected).toMatchObject({
      durationMs: 5_000,
      sequentialMs: 8_000,
      speedup: 1.6,
      unknown: [],
      criticalPath: ['risk', 'strategy'],
    })
  })

  it('tells of a phase without agents what a person has to do, and how long a cycle takes at worst as people say it', async () => {
    const phases = [
      { name: 'critical', mode: 'sequential', gate: true },
      { name: 'sign-off', mode: 'parallel', timeout: '10s', gate: 'manual' },
      { name: 'parallel', mode: 'parallel' },
    ]
    const shown = recordedIo(folder({ 'riskfirst.config.jsonc': JSON.stringify({ phases }) }))
    await run({}, shown)
    expect(shown.written.out).toMatch(/^SIGN-OFF: a person must approve within 10s\nPARALLEL: /m)
    expect(shown.written.out).toMatch(/Worst case +\d\d\.\d min\n +Interval +15\.0 min$/m)
  })

  it('keeps names readable on narrow screens, each program on one line, and has more room on wide ones', async () => {
    const program = ['sh', '-c', `echo '{"summary":"${'very '.repeat(20)}calm"}'`]
    const names = Array.from({ length: 3 }, (_, index) => `worker-of-a-long-name-${index}`)
    const agents = Object.fromEntries(names.map((name) => [name, { run: program }]))
    const linesAt = async (columns: number) => {
      const narrow = recordedIo(folder({ 'riskfirst.config.jsonc': JSON.stringify({ agents }) }))
      await run({}, { ...narrow, stdout: { ...narrow.stdout, columns } })
      const lines = narrow.written.out.split('\n')
      return lines.slice(lines.indexOf('EXPECTED'), lines.indexOf('', lines.indexOf('EXPECTED')))
    }
    const [narrow, wide] = [await linesAt(60), await linesAt(120)]
    for (const name of names)
      expect(
        narrow.filter((line) => line.startsWith(`  ${name.slice(0, 6)}`) && line.includes(name.slice(-6))),
      ).toHaveLength(1)
    expect(narrow).toHaveLength(2 + 6 + 3)
    expect(widest(narrow.join('\n'))).toBeLessThanOrEqual(60)
    expect(widest(wide.join('\n'))).toBeGreaterThan(100)
  })

  it('tells it in JSON too, without settings and without the values of variables', async () => {
    const shown = io()
    await run({ json: true }, shown)
    const { phases, expected } = JSON.parse(shown.written.out)
    const [critical, parallel] = phases
    expect(expected).toBeNull()
    expect(critical).toMatchObject({ name: 'critical', gate: 'verdicts', maxWorkers: 1 })
    expect(critical.agents[0].program).toEqual({ kind: 'in-process', use: 'risk' })
    expect(parallel.agents.map(({ name }: { name: string }) => name)).toEqual([
      'technical',
      'sentiment',
      'strategy',
      'trading',
      'copybot',
      'mine',
    ])
    expect(parallel.agents[5].program).toMatchObject({
      kind: 'module',
      file: join(shown.cwd, 'agents/mine.ts'),
      limits: { env: ['API_KEY'] },
    })
    expect(parallel.agents[5]).not.toHaveProperty('settings')
    expect(shown.written.out).not.toContain('hunter2')
  })

  it('draws the graph for Graphviz, and nothing beside it', async () => {
    const shown = io()
    expect(await run({ dot: true }, shown)).toBe(0)
    expect(shown.written.out).toMatch(/^digraph plan \{\n[^]*"agent technical" -> "agent trading";\n\}\n$/)
    expect(() => run({ dot: true, json: true }, shown)).toThrow('--dot: expected no --json beside it')
  })

  it('draws the gates and timeouts of the example in the README', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    const example = /### More than two phases\n\n```jsonc\n([^]*?)```/.exec(readme)?.[1] ?? ''
    const shown = recordedIo(folder({ 'riskfirst.config.jsonc': example }))
    expect(await run({ dot: true }, shown)).toBe(0)
    expect(shown.written.out).toContain('label="fast\\nat most 4 at once\\nfor at most 30s";')
    expect(shown.written.out).toContain('[shape=diamond, label="sign-off\\na person approves\\nwithin 10m"];')
    expect(shown.written.out).toContain('"barrier 2" -> "barrier 3";')
  })

  it('still shows the plan where the record cannot be read, and says what is missing', async () => {
    const cwd = folder({ 'data/riskfirst.db': 'not a database' })
    const shown = recordedIo(cwd)
    expect(await run({}, shown)).toBe(0)
    expect(shown.written.err).toMatch(/^warning: no expected times: /)
    expect(shown.written.out).toMatch(/^CRITICAL/m)
  })
})
