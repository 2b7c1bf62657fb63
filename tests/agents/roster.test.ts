import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineAgent } from '../../src/agents/agent.js'
import { builtinAgents, createRoster } from '../../src/agents/roster.js'

const agent = (name: string) =>
  defineAgent({ name, settings: z.strictObject({}), run: () => ({ summary: 'nothing to do' }) })

describe('the roster', () => {
  it('holds the built-in agents by name, risk as the critical one', () => {
    expect([...builtinAgents.keys()]).toEqual(['risk', 'technical', 'sentiment', 'strategy', 'trading', 'copybot'])
    expect(builtinAgents.get('risk')?.phase).toBe('critical')
    expect(builtinAgents.get('strategy')?.runWhen).toBe('reducing')
  })

  it('adds agents after the built-in ones, which stay as they are', () => {
    const mine = agent('my-agent-2')
    expect([...createRoster([mine])]).toEqual([...builtinAgents, ['my-agent-2', mine]])
    expect(builtinAgents.has('my-agent-2')).toBe(false)
  })

  it('refuses a name that is taken', () => {
    expect(() => createRoster([agent('risk')])).toThrow('agent name: expected one that is not taken, got "risk" again')
    expect(() => createRoster([agent('mine'), agent('mine')])).toThrow('got "mine" again')
  })

  it.each(['', 'Mine', '1st', '-a', 'a_b', 'a b', `a${'b'.repeat(40)}`])('refuses the name %j', (name) => {
    expect(() => createRoster([agent(name)])).toThrow(
      `agent name: expected a letter and then at most 39 lower-case letters, digits or dashes, got "${name}"`,
    )
  })

  it('documents every setting of every agent, and gives each a default or leaves it out', () => {
    for (const [name, { settings }] of builtinAgents) {
      const { properties = {}, required } = z.toJSONSchema(settings, { io: 'input' })
      for (const [key, property] of Object.entries(properties))
        expect(property, `${name}.${key}`).toHaveProperty('description', expect.stringMatching(/\.$/))
      expect(required).toBeUndefined()
      expect(settings.safeParse({}).success).toBe(true)
    }
  })
})
