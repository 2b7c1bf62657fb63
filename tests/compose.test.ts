import { describe, expect, it } from 'vitest'
import { builtinAgents } from '../src/agents/roster.js'
import { loadConfig } from '../src/config/load.js'
import type { ConfigInput } from '../src/config/schema.js'
import { agentsOf } from '../src/orchestrator/plan.js'
import { planOf } from '../src/plan-from-config.js'
import { folder } from './config/fixture.js'

const planned = (agents: ConfigInput['agents'], only?: readonly string[]) => {
  const { config } = loadConfig({ cwd: folder(), document: { agents }, env: {}, roster: builtinAgents })
  return Object.fromEntries(agentsOf(planOf(config, only)).map(({ name, needs }) => [name, needs]))
}

describe('the plan of a configuration', () => {
  it('lets trading wait for what it uses by default', () => {
    expect(planned({})).toEqual({
      risk: [],
      technical: [],
      sentiment: [],
      strategy: [],
      trading: ['sentiment', 'technical'],
      copybot: [],
    })
    expect(planned({ sentiment: { enabled: false } })).toMatchObject({ trading: ['technical'] })
  })

  it('goes without what an agent merely uses when only others are asked for', () => {
    expect(planned({}, ['trading'])).toEqual({ risk: [], trading: [] })
    expect(planned({}, ['trading', 'technical'])).toMatchObject({ trading: ['technical'] })
  })

  it('does not go without what an entry asks for', () => {
    expect(() => planned({ trading: { needs: ['technical'] } }, ['trading'])).toThrow(
      'agents.trading.needs[0]: expected an agent that runs, got "technical", which --only leaves out',
    )
  })
})
