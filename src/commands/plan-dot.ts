import { printDuration } from '../config/duration.js'
import { nameOf } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent, PlannedPhase } from '../orchestrator/plan.js'
import { duration } from '../report/figures.js'
import type { ExpectedSchedule } from './expected-schedule.js'

/**
 * A plan in the language of Graphviz: a cluster a phase that has agents or a gate, an edge a need (dashed where its end is enough), and between
 * phases the barrier or gate that all before it lead to. The critical path is drawn with double borders and thick lines.
 */
export function planDot({ phases }: Pick<Plan, 'phases'>, expected: ExpectedSchedule | undefined): string {
  const drawn = phases.filter(({ gate, agents }) => gate !== 'none' || agents.length > 0)
  const critical = new Set(expected?.criticalPath)
  const lines = drawn.flatMap((phase, index) => [
    ...cluster(phase, index, (agent) => agentNode(agent, expected)),
    ...needEdges(phase, critical),
    ...barrier(phase, index, drawn[index + 1]),
  ])
  return ['digraph plan {', '  rankdir=LR;', '  node [shape=box];', ...lines, '}', ''].join('\n')
}

function cluster(phase: PlannedPhase, index: number, nodeOf: (agent: PlannedAgent) => string): readonly string[] {
  const { name, sequential, maxWorkers, timeoutMs, agents } = phase
  if (agents.length === 0) return []
  const pace = sequential ? 'one after the other' : `at most ${maxWorkers} at once`
  const limit = timeoutMs === undefined ? '' : `\nfor at most ${printDuration(timeoutMs)}`
  return [
    `  subgraph ${quoted(`cluster_${index}`)} {`,
    `    label=${quoted(`${name}\n${pace}${limit}`)};`,
    ...agents.map((agent) => `    ${nodeOf(agent)}`),
    '  }',
  ]
}

function agentNode({ name, timeoutMs }: PlannedAgent, expected: ExpectedSchedule | undefined): string {
  const run = expected?.runs.find(({ agent }) => agent === name)
  const durationMs = run?.durationMs ?? null
  const takes = durationMs === null ? 'not measured yet' : `takes ${duration(durationMs)}`
  const border = run?.critical === true ? ', peripheries=2' : ''
  return `${agentId(name)} [label=${quoted(`${name}\n${takes}, at most ${printDuration(timeoutMs)}`)}${border}];`
}

function needEdges({ agents }: PlannedPhase, critical: ReadonlySet<string>): readonly string[] {
  return agents.flatMap(({ name, needs }) =>
    needs.map((need) => {
      const styles = [
        ...(typeof need === 'string' ? [] : ['style=dashed']),
        ...(critical.has(name) && critical.has(nameOf(need)) ? ['penwidth=3'] : []),
      ]
      return `  ${agentId(nameOf(need))} -> ${agentId(name)}${styles.length === 0 ? '' : ` [${styles.join(', ')}]`};`
    }),
  )
}

/**
 * Whoever nobody in its phase waits for leads to the barrier; from there it goes on to those that wait for nobody in
 * theirs, or to the next barrier where there is nobody.
 */
function barrier(phase: PlannedPhase, index: number, next: PlannedPhase | undefined): readonly string[] {
  if (next === undefined && phase.gate === 'none') return []
  const id = barrierId(index)
  const needed = new Set(phase.agents.flatMap(({ needs }) => needs.map(nameOf)))
  const names = new Set(next?.agents.map(({ name }) => name))
  const last = phase.agents.filter(({ name }) => !needed.has(name))
  const first = next?.agents.filter(({ needs }) => !needs.some((need) => names.has(nameOf(need)))) ?? []
  const onwards = next?.agents.length === 0 ? [barrierId(index + 1)] : first.map(({ name }) => agentId(name))
  return [
    `  ${id} [shape=diamond, label=${quoted(barrierLabel(phase))}];`,
    ...last.map(({ name }) => `  ${agentId(name)} -> ${id};`),
    ...onwards.map((to) => `  ${id} -> ${to};`),
  ]
}

/** That of a phase without agents, which has no cluster, tells all there is of it. */
function barrierLabel({ name, gate, timeoutMs, agents }: PlannedPhase): string {
  const label = { none: 'all ended', verdicts: 'gate', manual: 'a person approves' } as const
  if (agents.length > 0) return label[gate]
  return `${name}\n${label[gate]}${timeoutMs === undefined ? '' : `\nwithin ${printDuration(timeoutMs)}`}`
}

const barrierId = (index: number) => quoted(`barrier ${index}`)

const agentId = (name: string) => quoted(`agent ${name}`)

/** Any text as a name or a label; a line break becomes one that is centred. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
