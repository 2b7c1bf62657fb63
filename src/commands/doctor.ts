import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { openMarket, planOf } from '../compose.js'
import type { Config } from '../config/config.js'
import { fileSize } from '../report/figures.js'
import { openStoreForReading } from '../store/database.js'
import { createKillSwitch } from '../store/kill-switch.js'
import { lockHolder } from '../store/lock.js'
import { printFiles } from './config.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** One thing looked at: fine, worth knowing, or a reason why a run would not start. */
interface Finding {
  readonly check: string
  readonly state: 'ok' | 'note' | 'problem'
  readonly message: string
}

const GIGABYTE = 1024 ** 3

/** `doctor`: whether a run would start here, and what stands in its way; changes nothing. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const findings: Finding[] = []
  const look = async (check: string, find: () => Promise<string | Finding> | string | Finding) => {
    try {
      const found = await find()
      findings.push(typeof found === 'string' ? { check, state: 'ok', message: found } : found)
    } catch (error) {
      findings.push({ check, state: 'problem', message: error instanceof Error ? error.message : String(error) })
    }
  }
  let config: Config | undefined
  await look('configuration', () => {
    const loaded = loadConfiguration(which, io)
    config = loaded.config
    const { critical, parallel } = planOf(config)
    return `${printFiles(loaded, io.cwd)}; ${critical.length} critical and ${parallel.length} parallel agents`
  })
  if (config !== undefined) {
    const { dataDir, market } = config
    await look('data folder', () => lookAtFolder(dataDir))
    await look('database', () => lookAtDatabase(dataDir))
    await look('loop', () => lookAtLock(dataDir))
    await look('kill switch', () => lookAtKillSwitch(dataDir))
    await look('market', async () => `${(await openMarket(market)).label}, ${market.symbols.join(', ')}`)
  }
  io.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : `${findings.map(line).join('\n')}\n`)
  return findings.some(({ state }) => state === 'problem') ? exitCode.configuration : exitCode.fine
}

const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const

const line = ({ check, state, message }: Finding) => `${marks[state]}  ${check.padEnd(13)}  ${message}`

function lookAtFolder(dataDir: string): string | Finding {
  let folder = dataDir
  while (!existsSync(folder)) folder = dirname(folder)
  accessSync(folder, constants.W_OK)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const message = `${dataDir}${folder === dataDir ? '' : ' (made by the first run)'}, ${fileSize(free)} free`
  return free < GIGABYTE ? { check: 'data folder', state: 'note', message } : message
}

function lookAtDatabase(dataDir: string): string {
  const store = openStoreForReading(dataDir)
  if (store === undefined) return 'none yet'
  try {
    const { market, startingCash, quote } = store.identity
    return `${market}, started with ${startingCash} ${quote}`
  } finally {
    store.close()
  }
}

function lookAtLock(dataDir: string): string {
  const holder = existsSync(dataDir) ? lockHolder(dataDir) : undefined
  return holder === undefined ? 'not running' : `running${holder.pid === undefined ? '' : `, process ${holder.pid}`}`
}

function lookAtKillSwitch(dataDir: string): string | Finding {
  const thrown = createKillSwitch(dataDir).thrown()
  return thrown === undefined ? 'not thrown' : { check: 'kill switch', state: 'note', message: `thrown: ${thrown}` }
}
