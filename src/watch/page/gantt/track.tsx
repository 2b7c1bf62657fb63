import type { LiveCycle, LiveRun } from '../../api.js'
import type { AttemptEnding } from './attempt-ending.js'
import { type Bar, type DrawnDeadline, drawnRun } from './bars.js'
import { placeOf, type Scale } from './scale.js'

/** What a track shows. */
export interface TrackProps {
  readonly run: LiveRun
  readonly cycle: LiveCycle
  readonly scale: Scale
  readonly nowMs: number
}

const HEIGHT = 22

/** A run drawn along the time of its cycle; what it shows is told in words beside it. */
export function Track({ run, cycle, scale, nowMs }: TrackProps) {
  const { bars, deadline } = drawnRun(run, cycle, nowMs)
  return (
    <svg class="track" width="100%" height={HEIGHT} aria-hidden="true">
      {scale.marksMs.map((markMs) => (
        <Upright key={markMs} class="grid-line" at={placeOf(scale, scale.fromMs + markMs)} />
      ))}
      {deadline !== undefined && <Grace scale={scale} deadline={deadline} />}
      {bars.map((bar) => (
        <BarShape key={`${bar.kind} ${bar.fromMs}`} bar={bar} scale={scale} />
      ))}
      {deadline !== undefined && <Deadline scale={scale} deadline={deadline} />}
    </svg>
  )
}

function Upright({ at, ...rest }: { readonly at: number; readonly class: string }) {
  return <line {...rest} x1={`${at}%`} x2={`${at}%`} y1="0" y2={HEIGHT} />
}

interface DeadlineProps {
  readonly scale: Scale
  readonly deadline: DrawnDeadline
}

function Grace({ scale, deadline: { atMs, graceUntilMs } }: DeadlineProps) {
  if (graceUntilMs === undefined) return null
  const from = placeOf(scale, atMs)
  const width = placeOf(scale, graceUntilMs) - from
  return width <= 0 ? null : <rect class="grace" x={`${from}%`} y="3" width={`${width}%`} height={HEIGHT - 6} />
}

/** In its place, or an arrow at the edge that it lies beyond. */
function Deadline({ scale, deadline }: DeadlineProps) {
  const { atMs, graceUntilMs } = deadline
  if (atMs <= scale.toMs)
    return <Upright class={graceUntilMs === undefined ? 'deadline past' : 'deadline'} at={placeOf(scale, atMs)} />
  return (
    <svg x="100%" y="0" width="1" height={HEIGHT} overflow="visible">
      <path class="beyond" d="M-7 7 L-2 11 L-7 15" />
    </svg>
  )
}

function BarShape({ bar, scale }: { readonly bar: Bar; readonly scale: Scale }) {
  const from = placeOf(scale, bar.fromMs)
  const to = placeOf(scale, bar.toMs)
  if (bar.kind === 'waiting') return <Waiting from={from} to={to} />
  const inset = bar.kind === 'queued' ? 6.5 : bar.kind === 'overtime' ? 5 : 4
  return (
    <>
      <rect
        class={`bar ${bar.kind}`}
        x={`${from}%`}
        y={inset}
        width={`${Math.max(0.15, to - from)}%`}
        height={HEIGHT - 2 * inset}
        rx="1.5"
      />
      {bar.end !== undefined && <EndMark kind={bar.end} at={to} />}
    </>
  )
}

function Waiting({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <>
      <line class="wait" x1={`${from}%`} x2={`${to}%`} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <svg x={`${(from + to) / 2}%`} y={HEIGHT / 2} width="1" height="1" overflow="visible">
        <path class="again" d="M3.5 -2.5 A4.3 4.3 0 1 0 4.2 1.2 M4.4 -5 L3.8 -2 L0.9 -2.7" />
      </svg>
    </>
  )
}

/** A shape for each way to end badly, so that none is told by its colour alone. */
const endMarks: Partial<Readonly<Record<AttemptEnding, string>>> = {
  failed: 'M-4 -4 L4 4 M4 -4 L-4 4',
  'timed-out': 'M0 -3.2 L0 0 L2.6 1.6 M5 0 A5 5 0 1 1 -5 0 A5 5 0 1 1 5 0',
  killed: 'M-4 -4 H4 V4 H-4 Z M-4 -4 L4 4',
  stuck: 'M-5 0 L0 -5 L5 0 L0 5 Z',
  stopped: 'M-4 0 H4',
}

function EndMark({ kind, at }: { readonly kind: AttemptEnding; readonly at: number }) {
  const shape = endMarks[kind]
  if (shape === undefined) return null
  return (
    <svg class={`end ${kind}`} x={`${at}%`} y={HEIGHT / 2} width="1" height="1" overflow="visible">
      <circle r="7.5" />
      <path d={shape} />
    </svg>
  )
}
