import { fileSize } from '../report/figures.js'
import type { DiskUse } from '../store/disk-use.js'

/** What a data folder takes, and what is left for it: `record 3.1 MB, logs 0 B, metrics 1.2 MB; 80.5 GB free`. */
export function diskWords({ free, record, logs, metrics }: DiskUse): string {
  const taken = `record ${fileSize(record)}, logs ${fileSize(logs)}, metrics ${fileSize(metrics)}`
  return `${taken}; ${free === null ? 'how much is free is unknown' : `${fileSize(free)} free`}`
}
