import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Briefing } from '../../src/agents/agent.js'
import { builtinAgents } from '../../src/agents/roster.js'
import { strategySettings } from '../../src/agents/strategy/settings.js'
import type { AgentHost } from '../../src/executors/agent-host.js'
import { createCommandHost } from '../../src/executors/command.js'
import type { WarmOptions } from '../../src/executors/conversation.js'
import { Guardian } from '../../src/executors/guardian.js'
import { createInProcessExecutor } from '../../src/executors/in-process.js'
import { createWarmHost } from '../../src/executors/warm-process.js'
import { createSimulatedSource } from '../../src/market/simulated-source.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import type { Executor } from '../../src/orchestrator/ports.js'
import { systemTimer } from '../../src/system-clocks.js'
import { portfolio } from '../support/briefing.js'
import { inTurns, report } from './measure.js'

const folder = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
const guardian = new Guardian(process.env)
const limits = { env: {}, maxMemoryMb: 1024, startTimeoutMs: 60_000, maxRuns: 1_000_000 }
const settings = strategySettings.parse({})
const home = { folder: join(folder, 'home'), keep: false }
const shared = { env: process.env, timer: systemTimer, guardian, home, onOutput() {}, mask: (text: string) => text }

const warm = (program: WarmOptions['program'], agentSettings: unknown = {}) =>
  createWarmHost({
    ...shared,
    agent: { name: 'mine', settings: agentSettings, critical: false, runWhen: 'reducing' },
    program,
  })
const writtenTo = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text, { mode: 0o755 })
  return file
}

const asOfMs = Date.parse('2026-01-01T12:00:00Z')
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']
const source = createSimulatedSource({ symbols, timeframeMs: 3_600_000, lookback: 500, seed: 1 })
const market = source.snapshot(asOfMs, asOfMs)
const asOf = new Date(asOfMs).toISOString()
const briefing = (): Briefing => ({
  cycle: { id: 'c000001', number: 1, tick: asOf, asOf },
  attempt: 1,
  settings,
  market: { ...market }, // of a cycle of its own, which nobody has encoded yet
  portfolio: portfolio(),
  proposals: {},
})
const agent: PlannedAgent = {
  name: 'mine',
  phase: 'parallel',
  timeoutMs: 60_000,
  retries: 0,
  backoff: { baseMs: 2_000, multiplier: 2, maxMs: 60_000 },
  needs: [],
  runWhen: 'reducing',
  settings,
}
const run = (executor: Executor) => executor.run({ agent, briefing: briefing(), graceMs: 0 }, new Cancellation())

async function warmRuns(): Promise<void> {
  const strategy = builtinAgents.get('strategy')
  if (strategy === undefined) throw new Error('expected a built-in strategy')
  const here = createInProcessExecutor(new Map([['mine', strategy]]))
  const there = warm({ kind: 'process', use: 'strategy', limits }, settings)
  await there.start()
  const works = [() => run(here), () => run(there)]
  await inTurns(200, works)
  const [hereMs = 0, thereMs = 0] = await inTurns(400, works)
  await there.close()
  report({
    what: 'a run in a warm process, over one in this process',
    got: `${(thereMs - hereMs).toFixed(2)} ms`,
    limit: '≤ 1 ms',
    detail: `${thereMs.toFixed(2)} ms against ${hereMs.toFixed(2)} ms; strategy, 3 symbols, 500 candles each, encoded for it alone`,
  })
}

const startOf = (program: WarmOptions['program']) => async () => {
  const host = warm(program)
  await host.start()
  await host.close()
}

async function starts(): Promise<void> {
  const text = `import { defineAgent, z } from 'riskfirst'
export default defineAgent({ name: 'mine', settings: z.object({}), run: () => ({ summary: '' }) })\n`
  const answer = `echo '{"summary":""}'`
  const command = (...argv: [string, ...string[]]): AgentHost =>
    createCommandHost({ ...shared, agent, program: { kind: 'command', argv, cwd: folder, keepAlive: false, limits } })
  const shell = command(writtenTo('mine.sh', `#!/bin/sh\n${answer}\n`))
  const node = command(process.execPath, writtenTo('mine.cjs', `console.log('{"summary":""}')`))
  const works = [
    () => spawnSync(process.execPath, ['-e', '0']),
    startOf({ kind: 'process', use: 'strategy', limits }),
    startOf({ kind: 'module', file: writtenTo('mine.js', text), limits }),
    startOf({ kind: 'module', file: writtenTo('mine.ts', text), limits }),
    () => run(shell),
    () => run(node),
  ]
  await inTurns(3, works)
  const [bareMs = 0, ...measured] = await inTurns(21, works)
  const names = [
    'a built-in agent: process, ready, ended',
    'a module in JavaScript: process, ready, ended',
    'a module in TypeScript: process, ready, ended',
    'a shell script as command: one whole run',
    'a script of Node as command: one whole run',
  ]
  for (const [index, ms] of measured.entries())
    report({
      what: names[index] ?? '',
      got: `${(ms / bareMs).toFixed(2)} ×`,
      limit: 'as measured',
      detail: `${ms.toFixed(0)} ms against ${bareMs.toFixed(0)} ms for node -e 0, medians of 21`,
    })
}

await warmRuns()
await starts()
await guardian.close()
rmSync(folder, { recursive: true })
