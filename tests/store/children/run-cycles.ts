import { emptyTally } from '../../../src/orchestrator/tally.js'
import { openStore } from '../../../src/store/database.js'
import { createJournal } from '../../../src/store/journal.js'
import { loadState, sealInterrupted } from '../../../src/store/stored-state.js'
import { identity } from '../data-folders.js'
import { fillOf, orderOf, reportOf, runOf, startOf } from '../sealed-cycles.js'

// Cycles as fast as they go, each step told when it is durable, until the process is killed.
const [, , dataDir = ''] = process.argv
const { database } = openStore({ dataDir, identity })
sealInterrupted(database, '2026-01-02T00:00:00.000Z')
const journal = createJournal(database)
const { lastNumber, tally = emptyTally } = loadState(database)
let { cycles } = tally
for (let n = lastNumber; ; n++) {
  const cycle = journal.begin(startOf(n))
  console.log(`begun ${cycle.id}`)
  const order = orderOf(cycle)
  journal.sent(order)
  console.log(`sent ${cycle.id}`)
  journal.filled(fillOf(order), { stop: '47500' })
  console.log(`filled ${cycle.id}`)
  cycles++
  const proposal = { summary: 'remember this', memory: { cycle: cycle.id } }
  journal.seal(
    reportOf(cycle, { tally: { ...emptyTally, cycles }, runs: [runOf('risk'), runOf('strategy', { proposal })] }),
  )
  console.log(`sealed ${cycle.id}`)
}
