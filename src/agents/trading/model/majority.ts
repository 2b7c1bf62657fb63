import { type Decision, hold } from '../decision.js'
import type { Asked } from './ask-model.js'

/** What more than half of the models decided about a symbol, else HOLD; one that gave no usable answer votes for HOLD. */
export function majority(symbol: string, asked: readonly Asked[]): Decision {
  const ballots = asked.map((one) => ballotOf(symbol, one))
  const [only] = ballots
  if (only !== undefined && ballots.length === 1) return only.decision
  const told = ballots.map(({ model, decision }) => `${model}: ${decision.action}, ${decision.reasoning}`).join(' | ')
  for (const action of ['BUY', 'SELL'] as const) {
    const agreeing = ballots.map(({ decision }) => decision).filter((decision) => decision.action === action)
    if (agreeing.length > asked.length / 2) return { ...together(agreeing), symbol, action, reasoning: told }
  }
  return hold(symbol, told)
}

interface Ballot {
  readonly model: string
  readonly decision: Decision
}

function ballotOf(symbol: string, { model, decisions, problem }: Asked): Ballot {
  const reason = problem === '' ? 'it says nothing of it' : problem
  return { model, decision: decisions.find((decision) => decision.symbol === symbol) ?? hold(symbol, reason) }
}

/** The mean of their confidence, and the nearest of their stops. */
function together(agreeing: readonly Decision[]): Pick<Decision, 'confidence' | 'stop'> {
  const confidence = agreeing.reduce((sum, decision) => sum + decision.confidence, 0) / agreeing.length
  const stops = agreeing.flatMap(({ stop }) => stop ?? [])
  return { confidence, ...(stops.length === 0 ? {} : { stop: Math.max(...stops) }) }
}
