import { printDuration } from '../config/duration.js'
import { nameOf } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent, PlannedPhase } from '../orchestrator/plan.js'
import { duration } from '../report/figures.js'
import type { ExpectedSchedule } from './expected-schedule.js'

/**
 * A plan in the language of Graphviz: a cluster a phase, an edge a need (dashed where its end is enough), and between
 * phases the barrier or gate that all before it lead to. The critical path is drawn with double borders and thick lines.
 */
export function planDot({ phases }: Pick<Plan, 'phases'>, expected: ExpectedSchedule | undefined): string {
  const filled = phases.filter(({ agents }) => agents.length > 0)
  const critical = new Set(expected?.criticalPath)
  const lines = filled.flatMap((phase, index) => [
    ...cluster(phase, index, (agent) => agentNode(agent, expected)),
    ...needEdges(phase, critical),
    ...barrier(phase, index, filled[index + 1]),
  ])
  return ['digraph plan {', '  rankdir=LR;', '  node [shape=box];', ...lines, '}', ''].join('\n')
}

function cluster(phase: PlannedPhase, index: number, nodeOf: (agent: PlannedAgent) => string): readonly string[] {
  const { name, maxWorkers, agents } = phase
  const pace = maxWorkers === 1 ? 'one after the other' : `at most ${maxWorkers} at once`
  return [
    `  subgraph ${quoted(`cluster_${index}`)} {`,
    `    label=${quoted(`${name}\n${pace}`)};`,
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

/** Whoever nobody in its phase waits for leads to the barrier; from there it goes on to those that wait for nobody in theirs. */
function barrier(phase: PlannedPhase, index: number, next: PlannedPhase | undefined): readonly string[] {
  if (next === undefined && phase.gate === 'none') return []
  const id = quoted(`barrier ${index}`)
  const label = { none: 'all ended', verdicts: 'gate', manual: 'a person approves' } as const
  const needed = new Set(phase.agents.flatMap(({ needs }) => needs.map(nameOf)))
  const names = new Set(next?.agents.map(({ name }) => name))
  const last = phase.agents.filter(({ name }) => !needed.has(name))
  const first = next?.agents.filter(({ needs }) => !needs.some((need) => names.has(nameOf(need)))) ?? []
  return [
    `  ${id} [shape=diamond, label=${quoted(label[phase.gate])}];`,
    ...last.map(({ name }) => `  ${agentId(name)} -> ${id};`),
    ...first.map(({ name }) => `  ${id} -> ${agentId(name)};`),
  ]
}

const agentId = (name: string) => quoted(`agent ${name}`)

/** Any text as a name or a label; a line break becomes one that is centred. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
