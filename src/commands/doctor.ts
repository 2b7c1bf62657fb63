import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { openMarket } from '../compose.js'
import type { LoadedConfig } from '../config/load.js'
import { readPaperAccount } from '../desk/paper-broker.js'
import { accountOfFills, reconcile } from '../desk/reconcile.js'
import { messageOf } from '../orchestrator/message.js'
import { planOf } from '../plan-from-config.js'
import { counted } from '../report/figures.js'
import { openStoreForReading, paperBrokerPath, requireBroker, requireRecord, type Store } from '../store/database.js'
import { diskLowWords, diskUse } from '../store/disk-use.js'
import { createKillSwitch } from '../store/kill-switch.js'
import { lockHolder } from '../store/lock.js'
import { loadState } from '../store/stored-state.js'
import { printFiles } from './config.js'
import { diskWords } from './disk-words.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { tryAgents } from './start-agents.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** One thing looked at: fine, worth knowing, or a reason why a run would not start. */
interface Finding {
  readonly check: string
  readonly state: 'ok' | 'note' | 'problem'
  readonly message: string
}

/** `doctor`: whether a run would start here, and what stands in its way; starts agents' processes and ends them, changes nothing itself. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const findings: Finding[] = []
  const look = async (check: string, find: () => Promise<string | Finding> | string | Finding) => {
    try {
      const found = await find()
      findings.push(typeof found === 'string' ? { check, state: 'ok', message: found } : found)
    } catch (error) {
      findings.push({ check, state: 'problem', message: messageOf(error) })
    }
  }
  let found: LoadedConfig | undefined
  await look('configuration', () => {
    const loaded = loadConfiguration(which, io)
    found = loaded
    const counts = planOf(loaded.config).phases.map(({ name, agents }) => `${agents.length} ${name}`)
    return `${printFiles(loaded, io.cwd)}; ${counts.slice(0, -1).join(', ')} and ${counts.at(-1)} agents`
  })
  if (found !== undefined) {
    const loaded = found
    const { dataDir, market, orchestrator } = loaded.config
    await look('agents', () => lookAtAgents(loaded, io))
    await look('data folder', () => lookAtFolder(dataDir, orchestrator.metricsExportDir))
    await look('database', () => lookAtDatabase(dataDir))
    await look('broker', () => lookAtBroker(dataDir))
    await look('loop', () => lookAtLock(dataDir))
    await look('kill switch', () => lookAtKillSwitch(dataDir))
    await look('market', async () => `${(await openMarket(market)).label}, ${market.symbols.join(', ')}`)
  }
  io.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : `${findings.map(line).join('\n')}\n`)
  return findings.some(({ state }) => state === 'problem') ? exitCode.configuration : exitCode.fine
}

const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const

const line = ({ check, state, message }: Finding) => `${marks[state]}  ${check.padEnd(13)}  ${message}`

async function lookAtAgents(loaded: LoadedConfig, io: Io): Promise<string> {
  await tryAgents(loaded, io)
  const running = Object.values(loaded.config.agents).filter(({ enabled }) => enabled)
  const own = running.filter(({ program }) => program.kind !== 'in-process')
  return own.length === 0 ? 'all run inside the process' : `${own.map(({ name }) => name).join(', ')}: can be started`
}

async function lookAtFolder(dataDir: string, metricsDir: string): Promise<string | Finding> {
  let folder = dataDir
  while (!existsSync(folder)) folder = dirname(folder)
  if (!statSync(folder).isDirectory()) throw new Error(`${folder}: expected a folder, found a file`)
  accessSync(folder, constants.W_OK | constants.X_OK)
  const use = await diskUse(dataDir, metricsDir)
  const message = `${dataDir}${folder === dataDir ? '' : ' (made by the first run)'}: ${diskWords(use)}`
  return diskLowWords(dataDir, use) === undefined ? message : { check: 'data folder', state: 'note', message }
}

function lookAtDatabase(dataDir: string): string {
  const store = openStoreForReading(dataDir)
  if (store === undefined) {
    requireRecord(dataDir)
    return 'none yet'
  }
  try {
    const { market, startingCash, quote } = store.identity
    return `${market}, started with ${startingCash} ${quote}`
  } finally {
    store.close()
  }
}

/** Compares as a run does when it starts. */
function lookAtBroker(dataDir: string): string | Finding {
  const store = openStoreForReading(dataDir)
  if (store === undefined) return 'none yet'
  try {
    requireBroker(store, dataDir)
    if (!existsSync(paperBrokerPath(dataDir))) return 'none yet'
    if (lockHolder(dataDir) !== undefined) return 'compared with the record when the loop started'
    return compareWithBroker(store, dataDir)
  } finally {
    store.close()
  }
}

function compareWithBroker({ database, identity }: Store, dataDir: string): string | Finding {
  const { quote, startingCash } = identity
  const { fills, unconfirmed } = loadState(database).desk
  const open = unconfirmed.length
  if (open > 0)
    return { check: 'broker', state: 'note', message: `the next run asks it for ${counted(open, 'answer')} it owes` }
  const account = readPaperAccount(paperBrokerPath(dataDir), quote)
  reconcile(accountOfFills(startingCash, fills), account, quote)
  return `holds what the record says: cash and ${counted(account.holdings.size, 'position')}`
}

function lookAtLock(dataDir: string): string {
  const holder = existsSync(dataDir) ? lockHolder(dataDir) : undefined
  return holder === undefined ? 'not running' : `running${holder.pid === undefined ? '' : `, process ${holder.pid}`}`
}

function lookAtKillSwitch(dataDir: string): string | Finding {
  const thrown = createKillSwitch(dataDir).thrown()
  return thrown === undefined ? 'not thrown' : { check: 'kill switch', state: 'note', message: `thrown: ${thrown}` }
}
