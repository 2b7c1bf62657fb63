import type { GateBand, ShownGate } from './gate.js'
import type { Tip } from './tooltip.js'

/** What the gate did at an instant, and what the operator did, or within `slack` seconds of it. */
export function gateTip({ gate, resumes }: ShownGate, at: number, slack: number): Tip | undefined {
  const near = resumes.filter((resume) => Math.abs(resume.at - at) <= slack)
  const told = [bandAt(gate, at, slack), ...near].filter((one) => one !== undefined)
  const [first, ...others] = told
  return (
    first && { title: first.title, lines: [...first.lines, ...others.flatMap(({ title, lines }) => [title, ...lines])] }
  )
}

function bandAt(gate: readonly GateBand[], at: number, slack: number): GateBand | undefined {
  const near = gate.filter(({ from, until }) => at >= from - slack && at <= until + slack)
  return near.find(({ from, until }) => at >= from && at < until) ?? near[0]
}
