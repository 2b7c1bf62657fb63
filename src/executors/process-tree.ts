import { closeSync, openSync, readdirSync, readSync } from 'node:fs'

/**
 * What sets this process apart from every other of this machine, also from one that had its id before: the marks of
 * the processes it starts begin with it.
 */
export const ownMark = `${process.pid}-${Math.round(performance.timeOrigin * 1000)}`

/** The variable that holds a process's mark; everything that it starts inherits it. */
export const markVariable = 'RISKFIRST_PROCESS'

/** Sends a signal to every process of a group; a group that is gone is fine. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  send(-leaderPid, signal)
}

/**
 * Kills every process whose environment holds the mark, whichever group or session it moved to; returns how many there
 * were. Without /proc it finds none.
 */
export function killMarked(mark: string): number {
  const wanted = Buffer.from(`${markVariable}=${mark}\0`)
  const pids = processIds().filter((pid) => readProc(`/proc/${pid}/environ`)?.includes(wanted) === true)
  for (const pid of pids) send(pid, 'SIGKILL')
  return pids.length
}

/** Memory that a process and its descendants hold (resident), MB; 0 without /proc or when it is gone. */
export function residentMb(pid: number): number {
  let kilobytes = 0
  for (const member of familyOf(pid)) {
    const status = readProc(`/proc/${member}/status`)?.toString('latin1')
    kilobytes += Number(/^VmRSS:\s*(\d+) kB/m.exec(status ?? '')?.[1] ?? 0)
  }
  return kilobytes / 1024
}

/** A process and its descendants, but for those whose parent has ended: they are nobody's any more. */
function familyOf(pid: number): readonly number[] {
  const family = [pid]
  for (const member of family) // it grows on the way
    for (const thread of list(`/proc/${member}/task`)) {
      const children = readProc(`/proc/${member}/task/${thread}/children`)?.toString('latin1').match(/\d+/g)
      family.push(...(children ?? []).map(Number))
    }
  return family
}

function processIds(): readonly number[] {
  return list('/proc').map(Number).filter(Number.isInteger)
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // the process is gone, or there is no /proc
  }
}

const chunk = Buffer.allocUnsafe(64 * 1024)

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
