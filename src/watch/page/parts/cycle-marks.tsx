import { duration } from '../../../report/figures.js'
import type { Overview } from '../../api.js'
import { Bars, type SparkBar } from './spark-bars.js'

type Cycle = Overview['cycles'][number]

const kinds: Readonly<Record<Cycle['status'], SparkBar['kind'] | undefined>> = {
  running: undefined,
  success: 'good',
  degraded: 'warning',
  halted: 'bad',
  'failed-closed': 'bad',
  aborted: 'warning',
  error: 'bad',
  interrupted: 'warning',
}

/** How the last cycles ended and how long they took, oldest first. */
export function CycleMarks({ cycles }: { readonly cycles: readonly Cycle[] }) {
  const bars = [...cycles].reverse().flatMap(({ id, status, durationMs }): readonly SparkBar[] => {
    const kind = kinds[status]
    const took = durationMs === null ? '' : `, ${duration(durationMs)}`
    return kind === undefined ? [] : [{ key: id, kind, height: durationMs ?? 0, title: `${id}: ${status}${took}` }]
  })
  if (bars.length < 2) return null
  const well = bars.filter(({ kind }) => kind === 'good').length
  return (
    <a class="cycle-marks" href="#/cycles">
      <Bars bars={bars} label={`the last ${bars.length} cycles: ${well} went well`} />
      <span>past cycles</span>
    </a>
  )
}
