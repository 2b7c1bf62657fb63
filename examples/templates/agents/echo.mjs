// echo: stands in for an agent of yours. It only says what it was told to do, and whom it comes after, so that a plan
// can be tried before there is anything behind it. The briefing comes on stdin, the proposal goes to stdout.
// Name a program of yours in its place in "run": node, python3, sh (`riskfirst agents new NAME` writes one).
import { text } from 'node:stream/consumers'

const { cycle, settings, proposals } = JSON.parse(await text(process.stdin))
const { task = 'nothing', gives = 'data' } = settings
const after = Object.keys(proposals)

const proposal = {
  summary: after.length === 0 ? task : `${task}, after ${after.join(', ')}`,
  // For the agents that need this one: they find it in their briefing, under proposals.
  data: { task, after },
}
// Of an agent in a phase with "gate": true, a word on whether the cycle may go on: "active", or "halted" with reasons.
if (gives === 'verdict') proposal.verdict = { cycleId: cycle.id, state: 'active', reasons: [] }
process.stdout.write(`${JSON.stringify(proposal)}\n`)
