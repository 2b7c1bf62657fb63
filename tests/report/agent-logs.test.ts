import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OutputLine } from '../../src/executors/output-line.js'
import { AgentLogReader, loggedAgents } from '../../src/report/agent-log-reader.js'
import { createAgentLogs } from '../../src/report/agent-logs.js'
import { freshDir } from '../support/candles.js'

const startMs = Date.parse('2026-01-01T10:00:00.000Z')
const TWO_MB = 2 * 1024 * 1024

let dir: string
let nowMs: number
const calendar = { now: () => nowMs }

beforeEach(async () => {
  dir = join(await freshDir(), 'logs')
  nowMs = startMs
})

const line = (text: string, more: Partial<OutputLine> = {}): OutputLine => ({
  agent: 'momentum',
  stream: 'out',
  cycleId: 'c000001',
  attempt: 1,
  text,
  ...more,
})

/** Writes lines one after the other, a second apart. */
function write(...lines: readonly OutputLine[]): void {
  const logs = createAgentLogs({ dir, calendar })
  for (const one of lines) {
    logs.write(one)
    nowMs += 1000
  }
  logs.close()
}

const read = (name = 'momentum.log') => readFileSync(join(dir, name), 'utf8')
const texts = (reader: AgentLogReader, toEnd = false) => reader.read({ toEnd }).entries.map(({ text }) => text)
const reader = (agent?: string) => new AgentLogReader(dir, agent)

describe('the logs of agents', () => {
  it('say when, in which cycle and attempt, and on which stream a line was printed', () => {
    const { cycleId: _cycleId, attempt: _attempt, ...between } = line('ready')
    write(line('two orders'), line('Traceback', { stream: 'err', attempt: 2 }), between)
    expect(read()).toBe(
      [
        '2026-01-01T10:00:00.000Z c000001 1 out two orders',
        '2026-01-01T10:00:01.000Z c000001 2 err Traceback',
        '2026-01-01T10:00:02.000Z - - out ready',
        '',
      ].join('\n'),
    )
  })

  it('are there with the next microtask, without being closed', async () => {
    const logs = createAgentLogs({ dir, calendar })
    logs.write(line('one'))
    logs.write(line('two'))
    await Promise.resolve()
    expect(texts(reader())).toEqual(['one', 'two'])
  })

  it('keep the indent of a line, and nothing that a terminal obeys', () => {
    write(line('    raise ValueError("é")'), line('\u001b[2J\u001b[31m\tred\u0007\u202e'))
    expect(texts(reader())).toEqual(['    raise ValueError("é")', '  red'])
  })

  it('begin a new file after two megabytes, and keep one older', () => {
    const long = 'x'.repeat(100_000)
    write(...Array.from({ length: 50 }, (_, index) => line(`${index} ${long}`)))
    expect(readdirSync(dir).toSorted()).toEqual(['momentum.log', 'momentum.log.1'])
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(TWO_MB)
    const numbers = texts(reader()).map((text) => Number.parseInt(text, 10))
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 50 - numbers.length + index))
    expect(numbers.length).toBeGreaterThan(20)
  })

  it('go on in the file of the last process, after a line that it tore', () => {
    write(line('whole'))
    appendFileSync(join(dir, 'momentum.log'), '2026-01-01T10:00:09.000Z c0000')
    write(line('after the crash'))
    const found = reader().read()
    expect(found.entries.map(({ text }) => text)).toEqual(['whole', 'after the crash'])
    expect(found.foreign).toBe(1)
  })

  it('come back when somebody takes the folder away', () => {
    const logs = createAgentLogs({ dir, calendar })
    const put = (text: string) => {
      logs.write(line(text))
      logs.close()
    }
    put('one')
    rmSync(dir, { recursive: true })
    put('lost')
    put('two')
    expect(texts(reader())).toEqual(['two'])
  })

  it('lose lines without a throw when they cannot be written, and say so once', () => {
    const faults: string[] = []
    writeFileSync(dir, 'a file where the folder should be')
    const logs = createAgentLogs({ dir, calendar, onFault: (message) => faults.push(message) })
    for (const text of ['one', 'two', 'three']) {
      logs.write(line(text))
      logs.close()
    }
    expect(faults).toEqual([expect.stringMatching(/^the log of momentum cannot be written: E/)])
  })
})

describe('a reader of logs', () => {
  it('merges agents by time', () => {
    write(line('a', { agent: 'one' }), line('b', { agent: 'two' }), line('c', { agent: 'one' }))
    expect(loggedAgents(dir)).toEqual(['one', 'two'])
    expect(
      reader()
        .read()
        .entries.map(({ agent, text }) => `${agent} ${text}`),
    ).toEqual(['one a', 'two b', 'one c'])
    expect(texts(reader('two'))).toEqual(['b'])
  })

  it('finds nothing where nothing is, and what comes later', () => {
    const tail = reader()
    expect(texts(tail)).toEqual([])
    write(line('first'))
    expect(texts(tail)).toEqual(['first'])
    write(line('from another', { agent: 'pulse' }), line('second'))
    expect(texts(tail)).toEqual(['from another', 'second'])
    expect(texts(tail)).toEqual([])
  })

  it('waits for the end of a line, unless it reads to the end', () => {
    write(line('whole'))
    appendFileSync(join(dir, 'momentum.log'), '2026-01-01T10:00:05.000Z - - err half')
    const tail = reader()
    expect(texts(tail)).toEqual(['whole'])
    expect(texts(reader(), true)).toEqual(['whole', 'half'])
    appendFileSync(join(dir, 'momentum.log'), ' and half\n')
    expect(texts(tail)).toEqual(['half and half'])
  })

  it('loses and repeats nothing while files rotate', () => {
    const tail = reader()
    const logs = createAgentLogs({ dir, calendar })
    const seen: string[] = []
    for (let index = 0; index < 3000; index++) {
      logs.write(line(`${index} ${'x'.repeat(4000)}`))
      logs.close()
      if (index % 400 === 7) seen.push(...texts(tail))
    }
    seen.push(...texts(tail))
    expect(existsSync(join(dir, 'momentum.log.1'))).toBe(true)
    expect(seen.map((text) => Number.parseInt(text, 10))).toEqual(Array.from({ length: 3000 }, (_, index) => index))
  })

  it('starts again when a file is emptied by hand', () => {
    const tail = reader()
    write(line('before, and quite long'))
    texts(tail)
    writeFileSync(join(dir, 'momentum.log'), '2026-01-01T11:00:00.000Z - - out new\n')
    expect(texts(tail)).toEqual(['new'])
  })

  it('leaves out what is not ours, and counts it', () => {
    mkdirSync(dir)
    writeFileSync(join(dir, 'notes.txt'), 'mine')
    writeFileSync(join(dir, 'momentum.log'), 'hello\n\n2026-01-01T11:00:00.000Z - - out ours\n\u0000\u0001\n')
    const { entries, foreign } = reader().read()
    expect(entries.map(({ text }) => text)).toEqual(['ours'])
    expect(foreign).toBe(2)
  })

  it.skipIf(process.getuid?.() === 0)('tells of a file that it may not read', () => {
    write(line('secret'))
    chmodSync(join(dir, 'momentum.log'), 0)
    expect(() => reader().read()).toThrow(/EACCES/)
  })
})
