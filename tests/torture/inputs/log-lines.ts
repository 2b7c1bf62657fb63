import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatLogLine, type LogEntry, parseLogLine } from '../../../src/report/agent-log-line.js'
import { AgentLogReader } from '../../../src/report/agent-log-reader.js'
import { type InputKind, mustHold } from '../fuzz.js'
import { oddTexts, spoiledBytes } from '../mutations.js'
import type { Random } from '../random.js'

const time = '2026-01-01T00:00:00.000Z'

/** Logs of agents: what was written is read back, and what is torn or foreign is counted. */
export const logLines: InputKind = {
  name: 'log lines',
  share: 10,
  prepare(folder) {
    const file = join(folder, 'mine.log')
    return Promise.resolve((random) => {
      rmSync(`${file}.1`, { force: true })
      const lines = [anyEntry(random), ...random.some(4, () => anyEntry(random))].map(formatLogLine)
      for (const line of lines) mustHold(formatLogLine(entryIn(line)) === line, `read back otherwise: ${line}`)
      const whole = Buffer.from(`${lines.join('\n')}\n`)
      const spoiled = spoiledBytes(whole, random)
      writeFileSync(file, whole)
      const reader = new AgentLogReader(folder, random.chance(0.5) ? 'mine' : undefined)
      mustHold(reader.read().entries.length === lines.length, 'lines of ours are missing')
      if (random.chance(0.3)) renameSync(file, `${file}.1`)
      writeFileSync(file, spoiled)
      const { foreign } = reader.read({ toEnd: random.chance(0.5) })
      return foreign === 0 ? { taken: true } : { taken: false, said: `${foreign} lines left out` }
    })
  },
}

function entryIn(line: string) {
  const entry = parseLogLine('mine', line)
  if (entry === undefined) throw new Error(`wrong answer: not one of ours: ${line}`)
  return entry
}

function anyEntry(random: Random): LogEntry {
  const text = random.pick([...oddTexts, random.bytes(20).toString('latin1')]).replaceAll(/[\r\n]/g, ' ')
  const run = random.chance(0.5) ? { cycleId: 'c000001', attempt: random.between(1, 3) } : {}
  return { time, agent: 'mine', stream: random.pick(['out', 'err'] as const), text, ...run }
}
