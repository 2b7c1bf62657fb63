import { count, counted, money, percent } from '../../figures.js'
import type { Cell, Page } from '../../page.js'
import type { GateFigures, GateState, Resumption } from '../gate-report.js'
import { RESUME_EFFECT, resumesText } from '../gate-words.js'
import { stepMsOf } from '../replayed-step.js'
import type { ReplayReport } from '../report.js'
import { minute } from './opening.js'

const MARKS: Readonly<Record<GateState, Cell>> = {
  active: { text: '● active', tone: 'good' },
  reducing: { text: '▲ reducing', tone: 'warning' },
  halted: { text: '✖ halted', tone: 'bad' },
  failed_closed: { text: '✖ failed closed', tone: 'bad' },
}

const STATES: readonly GateState[] = ['active', 'reducing', 'halted', 'failed_closed']

/** How much of the time the gate was in each of its states, and how often it was opened from outside. */
export function gateTimes({ run, market }: ReplayReport, page: Page): string[] {
  const { states, resumes_total } = run
  const rows = STATES.map((state): Cell[] => [
    MARKS[state],
    percent(states[state].percent),
    counted(states[state].cycles, 'cycle'),
  ])
  return [
    ...page.heading('TIME IN EACH STATE'),
    ...page.table([{}, { align: 'right' }, { align: 'right' }], rows),
    ...reductions(run).flatMap((line) => page.paragraph(line, { text: '▲', tone: 'warning' })),
    ...(resumes_total === 0 ? [] : page.paragraph(`${resumesText(run)}: ${RESUME_EFFECT}`, '▸')),
    ...softResumes(run.resumes, stepMsOf(market)).flatMap((line) => page.paragraph(line, { text: '└', tone: 'quiet' })),
  ]
}

const MOST_SHOWN = 6

/** What let reductions through only, and for how many cycles, the longest first. */
function reductions({ reducing, reducing_total: total }: GateFigures): readonly string[] {
  const cycles = new Map<string, number>()
  for (const span of reducing) {
    const codes = Array.from(new Set(span.reasons.map(({ code }) => code)))
      .sort()
      .join(' and ')
    cycles.set(codes, (cycles.get(codes) ?? 0) + span.cycles)
  }
  const causes = Array.from(cycles).sort(([, a], [, b]) => b - a)
  const lines = causes
    .slice(0, MOST_SHOWN)
    .map(([codes, number]) => `reducing by ${codes}: ${counted(number, 'cycle')}`)
  const isWhole = causes.length <= MOST_SHOWN && reducing.length === total
  return isWhole ? lines : [...lines, 'and more: see the HTML report']
}

/** Those that no halt in the list tells of; each took effect in the cycle after it. */
function softResumes(resumes: readonly Resumption[], stepMs: number): readonly string[] {
  const soft = resumes.filter(({ of_halt }) => !of_halt)
  const shown = soft.slice(0, MOST_SHOWN)
  const lines = shown.map(
    ({ at, how, lifted, equity }) =>
      `before ${minute(new Date(Date.parse(at) + stepMs).toISOString())}: ${lifted.join(', ')}, equity ${money(equity)} (${how})`,
  )
  const more = soft.length - shown.length
  return more > 0 ? [...lines, `and ${count(more)} more of soft limits: see the HTML report`] : lines
}
