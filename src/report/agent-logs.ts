import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OutputLine } from '../executors/output-line.js'
import type { Calendar } from '../orchestrator/clock.js'
import { formatLogLine, logFileName, rotatedName } from './agent-log-line.js'
import { plainLine } from './plain-text.js'

/** Where logs are kept, and what stamps them. */
export interface AgentLogsOptions {
  /** Made with the first line. */
  readonly dir: string
  readonly calendar: Pick<Calendar, 'now'>
  /** Called once, with the first line that is lost because it cannot be written. */
  readonly onFault?: (message: string) => void
}

/** Keeps what the processes of agents print, a file for each agent. */
export interface AgentLogs {
  /** Never throws, and never waits for the disk longer than for one write; in the file with the next microtask. */
  write(line: OutputLine): void
  /** Writes what is left. */
  close(): void
}

/** In characters; more than one chunk of a pipe holds. */
const LONGEST_WAITING = 128 * 1024

/** Then the file becomes the older one, in place of that. */
const LARGEST_BYTES = 2 * 1024 * 1024

/**
 * Logs in `dir`: `<agent>.log`, and `<agent>.log.1` with what came before it, of at most 2 MB each. Control characters
 * are left out: people look at these files with any program.
 */
export function createAgentLogs({ dir, calendar, onFault = () => {} }: AgentLogsOptions): AgentLogs {
  const files = new Map<string, LogFile>()
  const waiting = new Map<string, string>()
  let isFaultTold = false

  const append = (agent: string, lines: string) => {
    const file = files.get(agent) ?? new LogFile(join(dir, logFileName(agent)))
    files.set(agent, file)
    try {
      file.append(lines)
    } catch (error) {
      if (isFaultTold) return
      isFaultTold = true
      onFault(`the log of ${agent} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const flush = () => {
    for (const [agent, lines] of waiting) append(agent, lines)
    waiting.clear()
  }
  return {
    write({ agent, stream, cycleId, attempt, text }) {
      if (waiting.size === 0) queueMicrotask(flush) // the lines of one chunk in one write
      const line = formatLogLine({
        time: new Date(calendar.now()).toISOString(),
        agent,
        stream,
        ...(cycleId === undefined ? {} : { cycleId }),
        ...(attempt === undefined ? {} : { attempt }),
        text: plainLine(text),
      })
      const lines = `${waiting.get(agent) ?? ''}${line}\n`
      waiting.set(agent, lines)
      if (lines.length > LONGEST_WAITING) flush()
    },
    close: flush,
  }
}

/** A file that lines are appended to, and that makes room for itself. */
class LogFile {
  readonly #path: string
  /** Undefined until it is looked at, and after a failure. */
  #bytes: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  append(lines: string): void {
    const bytes = Buffer.byteLength(lines)
    const before = this.#bytes ?? this.#begin()
    this.#bytes = undefined
    if (before + bytes > LARGEST_BYTES && before > 0) {
      renameSync(this.#path, rotatedName(this.#path))
      appendFileSync(this.#path, lines)
      this.#bytes = bytes
    } else {
      appendFileSync(this.#path, lines)
      this.#bytes = before + bytes
    }
  }

  /** How many bytes it holds, after a line that a crash tore is ended. */
  #begin(): number {
    mkdirSync(dirname(this.#path), { recursive: true })
    const file = openSync(this.#path, 'a+')
    try {
      const { size } = fstatSync(file)
      const last = Buffer.alloc(1)
      if (size === 0 || readSync(file, last, 0, 1, size - 1) === 0 || last.toString() === '\n') return size
      appendFileSync(file, '\n')
      return size + 1
    } finally {
      closeSync(file)
    }
  }
}
