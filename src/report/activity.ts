import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { duration, timeOfDay } from './figures.js'
import { cut, plain, width } from './plain-text.js'

/** The two clocks' readings at a redraw: monotonic ms for what runs, epoch ms for the next tick. */
interface Moment {
  readonly timerMs: number
  readonly epochMs: number
}

/** What the orchestrator is doing at the moment, as far as its events tell. */
export interface Activity {
  apply(event: OrchestratorEvent<Settlement>, timerMs: number): void
  /** One line an agent at work; a countdown while the loop sleeps; empty when there is nothing to show. */
  lines(moment: Moment, columns: number): string[]
}

interface AtWork {
  readonly attempt: number
  /** When this attempt ends, or the next begins, at the latest; timer's ms. */
  readonly deadlineMs: number
  readonly startedMs: number
  readonly waiting: boolean
}

/** More lines than this would push the screen away. */
const LONGEST = 12
const LONGEST_NAME = 24

/** Follows the events of a loop; starts with nothing to show. */
export function createActivity(): Activity {
  const timeouts = new Map<string, number>()
  const queued = new Set<string>()
  const atWork = new Map<string, AtWork>()
  let sleepingUntilMs: number | undefined

  const reset = () => {
    for (const known of [timeouts, queued, atWork]) known.clear()
    sleepingUntilMs = undefined
  }

  const apply = (event: OrchestratorEvent<Settlement>, timerMs: number) => {
    switch (event.type) {
      case 'cycle-started':
      case 'cycle-ended':
        return reset()
      case 'phase-started':
        for (const { name, timeoutMs } of event.agents) {
          timeouts.set(name, timeoutMs)
          queued.add(name)
        }
        return
      case 'attempt-started': {
        const { agent, attempt } = event
        queued.delete(agent)
        const deadlineMs = timerMs + (timeouts.get(agent) ?? 0)
        return void atWork.set(agent, { attempt, startedMs: timerMs, deadlineMs, waiting: false })
      }
      case 'attempt-failed': {
        const { agent, attempt, retryInMs } = event
        if (retryInMs === undefined) return
        const next = { attempt: attempt + 1, startedMs: timerMs, deadlineMs: timerMs + retryInMs, waiting: true }
        return void atWork.set(agent, next)
      }
      case 'run-ended':
        queued.delete(event.record.agent)
        return void atWork.delete(event.record.agent)
      case 'sleeping':
        reset()
        sleepingUntilMs = event.untilMs
        return
      case 'attempt-late':
      case 'observed':
      case 'gate-decided':
      case 'settled':
      case 'journal-failed':
      case 'alert-raised':
      case 'alert-cleared':
      case 'ticks-skipped':
    }
  }

  const lines = ({ timerMs, epochMs }: Moment, columns: number) => {
    if (sleepingUntilMs !== undefined) return [countdown(sleepingUntilMs, epochMs)]
    const shown = Array.from(atWork).slice(0, LONGEST)
    const names = shown.map(([agent]) => cut(plain(agent), LONGEST_NAME))
    const widest = Math.max(0, ...names.map(width))
    const rows = shown.map(([, work], index) => {
      const name = names[index] ?? ''
      return `${name}${' '.repeat(widest - width(name))}  ${doing(work, timerMs)}`
    })
    const unseen = atWork.size - shown.length
    const more = [
      ...(unseen > 0 ? [`${unseen} more running`] : []),
      ...(queued.size > 0 ? [`${queued.size} queued`] : []),
    ]
    return [...rows, ...(more.length > 0 ? [more.join(', ')] : [])].map((line) => `  ${cut(line, columns - 3)}`)
  }

  return { apply, lines }
}

function doing({ attempt, startedMs, deadlineMs, waiting }: AtWork, timerMs: number): string {
  if (waiting) return `▲ waiting   attempt ${attempt} in ${duration(Math.max(0, deadlineMs - timerMs))}`
  const elapsedMs = timerMs - startedMs
  const state = timerMs > deadlineMs ? '✖ ending    ' : attempt > 1 ? '▲ retrying  ' : '● running   '
  const times = `${duration(elapsedMs)} / ${duration(deadlineMs - startedMs)}`
  return attempt > 1 ? `${state}${times}  attempt ${attempt}` : state + times
}

function countdown(untilMs: number, epochMs: number): string {
  const leftS = Math.max(0, Math.ceil((untilMs - epochMs) / 1000))
  const hours = Math.floor(leftS / 3600)
  const parts = [...(hours > 0 ? [hours] : []), Math.floor((leftS % 3600) / 60), leftS % 60]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return `  next cycle at ${timeOfDay(new Date(untilMs).toISOString())} in ${clock}`
}
