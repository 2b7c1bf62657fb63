import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createOrchestrator, NotStartedError } from '../src/index.js'
import { freshDir } from './support/candles.js'
import { noBuiltIns } from './support/own-agents.js'
import { living } from './support/processes.js'

const good = `import { defineAgent, z } from 'riskfirst'
export default defineAgent({ name: 'mine', settings: z.object({}), run: () => ({ summary: 'fine' }) })`

/** An orchestrator beside whose folder a module stands. */
async function withModule(text: string) {
  const cwd = await freshDir()
  const write = (module: string) => writeFile(join(cwd, 'mine.mjs'), module)
  await write(text)
  const agents = { ...noBuiltIns, risk: {}, mine: { run: './mine.mjs' } }
  const mark = `MARK_${cwd.split('-').at(-1)}`
  const env = { ...process.env, LC_MARK: mark }
  return { orchestrator: createOrchestrator({ agents }, { cwd, env }), write, processes: () => living('environ', mark) }
}

it('ends at once when it is stopped while an agent starts, and begins no cycle', async () => {
  const { orchestrator, processes } = await withModule('await new Promise(() => setInterval(() => {}, 1000))')
  const refusal = orchestrator.cycle().catch((error: unknown) => error)
  await vi.waitFor(() => expect(processes()).toHaveLength(1), { timeout: 20_000 })
  await orchestrator.stop()
  expect(await refusal).toMatchObject({ message: 'the orchestrator is stopped' })
  expect(processes()).toEqual([])
  expect(orchestrator.status()).toMatchObject({ stopped: true, cycles: 0 })
})

it('tries again with the next cycle when an agent could not be started', async () => {
  const { orchestrator, write } = await withModule('export default }')
  await expect(orchestrator.cycle()).rejects.toThrow(NotStartedError)
  await write(good)
  expect(await orchestrator.cycle()).toMatchObject({ status: 'success', cycle: { number: 1 } })
  await orchestrator.stop()
})

it('shows no secret that an agent refuses', async () => {
  const cwd = await freshDir()
  await writeFile(join(cwd, 'mine.mjs'), good.replace('z.object({})', 'z.object({ key: z.number() })'))
  const agents = { mine: { run: './mine.mjs', settings: { key: { env: 'KEY' } } } }
  const orchestrator = createOrchestrator({ agents }, { cwd, env: { ...process.env, KEY: 'hunter2' } })
  await expect(orchestrator.cycle()).rejects.toThrow(/agents\.mine\.settings\.key: expected .*, got "\[masked\]"/)
  await orchestrator.stop()
})
