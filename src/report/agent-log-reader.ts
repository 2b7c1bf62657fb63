import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { agentOfLogFile, type LogEntry, logFileName, parseLogLine, rotatedName } from './agent-log-line.js'

/** What was read, and how many lines of it are not ours. */
export interface ReadLog {
  /** By time. */
  readonly entries: readonly LogEntry[]
  readonly foreign: number
}

/** The agents that have a log in `dir`, by name. */
export function loggedAgents(dir: string): readonly string[] {
  return unlessMissing(() => readdirSync(dir), [])
    .flatMap((name) => agentOfLogFile(name) ?? [])
    .toSorted()
}

/** Reads the logs in a folder from their beginning, then what is added to them. */
export class AgentLogReader {
  readonly #dir: string
  readonly #agent: string | undefined
  readonly #tails = new Map<string, LogTail>()

  /** Of one agent, or of all that there are at each reading. */
  constructor(dir: string, agent: string | undefined) {
    this.#dir = dir
    this.#agent = agent
  }

  /** What was added since the last reading; a last line that is not ended yet belongs to the next one, unless `toEnd`. */
  read({ toEnd = false } = {}): ReadLog {
    const agents = this.#agent === undefined ? loggedAgents(this.#dir) : [this.#agent]
    const entries: LogEntry[] = []
    let foreign = 0
    for (const agent of agents) {
      for (const line of this.#tail(agent).read(toEnd)) {
        const entry = parseLogLine(agent, line)
        if (entry !== undefined) entries.push(entry)
        else if (line !== '') foreign++
      }
    }
    return { entries: entries.sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time))), foreign }
  }

  #tail(agent: string): LogTail {
    const tail = this.#tails.get(agent) ?? new LogTail(join(this.#dir, logFileName(agent)))
    this.#tails.set(agent, tail)
    return tail
  }
}

/** One agent's log, read on from where the last reading ended, also when it became the older file since. */
class LogTail {
  readonly #path: string
  /** Which file `#offset` lies in, and which one came before it. */
  #inode: number | undefined
  #olderInode: number | undefined
  #offset = 0

  constructor(path: string) {
    this.#path = path
  }

  read(toEnd: boolean): readonly string[] {
    return withFile(this.#path, (current) => {
      const before = current.inode === this.#inode ? [] : this.#readOlder(current)
      if (this.#offset > current.bytes) this.#offset = 0 // emptied by hand
      const text = current.textFrom(this.#offset)
      const end = toEnd ? text.length : text.lastIndexOf(LINE_BREAK) + 1
      this.#offset += end
      return [...before, ...linesIn(text.subarray(0, end))]
    })
  }

  /** What is left in the file before `current`, which is not the one of the last reading. */
  #readOlder(current: OpenFile): readonly string[] {
    const lines = withFile(rotatedName(this.#path), (older) => {
      const isSeen = older.inode === this.#olderInode || older.inode === current.inode
      this.#olderInode = older.inode
      return isSeen ? [] : linesIn(older.textFrom(older.inode === this.#inode ? this.#offset : 0))
    })
    this.#inode = current.inode
    this.#offset = 0
    return lines
  }
}

interface OpenFile {
  readonly inode: number
  readonly bytes: number
  textFrom(offset: number): Buffer
}

const LINE_BREAK = 10

function linesIn(text: Buffer): readonly string[] {
  return text.length === 0 ? [] : text.toString().replace(/\n$/, '').split('\n')
}

/** Nothing when there is no such file. */
function withFile(path: string, read: (file: OpenFile) => readonly string[]): readonly string[] {
  const file = unlessMissing(() => openSync(path, 'r'), undefined)
  if (file === undefined) return []
  try {
    const { ino, size } = fstatSync(file)
    const textFrom = (offset: number) => {
      const text = Buffer.alloc(Math.max(0, size - offset))
      return text.subarray(0, readSync(file, text, 0, text.length, offset))
    }
    return read({ inode: ino, bytes: size, textFrom })
  } finally {
    closeSync(file)
  }
}

function unlessMissing<Found, Otherwise>(look: () => Found, otherwise: Otherwise): Found | Otherwise {
  try {
    return look()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise
    throw error
  }
}
