import { describe, expect, it } from 'vitest'
import type { Agent } from '../../src/agents/agent.js'
import { AgentHosts } from '../../src/executors/agent-hosts.js'
import { settingsCopy } from '../../src/executors/settings-copy.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { systemTimer } from '../../src/system-clocks.js'
import { briefing } from '../support/bare-briefing.js'
import { agentOf } from '../support/own-agents.js'
import { planned } from '../support/scripted-executor.js'

/** What an agent answers that is run twice on the same settings. */
async function toldTwice(agent: Agent, settings: unknown, trusts?: (agent: Agent) => boolean) {
  const hosts = new AgentHosts({
    roster: new Map([[agent.name, agent]]),
    ...(trusts === undefined ? {} : { trusts }),
    timer: systemTimer,
    env: {},
    onOutput() {},
    mask: (text) => text,
    dataDir: '/data',
    keep: false,
  })
  const { name } = agent
  const program = { kind: 'in-process', use: name } as const
  const commit = await hosts.prepare([{ name, program, settings, critical: false, runWhen: 'reducing' }])
  commit()
  const run = async () => {
    const assignment = { agent: planned(name), briefing: { ...briefing(1), settings }, graceMs: 100 }
    return (await hosts.run(assignment, new Cancellation())).proposal.summary
  }
  const summaries = [await run(), await run()]
  await hosts.close()
  return summaries
}

const growing = agentOf('growing', ({ settings }) => {
  const { list } = settings as { list: number[] } // as it is configured below
  list.push(list.length)
  return { summary: list.join() }
})

describe('what an agent writes into its settings', () => {
  it('reaches no later run of it, and not the plan', async () => {
    const settings = { list: [0] }
    expect(await toldTwice(growing, settings)).toEqual(['0,1', '0,1'])
    expect(settings).toEqual({ list: [0] })
  })

  it('is not looked after where the agent is trusted, which is told the very same', async () => {
    const asked: Agent[] = []
    const trusts = (agent: Agent) => asked.push(agent) > 0
    expect(await toldTwice(growing, { list: [0] }, trusts)).toEqual(['0,1', '0,1,2'])
    expect(asked).toEqual([growing])
  })
})

describe('a copy of settings', () => {
  it('is the same all the way down, and shares nothing that can be written into', () => {
    const shared = { deep: [1, null, 'x', undefined] }
    const settings = {
      shared,
      again: shared,
      at: new Date(7),
      names: new Map([['a', { b: 1 }]]),
      set: new Set([[1], 2]),
      bytes: new Float64Array([1, 2]),
    }
    const before = structuredClone(settings)
    const copy = settingsCopy(settings) as typeof settings // that is the claim
    expect(copy).toEqual(settings)
    expect(copy.again).toBe(copy.shared)
    copy.shared.deep.push(2)
    copy.at.setTime(8)
    const name = copy.names.get('a')
    if (name !== undefined) name.b = 2
    for (const item of copy.set) if (Array.isArray(item)) item.push(2)
    copy.bytes.fill(9)
    expect(settings).toEqual(before)
  })

  it('of what holds itself holds itself, and not the original', () => {
    const settings: { self?: unknown } = {}
    settings.self = settings
    const copy = settingsCopy(settings) as typeof settings
    expect(copy.self).toBe(copy)
    expect(copy).not.toBe(settings)
  })

  it('takes over what cannot be copied: instances of classes, and functions', () => {
    class Pattern {
      readonly #secret = 7
      tell() {
        return this.#secret
      }
    }
    class LaterDate extends Date {}
    const settings = { pattern: new Pattern(), later: new LaterDate(0), double: (value: number) => 2 * value }
    const copy = settingsCopy([settings]) as [typeof settings]
    expect(copy[0]).not.toBe(settings)
    expect(copy[0]).toEqual(settings)
    expect(copy[0].pattern.tell()).toBe(7)
    expect(copy[0].later).toBe(settings.later)
  })

  it.each([undefined, null, 0, 'text', true])('of %s is that', (settings) => {
    expect(settingsCopy(settings)).toBe(settings)
  })
})
