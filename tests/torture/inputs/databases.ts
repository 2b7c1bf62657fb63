import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { openPaperBroker, PaperBrokerError } from '../../../src/desk/paper-broker.js'
import { ReconcileError } from '../../../src/desk/reconcile.js'
import { openDataFolder } from '../../../src/store/data-folder.js'
import { openStoreForReading } from '../../../src/store/database.js'
import { LockedError } from '../../../src/store/lock.js'
import { StoreError } from '../../../src/store/store-error.js'
import { Command } from '../command.js'
import { type Fate, type InputKind, rejectedBy } from '../fuzz.js'
import { runInProcess } from '../in-process-command.js'
import { oddNumbers, oddTexts, spoiledBytes } from '../mutations.js'
import type { Random } from '../random.js'

/** Data folders with a damaged file: refused, or as good as new. */
export const databases: InputKind = {
  name: 'databases',
  share: 6,
  async prepare(folder) {
    const bases = [join(folder, 'whole'), join(folder, 'killed')] as const
    for (const base of bases) cpSync(await tradedFolder(join(folder, 'made')), base, { recursive: true })
    await killedLoop(join(folder, 'killed'))
    const cwd = join(folder, 'tried')
    return (random) => {
      rmSync(cwd, { recursive: true, force: true })
      cpSync(random.pick(bases), cwd, { recursive: true })
      const dataDir = join(cwd, 'data')
      damage(dataDir, random)
      return random.pick(uses)(dataDir, random)
    }
  },
}

/** A working folder whose loop ran and traded on the built-in default; made once. */
export async function tradedFolder(cwd: string): Promise<string> {
  if (existsSync(cwd)) return cwd
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'riskfirst.config.jsonc'), '{}')
  await runInProcess(['--cycles', '6', '--interval', '0', '--quiet'], cwd)
  return cwd
}

/** Goes on in a folder, and is killed on the way: what it wrote last is in logs beside the databases. */
async function killedLoop(cwd: string): Promise<void> {
  const loop = new Command(['--interval', '0', '--json'], { cwd, home: cwd })
  await new Promise((resolve) => loop.child.stdout?.once('data', resolve))
  loop.child.kill('SIGKILL')
  await loop.ended
}

/** Changes, cuts or removes one of the files. */
export function damage(dataDir: string, random: Random): void {
  if (random.chance(0.3)) return damageValue(dataDir, random)
  const files = readdirSync(dataDir).filter((name) => /\.(db|json)/.test(name))
  const file = join(dataDir, random.pick(files))
  const bytes = readFileSync(file)
  const choice = random.below(10)
  if (choice === 0) rmSync(file)
  else if (choice === 1) writeFileSync(file, bytes.subarray(0, random.below(bytes.length + 1)))
  else if (choice === 2) writeFileSync(file, spoiledBytes(bytes, random))
  else if (choice === 3) writeFileSync(file, bytes.fill(random.below(256), ...page(bytes, random)))
  else writeFileSync(file, flipped(bytes, random))
}

/** Changes a value, so that a database stays whole and what it says does not. */
function damageValue(dataDir: string, random: Random): void {
  const name = random.pick(readdirSync(dataDir).filter((file) => file.endsWith('.db') && file !== 'lock.db'))
  const database = new DatabaseSync(join(dataDir, name))
  try {
    const tables: { name: string }[] = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    const table = random.pick(tables).name
    const columns: { name: string }[] = database.prepare(`PRAGMA table_info(${table})`).all()
    const column = random.pick(columns).name
    const values: Record<string, unknown>[] = database.prepare(`SELECT ${column} AS value FROM ${table}`).all()
    if (values.length === 0) return
    const { value } = random.pick(values)
    const changed = typeof value === 'number' ? random.pick(oddNumbers) : changedText(String(value), random)
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(changed, value)
  } catch (error) {
    // A schema that knows better, or a file that was damaged before: then it stays as it is.
    if (!(error instanceof Error)) throw error
  } finally {
    database.close()
  }
}

function changedText(text: string, random: Random): string {
  const spoiled = random.chance(0.7) ? spoiledBytes(Buffer.from(text), random, 1).toString() : random.pick(oddTexts)
  return spoiled.replaceAll('\0', '')
}

function page(bytes: Buffer, random: Random): readonly [number, number] {
  const start = 4_096 * random.below(Math.ceil(bytes.length / 4_096) + 1)
  return [Math.min(start, bytes.length), Math.min(start + 4_096, bytes.length)]
}

/** Flips bits where there are bytes that say something. */
function flipped(bytes: Buffer, random: Random): Buffer {
  for (let flips = random.between(1, 8), tries = 0; flips > 0 && tries < 200; tries++) {
    const at = random.below(bytes.length)
    const byte = bytes[at] ?? 0
    if (byte === 0 && tries < 150) continue
    bytes[at] = byte ^ (1 << random.below(8))
    flips -= 1
  }
  return bytes
}

const identity = {
  market: 'simulated 1 1h',
  broker: 'paper',
  quote: 'USDT',
  startingCash: '10000',
} as const
const calendar = { now: () => Date.UTC(2026, 0, 1), sleepUntil: () => Promise.resolve() }

const uses: readonly ((dataDir: string, random: Random) => Promise<Fate>)[] = [
  (dataDir) =>
    rejectedBy([StoreError, LockedError], async () => openDataFolder({ dataDir, identity, calendar, pid: 1 }).close()),
  (dataDir) => rejectedBy([StoreError], async () => openStoreForReading(dataDir)?.close()),
  (dataDir) =>
    rejectedBy([PaperBrokerError, ReconcileError], async () => {
      const file = join(dataDir, 'paper-broker.db')
      const broker = openPaperBroker({ file, quote: 'USDT', cash: 10_000, feeRate: 0, slippageBps: 0, price: () => 5 })
      try {
        await broker.account()
      } finally {
        broker.close()
      }
    }),
  (dataDir) => runInProcess(['--cycle-once', '--quiet'], join(dataDir, '..')),
  (dataDir, random) => runInProcess(random.pick(commands), join(dataDir, '..')),
]

const commands = [
  ['--cycle-once', '--dry-run', '--json'],
  ['status'],
  ['status', '--json'],
  ['history'],
  ['history', '--json', '--limit', '3'],
  ['why'],
  ['why', 'strategy'],
  ['why', 'c000001-strategy-1'],
  ['why', 'c000001'],
  ['doctor', '--json'],
  ['halt', '--reason', 'a test'],
  ['resume', '--reason', 'a test'],
  ['stop'],
  ['backup', 'b.backup'],
  ['plan'],
  ['logs'],
] as const
