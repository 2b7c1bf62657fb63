import { describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { faults, roster as known, load } from './fixture.js'

const file = 'riskfirst.config.jsonc'
const found = (text: string) => faults(() => load(text)).map((line) => line.replace(`${file}:1: `, ''))
const phases = (text: string, agents = '') => `{ "phases": [${text}], "agents": { ${agents} } }`
const GATE = '{ "name": "guards", "mode": "sequential", "gate": true }'

describe('phases of one’s own', () => {
  it('are resolved with what they leave out, and take the agents that fit them', () => {
    const { config } = load(
      phases(
        `${GATE}, { "name": "fast", "maxWorkers": 2, "timeout": "30s" }, { "name": "sign-off", "gate": "manual", "timeout": "10m" }, { "name": "slow", "mode": "sequential" }`,
        '"strategy": { "phase": "slow" }',
      ),
    )
    expect(config.phases).toEqual([
      { name: 'guards', mode: 'sequential', gate: 'verdicts' },
      { name: 'fast', mode: 'parallel', gate: 'none', maxWorkers: 2, timeoutMs: 30_000 },
      { name: 'sign-off', mode: 'parallel', gate: 'manual', timeoutMs: 600_000 },
      { name: 'slow', mode: 'sequential', gate: 'none' },
    ])
    expect(config.agents).toMatchObject({
      risk: { phase: 'guards', critical: true, runWhen: 'always', retries: 3 },
      technical: { phase: 'fast', critical: false },
      strategy: { phase: 'slow', critical: false },
    })
  })

  it('are shown as a file would say them', () => {
    const { config, input } = load(
      phases(`${GATE}, { "name": "rest", "timeout": "90s" }`, '"strategy": { "every": 4 }'),
    )
    expect(input.phases?.[1]).toEqual({ name: 'rest', mode: 'parallel', timeout: '90s' })
    expect(load(JSON.stringify(input)).config.phases).toEqual(config.phases)
    expect(load(JSON.stringify(input)).config.agents).toEqual(config.agents)
  })

  it('in parallel mode are refused where an agent needs another, and who did not say so is told how to do without', () => {
    const parallel = (trading: string) =>
      load(`{ "orchestrator": { "mode": "parallel" }, "agents": { "trading": { ${trading} } } }`, {
        roster: builtinAgents,
      })
    const problem = 'agents.trading.needs: expected none, as orchestrator.mode is "parallel", got sentiment, technical'
    expect(faults(() => parallel(''))[0]).toContain(`${problem} ("needs": [] does without)`)
    expect(faults(() => parallel('"needs": ["sentiment", "technical"]'))[0]?.endsWith(problem)).toBe(true)
    expect(parallel('"needs": []').config.agents).toMatchObject({ trading: { needs: [] } })
  })

  it('keep the names critical and parallel for agents that say so, wherever they stand', () => {
    const { config } = load(
      phases(
        `${GATE}, { "name": "odd" }, { "name": "critical", "gate": true }, { "name": "parallel" }`,
        '"strategy": { "phase": "guards" }',
      ),
    )
    expect(config.agents).toMatchObject({ risk: { phase: 'critical' }, technical: { phase: 'parallel' } })
  })

  it.each([
    [
      '{ "name": "critical" }, { "name": "parallel" }',
      'phases[0].gate: expected true (the first phase decides whether to go on), got nothing',
    ],
    [
      `${GATE}, { "name": "parallel" }, { "name": "late", "gate": true }`,
      'phases[2]: expected at least one enabled agent for its gate, got "late"',
    ],
    [
      `${GATE}, { "name": "parallel", "gate": "manual" }`,
      'phases[1].timeout: expected a duration (how long a person has), got nothing',
    ],
    [
      `${GATE}, { "name": "parallel", "mode": "sequential", "maxWorkers": 2 }`,
      'phases[1].maxWorkers: expected 1 (a sequential phase runs one agent at a time), got 2',
    ],
    [`${GATE}, { "name": "guards" }`, 'phases[1]: expected each of the phases once, got an object'],
    [`${GATE}, { "name": "parallel", "gate": false }`, 'phases[1].gate: expected true or "manual", got false'],
    [
      `${GATE}, { "name": "parallel", "workers": 2 }`,
      'phases[1].workers: expected a known key, got "workers" (did you mean "maxWorkers"?)',
    ],
    ['', 'phases: expected at least one phase, got an empty list'],
  ])('are refused: %s', (text, problem) => {
    expect(found(phases(text))).toContain(problem)
  })

  it.each([
    [
      '"strategy": { "phase": "fsat" }',
      'agents.strategy.phase: expected the name of a phase, got "fsat" (did you mean "fast"?)',
    ],
    ['"risk": { "phase": "fast" }', 'agents: expected at least one enabled agent of the guards phase, got none'],
    ['"risk": { "enabled": false }', 'agents: expected at least one enabled agent of the guards phase, got none'],
    [
      '"strategy": { "phase": "guards", "runWhen": "active" }',
      'agents.strategy.runWhen: expected "always" (critical agents run in every state), got "active"',
    ],
    [
      '"strategy": { "phase": "guards", "every": 2 }',
      'agents.strategy.every: expected none (critical agents run in every cycle), got a condition',
    ],
    [
      '"strategy": { "needs": ["risk", "late"] }, "late": { "use": "strategy", "phase": "slow" }',
      'agents.strategy.needs[1]: expected an agent of the fast phase or before, got "late" of the slow phase, a later one',
    ],
    [
      '"strategy": { "needs": [{ "agent": "tecnical", "on": "finished" }] }',
      'agents.strategy.needs[0]: expected the name of an agent, got "tecnical" (did you mean "technical"?)',
    ],
    [
      '"strategy": { "needs": ["risk", { "agent": "risk" }] }',
      'agents.strategy.needs[1]: expected each of the names of agents once, got an object',
    ],
    [
      '"strategy": { "needs": [{ "agent": "risk", "on": "failure" }] }',
      'agents.strategy.needs[0]: expected a name of lower-case letters, digits and dashes, or { "agent", "on" }, got an object',
    ],
  ])('refuse agents that cannot run in them: %s', (agents, problem) => {
    expect(found(phases(`${GATE}, { "name": "fast" }, { "name": "slow" }`, agents))).toContain(problem)
  })
})

describe('needs', () => {
  it('are names where success is asked for, and say so where any end will do', () => {
    const { config } = load(
      '{ "agents": { "strategy": { "needs": ["risk", { "agent": "technical", "on": "finished" }, { "agent": "sentiment" }] } } }',
    )
    expect(config.agents['strategy']?.needs).toEqual(['risk', { agent: 'technical', on: 'finished' }, 'sentiment'])
  })

  it('are, by default, also agents of an earlier phase without a gate', () => {
    const strategy = known.get('strategy')!
    const roster = new Map([...known, ['trading', { ...strategy, uses: ['technical', 'risk'] }]] as const)
    const text = phases(`${GATE}, { "name": "fast" }, { "name": "slow" }`, '"trading": { "phase": "slow" }')
    expect(load(text, { roster }).config.agents['trading']).toMatchObject({ needs: ['technical'], uses: ['technical'] })
  })
})

describe('conditions', () => {
  it('wait for the agent whose signal they look at', () => {
    const { config } = load('{ "agents": { "strategy": { "when": { "agent": "technical", "signal": "positive" } } } }')
    expect(config.agents['strategy']).toMatchObject({
      needs: [{ agent: 'technical', on: 'finished' }],
      conditions: { when: { agent: 'technical', signal: 'positive' } },
    })
  })

  it.each([
    ['"when": { "agent": "nobody", "signal": "positive" }', 'when.agent: expected the name of an agent, got "nobody"'],
    ['"when": { "agent": "strategy", "signal": "positive" }', 'when.agent: expected another agent, got "strategy"'],
    [
      '"when": { "agent": "tecnical", "health": "healthy" }',
      'when.agent: expected the name of an agent, got "tecnical" (did you mean "technical"?)',
    ],
    [
      '"when": { "agent": "technical", "health": "well" }',
      'when: expected { "agent", "health" }, { "state" } or { "agent", "signal" }, got an object',
    ],
    ['"every": 0', 'every: expected a whole number from 1 to 1000000, got 0'],
    ['"schedule": "0 25 * * *"', 'schedule: expected five fields of cron, such as "0 */4 * * *", got "0 25 * * *"'],
    ['"schedule": "? * * * *"', 'schedule: expected five fields of cron, such as "0 */4 * * *", got "? * * * *"'],
    ['"schedule": "0 0 30 2 *"', 'schedule: expected five fields of cron, such as "0 */4 * * *", got "0 0 30 2 *"'],
    ['"hours": { "from": "9:00" }', 'hours.from: expected a time of day such as "09:00", got "9:00"'],
    ['"hours": { "from": "09:00", "to": "09:00" }', 'hours.to: expected another time than from, got "09:00"'],
    [
      '"hours": { "timeZone": "Mars/Olympus" }',
      'hours.timeZone: expected a time zone such as "Europe/Berlin", got "Mars/Olympus"',
    ],
    [
      '"hours": { "weekdays": ["mo"] }',
      'hours.weekdays[0]: expected one of "mon", "tue", "wed", "thu", "fri", "sat", "sun", got "mo"',
    ],
  ])('are refused: %s', (condition, problem) => {
    expect(found(`{ "agents": { "strategy": { ${condition} } } }`)).toEqual([`agents.strategy.${problem}`])
  })
})

describe('the mode', () => {
  it('parallel is refused where an agent needs another, also by default or for a condition', () => {
    const strategy = known.get('strategy')!
    const roster = new Map([...known, ['trading', { ...strategy, uses: ['technical'] }]] as const)
    const text = `{ "orchestrator": { "mode": "parallel" }, "agents": {
"strategy": { "needs": [{ "agent": "risk", "on": "finished" }] },
"copybot": { "when": { "agent": "technical", "signal": "negative" } } } }`
    const expected = (line: number, name: string, got: string) =>
      `${file}:${line}: agents.${name}.needs: expected none, as orchestrator.mode is "parallel", got ${got}`
    expect(faults(() => load(text, { roster }))).toEqual([
      expected(2, 'strategy', 'risk'),
      expected(3, 'copybot', 'technical'),
      expect.stringContaining('agents.trading.needs: expected none'),
    ])
    expect(load('{ "orchestrator": { "mode": "parallel" } }').config.orchestrator.mode).toBe('parallel')
  })

  it('is one of four', () => {
    expect(found('{ "orchestrator": { "mode": "chaos" } }')).toEqual([
      'orchestrator.mode: expected one of "dependency", "sequential", "parallel", "pipeline", got "chaos"',
    ])
  })
})
