import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config/load.js'
import type { ConfigInput } from '../src/config/schema.js'
import type { PlannedPhase } from '../src/orchestrator/plan.js'
import { planOf } from '../src/plan-from-config.js'
import { folder, roster } from './config/fixture.js'

const phases: NonNullable<ConfigInput['phases']> = [
  { name: 'guards', mode: 'sequential', gate: true },
  { name: 'fast', maxWorkers: 2 },
  { name: 'slow' },
  { name: 'timed', timeout: '30s' },
  { name: 'tidy', mode: 'sequential' },
  { name: 'sign-off', gate: 'manual', timeout: '10m' },
  { name: 'last' },
]
const agents: ConfigInput['agents'] = {
  technical: { phase: 'slow' },
  strategy: { phase: 'fast' },
  trading: { phase: 'last' },
  copybot: { phase: 'tidy' },
}

const planned = (mode: NonNullable<ConfigInput['orchestrator']>['mode'], maxWorkers = 4) => {
  const document = { orchestrator: { mode, maxWorkers }, phases, agents }
  const { config } = loadConfig({ cwd: folder(), document, env: {}, roster })
  return planOf(config).phases.map(told)
}

const told = ({ name, gate, sequential, maxWorkers, timeoutMs, agents }: PlannedPhase) =>
  [
    name,
    gate,
    sequential ? 'sequential' : maxWorkers,
    ...(timeoutMs === undefined ? [] : [`${timeoutMs / 1000}s`]),
    ...agents.map((one) => one.name),
  ].join(' ')

describe('the phases of a plan', () => {
  it('are those of the configuration', () => {
    expect(planned('dependency')).toEqual([
      'guards verdicts sequential risk',
      'fast none 2 sentiment strategy',
      'slow none 4 technical',
      'timed none 4 30s',
      'tidy none sequential copybot',
      'sign-off manual 4 600s',
      'last none 4 trading',
    ])
  })

  it('run one agent at a time in sequential mode', () => {
    expect(planned('sequential').every((phase) => / sequential( |$)/.test(phase))).toBe(true)
  })

  it('are joined alike whatever the number of workers', () => {
    const paced = planned('pipeline').map((phase) =>
      phase.replace(/ 4( |$)/, phase.startsWith('fast') ? ' 2$1' : ' 1$1'),
    )
    expect(planned('pipeline', 1)).toEqual(paced)
  })

  it('run side by side in parallel mode, but for gates', () => {
    expect(planned('parallel').map((phase) => phase.split(' ').slice(0, 3).join(' '))).toEqual([
      'guards verdicts sequential',
      'fast none 2',
      'slow none 4',
      'timed none 4',
      'tidy none 4',
      'sign-off manual 4',
      'last none 4',
    ])
  })

  it('are one in pipeline mode where nothing stands between them: a gate, a sequential phase, or one with a time of its own', () => {
    expect(planned('pipeline')).toEqual([
      'guards verdicts sequential risk',
      'fast + slow none 4 sentiment strategy technical',
      'timed none 4 30s',
      'tidy none sequential copybot',
      'sign-off manual 4 600s',
      'last none 4 trading',
    ])
  })
})
