import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBackup } from '../../../src/store/backup-file.js'
import { restore } from '../../../src/store/restore.js'
import { StoreError } from '../../../src/store/store-error.js'
import { type InputKind, mustHold, refusedBy } from '../fuzz.js'
import { runInProcess } from '../in-process-command.js'
import { spoiledBytes } from '../mutations.js'
import { damage, tradedFolder } from './databases.js'

/** Damaged backups: refused, and nothing is restored; or whole, and restored halted. */
export const backups: InputKind = {
  name: 'backups',
  share: 2,
  async prepare(folder) {
    const cwd = await tradedFolder(join(folder, 'made'))
    await runInProcess(['backup', 'whole.backup'], cwd)
    const whole = readFileSync(join(cwd, 'whole.backup'))
    const [tried, dataDir] = [join(folder, 'tried'), join(folder, 'restored')]
    const file = join(tried, 'spoiled.db')
    return (random) => {
      for (const dir of [tried, dataDir]) {
        rmSync(dir, { recursive: true, force: true })
        mkdirSync(dir)
      }
      writeFileSync(file, random.chance(0.1) ? spoiledBytes(whole, random) : whole)
      if (random.chance(0.9)) damage(tried, random)
      const fate = refusedBy([StoreError], () => {
        if (random.chance(0.3)) openBackup(file).close()
        restore({ dataDir, file, who: 'tester', pid: 1, at: '2026-01-01T00:00:00.000Z', replace: false })
      })
      const there = readdirSync(dataDir)
      mustHold(!there.some((name) => name.includes('.restored')), `left over: ${there.join()}`)
      mustHold(fate.taken === there.includes('riskfirst.db'), `taken: ${fate.taken}, there: ${there.join()}`)
      mustHold(!fate.taken || there.includes('HALT'), 'restored, and not halted')
      return fate
    }
  },
}
