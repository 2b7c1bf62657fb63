import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'

/** What files of /proc are read into; above all that reads one when it is loaded. */
const chunk = Buffer.allocUnsafe(64 * 1024)

/**
 * What sets this process apart from every other of this machine, also from one that had its id before: the marks of
 * the processes it starts begin with it.
 */
export const ownMark = `${process.pid}-${Math.round(performance.timeOrigin * 1000)}`

/** The variable that holds a process's mark; everything that it starts inherits it. */
export const markVariable = 'RISKFIRST_PROCESS'

/** What sets a process apart from those that had its id before it. */
export interface ProcessKey {
  readonly pid: number
  /** When it was started, in ticks since the machine was. */
  readonly started: string
}

/** What /proc tells of a process. */
export interface ProcessStat extends ProcessKey {
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Whether it runs; one that has ended is there until its parent has heard of it. */
  readonly lives: boolean
}

/** The ids of all processes; none without /proc. */
export function processIds(): readonly number[] {
  return list('/proc').map(Number).filter(Number.isInteger)
}

/** Undefined when it is gone, or without /proc. */
export function processStat(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`)?.toString('latin1')
  if (text === undefined) return undefined
  // What comes before is the name of its program, which may hold anything.
  const [state = '', parent, group, session, ...more] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [started = ''] = more.slice(15)
  const lives = state !== 'Z' && state !== 'X'
  return { pid, started, parent: Number(parent), group: Number(group), session: Number(session), lives }
}

/** Memory that a process holds (resident), MB; 0 when it is gone. */
export function residentMb(pid: number): number {
  const status = readProc(`/proc/${pid}/status`)?.toString('latin1') ?? ''
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}

/** The mark in its environment; empty if there is none, undefined while it has no environment, as one that is started. */
export function markOf(pid: number): string | undefined {
  const environment = readProc(`/proc/${pid}/environ`)
  if (environment?.length === 0) return undefined
  return markPattern.exec(environment?.toString('latin1') ?? '')?.[1] ?? ''
}

const markPattern = new RegExp(`(?:^|\0)${markVariable}=([^\0]*)`)

/**
 * Who this process is, for others to see whether it has gone: its id, its start, and where ids are its own. A process
 * of another container may have the same id, and cannot be looked for.
 */
export const birthmark = markOfBirth(process.pid)

/** Whether the process with this birthmark is known to be gone. */
export function hasGone(mark: string): boolean {
  const [pid = ''] = mark.split('-')
  if (!/^[1-9]\d*-\d*-\d*$/.test(mark) || !mark.endsWith(`-${pidNamespace()}`)) return false
  return !exists(Number(pid)) || markOfBirth(Number(pid)) !== mark
}

function markOfBirth(pid: number): string {
  return `${pid}-${processStat(pid)?.started ?? ''}-${pidNamespace()}`
}

/** Empty without /proc. */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''
  } catch {
    return ''
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Sends a signal to every process of a group; a group that is gone is fine. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  send(-leaderPid, signal)
}

/** Kills one process. */
export function killProcess(pid: number): void {
  send(pid, 'SIGKILL')
}

/**
 * Kills every process whose environment holds the mark, whichever group or session it moved to; returns how many there
 * were. Without /proc it finds none.
 */
export function killMarked(mark: string): number {
  const wanted = Buffer.from(`${markVariable}=${mark}\0`)
  const pids = processIds().filter((pid) => readProc(`/proc/${pid}/environ`)?.includes(wanted) === true)
  for (const pid of pids) killProcess(pid)
  return pids.length
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // the process is gone, or there is no /proc
  }
}

/** A file of /proc; undefined when its process is gone or not ours. A third of the time of readFileSync. */
function readProc(file: string): Buffer | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const parts: Buffer[] = []
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk))
      parts.push(Buffer.from(chunk.subarray(0, length)))
    return Buffer.concat(parts)
  } catch {
    return undefined // it may go at any moment
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone (ESRCH), or became another user's (EPERM), which we cannot end.
  }
}
