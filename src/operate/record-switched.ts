import { addRequest } from '../store/requests.js'
import { besideLoop } from './beside.js'
import type { Asked } from './outcome.js'

/** An agent that was enabled or disabled in the configuration. */
export interface Switched extends Pick<Asked, 'who' | 'at'> {
  readonly agent: string
  readonly enabled: boolean
}

/** Records who enabled or disabled an agent, where there is a record; throws StoreError when it cannot be written. */
export function recordSwitched(dataDir: string, { agent, enabled, who, at }: Switched): void {
  besideLoop(dataDir, ({ database }) => {
    addRequest(database, { kind: enabled ? 'enable' : 'disable', who, at, details: { agent }, appliedAt: at })
  })
}
