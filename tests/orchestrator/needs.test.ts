import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrderOfNeeds, needsProblems } from '../../src/orchestrator/needs.js'
import { planned } from '../support/scripted-executor.js'

const messages = (agents: Parameters<typeof needsProblems>[0], known: readonly string[] = []) =>
  needsProblems(agents, known).map(
    ({ agent, index, expected, got }) => `agents.${agent}.needs[${index}]: expected ${expected}, got ${got}`,
  )

describe('needsProblems', () => {
  it.each([
    ['an unknown name', [planned('a', { needs: ['b'] })], 'agents.a.needs[0]: expected the name of an agent, got "b"'],
    [
      'a disabled agent',
      [planned('a', { needs: ['off'] })],
      'agents.a.needs[0]: expected an enabled agent, got "off", which is disabled',
    ],
    ['itself', [planned('a', { needs: ['a'] })], 'agents.a.needs[0]: expected another agent, got "a"'],
    [
      'an agent of another phase',
      [planned('risk'), planned('a', { needs: ['risk'] })],
      'agents.a.needs[0]: expected an agent of the parallel phase, got "risk" of the critical phase',
    ],
  ])('names %s', (_claim, agents, message) => {
    expect(messages(agents, ['off'])).toEqual([message])
  })

  it('prints the path of a cycle, once for each agent on it and not for those before it', () => {
    const agents = [
      planned('before', { needs: ['a'] }),
      planned('a', { needs: ['b'] }),
      planned('b', { needs: ['c'] }),
      planned('c', { needs: ['a'] }),
    ]
    expect(messages(agents)).toEqual([
      'agents.a.needs[0]: expected needs without a cycle, got a → b → c → a',
      'agents.b.needs[0]: expected needs without a cycle, got b → c → a → b',
      'agents.c.needs[0]: expected needs without a cycle, got c → a → b → c',
    ])
  })

  it('tells every problem at once, with its place', () => {
    expect(messages([planned('a', { needs: ['x', 'b', 'y'] }), planned('b')])).toHaveLength(2)
    expect(messages([planned('a', { needs: ['b', 'y'] }), planned('b')])[0]).toContain('needs[1]')
  })

  it('finds none where two ways lead to the same agent', () => {
    const agents = [
      planned('a', { needs: ['b', 'c'] }),
      planned('b', { needs: ['d'] }),
      planned('c', { needs: ['d'] }),
      planned('d'),
    ]
    expect(messages(agents)).toEqual([])
  })
})

/** Agents in any order, each needing only some that have a lower number. */
const acyclic = fc
  .array(fc.array(fc.nat()), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    rows.map((row, i) => planned(`a${i}`, { needs: i === 0 ? [] : [...new Set(row.map((n) => `a${n % i}`))] })),
  )
  .chain((agents) => fc.shuffledSubarray(agents, { minLength: agents.length }))

describe('inOrderOfNeeds', () => {
  it('puts each agent after those that it needs, loses none, and has no problem', () => {
    fc.assert(
      fc.property(acyclic, (agents) => {
        expect(needsProblems(agents, [])).toEqual([])
        const ordered = inOrderOfNeeds(agents)
        expect(new Set(ordered)).toEqual(new Set(agents))
        expect(ordered).toHaveLength(agents.length)
        const place = new Map(ordered.map(({ name }, i) => [name, i]))
        for (const [i, { needs }] of ordered.entries())
          for (const need of needs) expect(place.get(need)).toBeLessThan(i)
      }),
    )
  })

  it('keeps the given order where needs allow it', () => {
    const names = (agents: readonly { readonly name: string }[]) => agents.map(({ name }) => name).join(' ')
    expect(names(inOrderOfNeeds([planned('c'), planned('a'), planned('b')]))).toBe('c a b')
    expect(names(inOrderOfNeeds([planned('c', { needs: ['b'] }), planned('a'), planned('b')]))).toBe('b c a')
  })
})
