import { describe, expect, it } from 'vitest'
import type { Proposal } from '../../src/agents/agent.js'
import { createMask } from '../../src/config/mask.js'
import { maskExecutor } from '../../src/executors/masked.js'
import { AttemptError } from '../../src/orchestrator/attempt-error.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import type { Answer } from '../../src/orchestrator/ports.js'
import { briefing } from '../support/bare-briefing.js'
import { answer, planned } from '../support/scripted-executor.js'

const assignment = { agent: planned('mine'), briefing: briefing(1), graceMs: 0 }

function run(end: () => Promise<Answer>, secrets: readonly string[] = ['hunter2']) {
  return maskExecutor({ run: end }, createMask(secrets)).run(assignment, new Cancellation())
}

/** What comes out when the attempt throws this. */
async function thrown(error: unknown): Promise<unknown> {
  try {
    return await run(async () => {
      throw error
    })
  } catch (masked) {
    return masked
  }
}

describe('a masked executor', () => {
  it('masks a secret wherever a proposal holds it, and keeps the rest', async () => {
    const proposal: Proposal = {
      summary: 'called with hunter2',
      metrics: { calls: 3, key: 'hunter2' },
      data: { hunter2: ['x', { deep: 'a hunter2 b' }] },
    }
    const masked = await run(async () => answer(proposal))
    expect(JSON.stringify(masked)).not.toContain('hunter2')
    expect(masked).toMatchObject({ noop: true, proposal: { metrics: { calls: 3 } } })
  })

  it('leaves memory as the agent left it: it is handed back', async () => {
    const masked = await run(async () => answer({ summary: 'hunter2', memory: { plan: 'hunter2' } }))
    expect(masked.proposal).toEqual({ summary: '[masked]', memory: { plan: 'hunter2' } })
  })

  it('leaves what the desk acts on as it is, and masks the words around it', async () => {
    const order = { symbol: 'BTC/USDT', side: 'buy', notional: '100', reason: 'BTC/USDT rises' } as const
    const restrict = [{ symbol: 'BTC/USDT', state: 'reducing', reason: 'BTC/USDT falls' }] as const
    const reasons = [{ code: 'BTC/USDT', message: 'BTC/USDT moved' }]
    const proposal: Proposal = {
      summary: '',
      orders: [order],
      signals: [{ symbol: 'BTC/USDT', direction: 1, confidence: 1, reason: 'BTC/USDT rises' }],
      verdict: { cycleId: 'c1', state: 'active', reasons, restrict },
    }
    const masked = await run(async () => answer(proposal), ['BTC/USDT', '100', 'reducing', 'c1'])
    expect(masked.proposal).toEqual({
      summary: '',
      orders: [{ ...order, reason: '[masked] rises' }],
      signals: [{ symbol: 'BTC/USDT', direction: 1, confidence: 1, reason: '[masked] rises' }],
      verdict: {
        cycleId: 'c1',
        state: 'active',
        reasons: [{ code: 'BTC/USDT', message: '[masked] moved' }],
        restrict: [{ ...restrict[0], reason: '[masked] falls' }],
      },
    })
  })

  it('masks a secret that JSON has to escape', async () => {
    const secret = 'a"b\\c\nd'
    const masked = await run(async () => answer({ summary: `it is ${secret}` }), [secret])
    expect(masked.proposal.summary).toBe('it is [masked]')
  })

  it('leaves figures alone, also when they hold the digits of a secret', async () => {
    const masked = await run(async () => answer({ metrics: { level: 12_345 } }), ['234'])
    expect(masked.proposal.metrics).toEqual({ level: 12_345 })
  })

  it('masks what is thrown, its stack too, and keeps its code', async () => {
    const failure = { code: 'invalid-proposal', message: 'got "hunter2"', stack: 'at hunter2' } as const
    expect(await thrown(new AttemptError(failure, { alive: true }))).toMatchObject({
      alive: true,
      failure: { code: 'invalid-proposal', message: 'got "[masked]"', stack: 'at [masked]' },
    })
    const error = await thrown(new Error('401 for hunter2'))
    expect(error).toMatchObject({ failure: { code: 'threw', message: 'Error: 401 for [masked]' } })
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect(await thrown('hunter2')).toMatchObject({ failure: { message: 'threw "[masked]"' } })
  })

  it('adds no stack to a failure without one', async () => {
    const error = await thrown(new AttemptError({ code: 'no-proposal', message: 'nothing' }))
    expect(error).toHaveProperty('failure', { code: 'no-proposal', message: 'nothing' })
  })
})
