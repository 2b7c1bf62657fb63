import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKillSwitch, removeKillSwitch, throwKillSwitch } from '../../../src/store/kill-switch.js'
import { StoreError } from '../../../src/store/store-error.js'
import { type InputKind, mustHold, refusedBy } from '../fuzz.js'
import { oddTexts } from '../mutations.js'
import type { Random } from '../random.js'

/** Whatever may lie where the kill switch lies: all of it halts, and says so in one plain line. */
export const haltFiles: InputKind = {
  name: 'HALT files',
  share: 4,
  prepare(folder) {
    const path = join(folder, 'HALT')
    const killSwitch = createKillSwitch(folder)
    return Promise.resolve((random) => {
      rmSync(path, { recursive: true, force: true })
      mustHold(killSwitch.thrown() === undefined, 'thrown without a file')
      put(path, random)
      mustHold(isPlain(killSwitch.thrown()), `thrown: ${JSON.stringify(killSwitch.thrown())}`)
      const reason = random.pick([...oddTexts, random.bytes(50).toString('latin1')])
      if (random.chance(0.3)) throwKillSwitch(folder, { reason, who: reason, at: '2026-01-01T00:00:00.000Z' })
      mustHold(isPlain(killSwitch.thrown()), `thrown anew: ${JSON.stringify(killSwitch.thrown())}`)
      return refusedBy([StoreError], () => {
        const removed = removeKillSwitch(folder)
        mustHold(isPlain(removed), `removed: ${JSON.stringify(removed)}`)
        mustHold(lstatSync(path, { throwIfNoEntry: false }) === undefined, 'removed, and still there')
      })
    })
  },
}

function put(path: string, random: Random): void {
  const choice = random.below(100)
  if (choice === 0) execFileSync('mkfifo', [path])
  else if (choice < 5) mkdirSync(random.chance(0.5) ? path : join(path, 'inner'), { recursive: true })
  else if (choice < 10) symlinkSync(random.pick(['/nowhere', '/dev/zero', '/proc/self/mem', 'HALT', '.']), path)
  else if (choice < 20) writeFileSync(path, random.pick(oddTexts))
  else if (choice < 22) writeFileSync(path, Buffer.alloc(5_000_000, random.below(256)))
  else
    writeFileSync(path, random.bytes(random.below(random.pick([1, 20, 3_000]))), { mode: random.pick([0o644, 0o000]) })
}

function isPlain(words: string | undefined): boolean {
  return words !== undefined && words.length > 0 && words.length < 400 && !/[\p{Cc}\u2028\u2029]/u.test(words)
}
