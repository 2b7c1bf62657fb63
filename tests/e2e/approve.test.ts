import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ConfigInput, createOrchestrator } from '../../src/index.js'
import { bookFaults } from '../support/checked-books.js'
import { run, start } from '../support/command.js'
import { active, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'
import { recorded } from '../support/record.js'

const proposal = JSON.stringify({
  summary: 'buys',
  orders: [{ symbol: 'BTC/USDT', side: 'buy', notional: '100', reason: 'always' }],
})
const phases = [
  { name: 'critical', mode: 'sequential', gate: true },
  { name: 'draft', gate: 'manual', timeout: '60s' },
  { name: 'act' },
] satisfies ConfigInput['phases']
const config = {
  market: recordedMarket,
  phases,
  agents: {
    ...noBuiltIns,
    risk: {},
    drafter: { run: ['sh', '-c', `echo '${proposal}'`], phase: 'draft' },
    actor: { run: ['sh', '-c', `echo '${proposal}'`], phase: 'act', needs: ['drafter'] },
  },
}

/** A loop that waits in its first cycle. */
async function waiting() {
  const cwd = await recording(() => 100)
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  const loop = start(cwd, ['--cycle-once', '--quiet'])
  await loop.printed('c000001 waits for riskfirst approve c000001 (draft), until ')
  return { cwd, loop }
}

const ordersIn = (cwd: string) =>
  recorded(join(cwd, 'data'), 'SELECT agent, status FROM orders ORDER BY rowid').map(
    ({ agent, status }) => `${agent} ${status}`,
  )

describe('a manual gate', () => {
  it('holds what was proposed back until riskfirst approve', async () => {
    const { cwd, loop } = await waiting()
    expect(ordersIn(cwd)).toEqual([])
    expect((await run(cwd, ['status'])).stdout).toContain('riskfirst approve c000001')
    expect(await run(cwd, ['approve', 'c000001', '--reason', 'fine'])).toMatchObject({ code: 0, stderr: '' })
    expect((await loop.ended).code).toBe(0)
    expect(ordersIn(cwd)).toEqual(['drafter filled', 'actor filled'])
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
  })

  it('halts the rest of the cycle at riskfirst approve --reject', async () => {
    const { cwd, loop } = await waiting()
    await run(cwd, ['approve', 'c000001', '--reject', '--reason', 'too much'])
    expect(await loop.ended).toMatchObject({
      code: 21,
      stderr: expect.stringMatching(/not-approved: draft: rejected by .+: too much/),
    })
    expect(ordersIn(cwd)).toEqual(['drafter denied'])
    expect((await run(cwd, ['approve', 'c000001'])).code).toBe(2)
  })

  it('ends with its loop at once', async () => {
    const { cwd, loop } = await waiting()
    loop.child.kill('SIGTERM')
    expect((await loop.ended).code).toBe(143)
    expect(recorded(join(cwd, 'data'), 'SELECT ended_at IS NULL AS open FROM approvals')).toEqual([{ open: 0 }])
    const { code, stderr } = await run(cwd, ['approve', 'c000001'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('nobody waits since')])
  })

  it('is approved at once in a replay, which says so, and in a dry run', async () => {
    const cwd = await recording(() => 100)
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
    const replayed = await run(cwd, ['replay', '--from', '2024-01-03', '--no-store', '--json', '--quiet'])
    const { notes, run: figures } = JSON.parse(replayed.stdout)
    expect(notes).toContain('draft is approved at once, by nobody')
    expect(figures.fills).toBeGreaterThan(0)
    const { code, stdout } = await run(cwd, ['--cycle-once', '--dry-run', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).receipts).toMatchObject([{ status: 'dry-run' }, { status: 'dry-run' }])
  })

  it.each([true, false])('asks a program that approves by itself (%s)', async (word) => {
    const cwd = await recording(() => 100)
    const asked: string[] = []
    const orchestrator = createOrchestrator(
      { market: recordedMarket, phases, agents: { ...noBuiltIns, guard: {}, drafter: { phase: 'draft' } } },
      {
        cwd,
        agents: [
          guardOf(active),
          traderOf('drafter', () => [{ symbol: 'BTC/USDT', side: 'buy', notional: '100', reason: 'always' }]),
        ],
        approve: async (cycle, phase) => {
          asked.push(`${cycle.id} ${phase}`)
          return word
        },
      },
    )
    const report = await orchestrator.cycle()
    await orchestrator.stop()
    expect(asked).toEqual(['c000001 draft'])
    expect(report?.settlement.receipts.map(({ status }) => status)).toEqual([word ? 'filled' : 'denied'])
  })
})
