import { count, counted, instant, money } from '../report/figures.js'
import type { BackupContents } from '../store/backup-contents.js'

/** What a backup holds, as labels and values. */
export function backupPairs(contents: BackupContents): readonly (readonly [label: string, value: string])[] {
  const { identity, createdAt, cycles, lastCycle, orders, filled, equity, asOf } = contents
  const { market, broker, quote, startingCash } = identity
  const worth = equity === null ? 'unknown' : `${money(Number(equity))} ${quote}`
  return [
    ['made', instant(createdAt)],
    ['books', `${market}, ${broker} money, started with ${startingCash} ${quote}`],
    ['cycles', lastCycle === null ? 'none' : `${count(cycles)}, the last ${lastCycle}`],
    ['orders', `${counted(orders, 'order')} sent, ${count(filled)} filled`],
    ['equity', asOf === null ? 'no cycle has ended yet' : `${worth}, market time ${instant(asOf)}`],
  ]
}
