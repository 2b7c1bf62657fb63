import { describe, expect, it, onTestFinished } from 'vitest'
import type { Io, Terminal } from '../../src/commands/io.js'
import { followAsJson, followOnScreen, jsonOf } from '../../src/commands/monitor-follow.js'
import { type MonitorSource, UnseenError } from '../../src/commands/monitor-source.js'
import type { Sight } from '../../src/report/monitor/sight.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer } from '../support/manual-timer.js'
import { runningLive, watchedOverview } from '../support/watched-system.js'
import { recordedIo } from './recorded-io.js'

const nowMs = Date.parse('2026-01-01T12:00:00Z')
const sight: Sight = { overview: watchedOverview(nowMs), live: runningLive(nowMs), notes: [] }

/** A terminal, and a source that answers as the test says; looked at every two seconds. */
function followed(look: () => Sight) {
  const io = recordedIo('/')
  const timer = new ManualTimer()
  const keys = new Set<(key: string) => void>()
  const resized = new Set<() => void>()
  let columns = 80
  const terminal: Terminal = {
    rows: 40,
    onKey(listener) {
      keys.add(listener)
      return () => void keys.delete(listener)
    },
    onResize(listener) {
      resized.add(listener)
      return () => void resized.delete(listener)
    },
  }
  const stdout = {
    ...io.stdout,
    get columns() {
      return columns
    },
  }
  const source: MonitorSource = { name: 'data', look: () => Promise.resolve().then(look), close: () => undefined }
  const following = { source, intervalMs: 2000, clocks: { timer, calendar: new ManualCalendar(nowMs) } }
  const onScreen = followOnScreen(following, { ...io, stdout } satisfies Io, terminal)
  onScreen.catch(() => undefined) // each test waits for it
  onTestFinished(() => keys.forEach((press) => press('q')))
  return {
    timer,
    onScreen,
    press: (key: string) => keys.forEach((one) => one(key)),
    resize: (to: number) => {
      columns = to
      for (const one of resized) one()
    },
    /** What was written since it was asked last. */
    written: () => {
      const text = io.written.out
      io.written.out = ''
      return text
    },
    listeners: () => keys.size + resized.size,
  }
}

const LEFT = '\u001B[?7h\u001B[?25h\u001B[?1049l'

describe('following on a terminal', () => {
  it('lets running times move on between looks, and writes only the lines that did', async () => {
    const { timer, press, written, onScreen } = followed(() => sight)
    await timer.advance(0)
    expect(written()).toContain('running for 4.2s')
    await timer.advance(1000)
    const second = written()
    expect(second).toContain('running for 5.2s')
    expect(second).not.toContain('AGENTS')
    press('q')
    await onScreen
  })

  it('draws all of it anew when the screen has another size', async () => {
    const { timer, press, resize, written, onScreen } = followed(() => sight)
    await timer.advance(0)
    written()
    resize(140)
    const wide = written()
    expect(wide).toContain('\u001B[2J')
    expect(wide).toMatch(/CYCLE c000123.* {9}.*MONEY AT/)
    press('\u0003')
    await onScreen
  })

  it('keeps what was seen when there is nothing to see, with its clock standing still, and goes on', async () => {
    let isGone = false
    const { timer, press, written, onScreen } = followed(() => {
      if (isGone) throw new UnseenError('it cannot be reached (ECONNREFUSED)')
      return sight
    })
    await timer.advance(0)
    written()
    isGone = true
    await timer.advance(2000)
    written()
    await timer.advance(1000)
    const blind = written()
    expect(blind).toContain('shown is what was 3.0s ago')
    expect(blind).not.toContain('running for 7.2s')
    isGone = false
    await timer.advance(1000)
    expect(written()).toContain('running for 4.2s')
    press('Q')
    await onScreen
  })

  it('gives the terminal back, and lets go of keys and size, also when something goes wrong', async () => {
    const { timer, written, onScreen, listeners } = followed(() => {
      throw new Error('a bug')
    })
    await timer.advance(0)
    await expect(onScreen).rejects.toThrow('a bug')
    expect(written().endsWith(LEFT)).toBe(true)
    expect(listeners()).toBe(0)
    expect(timer.pendingMs).toEqual([])
  })

  it('gives it back when what is to be drawn cannot be', async () => {
    const broken = { ...sight, overview: { ...sight.overview, agents: undefined } } as unknown as Sight
    const { timer, written, onScreen } = followed(() => broken)
    await timer.advance(1000)
    await expect(onScreen).rejects.toThrow(TypeError)
    expect(written().endsWith(LEFT)).toBe(true)
  })
})

describe('following as JSON', () => {
  it('writes what no terminal obeys, and what every program reads', () => {
    const market = 'a\u001b]52;c;x\u0007 \u009b2J \u202e \u2066 \u{E0041} 😀'
    const said = { ...sight, overview: { ...sight.overview, market } }
    const json = jsonOf(said)
    expect(json).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(json).toContain('😀')
    expect(JSON.parse(json)).toEqual({ overview: said.overview, live: said.live })
  })

  it('writes a line for what is new only, and says once when it sees nothing and when it does again', async () => {
    const io = recordedIo('/')
    const timer = new ManualTimer()
    const looks: readonly (Sight | undefined)[] = [
      sight,
      { ...sight, live: { ...sight.live, nowMs: nowMs + 1 } },
      undefined,
      undefined,
      sight,
      { ...sight, overview: { ...sight.overview, revision: '9' } },
    ]
    let at = 0
    const source: MonitorSource = {
      name: 'data',
      look() {
        const seen = looks[Math.min(at++, looks.length - 1)]
        return seen === undefined ? Promise.reject(new UnseenError('gone\u001B[2J')) : Promise.resolve(seen)
      },
      close: () => undefined,
    }
    let end: (signal: 'SIGINT') => void = () => undefined
    const onSignal: Io['onSignal'] = (listener) => {
      end = listener
      return () => undefined
    }
    const clocks = { timer, calendar: new ManualCalendar(nowMs) }
    const over = followAsJson({ source, intervalMs: 1000, clocks }, { ...io, onSignal })
    await timer.advance(10_000)
    end('SIGINT')
    await over
    const lines = io.written.out.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).overview.revision)).toEqual(['1', '9'])
    expect(io.written.err).toBe('data not seen: gone\ndata is seen again\n')
  })
})
