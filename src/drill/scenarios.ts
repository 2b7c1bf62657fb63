import { badAgents } from './bad-agents.js'
import { blindMarkets } from './blind-market.js'
import { brokenJournals } from './broken-journal.js'
import { clockJumps } from './clock-jumps.js'
import { interruptions } from './interruptions.js'
import { kills } from './kills.js'
import { limitBreach } from './limit-breach.js'
import { ownAgents } from './own-agents.js'
import { riskFailures } from './risk-failures.js'
import type { Scenario } from './scenario.js'

/** Everything that a drill tries, in its order. */
export const scenarios: readonly Scenario[] = [
  ownAgents,
  limitBreach,
  ...riskFailures,
  ...blindMarkets,
  ...badAgents,
  ...brokenJournals,
  ...kills,
  ...clockJumps,
  ...interruptions,
]
