import type { ComponentChildren } from 'preact'
import { duration } from '../../../report/figures.js'
import type { LiveCycle, LiveRun } from '../../api.js'
import { Mark } from '../parts/told.js'
import { GanttKey } from './gantt-key.js'
import { standOf, troubleOf } from './run-words.js'
import { placeOf, type Scale, scaleOf } from './scale.js'
import { Track } from './track.js'

/** What a drawing of a cycle is made of. */
export interface GanttProps {
  readonly cycle: LiveCycle
  /** The server's clock; of no account once the cycle is over. */
  readonly nowMs: number
  /** It is of a past cycle, whose deadlines are not known. */
  readonly isRecord?: boolean
}

/** When everything in a cycle happened: a row an agent, by phase, drawn along one time, each told in words as well. */
export function Gantt({ cycle, nowMs, isRecord = false }: GanttProps) {
  const scale = scaleOf(cycle, nowMs)
  return (
    <div class="gantt">
      <Ruler scale={scale} />
      {byPhase(cycle.runs).map(([phase, runs]) => (
        <section key={phase} class="phase" aria-label={`phase ${phase}`}>
          <h3>{phase}</h3>
          <ul>
            {runs.map((run) => (
              <Row key={run.agent} run={run} nowMs={nowMs}>
                <Track run={run} cycle={cycle} scale={scale} nowMs={nowMs} />
              </Row>
            ))}
          </ul>
        </section>
      ))}
      <GanttKey isRecord={isRecord} />
    </div>
  )
}

function Ruler({ scale }: { readonly scale: Scale }) {
  return (
    <div class="ruler" aria-hidden="true">
      <svg width="100%" height="16">
        <text x="0" y="12">
          0
        </text>
        {scale.marksMs.map((markMs) => (
          <text key={markMs} x={`${placeOf(scale, scale.fromMs + markMs)}%`} y="12" text-anchor="middle">
            {markLabel(markMs)}
          </text>
        ))}
      </svg>
    </div>
  )
}

const markLabel = (ms: number) => duration(ms).replace(/\.0(?=s| min| h)/, '')

interface RowProps {
  readonly run: LiveRun
  readonly nowMs: number
  readonly children: ComponentChildren
}

function Row({ run, nowMs, children }: RowProps) {
  const { sign, figures } = standOf(run, nowMs)
  const trouble = troubleOf(run, nowMs)
  const says = run.summary === null ? trouble : [...trouble, run.summary]
  const hasTrack = run.doing !== 'ended' || run.attempts.length > 0
  return (
    <li class={hasTrack ? 'run' : 'run idle'}>
      <span class="name" title={run.agent}>
        {run.agent}
      </span>
      {hasTrack && children}
      <span class="stand">
        <Mark of={sign} /> <span class="took">{figures}</span>
      </span>
      {says.length > 0 && (
        <p class={trouble.length > 0 ? 'says trouble' : 'says'} title={says.join('\n')}>
          {says.join(' · ')}
        </p>
      )}
    </li>
  )
}

function byPhase(runs: readonly LiveRun[]): readonly (readonly [phase: string, runs: readonly LiveRun[]])[] {
  const phases = new Map<string, LiveRun[]>()
  for (const run of runs) phases.set(run.phase, [...(phases.get(run.phase) ?? []), run])
  return [...phases]
}
