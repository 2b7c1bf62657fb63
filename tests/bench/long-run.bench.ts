import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { type Agent, defineAgent } from '../../src/agents/agent.js'
import { builtinAgents, createRoster } from '../../src/agents/roster.js'
import type { Io, Output } from '../../src/commands/io.js'
import { createScreen } from '../../src/commands/screen.js'
import { compose } from '../../src/compose.js'
import { loadConfig } from '../../src/config/load.js'
import { systemClocks as clocks } from '../../src/system-clocks.js'
import { median, report } from './measure.js'

const settings = z.strictObject({})
const sink: Output = { write() {}, isOpen: true, isTerminal: false, columns: 80, colours: false }
const io: Io = { stdout: sink, stderr: sink, env: {}, cwd: '/', user: 'bench', pid: 1, onSignal: () => () => {} }

const off = { enabled: false } as const
const noBuiltIns = Object.fromEntries([...builtinAgents.keys()].map((name) => [name, off]))

/** A whole trading system with a critical agent that always says yes, and `count` agents that do nothing. */
async function open(count: number, enableMonitoring: boolean) {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const gate = defineAgent({
    name: 'gate',
    phase: 'critical',
    settings,
    run: ({ cycle }) => ({ summary: 'fine', verdict: { cycleId: cycle.id, state: 'active', reasons: [] } }),
  })
  const idle = Array.from(
    { length: count },
    (_, i): Agent => defineAgent({ name: `idle-${i}`, settings, run: (_briefing) => ({ summary: 'nothing to do' }) }),
  )
  const roster = createRoster([gate, ...idle])
  const entries = [gate, ...idle].map(({ name }) => [name, {}])
  const agents = { ...noBuiltIns, ...Object.fromEntries(entries) }
  const document = { agents, orchestrator: { enableMonitoring, maxWorkers: 8 } }
  const { config } = loadConfig({ cwd, document, env: {}, roster })
  const screen = createScreen({
    io,
    config,
    clocks,
    banner: ['BENCH'],
    json: false,
    quiet: false,
    logLevel: 'info',
    dryRun: false,
  })
  const trading = await compose({
    config,
    roster,
    clocks,
    mask: (text) => text,
    pid: 1,
    env: {},
    observe: (event) => screen.observe(event),
  })
  const cycle = async () => {
    const startedMs = performance.now()
    const report = await trading.orchestrator.cycle()
    const cycleMs = performance.now() - startedMs
    if (report !== undefined) screen.show(report)
    await screen.settled()
    return cycleMs
  }
  await trading.start()
  const close = async () => {
    screen.stop()
    await trading.close()
    rmSync(cwd, { recursive: true, force: true })
  }
  return { cycle, close }
}

async function monitoring(): Promise<void> {
  const [on, off] = [await open(1000, true), await open(1000, false)]
  const times: { on: number[]; off: number[] } = { on: [], off: [] }
  for (let i = 0; i < 120; i++) {
    times.on.push(await on.cycle())
    times.off.push(await off.cycle())
  }
  await on.close()
  await off.close()
  const [onMs, offMs] = [median(times.on.slice(20)), median(times.off.slice(20))]
  report({
    what: 'monitoring on against off, 1,000 agents',
    got: `${(100 * (onMs / offMs - 1)).toFixed(1)} %`,
    limit: '< 5 %',
    detail: `cycle of ${onMs.toFixed(1)} ms against ${offMs.toFixed(1)} ms, with SQLite; monitoring works after the cycle`,
  })
}

const CYCLES = 10_000

async function longRun(): Promise<void> {
  const { cycle, close } = await open(5, true)
  const heap = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed / 1024 ** 2
  }
  const times: number[] = []
  let afterFirst = 0
  for (let i = 1; i <= CYCLES; i++) {
    times.push(await cycle())
    if (i === 1000) afterFirst = heap()
  }
  const grown = heap() - afterFirst
  await close()
  // The first hundred cycles also compile the code.
  const [first, last] = [median(times.slice(100, 1000)), median(times.slice(-1000))]
  report({
    what: `${CYCLES} cycles of 5 agents: heap`,
    got: `${grown >= 0 ? '+' : ''}${grown.toFixed(2)} MB`,
    limit: '< 1 MB',
    detail: `${afterFirst.toFixed(1)} MB after the first 1,000, collected`,
  })
  report({
    what: `${CYCLES} cycles of 5 agents: last 1,000 against first`,
    got: `${(100 * (last / first - 1)).toFixed(1)} %`,
    limit: '≤ 5 %',
    detail: `median cycle ${last.toFixed(2)} ms against ${first.toFixed(2)} ms; everything on, one file a cycle, SQLite FULL`,
  })
}

await monitoring()
await longRun()
