import { describe, expect, it } from 'vitest'
import { needsProblems } from '../../src/config/needs-problems.js'
import { planned } from '../support/scripted-executor.js'

const phases = ['critical', 'parallel', 'late']
const messages = (agents: Parameters<typeof needsProblems>[0], known: readonly string[] = []) =>
  needsProblems(agents, { phases, known }).map(
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
      'an agent of a later phase',
      [planned('a', { needs: [{ agent: 'b', on: 'finished' }] }), planned('b', { phase: 'late' })],
      'agents.a.needs[0]: expected an agent of the parallel phase or before, got "b" of the late phase, a later one',
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

  it('finds none where an agent needs one of an earlier phase', () => {
    expect(messages([planned('risk'), planned('a', { phase: 'late', needs: ['risk', 'b'] }), planned('b')])).toEqual([])
  })
})
