import { existsSync, mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { recorded } from '../support/record.js'
import { type ChurningFolder, makeChurningFolder } from './churning-folder.js'
import { Command, type Ended } from './command.js'
import { type FaultKind, folderFaults, jsonFaults } from './folder-faults.js'
import { examineWreck, type Landing, landingOf, type Wreck } from './landing.js'
import { groupsBelow, type Living, untilGone } from './left-processes.js'
import type { Random } from './random.js'

/** How much to kill, and where. */
export interface KillOptions {
  /** An empty folder. */
  readonly cwd: string
  readonly kills: number
  /** No kill begins after so long, ms. */
  readonly withinMs: number
  /** So many kills lie between two looks at the whole folder. */
  readonly checkEvery: number
  readonly random: Random
  readonly tell: (line: string) => void
}

/** What may go wrong when a loop is killed; `refused` is a next start that was. */
export type KillFault = FaultKind | 'refused starts' | 'processes left'

interface Fault {
  readonly kind: KillFault
  readonly what: string
}

/** What became of a folder whose loop was killed again and again. */
export interface KillReport {
  readonly kills: number
  readonly landed: ReadonlyMap<Landing, number>
  readonly faults: readonly Fault[]
  readonly cycles: number
  readonly orders: number
  /** From a kill to the end of the last process of an agent, ms, the longest. */
  readonly slowestEndMs: number
}

/** Kills the loop of one folder again and again, at instants of chance, and looks for what that broke. */
export async function killAgainAndAgain(options: KillOptions): Promise<KillReport> {
  const killing = new Killing(options)
  const startedMs = performance.now()
  for (let kill = 1; kill <= options.kills && performance.now() - startedMs < options.withinMs; kill++) {
    await killing.killOnce()
    if (kill % options.checkEvery === 0) await killing.check()
  }
  await killing.check()
  return killing.report()
}

/** When to kill: so long after the start, or after so many writes to one of the databases. */
type Moment =
  | { readonly afterStartMs: number }
  | { readonly file: string; readonly writes: number; readonly thenMs: number }

class Killing {
  readonly #options: KillOptions
  readonly #folder: ChurningFolder
  readonly #landed = new Map<Landing, number>()
  readonly #faults: Fault[] = []
  /** What the broker had made of orders that a kill left without an answer, by their ids. */
  readonly #promised = new Map<string, string | undefined>()
  readonly #killed = new Set<number>()
  #wreck: Pick<Wreck, 'lastCycle'> = { lastCycle: 0 }
  #kills = 0
  #slowestEndMs = 0
  /** Of the loop before, when it was not waited for. */
  #ending: Promise<void> = Promise.resolve()

  constructor(options: KillOptions) {
    this.#options = options
    this.#folder = makeChurningFolder(options.cwd)
  }

  async killOnce(): Promise<void> {
    const { random, cwd } = this.#options
    const { dataDir } = this.#folder
    const loop = this.#start(['--interval', '0'])
    const { pid = 0 } = loop.child
    await comes(this.#moment(), dataDir, loop.ended)
    const groups = groupsBelow(pid)
    loop.child.kill('SIGKILL')
    const ended = await loop.ended
    this.#kills += 1
    this.#killed.add(pid)
    if (ended.signal !== 'SIGKILL') this.#refused(ended)
    await this.#ending
    this.#ending = this.#processesEnd(pid, groups)
    // Supervisors differ: some start anew at once, beside what is left, some after a while.
    if (random.chance(0.5)) await this.#ending
    const wreck = examineWreck(dataDir, join(cwd, 'wreck'))
    const landing = landingOf(wreck, this.#wreck)
    this.#landed.set(landing, (this.#landed.get(landing) ?? 0) + 1)
    for (const [id, status] of wreck.unanswered) if (!this.#promised.has(id)) this.#promised.set(id, status)
    this.#wreck = wreck
    this.#faults.push(...jsonFaults(join(dataDir, 'orchestrator', 'latest.json')))
  }

  /** Lets the loop end by itself after two cycles, then looks at everything. */
  async check(): Promise<void> {
    const ended = await this.#start(['--cycles', '2', '--interval', '0']).ended
    if (ended.code !== 0) this.#refused(ended)
    await this.#ending
    const { home, dataDir } = this.#folder
    const isOurs = (living: Living) => living.environment.includes(`HOME=${home}\0`)
    const isGuardian = (living: Living) => guardedBy(living).some((pid) => this.#killed.has(pid))
    this.#noneLeft(await untilGone((living) => isOurs(living) || isGuardian(living)))
    if (existsSync(join(dataDir, 'paper-broker.db')))
      this.#faults.push(...folderFaults(this.#folder), ...this.#brokenPromises())
    this.#wreck = examineWreck(dataDir, join(this.#options.cwd, 'wreck'))
    this.#options.tell(`${this.#kills} kills, ${this.#wreck.lastCycle} cycles, ${this.#faults.length} faults`)
  }

  report(): KillReport {
    const { dataDir } = this.#folder
    return {
      kills: this.#kills,
      landed: this.#landed,
      faults: this.#faults,
      cycles: this.#wreck.lastCycle,
      orders: recorded(dataDir, "SELECT 1 AS n FROM orders WHERE status <> 'denied'").length,
      slowestEndMs: this.#slowestEndMs,
    }
  }

  #start(args: readonly string[]): Command {
    return new Command(['--quiet', ...args], this.#folder)
  }

  #moment(): Moment {
    const { random } = this.#options
    const chance = random.next()
    if (chance < 0.15) return { afterStartMs: random.below(400) }
    const thenMs = random.chance(0.7) ? 0 : random.below(12)
    if (chance < 0.4) return { file: 'paper-broker.db-wal', writes: random.between(1, 30), thenMs }
    return { file: 'riskfirst.db-wal', writes: random.between(1, 150), thenMs }
  }

  async #processesEnd(pid: number, groups: readonly number[]): Promise<void> {
    const isOfIt = (living: Living) =>
      living.environment.includes(`RISKFIRST_PROCESS=${pid}-`) ||
      (groups.includes(living.group) && guardedBy(living).length === 0)
    const ended = await untilGone(isOfIt)
    this.#slowestEndMs = Math.max(this.#slowestEndMs, ended.tookMs)
    this.#noneLeft(ended)
  }

  #noneLeft({ left }: Awaited<ReturnType<typeof untilGone>>): void {
    for (const { pid, commandLine } of left) {
      this.#faults.push({ kind: 'processes left', what: `${pid} ${commandLine.replaceAll('\0', ' ')}` })
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself since; that it was there is what counts.
      }
    }
  }

  /** What the broker had filled must be in the record; what it had not heard of must not have reached it since. */
  #brokenPromises(): readonly Fault[] {
    if (this.#promised.size === 0) return []
    const rows = recorded(this.#folder.dataDir, 'SELECT client_order_id AS id, status FROM orders')
    const statuses = new Map(rows.map((row) => [row['id'], row['status']]))
    const faults = [...this.#promised].flatMap(([id, atBroker]): readonly Fault[] => {
      const [status, expected] = [statuses.get(id), atBroker ?? 'rejected']
      return status === expected ? [] : [{ kind: 'lost', what: `${id}: ${status}, expected ${expected}` }]
    })
    this.#promised.clear()
    return faults
  }

  #refused({ code, signal, stderr }: Ended): void {
    this.#faults.push({ kind: 'refused starts', what: `ended with ${code ?? signal}: ${stderr}` })
  }
}

/** Resolves when the moment has come, or the loop has ended before. */
async function comes(moment: Moment, dataDir: string, ended: Promise<unknown>): Promise<void> {
  if ('afterStartMs' in moment) return pause(moment.afterStartMs)
  mkdirSync(dataDir, { recursive: true })
  const watcher = watch(dataDir)
  let writes = 0
  const enough = new Promise<void>((resolve) =>
    watcher.on('change', (_kind, file) => {
      if (file === moment.file && ++writes >= moment.writes) resolve()
    }),
  )
  await Promise.race([enough, ended])
  watcher.close()
  if (moment.thenMs > 0) await pause(moment.thenMs)
}

/** The process that a guardian stands guard over; none for any other process. */
function guardedBy({ commandLine }: Living): readonly number[] {
  if (!commandLine.includes('riskfirst-guardian\0')) return []
  return [Number(/RISKFIRST_PROCESS=(\d+)-/.exec(commandLine)?.[1])]
}
