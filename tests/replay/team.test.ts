import { describe, expect, it } from 'vitest'
import { createRoster } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { Agent, ConfigInput } from '../../src/index.js'
import { agentsOf } from '../../src/orchestrator/plan.js'
import { planOf } from '../../src/plan-from-config.js'
import type { ProposalRecord } from '../../src/replay/recorded-agent.js'
import { TeamError, teamFor } from '../../src/replay/team.js'
import { folder } from '../config/fixture.js'
import { briefingFor } from '../support/briefing.js'
import { active, agentOf, guardOf } from '../support/own-agents.js'

type Market = NonNullable<ConfigInput['market']>

const simulated: Market = { source: 'simulated' }
const csv: Market = { source: 'csv', dir: 'candles', symbols: ['BTC/USDT'], timeframe: '1h' }
const model = { provider: 'model', model: 'm', baseUrl: 'http://127.0.0.1:9/v1' }

/** A record that holds one proposal for each of these agents at any time. */
function recordOf(...agents: readonly string[]): ProposalRecord {
  return {
    spanOf: (agent) =>
      agents.includes(agent) ? { from: '2024-01-01T00:00:00.000Z', to: '2024-01-02T00:00:00.000Z' } : undefined,
    proposalIn: (agent, { afterMs, untilMs }) => ({ summary: `${agent} over ${(untilMs - afterMs) / 60_000} min` }),
    close() {},
  }
}

interface Given extends ConfigInput {
  readonly recorded?: ProposalRecord
  readonly own?: readonly Agent[]
}

function team({ recorded, own = [], ...document }: Given) {
  const roster = createRoster([guardOf(active), ...own])
  const files = { 'mine.mjs': '', 'feed.jsonl': '' }
  const { config } = loadConfig({ cwd: folder(files), document, env: {}, roster })
  const found = teamFor(config, { roster, recorded, simulated: config.market.source === 'simulated' })
  const playing = agentsOf(planOf(found.config)).map(({ name }) => name)
  return { ...found, playing, before: config }
}

const reasons = ({ leftOut }: ReturnType<typeof team>) =>
  Object.fromEntries(leftOut.map(({ agent, reason }) => [agent, reason]))

describe('the team of a replay', () => {
  it('is everybody on the simulated market, samples and all', () => {
    const everybody = team({ market: simulated })
    expect(everybody.playing).toEqual(['risk', 'technical', 'sentiment', 'strategy', 'trading', 'copybot'])
    expect(everybody).toMatchObject({ leftOut: [], notes: [] })
  })

  it('goes without samples on a recorded market, and those that merely use them play on', () => {
    const without = team({ market: csv })
    expect(without.playing).toEqual(['risk', 'technical', 'strategy', 'trading'])
    expect(without.leftOut).toEqual([
      { agent: 'sentiment', reason: 'goes by made-up headlines, so it is for the simulated market only' },
      { agent: 'copybot', reason: 'goes by a made-up leader, so it is for the simulated market only' },
    ])
    expect(agentsOf(planOf(without.config)).find(({ name }) => name === 'trading')?.needs).toEqual(['technical'])
  })

  it('leaves out who asks a model, a feed or a leader, on any market, and says what would help', () => {
    const agents = {
      trading: { settings: model },
      sentiment: { settings: { sources: ['sample', 'https://news.example/rss'] } },
      copybot: { settings: { leader: 'leader.json' } },
    }
    const help = 'give --recorded a data folder of a live run'
    for (const market of [simulated, csv])
      expect(reasons(team({ market, agents }))).toEqual({
        trading: `asks a language model: ${help}`,
        sentiment: `asks news feeds: ${help}`,
        copybot: `asks a leader: ${help}`,
      })
  })

  it('keeps who reads dated headlines from a file, and rules', () => {
    const agents = {
      sentiment: { settings: { sources: ['feed.jsonl'] } },
      trading: { settings: { provider: 'rules' } },
    }
    expect(Object.keys(reasons(team({ market: csv, agents })))).toEqual(['copybot'])
  })

  it('lets who asks the world answer from the record, over the time from one cycle to the next', async () => {
    const agents = {
      trading: { settings: model, isolation: 'process' as const },
      copybot: { settings: { leader: 'a.json' } },
    }
    for (const [market, minutes] of [
      [csv, 60],
      [simulated, 15],
    ] as const) {
      const found = team({ market, agents, recorded: recordOf('trading', 'sentiment') })
      const entry = found.config.agents['trading']
      if (entry?.program.kind !== 'in-process') throw new Error('expected an agent in this process')
      const stand = found.roster.get(entry.program.use)
      expect(stand && (await stand.run(briefingFor(stand), new AbortController().signal))).toEqual({
        summary: `trading over ${minutes} min`,
      })
      expect(entry).toMatchObject({ phase: 'parallel', needs: [], enabled: true })
      expect(found.notes).toEqual([
        'trading answers from recorded proposals of 2024-01-01T00:00:00.000Z to 2024-01-02T00:00:00.000Z',
      ])
      expect(reasons(found)['copybot']).toBe('asks a leader, and the record has no proposal of it')
    }
  })

  it('leaves out samples on a recorded market also when the record has proposals of them', () => {
    expect(team({ market: csv, recorded: recordOf('sentiment') }).playing).not.toContain('sentiment')
  })

  it('leaves out who asks for one that is left out, with the whole chain', () => {
    const found = team({
      market: csv,
      agents: {
        last: { use: 'strategy', needs: ['strategy'] },
        strategy: { needs: ['technical', 'sentiment'] },
        slow: { use: 'strategy', needs: ['technical'] },
      },
    })
    const samples = 'goes by made-up headlines, so it is for the simulated market only'
    expect(reasons(found)).toMatchObject({
      strategy: `needs sentiment, which ${samples}`,
      last: `needs strategy, which needs sentiment, which ${samples}`,
    })
    expect(found.playing).toEqual(['risk', 'technical', 'trading', 'slow'])
  })

  it('keeps a recorded agent that needed one that is left out', () => {
    const agents = { trading: { settings: model, needs: ['sentiment'] } }
    expect(team({ market: csv, agents, recorded: recordOf('trading') }).playing).toContain('trading')
  })

  it('takes an entry at its word about the outside world', () => {
    const agents = {
      sentiment: { outside: false, settings: { sources: ['https://news.example/rss'] } },
      technical: { outside: true },
      mine: { run: 'mine.mjs', outside: true },
      yours: { run: 'mine.mjs', outside: false },
      theirs: { run: ['python3', 'theirs.py'] as [string, string] },
    }
    const found = team({ market: csv, agents })
    expect(found.playing).toEqual(['risk', 'sentiment', 'strategy', 'trading', 'yours', 'theirs'])
    expect(reasons(found)).toMatchObject({
      technical: 'asks the outside world: give --recorded a data folder of a live run',
      mine: 'asks the outside world: give --recorded a data folder of a live run',
    })
    expect(found.notes).toEqual([
      'theirs is a program of your own and runs as it is: "outside" in its entry says whether it asks the world',
    ])
  })

  it('asks an agent of one’s own about its settings', () => {
    const oracle = agentOf('oracle', () => ({ summary: '' }))
    const asking: Agent = { ...oracle, outside: () => ({ kind: 'world', what: 'an oracle' }) }
    const found = team({ market: csv, agents: { oracle: {} }, own: [asking] })
    expect(reasons(found)['oracle']).toBe('asks an oracle: give --recorded a data folder of a live run')
  })

  it('does not go without a critical agent', () => {
    const agents = { guard: { outside: true } }
    const asking = () => team({ market: csv, agents })
    expect(asking).toThrow(TeamError)
    expect(asking).toThrow(
      'agents.guard: critical, so it must take part, and it asks the outside world: give --recorded a data folder of a live run',
    )
    expect(team({ market: csv, agents, recorded: recordOf('guard') }).playing).toContain('guard')
  })

  it('leaves everything else as it is, but that retries do not wait', () => {
    const { before, config } = team({
      market: simulated,
      agents: { risk: { retries: 5 }, copybot: { enabled: false } },
    })
    const patient = Object.entries(before.agents).map(([name, entry]) => [
      name,
      { ...entry, backoff: { baseMs: 0, multiplier: entry.backoff.multiplier, maxMs: 0 } },
    ])
    expect(config).toEqual({ ...before, agents: Object.fromEntries(patient) })
    expect(before.agents['risk']?.backoff.baseMs).toBeGreaterThan(0)
    expect(config.agents['risk']?.retries).toBe(5)
  })
})
