import { sealInterrupted } from '../../../src/store/stored-state.js'
import { Playing, turnsIn } from '../playing.js'

// Many cycles, then one a piece of removing that is told as it begins, until the process is killed.
const [, , dataDir = ''] = process.argv
const playing = new Playing(dataDir)
sealInterrupted(playing.database, '2026-01-02T00:00:00.000Z')
let nowMs = 0
const timer = { now: () => nowMs++ } // a few cycles are a piece
for (let n = 0; ; n++) {
  const number = playing.cycles + 1
  playing.play({ turns: turnsIn(number), closes: number % 3 === 0 })
  if (n < 60) continue
  console.log('removing')
  const fault = playing.retention.prune({ keepRuns: 20, keepBriefings: 10 }, timer)
  if (fault !== undefined) throw new Error(fault)
}
