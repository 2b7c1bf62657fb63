import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { count, duration } from '../../../report/figures.js'
import { stateMark } from '../../../report/marks.js'
import type { Overview } from '../../api.js'
import { CutText } from '../parts/cut-text.js'
import { type Column, Table } from '../parts/table.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'
import { CycleList, type KnownCycles, type ListedCycle } from './cycle-list.js'
import { cycleSign } from './cycle-sign.js'
import { GoToCycle } from './go-to-cycle.js'

const columns: readonly Column<ListedCycle>[] = [
  { head: 'Cycle', cell: ({ id }) => <a href={`#/cycles/${id}`}>{id}</a> },
  { head: 'Began', cell: ({ startedAt }) => <Instant at={startedAt} /> },
  { head: 'Ended', cell: ({ status }) => <Mark of={cycleSign(status)} /> },
  { head: 'State', cell: ({ state }) => (state === null ? '–' : <Mark of={stateMark[state]} />) },
  { head: 'Took', kind: 'number', cell: ({ durationMs }) => (durationMs === null ? '–' : duration(durationMs)) },
  { head: 'Fills', kind: 'number', cell: ({ filled }) => amount(filled) },
  { head: 'Denials', kind: 'number', cell: ({ denied }) => amount(denied) },
  { head: 'Why', kind: 'text', cell: (cycle) => <Why cycle={cycle} /> },
]

/** Kept as long as the page is open. */
const list = new CycleList()
/** Where people were in it. */
let scrolledTo = 0

/** The cycles that were, newest first, older ones on demand. */
export function PastCycles({ overview: { cycles, cycleCount } }: { readonly overview: Overview }) {
  const [known, setKnown] = useState<KnownCycles>(list.known)
  useEffect(() => {
    list.watch(setKnown)
    return () => list.watch(() => {})
  }, [])
  useEffect(() => list.take(cycles), [cycles])
  useLayoutEffect(() => {
    scrollTo(0, scrolledTo)
    const keep = () => {
      scrolledTo = scrollY
    }
    addEventListener('scroll', keep)
    return () => removeEventListener('scroll', keep)
  }, [])
  return (
    <section class="past-cycles" aria-labelledby="cycles-heading">
      <header>
        <h1 id="cycles-heading">Past cycles</h1>
        <p class="quiet">
          {count(known.cycles.length)} of {count(cycleCount)}, newest first
        </p>
        <GoToCycle />
      </header>
      {known.cycles.length === 0 ? (
        <p class="quiet">There was none yet.</p>
      ) : (
        <Table label="Past cycles" columns={columns} rows={known.cycles} keyOf={({ id }) => id} />
      )}
      <Older known={known} />
    </section>
  )
}

function Older({ known: { hasOlder, isAsking, failure, cycles } }: { readonly known: KnownCycles }) {
  return (
    <p role="status">
      {failure !== undefined && <span class="bad">✖ Older cycles could not be read: {failure}. </span>}
      {hasOlder && cycles.length > 0 && (
        <button type="button" class="plain" aria-disabled={isAsking} onClick={() => void list.older()}>
          {isAsking ? 'Reading…' : 'Older'}
        </button>
      )}
    </p>
  )
}

function Why({ cycle: { reasons, error, skippedTicks } }: { readonly cycle: ListedCycle }) {
  const told = reasons.map(({ code, message }) => `${code}: ${message}`)
  const skipped = (skippedTicks ?? 0) > 0 ? [`${count(skippedTicks ?? 0)} ticks skipped before it`] : []
  const words = [...(error === null ? [] : [error]), ...told, ...skipped].join(' · ')
  return words === '' ? null : <CutText text={words} />
}

const amount = (number: number) => (number === 0 ? <span class="quiet">0</span> : count(number))
