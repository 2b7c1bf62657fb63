import { killProcess, type ProcessKey, type ProcessStat, processStat, residentMb } from './process-tree.js'

/** Is told of what must not outlive this process: `-4711` is a group, `4712:90210` a process and its start. */
export interface Watch {
  add(what: string): void
  delete(what: string): void
}

/** A member that left the group of its leader, and with it the signals to that, is a stray. */
interface Member {
  readonly started: string
  readonly isStray: boolean
}

/** A process that leads a group, and everything that it started, wherever that went. */
export class Family {
  readonly leaderPid: number
  /** What is in the environment of its members, unless they emptied it. */
  readonly mark: string
  readonly #watch: Watch
  readonly #members = new Map<number, Member>()

  constructor(leaderPid: number, mark: string, watch: Watch) {
    this.leaderPid = leaderPid
    this.mark = mark
    this.#watch = watch
    watch.add(`-${leaderPid}`)
  }

  /** Whether one of these ids is a member's, and not one that got the id after it. */
  includesAny(pids: Iterable<number>): boolean {
    return [...pids].some((pid) => {
      const started = this.#members.get(pid)?.started
      return started !== undefined && (processStat(pid)?.started ?? started) === started
    })
  }

  join({ pid, started, group }: ProcessStat): void {
    const isStray = group !== this.leaderPid
    this.#members.set(pid, { started, isStray })
    if (isStray) this.#watch.add(written({ pid, started }))
  }

  /** Forgets those whose id is not among these: they are gone. */
  keep(pids: ReadonlySet<number>): void {
    for (const pid of this.#members.keys()) if (!pids.has(pid)) this.#forget(pid)
  }

  /** Memory that those who live hold, MB. */
  residentMb(): number {
    return this.#living().reduce((sum, pid) => sum + residentMb(pid), 0)
  }

  /** Kills those who live; returns how many there were. */
  kill(): number {
    const living = this.#living()
    for (const pid of living) killProcess(pid)
    return living.length
  }

  /** Nothing of it is left. */
  close(): void {
    this.keep(new Set())
    this.#watch.delete(`-${this.leaderPid}`)
  }

  /** Also learns who became a stray, and that an id is another process by now. */
  #living(): readonly number[] {
    return [...this.#members].flatMap(([pid, { started, isStray }]) => {
      const stat = processStat(pid)
      if (stat === undefined || stat.started !== started) {
        this.#forget(pid)
        return []
      }
      if (!isStray && stat.group !== this.leaderPid) this.join(stat)
      return stat.lives ? [pid] : []
    })
  }

  #forget(pid: number): void {
    const member = this.#members.get(pid)
    this.#members.delete(pid)
    if (member?.isStray === true) this.#watch.delete(written({ pid, started: member.started }))
  }
}

function written({ pid, started }: ProcessKey): string {
  return `${pid}:${started}`
}
