import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '../../src/store/identity.js'

/** A fresh folder that does not exist yet. */
export function freshFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'riskfirst-store-')), 'data')
}

export const identity: Identity = {
  market: 'simulated seed 1',
  broker: 'paper',
  quote: 'USDT',
  startingCash: '10000',
}
