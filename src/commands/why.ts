import * as z from 'zod'
import type { Page } from '../report/page.js'
import { stateSection } from '../report/sections/trading-state.js'
import type { Store } from '../store/database.js'
import { createKillSwitch } from '../store/kill-switch.js'
import { activeLatches } from '../store/latches.js'
import { cycleWithId, knownAgents, lastSealedCycle, ordersOfCycle, orderWithId, recentRuns } from '../store/queries.js'
import { storedTally } from '../store/stored-state.js'
import { standingOf } from '../watch/read/standing.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { type Explanation, explainOrder, explainRun } from './explanation.js'
import { underHeadline } from './headline.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const subject = z.string({ error: 'an agent or an order' }).min(1, { error: 'an agent or an order' })
const schema = z.object({ ...configurationArguments, subject: subject.optional(), json: switchArgument })

/** `why`: why the trading state is as it is; with a subject, what that agent did last, or what became of that order. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, subject, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const answer = readStore(dataDir, (store) =>
    underHeadline(store, subject === undefined ? whyState(dataDir, store) : whyThat(store, subject)),
  )
  if (answer === undefined && subject !== undefined)
    throw new CommandError(exitCode.usage, `${folderName(dataDir, io)} has no record yet of "${subject}"`)
  print(io, { json, ...(answer ?? whyState(dataDir)) })
  return Promise.resolve(exitCode.fine)
}

function whyState(dataDir: string, store?: Store) {
  const standing = standingOf({
    killSwitch: createKillSwitch(dataDir).thrown(),
    latches: store === undefined ? [] : activeLatches(store.database),
    last: store === undefined ? undefined : lastSealedCycle(store.database),
  })
  return { data: standing, lines: (page: Page): readonly string[] => stateSection(standing, page) }
}

function whyThat({ database }: Store, subject: string) {
  const order = orderWithId(database, subject)
  if (order !== undefined) return { data: order, lines: (page: Page) => explained([explainOrder(order)], page) }
  const [run] = recentRuns(database, subject, 1)
  if (run === undefined) {
    const agents = knownAgents(database).join(' or ') || 'an agent that has run'
    throw new CommandError(exitCode.usage, `why: expected ${agents}, or the id of an order, got "${subject}"`)
  }
  const orders = ordersOfCycle(database, run.cycleId).filter(({ agent }) => agent === subject)
  const counts = storedTally(database)?.agents[subject] // every agent that ran is counted
  const context = { cycle: cycleWithId(database, run.cycleId), newest: lastSealedCycle(database), orders, counts }
  const explanations = [explainRun(run, context), ...orders.map(explainOrder)]
  return {
    data: { ...run, breaker: counts?.breaker ?? null, orders },
    lines: (page: Page) => explained(explanations, page),
  }
}

function explained(explanations: readonly Explanation[], page: Page): readonly string[] {
  return explanations.flatMap(({ title, mark, sentence, changes }, index) => [
    ...(index === 0 ? [] : ['']),
    ...page.heading(title),
    ...page.paragraph(sentence, mark),
    ...page.pairs([['What changes it', changes]]),
  ])
}
