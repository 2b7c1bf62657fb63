/** One line of an agent's log: what its process printed, when, and in which attempt. */
export interface LogEntry {
  /** ISO UTC. */
  readonly time: string
  readonly agent: string
  /** Absent for what was printed between runs. */
  readonly cycleId?: string
  readonly attempt?: number
  readonly stream: 'out' | 'err'
  readonly text: string
}

const NONE = '-'
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+) (-|\d+) (out|err) (.*)$/s

/** The entry as a line of the log of its agent, without the line break. */
export function formatLogLine({ time, cycleId = NONE, attempt, stream, text }: LogEntry): string {
  return `${time} ${cycleId} ${attempt ?? NONE} ${stream} ${text}`
}

/** The entry in a line of an agent's log; undefined when it is torn, or not one of ours. */
export function parseLogLine(agent: string, line: string): LogEntry | undefined {
  const [, time = '', cycleId = '', attempt = '', stream, text = ''] = LINE.exec(line) ?? []
  if (stream === undefined) return undefined
  return {
    time,
    agent,
    ...(cycleId === NONE ? {} : { cycleId }),
    ...(attempt === NONE ? {} : { attempt: Number(attempt) }),
    stream: stream === 'err' ? 'err' : 'out',
    text,
  }
}

const FILE = /^([a-z][a-z0-9-]*)\.log$/

/** The file that an agent's lines are appended to. */
export function logFileName(agent: string): string {
  return `${agent}.log`
}

/** The older file beside it, which the next rotation replaces. */
export function rotatedName(file: string): string {
  return `${file}.1`
}

/** The agent whose current log has this name; undefined when it is no such file. */
export function agentOfLogFile(name: string): string | undefined {
  return FILE.exec(name)?.[1]
}
