import { fileSize } from '../figures.js'
import type { WrittenFile } from '../metrics-files.js'
import type { Page } from '../page.js'

/** Where the metrics of this cycle went. */
export function metricsExport({ path, bytes }: WrittenFile, page: Page): string[] {
  return [
    ...page.heading('METRICS EXPORT'),
    ...page.pairs([
      ['Location', path],
      ['Size', fileSize(bytes)],
    ]),
  ]
}
