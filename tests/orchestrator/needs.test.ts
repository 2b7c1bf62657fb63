import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needsProblems } from '../../src/config/needs-problems.js'
import { inOrderOfNeeds, nameOf } from '../../src/orchestrator/needs.js'
import { planned } from '../support/scripted-executor.js'

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
        expect(needsProblems(agents, { phases: ['parallel'] })).toEqual([])
        const ordered = inOrderOfNeeds(agents)
        expect(new Set(ordered)).toEqual(new Set(agents))
        expect(ordered).toHaveLength(agents.length)
        const place = new Map(ordered.map(({ name }, i) => [name, i]))
        for (const [i, { needs }] of ordered.entries())
          for (const need of needs) expect(place.get(nameOf(need))).toBeLessThan(i)
      }),
    )
  })

  it('keeps the given order where needs allow it', () => {
    const names = (agents: readonly { readonly name: string }[]) => agents.map(({ name }) => name).join(' ')
    expect(names(inOrderOfNeeds([planned('c'), planned('a'), planned('b')]))).toBe('c a b')
    expect(names(inOrderOfNeeds([planned('c', { needs: ['b'] }), planned('a'), planned('b')]))).toBe('b c a')
  })
})
