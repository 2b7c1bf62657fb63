import type { Past } from '../read/past.js'

/** What the server reads. */
export interface ReadModels {
  /** As JSON, with secrets masked. */
  readonly overview: () => string
  readonly live: () => string
  readonly past: Pick<Past, 'cycles' | 'cycle' | 'logs' | 'series'>
}
