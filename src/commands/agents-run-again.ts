import { OtherMarketError, rerunAgent } from '../agent-rerun.js'
import { builtinAgents } from '../agents/roster.js'
import { openMarket } from '../compose.js'
import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import type { RunRecord } from '../orchestrator/record.js'
import { endingAt } from '../replay/span.js'
import { differencesOf, leavesOf } from '../report/leaves.js'
import { sameOrNot, sideBySide } from '../report/side-by-side.js'
import { briefingOf, proposalOf } from '../store/briefings.js'
import { cycleIdOf } from '../store/cycle-id.js'
import type { Store } from '../store/database.js'
import { type RecordedRun, type WholeCycle, wholeCycle } from '../store/queries.js'
import { keptIn } from '../store/retention.js'
import { systemClocks } from '../system-clocks.js'
import { bannerOf } from './banner.js'
import { folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { runsRemoved } from './history-lines.js'
import type { Io } from './io.js'
import { knownAgent } from './known-agent.js'
import { maskIo } from './mask-io.js'
import { orMendable } from './open-trading.js'
import { printWide } from './print.js'
import { printedLine } from './printed-line.js'
import { orRefusal } from './start-agents.js'

/** Which agent, and which moment. */
export interface Moment {
  readonly name: string
  /** The id of a cycle. */
  readonly cycle: string
  readonly json: boolean
  readonly loaded: LoadedConfig
}

/** `agents run NAME --cycle ID`: gives an agent what it was told in a recorded cycle, and shows both proposals. */
export async function runAgain(moment: Moment, plainIo: Io): Promise<number> {
  const { loaded, cycle } = moment
  const { config, secrets } = loaded
  const mask = createMask(secrets)
  const io = maskIo(plainIo, mask)
  const entry = knownAgent(config, moment.name)
  const found = readStore(config.dataDir, (store) => find(store, moment))
  if (found === undefined)
    throw new CommandError(exitCode.usage, `--cycle: ${folderName(config.dataDir, io)} has no record yet of "${cycle}"`)
  const source = await orMendable(() => openMarket(config.market))
  const names = [source, endingAt(source, 0)].map(({ identity }) => identity)
  if (!names.includes(found.market)) throw otherMarket(`expected ${found.market}, got ${source.identity}`)
  const options = { entry, config, source, recorded: found.briefing, roster: builtinAgents, clocks: systemClocks, mask }
  const onOutput = (line: Parameters<typeof printedLine>[0]) => io.stderr.write(printedLine(line))
  const run = await orOtherMarket(() =>
    orRefusal(() => rerunAgent({ ...options, env: io.env, onOutput }), loaded, io.cwd),
  )
  show({ moment, recorded: found.outcome, now: outcomeOf(run), banner: bannerOf({ loaded, dryRun: true }, io) }, io)
  return run.proposal === undefined ? exitCode.degraded : exitCode.fine
}

/** How a run ended. */
type Outcome = Pick<RunRecord, 'status' | 'failure' | 'proposal'>

interface Shown {
  readonly moment: Moment
  readonly recorded: Outcome
  readonly now: Outcome
  readonly banner: readonly string[]
}

function show({ moment: { name, cycle, json }, recorded, now, banner }: Shown, io: Io): void {
  const flat = ({ proposal, ...ended }: Outcome) => ({ ...ended, ...proposal })
  const compared = { heads: ['recorded', 'now'], values: [flat(recorded), flat(now)] } as const
  const differences = differencesOf(leavesOf(...compared.values)).map(({ path, first = null, second = null }) => ({
    path,
    recorded: first,
    now: second,
  }))
  printWide(io, {
    json,
    data: { recorded, now, differences },
    lines: (page) => [
      ...banner,
      ...page.paragraph(`${name}, on what it was told in ${cycle}`),
      '',
      ...sideBySide(compared, page),
      '',
      sameOrNot(compared, recorded.proposal === undefined ? 'failure' : 'proposal'),
    ],
  })
}

function find({ database, identity }: Store, { name, cycle }: Moment) {
  const whole = wholeCycle(database, cycle)
  if (whole === undefined)
    throw new CommandError(exitCode.usage, `--cycle: expected a cycle of this folder, got "${cycle}"`)
  const run = whole.runs.find(({ agent }) => agent === name)
  const briefing = briefingOf(database, cycle, name)
  if (run === undefined || briefing === undefined)
    throw notBriefed(run, { name, whole, briefingsFrom: keptIn(database).briefingsFrom })
  const proposal = proposalOf(database, cycle, name)
  const { status, failureCode: code, failureMessage: message } = run
  const outcome: Outcome = {
    status,
    ...(code === null ? {} : { failure: { code, message: message ?? '' } }),
    ...(proposal === undefined ? {} : { proposal }),
  }
  return { market: identity.market, briefing, outcome }
}

interface Sought {
  readonly name: string
  readonly whole: WholeCycle
  /** The number of the first cycle of which it is still known what agents were told. */
  readonly briefingsFrom: number
}

function notBriefed(run: RecordedRun | undefined, { name, whole, briefingsFrom }: Sought): CommandError {
  const { id, number, status, runs, runsKeptFrom } = whole
  if (runsKeptFrom !== null)
    return new CommandError(exitCode.usage, `--cycle: ${id} is too old. ${runsRemoved(runsKeptFrom)}`)
  if (run === undefined) {
    const ran = runs.length === 0 ? `nothing of it is kept, as it is ${status}` : `expected ${listed(runs)}`
    return new CommandError(exitCode.usage, `${name} did not run in ${id}: ${ran}`)
  }
  if (run.attempts === 0) {
    const why = run.failureMessage === null ? '' : ` (${run.failureMessage})`
    return new CommandError(exitCode.usage, `${name} did not run in ${id}: it ended ${run.status}${why}`)
  }
  if (number < briefingsFrom)
    return new CommandError(
      exitCode.usage,
      `${id}: what agents were told is no longer kept (store.keepBriefings); since ${cycleIdOf(briefingsFrom)} it is`,
    )
  return new CommandError(
    exitCode.configuration,
    `${id} is of an older riskfirst, which did not keep what agents were told: nothing can be run again`,
  )
}

const listed = (runs: readonly RecordedRun[]) => runs.map(({ agent }) => agent).join(' or ')

function outcomeOf({ status, failure, proposal }: RunRecord): Outcome {
  return {
    status,
    ...(failure === undefined ? {} : { failure: { code: failure.code, message: failure.message } }),
    ...(proposal === undefined ? {} : { proposal }),
  }
}

async function orOtherMarket<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof OtherMarketError ? otherMarket(error.message) : error
  }
}

function otherMarket(how: string): CommandError {
  return new CommandError(
    exitCode.configuration,
    `the market of the configuration is not the one that was recorded: ${how}. ` +
      'Name the configuration of that record with --config.',
  )
}
