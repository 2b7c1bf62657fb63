import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as history } from '../../../src/commands/history.js'
import { formatLogLine } from '../../../src/report/agent-log-line.js'
import { openPast } from '../../../src/watch/read/past.js'
import { emptyFolder, tradedFolder } from '../../commands/traded-folder.js'
import { moneyRecord } from './money-record.js'

describe('past cycles', () => {
  test('are given page by page, newest first, until the beginning', () => {
    const { dataDir, add } = moneyRecord({ equity: () => 10_000 })
    add(230)
    const past = openPast(dataDir)
    const pages = [past.cycles({ limit: 100 })]
    for (let page = pages[0]; page !== undefined && page.before !== null; page = pages.at(-1))
      pages.push(past.cycles({ limit: 100, before: page.before }))
    expect(pages.map(({ cycles }) => cycles.length)).toEqual([100, 100, 30])
    const numbers = pages.flatMap(({ cycles }) => cycles.map(({ number }) => number))
    expect(numbers).toEqual(Array.from({ length: 230 }, (_, i) => 230 - i))
    expect(past.cycles({ limit: 1_000_000 }).cycles).toHaveLength(200)
    expect(past.cycles({ limit: 10, before: 1 })).toEqual({ cycles: [], before: null })
    past.close()
  })

  test('are told whole, with the figures of history', async () => {
    const { io, dataDir } = tradedFolder()
    await history({ dataDir: 'data', cycle: 'c000001', json: true }, io)
    const { summary: _, runs, attempts, orders, ...cycle } = JSON.parse(io.written.out)
    const past = openPast(dataDir)
    const detail = past.cycle('c000001')
    expect(detail).toMatchObject({ cycle, runs, attempts, orders, runsKept: true })
    expect(detail?.orders).toMatchObject([{ status: 'filled' }, { status: 'denied', code: 'max-position' }])
    expect(detail?.timeline.phases.map(({ name }) => name)).toEqual(['critical', 'parallel'])
    expect(past.cycle('c000099')).toBeUndefined()
    past.close()
  })

  test('are none before the first', () => {
    const past = openPast(emptyFolder().dataDir)
    expect(past.cycles({ limit: 10 })).toEqual({ cycles: [], before: null })
    expect(past.cycle('c000001')).toBeUndefined()
    expect(past.logs({ id: 'c000001' })).toEqual({ lines: [], cut: false })
  })
})

describe('the logs of a cycle', () => {
  const line = (second: number, cycleId: string, text: string) =>
    formatLogLine({
      time: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
      agent: '',
      cycleId,
      attempt: 1,
      stream: 'out',
      text,
    })

  function folderWith(logs: Readonly<Record<string, readonly string[]>>): string {
    const { dataDir } = emptyFolder()
    mkdirSync(join(dataDir, 'logs'), { recursive: true })
    for (const [agent, lines] of Object.entries(logs))
      writeFileSync(join(dataDir, 'logs', `${agent}.log`), `${lines.join('\n')}\n`)
    return dataDir
  }

  test('are those of that cycle alone, all agents by time or one', () => {
    const dataDir = folderWith({
      ant: [line(1, 'c000001', 'before'), line(2, 'c000002', 'a'), line(5, 'c000002', 'c')],
      bee: [line(3, 'c000002', 'b'), line(9, 'c000003', 'after')],
    })
    const past = openPast(dataDir)
    expect(past.logs({ id: 'c000002' }).lines.map(({ agent, text }) => `${agent} ${text}`)).toEqual([
      'ant a',
      'bee b',
      'ant c',
    ])
    expect(past.logs({ id: 'c000002', agent: 'bee' })).toEqual({
      lines: [{ at: '2026-01-01T00:00:03.000Z', agent: 'bee', stream: 'out', text: 'b' }],
      cut: false,
    })
  })

  test('are five hundred lines at most, and say that there are more', () => {
    const many = Array.from({ length: 501 }, (_, n) => line(n, 'c000001', `line ${n}`))
    const { lines, cut } = openPast(folderWith({ ant: many })).logs({ id: 'c000001' })
    expect([lines.length, lines.at(-1)?.text, cut]).toEqual([500, 'line 499', true])
  })

  test('are of no file but an agent’s', () => {
    const dataDir = folderWith({ ant: [line(1, 'c000001', 'a')] })
    writeFileSync(join(dataDir, 'secret.log'), line(1, 'c000001', 'secret'))
    for (const agent of ['../secret', '/etc/passwd', 'ant.log/..'])
      expect(openPast(dataDir).logs({ id: 'c000001', agent }).lines).toEqual([])
  })
})
