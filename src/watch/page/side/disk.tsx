import { fileSize } from '../../../report/figures.js'
import type { Overview } from '../../api.js'

/** How much room there is, and what takes it. */
export function Disk({ overview: { disk } }: { readonly overview: Overview }) {
  const { free, record, logs, metrics } = disk
  return (
    <section class="disk" aria-labelledby="disk-heading">
      <h2 id="disk-heading">Disk</h2>
      <p>
        <b>{free === null ? 'unknown' : fileSize(free)}</b> free
        <small>
          record {fileSize(record)} · logs {fileSize(logs)} · metrics {fileSize(metrics)}
        </small>
      </p>
    </section>
  )
}
