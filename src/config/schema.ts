import * as z from 'zod'
import { agentSchema } from './agent-schema.js'
import { duration, TIMEFRAMES_MS } from './duration.js'
import {
  agentName,
  amount,
  distinct,
  exactAmount,
  flag,
  instant,
  numberFrom,
  oneOf,
  path,
  wholeNumber,
} from './scalars.js'
import { watchShape } from './watch-schema.js'

/** The agents that run when no file says otherwise. */
export const BUILT_IN_AGENTS = {
  risk: { timeout: '60s' },
  technical: { timeout: '60s' },
  sentiment: { timeout: '60s' },
  strategy: {},
  trading: {},
  copybot: { timeout: '60s' },
}

const cycle = z
  .strictObject({
    interval: duration({ positive: false })
      .prefault('15m')
      .describe('Time from one cycle to the next, on a fixed grid in UTC. 0: each at once after the last.'),
    offset: duration({ positive: false }).prefault('0s').describe('Moves the grid; less than the interval.'),
  })
  .prefault({})
  .describe('When cycles start.')

const orchestrator = z
  .strictObject({
    maxRetries: wholeNumber(0, 100).default(3).describe('Attempts of a critical agent after its first.'),
    timeoutPerAgent: duration().prefault('300s').describe('Deadline of one attempt, from its own start.'),
    backoffBase: duration({ positive: false }).prefault('2s').describe('Wait before the first retry.'),
    backoffMultiplier: numberFrom(1, 100).default(2).describe('Each further wait is this many times the last.'),
    backoffMax: duration({ positive: false }).prefault('60s').describe('No wait is longer.'),
    maxWorkers: wholeNumber(1, 10_000).default(4).describe('Agents of a parallel phase that run at once.'),
    mode: oneOf(['dependency', 'sequential', 'parallel', 'pipeline'])
      .default('dependency')
      .describe(
        'dependency: agents run side by side, each after those it needs. sequential: one agent at a time. parallel: the agents of each phase without a gate run side by side, also of a sequential one; refused where an agent needs another. pipeline: no phase waits for the one before it, but at gates and around those that are sequential or have a timeout.',
      ),
    shutdownGrace: duration({ positive: false })
      .prefault('10s')
      .describe('How long an agent may take to end after it was told to.'),
    breakerFailures: wholeNumber(0, 1_000_000)
      .default(5)
      .describe('Failed runs in a row after which an agent that gives no verdict rests; 0: it never does.'),
    breakerCycles: wholeNumber(1, 1_000_000).default(4).describe('Cycles that it rests before it is tried again.'),
    enableMonitoring: flag()
      .default(true)
      .describe('false: no dashboard and no metrics files; gate, journal and tally are untouched.'),
    enableHealthChecks: flag().default(true).describe('false: health reads unknown, no alerts.'),
    metricsExportDir: path('a folder').default('orchestrator').describe('Folder of the metrics files, under dataDir.'),
    metricsKeep: wholeNumber(1, 1_000_000).default(2000).describe('Metrics files that are kept; the oldest go first.'),
  })
  .prefault({})
  .describe('How agents are run.')

const phase = z.strictObject({
  name: agentName().describe('What agents call it in phase.'),
  mode: oneOf(['sequential', 'parallel'])
    .default('parallel')
    .describe('sequential: one agent at a time, in plan order; at a gate, each sees the proposals of those before it.'),
  maxWorkers: wholeNumber(1, 10_000)
    .optional()
    .describe('Agents that run at once. Default: orchestrator.maxWorkers; sequential: 1.'),
  timeout: duration()
    .optional()
    .describe('Of the whole phase: then what runs is ended, and what waits is skipped. A manual gate must have one.'),
  gate: z
    .union([z.literal(true), z.literal('manual')], { error: 'true or "manual"' })
    .optional()
    .describe('true: its agents give verdicts, all of which must let the cycle go on. "manual": a person must.'),
})

/** The phases when no file says otherwise. */
const TWO_PHASES = [
  { name: 'critical', mode: 'sequential', gate: true },
  { name: 'parallel', mode: 'parallel' },
] satisfies z.input<typeof phase>[]

const phases = distinct(phase, 'phases', ({ name }) => name)
  .min(1, { error: 'at least one phase' })
  .prefault(TWO_PHASES)
  .describe(
    'What a cycle does, in this order; the first must have "gate": true. Orders are settled after each without a gate.',
  )

const symbol = z
  .string({ error: 'a symbol such as "BTC/USDT"' })
  .regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/, { error: 'a symbol such as "BTC/USDT"' })

const anyMarket = {
  symbols: distinct(symbol, 'symbols')
    .min(1, { error: 'at least one symbol' })
    .default(['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])
    .describe('What agents see and may trade; all quoted in broker.quote.'),
  timeframe: oneOf(Object.keys(TIMEFRAMES_MS) as (keyof typeof TIMEFRAMES_MS)[]) // its keys are what its type says
    .default('1h')
    .describe('Length of a candle.'),
  lookback: wholeNumber(30, 10_000).default(500).describe('Closed candles that an agent sees.'),
  maxAge: duration().prefault('2h').describe('An older price is stale: nothing is sent.'),
}

const simulated = z.strictObject({
  source: z.literal('simulated').default('simulated').describe('Prices made from the seed; no network.'),
  ...anyMarket,
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(1).describe('The same seed gives the same prices.'),
})

const csv = z.strictObject({
  source: z.literal('csv').describe('Recorded candles; each cycle advances one timeframe.'),
  dir: path('a folder')
    .describe('Folder of files such as BTC-USDT-1h.csv, relative to this file.')
    .meta({ examples: ['candles'] }),
  ...anyMarket,
  from: instant()
    .optional()
    .describe('First time looked at (UTC); without it, the first with full lookback.')
    .meta({ examples: ['2022-01-01'] }),
  maxGap: wholeNumber(0, 1_000_000).default(24).describe('Missing candles in a row that are not yet an error.'),
})

const market = z
  .discriminatedUnion('source', [simulated, csv])
  .prefault({ source: 'simulated' })
  .describe('Where prices come from.')

const broker = z
  .strictObject({
    kind: z.literal('paper').default('paper').describe('Paper money.'),
    quote: z
      .string({ error: 'a currency such as "USDT"' })
      .regex(/^[A-Z0-9]{1,20}$/, { error: 'a currency such as "USDT"' })
      .default('USDT')
      .describe('The one currency that everything is quoted and counted in.'),
    cash: exactAmount().prefault(10_000).describe('Starting cash of a new data folder.'),
    feeRate: numberFrom(0, 0.1).default(0.001).describe('Fee as a share of the notional: 0.001 is 0.1 %.'),
    slippageBps: numberFrom(0, 1000)
      .default(5)
      .describe('Hundredths of a percent that a fill is worse than the price.'),
  })
  .prefault({})
  .describe('Where orders go.')

const percent = () => numberFrom(0, 100)

/** The hard limits of the desk; they bind increases only. */
export const limitsSchema = z
  .strictObject({
    maxPositionPercent: percent().default(30).describe('Value of one position, of equity.'),
    minCashPercent: percent().default(20).describe('Cash that stays after a buy, of equity.'),
    maxOrderPercent: percent().default(10).describe('Notional of one order, of equity.'),
    maxOrderUsd: amount().default(2500).describe('Notional of one order, in quote currency.'),
    minOrderUsd: amount().default(10).describe('Smaller orders are denied, in quote currency.'),
    maxOrdersPerCycle: wholeNumber(0, 1_000_000).default(20).describe('Orders in one cycle.'),
    maxOrdersPerDay: wholeNumber(0, 1_000_000).default(50).describe('Orders in one UTC day.'),
    maxTurnoverPercentPerDay: numberFrom(0, 1_000_000).default(200).describe('Notional in one UTC day, of equity.'),
    maxDeviationPercent: percent().default(5).describe('How far the price may have moved from what the agent saw.'),
    onHalt: oneOf(['hold', 'flatten'])
      .default('hold')
      .describe(
        'What a broken limit that halts does to positions: "hold" keeps them, with their protective exits; "flatten" ' +
          'sells them all, in every cycle of the halt until nothing is left. Unknown data and the kill switch sell nothing.',
      ),
  })
  .prefault({})
  .describe('What the desk lets pass. Limits bind increases only: a reduction is never denied for size or count.')

/** What a configuration file may say: every key, its default and its meaning. */
export const configSchema = z.strictObject({
  $schema: z.string({ error: 'the path of a JSON schema' }).optional().describe('For editors; not read.'),
  version: z.literal(1, { error: '1' }).optional().describe('Version of this format.'),
  extends: z
    .union([path('a file'), z.array(path('a file'))], { error: 'the path of a file, or a list of them' })
    .optional()
    .describe('Files that this one is laid over, relative to it; later ones win.'),
  dataDir: path('a folder').default('data').describe('Where state is kept, relative to this file.'),
  cycle,
  orchestrator,
  market,
  broker,
  limits: limitsSchema,
  phases,
  ...watchShape,
  agents: z
    .record(agentName(), agentSchema, { error: 'an object of agents' })
    .prefault(BUILT_IN_AGENTS)
    .describe('The agents by name, in the order in which their orders are settled. Merged over the built-in ones.'),
})

/** The keys of each section, for checks that look at a few of them on their own. */
export const shapes = {
  cycle: cycle.unwrap().shape,
  market: anyMarket,
  broker: broker.unwrap().shape,
  limits: limitsSchema.unwrap().shape,
  agent: agentSchema.shape,
  orchestrator: orchestrator.unwrap().shape,
  phases,
}

/** A configuration as files say it. */
export type ConfigInput = z.input<typeof configSchema>

/** A configuration with every default in place, durations in ms. */
export type ConfigDocument = z.output<typeof configSchema>
