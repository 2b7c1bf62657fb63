import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AgentHosts } from '../../src/executors/agent-hosts.js'
import type { Program } from '../../src/executors/program.js'
import { createTraceIds } from '../../src/executors/trace-context.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { systemTimer } from '../../src/system-clocks.js'
import { briefing } from '../support/bare-briefing.js'
import { freshDir } from '../support/candles.js'
import { planned } from '../support/scripted-executor.js'
import { agentText, keptAlive, limitsOf, moduleOf } from './warm-hosts.js'

const { cycle } = briefing(1)
const ids = createTraceIds('/data')

describe('the ids of a trace', () => {
  it('are the same whoever asks, and others for anything else', () => {
    expect(createTraceIds('/data').traceparent('mine', { cycle, attempt: 1 })).toBe(
      ids.traceparent('mine', { cycle, attempt: 1 }),
    )
    const all = [
      ids.traceparent('mine', { cycle, attempt: 1 }),
      ids.traceparent('mine', { cycle, attempt: 2 }),
      ids.traceparent('other', { cycle, attempt: 1 }),
      ids.traceparent('mine', { cycle: { ...cycle, id: 'c2' }, attempt: 1 }),
      ids.traceparent('mine', { cycle: { ...cycle, tick: '2027-01-01T00:00:00.000Z' }, attempt: 1 }),
      createTraceIds('/other').traceparent('mine', { cycle, attempt: 1 }),
    ]
    expect(new Set(all).size).toBe(all.length)
    for (const one of all) expect(one).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
    expect(new Set(all.slice(0, 3).map((one) => one.slice(3, 35))).size).toBe(1)
  })

  it('cost a run next to nothing', () => {
    const took = Array.from({ length: 5 }, () => {
      const before = performance.now()
      for (let attempt = 0; attempt < 10_000; attempt++) ids.traceparent('mine', { cycle, attempt })
      return (performance.now() - before) / 10_000
    })
    expect(Math.min(...took) * 1000).toBeLessThan(20) // µs; 2 on a quiet machine
  })
})

const opened: AgentHosts[] = []
afterAll(() => Promise.all(opened.map((hosts) => hosts.close())))

/** What an agent says of two attempts, on a data folder that keeps or does not. */
async function summaries(program: Program, keep = true) {
  const dataDir = await freshDir()
  const hosts = new AgentHosts({
    roster: new Map(),
    timer: systemTimer,
    env: process.env,
    onOutput() {},
    dataDir,
    keep,
    mask: (text) => text,
  })
  opened.push(hosts)
  const commit = await hosts.prepare([{ name: 'mine', program, settings: {}, critical: false, runWhen: 'active' }])
  commit()
  const said: string[] = []
  for (const attempt of [1, 2]) {
    const assignment = { agent: planned('mine'), briefing: briefing(attempt), graceMs: 100 }
    said.push((await hosts.run(assignment, new Cancellation())).proposal.summary)
  }
  const expected = [1, 2].map((attempt) => createTraceIds(dataDir).traceparent('mine', { cycle, attempt }))
  return { said, expected }
}

const command = async () => {
  const cwd = await freshDir()
  await writeFile(join(cwd, 'mine.sh'), `printf '{"summary":"%s"}' "\${TRACEPARENT:-none}"`)
  return { kind: 'command', argv: ['sh', 'mine.sh'], cwd, keepAlive: false, limits: limitsOf() } as const
}
const module = () => moduleOf(agentText(`return { summary: process.env.TRACEPARENT ?? 'none' }`))
const warm = () =>
  keptAlive(`
    import { createInterface } from 'node:readline'
    for await (const line of createInterface({ input: process.stdin })) {
      const { type, id, traceparent = 'none' } = JSON.parse(line)
      const tell = (frame) => console.log(JSON.stringify(frame))
      if (type === 'hello') tell({ type: 'ready', protocol: 1 })
      if (type === 'run') tell({ type: 'proposal', id, proposal: { summary: traceparent } })
    }`)

describe.each([
  ['a command', command],
  ['a module', module],
  ['a command that is kept alive', warm],
])('%s', (_what, program) => {
  it('is told in each attempt which span its own ones are children of', async () => {
    const { said, expected } = await summaries(await program())
    expect(said).toEqual(expected)
  })

  it('is told of no trace where nothing is kept, such as in a replay', async () => {
    expect((await summaries(await program(), false)).said).toEqual(['none', 'none'])
  })
})
