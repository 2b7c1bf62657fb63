import type { PhaseRules } from '../../src/orchestrator/plan.js'

/** The phases of a configuration that names none. */
export function twoPhases(maxWorkers: number): readonly PhaseRules[] {
  return [
    { name: 'critical', gate: 'verdicts', sequential: true, maxWorkers: 1 },
    { name: 'parallel', gate: 'none', sequential: false, maxWorkers },
  ]
}
