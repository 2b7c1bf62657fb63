import type { Live, LiveCycle, LiveRun } from '../../watch/api.js'
import { duration, instant } from '../figures.js'
import { cycleMark, runMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { type Block, blockOf } from './block.js'
import { type NotedRow, notedTable } from './noted-table.js'
import { type Axis, roundUp, runBar } from './run-bar.js'

/** The running cycle, or the last one: a row an agent. */
export function cycleBlock(live: Live, nowMs: number, page: Page): Block {
  const { cycle } = live
  if (cycle === null) return blockOf(3, [], page.heading(`CYCLE · ${waitWords(live, nowMs)}`), 1)
  const isOver = cycle.endedMs !== null
  const endMs = cycle.endedMs ?? Math.max(cycle.startedMs, nowMs)
  const axis: Axis = {
    fromMs: cycle.startedMs,
    toMs:
      isOver || live.doing === 'stopped'
        ? lastMs(cycle, endMs)
        : cycle.startedMs + roundUp(1.1 * (endMs - cycle.startedMs)),
    nowMs: endMs,
    columns: Math.max(12, Math.min(32, Math.floor(page.columns / 4))),
  }
  const rows = cycle.runs.map((run): NotedRow => {
    const { mark, tookMs, note } = tellRun(run, { nowMs: axis.nowMs, graceMs: cycle.graceMs })
    return { cells: [run.agent, runBar(run, axis), mark, tookMs === null ? '' : duration(tookMs)], note }
  })
  const table = notedTable([{ isName: true }, {}, {}, { align: 'right' }], rows, page)
  const items = cycle.runs.map((run, index) => ({ lines: [table[index] ?? ''], rank: rankOf(run) }))
  return { rank: 3, head: page.heading(titleOf(live, cycle, nowMs)), items, least: 3 }
}

/** The end of what is known, where nobody knows when the cycle ended. */
function lastMs({ endedMs, startedMs, runs }: LiveCycle, nowMs: number): number {
  if (endedMs !== null) return Math.max(endedMs, startedMs + 1)
  return Math.min(nowMs, Math.max(startedMs + 1, ...runs.map((run) => run.endedMs ?? 0)))
}

function titleOf(live: Live, cycle: LiveCycle, nowMs: number): string {
  const { id, status, startedMs, endedMs } = cycle
  const skipped = cycle.skippedTicks === 0 ? '' : ` · ${cycle.skippedTicks} ticks skipped before it`
  if (live.doing === 'running' && endedMs === null)
    return `CYCLE ${id} · running for ${duration(Math.max(0, nowMs - startedMs))}${skipped}`
  const mark = status === null ? '▲ interrupted' : textOf(cycleMark[status])
  const took = endedMs === null ? '' : ` in ${duration(endedMs - startedMs)}`
  return `LAST CYCLE ${id} · ${mark}${took} · ${waitWords(live, nowMs)}${skipped}`
}

function waitWords({ doing, sleepsUntilMs }: Live, nowMs: number): string {
  switch (doing) {
    case 'starting':
      return 'the first is about to begin'
    case 'stopped':
      return 'no loop runs'
    case 'running':
      return 'the next one begins'
    case 'sleeping': {
      if (sleepsUntilMs === null) return 'waiting for the next'
      const leftMs = sleepsUntilMs - nowMs
      if (leftMs <= 0) return 'the next one is due'
      const at = leftMs > 3_600_000 ? ` (${instant(new Date(sleepsUntilMs).toISOString())})` : ''
      return `the next in ${wholeSeconds(leftMs)}${at}`
    }
  }
}

interface ToldRun {
  readonly mark: Cell
  readonly tookMs: number | null
  readonly note: Cell
}

function tellRun(run: LiveRun, { nowMs, graceMs }: { readonly nowMs: number; readonly graceMs: number }): ToldRun {
  const { doing, attempts, status, failure, summary, queuedMs, endedMs, retryAtMs } = run
  const last = attempts.at(-1)
  switch (doing) {
    case 'queued':
      return { mark: { text: '○ queued', tone: 'quiet' }, tookMs: null, note: '' }
    case 'running': {
      if (last === undefined) return { mark: '○ not ended', tookMs: null, note: '' }
      const before = attempts.length === 1 ? '' : `attempt ${last.number} of ${run.retries + 1}, `
      const tookMs = Math.max(0, nowMs - last.startedMs)
      return {
        mark: { text: '▶ running', tone: 'strong' },
        tookMs,
        note: before + deadlineWords(last.deadlineMs - nowMs, graceMs),
      }
    }
    case 'waiting': {
      const inMs = Math.max(0, (retryAtMs ?? nowMs) - nowMs)
      const why = last?.failure === null || last === undefined ? '' : `: ${last.failure.code}: ${last.failure.message}`
      return {
        mark: { text: '↻ retrying', tone: 'warning' },
        tookMs: null,
        note: `again in ${wholeSeconds(inMs)}${why}`,
      }
    }
    case 'ended': {
      const tookMs = (endedMs ?? nowMs) - (attempts[0]?.startedMs ?? endedMs ?? queuedMs)
      const how = last?.ending === 'killed' ? 'killed; ' : last?.ending === 'runs-on' ? 'still runs; ' : ''
      const tries = attempts.length > 1 ? `${attempts.length} attempts; ` : ''
      const why = failure === null ? (summary ?? '') : `${failure.code}: ${failure.message}`
      return {
        mark: status === null ? '○ ended' : runMark[status],
        tookMs: attempts.length === 0 ? null : tookMs,
        note: how + tries + why,
      }
    }
  }
}

function deadlineWords(leftMs: number, graceMs: number): string {
  if (leftMs >= 0) return `${wholeSeconds(leftMs)} left`
  return leftMs >= -graceMs ? 'past its deadline, in its grace' : 'past its deadline, being killed'
}

/** Seconds of something to come, rounded up so that the end of it is 0. */
function wholeSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 300 ? `${seconds}s` : duration(seconds * 1000)
}

/** Who goes on comes before who went wrong, then who waits for a place. */
function rankOf({ doing, status }: LiveRun): number {
  if (doing === 'running' || doing === 'waiting') return 0
  if (status === 'failed' || status === 'timeout') return 1
  return doing === 'queued' ? 2 : 3
}

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)
