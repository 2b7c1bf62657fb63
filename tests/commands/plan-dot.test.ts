import { describe, expect, it } from 'vitest'
import { expectedSchedule } from '../../src/commands/expected-schedule.js'
import { planDot } from '../../src/commands/plan-dot.js'
import { createPlan, type PhaseRules, type PlannedAgent } from '../../src/orchestrator/plan.js'
import { planned } from '../support/scripted-executor.js'

interface Graph {
  /** By name, the attributes. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly edges: readonly string[]
  /** The nodes of each cluster, by its label. */
  readonly clusters: Readonly<Record<string, readonly string[]>>
}

/** Reads as much of Graphviz's language as a plan is written in; throws for anything else. */
function parseDot(text: string): Graph {
  const tokens = Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"|->|[{}[\];,=]|[\w.]+|\S/gs), ([token, quoted]) => ({
    token: quoted === undefined ? token : `"${quoted.replaceAll(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c))}`,
  })).map(({ token }) => token)
  const nodes: Record<string, Record<string, string>> = {}
  const edges: string[] = []
  const clusters: Record<string, string[]> = {}
  let inside: string[] | undefined
  const peek = (): string | undefined => tokens[0]
  const take = (wanted?: string) => {
    const token = tokens.shift() ?? 'the end'
    if (wanted !== undefined && token !== wanted) throw new SyntaxError(`expected ${wanted}, got ${token}`)
    return token
  }
  const attributes = () => {
    const found: Record<string, string> = {}
    if (peek() !== '[') return found
    do {
      take()
      const key = take()
      take('=')
      found[key] = take().replace(/^"/, '')
    } while (peek() === ',')
    take(']')
    return found
  }
  for (const word of ['digraph', 'plan', '{']) take(word)
  while (tokens.length > 1) {
    const token = take()
    if (token === '}') inside = undefined
    else if (token === 'subgraph') {
      if (!take().startsWith('"cluster_')) throw new SyntaxError('expected a cluster')
      for (const word of ['{', 'label', '=']) take(word)
      inside = clusters[take().slice(1)] = []
      take(';')
    } else if (token === 'rankdir') for (const word of ['=', 'LR', ';']) take(word)
    else if (token === 'node') void [attributes(), take(';')]
    else if (!token.startsWith('"')) throw new SyntaxError(`expected a name, got ${token}`)
    else if (peek() === '->') {
      take()
      const to = take()
      const styles = Object.entries(attributes()).map(([key, value]) => ` ${key}=${value}`)
      edges.push(`${token.slice(1)} -> ${to.slice(1)}${styles.join('')}`)
      take(';')
    } else {
      nodes[token.slice(1)] = attributes()
      inside?.push(token.slice(1))
      take(';')
    }
  }
  take('}')
  return { nodes, edges, clusters }
}

const phases: readonly PhaseRules[] = [
  { name: 'critical', gate: 'verdicts', sequential: true, maxWorkers: 1 },
  { name: 'look', gate: 'manual', sequential: false, maxWorkers: 4, timeoutMs: 60_000 },
  { name: 'empty', gate: 'none', sequential: false, maxWorkers: 4 },
  { name: 'act', gate: 'none', sequential: false, maxWorkers: 2 },
]
const planOf = (...agents: readonly PlannedAgent[]) =>
  createPlan([planned('risk'), ...agents], {
    phases,
    maxWorkers: 4,
    shutdownGraceMs: 0,
    healthChecks: true,
    breaker: { failures: 0, cycles: 0 },
  })

describe('the graph of a plan', () => {
  const plan = planOf(
    planned('a', { phase: 'look' }),
    planned('b', { phase: 'look', needs: [{ agent: 'a', on: 'finished' }] }),
    planned('c', { phase: 'act', needs: ['a'] }),
    planned('d', { phase: 'act', needs: ['c'] }),
  )

  it('has a cluster a phase, an edge a need, and between phases what all before it lead to', () => {
    const { nodes, edges, clusters } = parseDot(planDot(plan, undefined))
    expect(clusters).toEqual({
      'critical\none after the other': ['agent risk'],
      'look\nat most 4 at once\nfor at most 1m': ['agent a', 'agent b'],
      'act\nat most 2 at once': ['agent c', 'agent d'],
    })
    expect(edges).toEqual([
      'agent risk -> barrier 0',
      'barrier 0 -> agent a',
      'agent a -> agent b style=dashed',
      'agent b -> barrier 1',
      'barrier 1 -> agent c',
      'agent a -> agent c',
      'agent c -> agent d',
    ])
    expect(nodes['barrier 0']).toEqual({ shape: 'diamond', label: 'gate' })
    expect(nodes['barrier 1']?.['label']).toBe('a person approves')
    expect(nodes['agent a']?.['label']).toBe('a\nnot measured yet, at most 1m')
  })

  it('marks the critical path by its borders and lines', () => {
    const { nodes, edges } = parseDot(
      planDot(
        plan,
        expectedSchedule(plan, (agent) => (agent === 'b' ? null : 1_500)),
      ),
    )
    expect(nodes['agent c']).toEqual({ label: 'c\ntakes 1.5s, at most 1m', peripheries: '2' })
    expect(nodes['agent b']).not.toHaveProperty('peripheries')
    expect(edges).toContain('agent c -> agent d penwidth=3')
  })

  it('draws a gate that nobody runs before, and what has no gate and no agents not at all', () => {
    const { nodes, edges, clusters } = parseDot(planDot(planOf(planned('c', { phase: 'act' })), undefined))
    expect(Object.keys(clusters)).toEqual(['critical\none after the other', 'act\nat most 2 at once'])
    expect(nodes['barrier 1']).toEqual({ shape: 'diamond', label: 'look\na person approves\nwithin 1m' })
    expect(edges).toEqual(['agent risk -> barrier 0', 'barrier 0 -> barrier 1', 'barrier 1 -> agent c'])
  })

  it('survives any name', () => {
    const wild = 'a"]; evil -> x // \\ \n<b>\\"'
    const { nodes, edges } = parseDot(
      planDot(planOf(planned(wild, { phase: 'act' }), planned('node', { phase: 'act', needs: [wild] })), undefined),
    )
    expect(Object.keys(nodes)).toEqual(['agent risk', 'barrier 0', 'barrier 1', `agent ${wild}`, 'agent node'])
    expect(edges).toContain(`agent ${wild} -> agent node`)
  })
})
