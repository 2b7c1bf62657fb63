import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config/load.js'
import type { ConfigInput } from '../src/config/schema.js'
import type { PlannedPhase } from '../src/orchestrator/plan.js'
import { planOf } from '../src/plan-from-config.js'
import { folder, roster } from './config/fixture.js'

const phases: NonNullable<ConfigInput['phases']> = [
  { name: 'guards', mode: 'sequential', gate: true },
  { name: 'fast', maxWorkers: 2, timeout: '30s' },
  { name: 'slow', timeout: '60s' },
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

const planned = (mode: NonNullable<ConfigInput['orchestrator']>['mode']) => {
  const document = { orchestrator: { mode }, phases, agents }
  const { config } = loadConfig({ cwd: folder(), document, env: {}, roster })
  return planOf(config).phases.map(told)
}

const told = ({ name, gate, maxWorkers, timeoutMs, agents }: PlannedPhase) =>
  [
    name,
    gate,
    maxWorkers,
    ...(timeoutMs === undefined ? [] : [`${timeoutMs / 1000}s`]),
    ...agents.map((one) => one.name),
  ].join(' ')

describe('the phases of a plan', () => {
  it('are those of the configuration', () => {
    expect(planned('dependency')).toEqual([
      'guards verdicts 1 risk',
      'fast none 2 30s sentiment strategy',
      'slow none 4 60s technical',
      'tidy none 1 copybot',
      'sign-off manual 4 600s',
      'last none 4 trading',
    ])
  })

  it('run one agent at a time in sequential mode', () => {
    expect(planned('sequential').every((phase) => / 1( |$)/.test(phase))).toBe(true)
  })

  it('run side by side in parallel mode, but for gates', () => {
    expect(planned('parallel').map((phase) => phase.split(' ').slice(0, 3).join(' '))).toEqual([
      'guards verdicts 1',
      'fast none 2',
      'slow none 4',
      'tidy none 4',
      'sign-off manual 4',
      'last none 4',
    ])
  })

  it('are one where no gate and no sequential phase stands between them in pipeline mode', () => {
    expect(planned('pipeline')).toEqual([
      'guards verdicts 1 risk',
      'fast + slow none 4 90s sentiment strategy technical',
      'tidy none 1 copybot',
      'sign-off manual 4 600s',
      'last none 4 trading',
    ])
  })
})
