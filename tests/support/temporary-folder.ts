import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives a whole test run one temporary folder, and removes it afterwards with all that tests and commands left there. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'riskfirst-tests-'))
  process.env['TMPDIR'] = folder
  return () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    } catch {
      // A process that outlived its test still writes there; that test has failed.
    }
  }
}
