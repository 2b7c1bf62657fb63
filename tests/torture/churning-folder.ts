import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A working folder whose agents trade in every cycle, two of them in processes of their own. */
export interface ChurningFolder {
  readonly cwd: string
  readonly dataDir: string
  /** Where every process that comes of it finds itself at home: nobody else does. */
  readonly home: string
  /** A line `cycle pid` for every run of the module, written by itself. */
  readonly witness: string
}

// Its child, in a session of its own, ends by itself only long after the test.
const churn = `
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { defineAgent, z } from 'riskfirst'

spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()

export default defineAgent({
  name: 'churn',
  settings: z.strictObject({ witness: z.string() }),
  run({ cycle, market, portfolio, settings, memory }) {
    appendFileSync(settings.witness, cycle.id + ' ' + process.pid + '\\n')
    const orders = Object.values(market.symbols).map(({ symbol }) => {
      const held = portfolio.own.positions[symbol]
      return held === undefined
        ? { symbol, side: 'buy' as const, notional: '20.01', reason: 'holds none' }
        : { symbol, side: 'sell' as const, quantity: held.quantity.toFixed(8), reason: 'holds some' }
    })
    return { summary: 'round and round', orders, memory: { runs: (memory?.runs ?? 0) + 1 } }
  },
})`

/** Makes one in an empty folder. Its limits let through whatever it asks for, until the money is gone. */
export function makeChurningFolder(cwd: string): ChurningFolder {
  const folder = { cwd, dataDir: join(cwd, 'data'), home: join(cwd, 'home'), witness: join(cwd, 'witness') }
  mkdirSync(folder.home)
  writeFileSync(folder.witness, '')
  writeFileSync(join(cwd, 'churn.ts'), churn)
  const unlimited = 1_000_000
  const noPause = { lossesInARow: null }
  const patient = {
    maxDailyLossPercent: 90,
    maxRollingLossPercent: null,
    maxDrawdownPercent: 90,
    symbolProtection: noPause,
    accountProtection: noPause,
  }
  const others = Object.fromEntries(
    ['technical', 'sentiment', 'trading', 'copybot'].map((name) => [name, { enabled: false }]),
  )
  writeFileSync(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({
      orchestrator: { metricsKeep: 200 },
      limits: { maxOrdersPerDay: unlimited, maxTurnoverPercentPerDay: unlimited },
      agents: {
        ...others, // they would leave no room for the two that trade in every cycle
        risk: { settings: patient },
        strategy: { isolation: 'process' },
        churn: { run: './churn.ts', settings: { witness: folder.witness } },
      },
    }),
  )
  return folder
}
