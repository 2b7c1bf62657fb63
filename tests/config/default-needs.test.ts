import { describe, expect, it } from 'vitest'
import { needsByAgent, type Using } from '../../src/config/default-needs.js'
import { faults, roster as known, load } from './fixture.js'

const agent = (name: string, parts: Partial<Using> = {}): Using => ({
  name,
  enabled: true,
  phase: 'parallel',
  needs: undefined,
  uses: [],
  ...parts,
})
const phases = [{ name: 'critical', gate: true }, { name: 'parallel' }]
const needsOf = (...agents: readonly Using[]) => Object.fromEntries(needsByAgent(agents, phases))

describe('what an agent needs', () => {
  it('is what it uses when its entry says nothing, once each', () => {
    const trading = agent('trading', { uses: ['news', 'chart', 'news'] })
    expect(needsOf(agent('news'), agent('chart'), trading)).toEqual({
      news: [],
      chart: [],
      trading: ['news', 'chart'],
    })
  })

  it('is what its entry says, also when that is nothing or not to be had', () => {
    const uses = ['news']
    expect(needsOf(agent('news'), agent('a', { uses, needs: [] }))).toMatchObject({ a: [] })
    expect(needsOf(agent('news', { enabled: false }), agent('a', { needs: ['news', 'nobody'] }))).toMatchObject({
      a: ['news', 'nobody'],
    })
  })

  it.each<[string, readonly Using[]]>([
    ['missing', []],
    ['disabled', [agent('news', { enabled: false })]],
    ['of the other phase', [agent('news', { phase: 'critical' })]],
    ['waiting for it by its entry', [agent('news', { needs: ['trading'] })]],
    [
      'waiting for one that waits for it',
      [agent('news', { needs: ['chart'] }), agent('chart', { needs: ['trading'] })],
    ],
  ])('leaves out one that it uses and that is %s', (_why, others) => {
    expect(needsOf(...others, agent('trading', { uses: ['news'] }))).toMatchObject({ trading: [] })
  })

  it('leaves out itself, and lets the first of two that use each other wait for the second', () => {
    expect(needsOf(agent('a', { uses: ['a', 'b'] }), agent('b', { uses: ['a'] }))).toEqual({ a: ['b'], b: [] })
  })

  it('is nothing for a disabled agent that says nothing', () => {
    expect(needsOf(agent('news'), agent('a', { enabled: false, uses: ['news'] }))).toMatchObject({ a: [] })
  })
})

describe('a configuration of agents that use others', () => {
  const strategy = known.get('strategy')!
  const roster = new Map([...known, ['news', strategy], ['trading', { ...strategy, uses: ['news', 'keyed'] }]] as const)
  const agents = (text: string) => load(`{ "agents": { ${text} } }`, { roster }).config.agents

  it('gives them what they use of what is configured, and marks it as not asked for', () => {
    expect(agents('"news": {}, "trading": {}')['trading']).toMatchObject({ needs: ['news'], uses: ['news'] })
    expect(agents('"trading": {}')['trading']).toMatchObject({ needs: [], uses: [] })
  })

  it('keeps what is asked for apart from it', () => {
    expect(agents('"news": {}, "trading": { "needs": ["news"] }')['trading']).toMatchObject({
      needs: ['news'],
      uses: [],
    })
    expect(agents('"news": {}, "trading": { "needs": [] }')['trading']).toMatchObject({ needs: [], uses: [] })
  })

  it('goes by the agent that an entry means, whatever its name', () => {
    expect(agents('"news": {}, "mine": { "use": "trading" }')['mine']).toMatchObject({ needs: ['news'] })
  })

  it('drops a disabled one that nobody asked for, and refuses one that somebody did', () => {
    expect(agents('"news": { "enabled": false }, "trading": {}')['trading']).toMatchObject({ needs: [], uses: [] })
    const asked = '{ "agents": { "news": { "enabled": false },\n"trading": { "needs": ["news"] } } }'
    expect(faults(() => load(asked, { roster }))).toEqual([
      'riskfirst.config.jsonc:2: agents.trading.needs[0]: expected an enabled agent, got "news", which is disabled',
    ])
  })

  it('finds no fault with two that would wait for each other when only one of them asks for it', () => {
    expect(agents('"news": { "needs": ["trading"] }, "trading": {}')).toMatchObject({
      news: { needs: ['trading'] },
      trading: { needs: [] },
    })
  })
})
