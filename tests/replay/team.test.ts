import { describe, expect, it } from 'vitest'
import { createRoster } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { Agent, ConfigInput } from '../../src/index.js'
import { agentsOf } from '../../src/orchestrator/plan.js'
import { planOf } from '../../src/plan-from-config.js'
import type { ProposalRecord } from '../../src/replay/recorded-agent.js'
import type { ReplaySpan } from '../../src/replay/replay-span.js'
import { TeamError, teamFor } from '../../src/replay/team.js'
import { folder } from '../config/fixture.js'
import { briefingFor } from '../support/briefing.js'
import { HOUR_MS } from '../support/candles.js'
import { active, agentOf, guardOf } from '../support/own-agents.js'

type Market = NonNullable<ConfigInput['market']>

const simulated: Market = { source: 'simulated' }
const csv: Market = { source: 'csv', dir: 'candles', symbols: ['BTC/USDT'], timeframe: '1h' }
const model = { provider: 'model', model: 'm', baseUrl: 'http://127.0.0.1:9/v1' }

const day = { from: '2024-01-01T00:00:00.000Z', to: '2024-01-02T00:00:00.000Z' }
const replayed = { fromMs: Date.parse(day.from), toMs: Date.parse(day.to) }
const hours = (count: number) => Date.parse(day.from) + count * HOUR_MS

const part = ', a part of the span only, and proposes nothing in the rest'
/** A record that has proposals of these agents throughout the day, and of others never. */
function recordOf(...agents: readonly string[]): ProposalRecord {
  return {
    market: { identity: 'csv 1h /elsewhere' },
    spanOf: (agent) => (agents.includes(agent) ? day : undefined),
    proposalIn: (agent, { afterMs, untilMs }) =>
      untilMs < Date.parse(day.from) || afterMs >= Date.parse(day.to)
        ? undefined
        : { summary: `${agent} over ${(untilMs - afterMs) / 60_000} min` },
    close() {},
  }
}

interface Given extends ConfigInput {
  readonly recorded?: ProposalRecord
  readonly own?: readonly Agent[]
  readonly span?: ReplaySpan
}

function team({ recorded, own = [], span = replayed, ...document }: Given) {
  const roster = createRoster([guardOf(active), ...own])
  const files = { 'mine.mjs': '', 'feed.jsonl': '' }
  const { config } = loadConfig({ cwd: folder(files), document, env: {}, roster })
  const found = teamFor(config, { roster, recorded, simulated: config.market.source === 'simulated', span })
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
    for (const [market, minutes, identity] of [
      [csv, 60, 'csv 1h /elsewhere'],
      [simulated, 15, 'simulated seed 1'],
    ] as const) {
      const recorded = { ...recordOf('trading', 'sentiment'), market: { identity } }
      const found = team({ market, agents, recorded })
      const entry = found.config.agents['trading']
      if (entry?.program.kind !== 'in-process') throw new Error('expected an agent in this process')
      const stand = found.roster.get(entry.program.use)
      const cycle = { id: 'c000077', number: 77, tick: day.to, asOf: day.to }
      expect(stand && (await stand.run(briefingFor(stand, { cycle }), new AbortController().signal))).toEqual({
        summary: `trading over ${minutes} min`,
      })
      expect(entry).toMatchObject({ phase: 'parallel', needs: [], enabled: true })
      expect(found.notes).toEqual([
        'trading answers from recorded proposals of 2024-01-01T00:00:00.000Z to 2024-01-02T00:00:00.000Z',
      ])
      expect(reasons(found)['copybot']).toBe('asks a leader, and the record has no proposal of it')
    }
  })

  it('leaves out who has nothing in the record for the span', () => {
    const agents = { trading: { settings: model }, guard: { enabled: false } }
    const recorded = recordOf('trading')
    const reason =
      'asks a language model, and the record has proposals of 2024-01-01T00:00:00.000Z to 2024-01-02T00:00:00.000Z only, none in this span'
    for (const [fromHour, toHour] of [
      [-48, -1],
      [25, 48],
      [1000, Number.POSITIVE_INFINITY],
    ] as const) {
      const span = { fromMs: hours(fromHour), toMs: hours(toHour) }
      expect(reasons(team({ market: csv, agents, recorded, span }))['trading']).toBe(reason)
    }
    const critical = { guard: { outside: true } }
    expect(() =>
      team({ market: csv, agents: critical, recorded: recordOf('guard'), span: { fromMs: 0, toMs: 1 } }),
    ).toThrow(
      'agents.guard: critical, so it must take part, and it asks the outside world, and the record has proposals of',
    )
  })

  it.each([
    [0, 24, ''],
    [0, 24.99, ''],
    [6, 18, ''],
    [-0.5, 24, ''],
    [0, Number.POSITIVE_INFINITY, ''],
    [-1, 24, part],
    [0, 25, part],
    [-1, Number.POSITIVE_INFINITY, part],
    [24, 48, part],
  ])('says whether the record is of all of the hours %d to %d', (fromHour, toHour, rest) => {
    const span = { fromMs: hours(fromHour), toMs: hours(toHour) }
    const { notes } = team({
      market: csv,
      agents: { trading: { settings: model } },
      recorded: recordOf('trading'),
      span,
    })
    expect(notes).toEqual([
      `trading answers from recorded proposals of 2024-01-01T00:00:00.000Z to 2024-01-02T00:00:00.000Z${rest}`,
    ])
  })

  it.each([
    [csv, { identity: 'csv 1h /elsewhere', timeframeMs: HOUR_MS, symbols: ['BTC/USDT'] }, undefined],
    [csv, { identity: 'replay of csv 1h', timeframeMs: HOUR_MS, symbols: ['BTC/USDT'] }, undefined],
    [csv, { identity: 'simulated seed 1' }, 'simulated seed 1 (configured: csv)'],
    [simulated, { identity: 'replay of simulated seed 1' }, undefined],
    [simulated, { identity: 'simulated seed 7' }, 'simulated seed 7 (configured: simulated seed 1)'],
    [
      csv,
      { identity: 'csv 15m /elsewhere', timeframeMs: HOUR_MS / 4, symbols: ['SOL/USDT', 'ETH/USDT'] },
      'candles of 15 min (configured: candles of 60 min), ETH/USDT SOL/USDT (configured: BTC/USDT)',
    ],
  ])('on %j says where the market of the record %j is another', (market, was, difference) => {
    const recorded = { ...recordOf('trading'), market: was }
    const { notes } = team({ market, agents: { trading: { settings: model } }, recorded })
    expect(notes.slice(1)).toEqual(
      difference === undefined ? [] : [`the recorded proposals were made on another market: ${difference}`],
    )
  })

  it('says nothing of a record that nobody answers from', () => {
    const recorded = { ...recordOf(), market: { identity: 'simulated seed 7' } }
    expect(team({ market: csv, recorded }).notes).toEqual([])
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
