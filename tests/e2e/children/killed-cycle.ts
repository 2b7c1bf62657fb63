import { createRoster } from '../../../src/agents/roster.js'
import { compose, type Interposed } from '../../../src/compose.js'
import { loadConfig } from '../../../src/config/load.js'
import { brokerWith, journalWith } from '../../../src/drill/stand-ins.js'
import { systemClocks } from '../../../src/system-clocks.js'

// One cycle of the configuration in a folder, in which the process dies where it is told.
const [, , cwd = '', moment = ''] = process.argv
const die = () => {
  process.kill(process.pid, 'SIGKILL')
  for (;;); // until it arrives
}

let settled = 0
const interposed: Readonly<Record<string, Partial<Interposed>>> = {
  'first agent': {
    journal: (journal) =>
      journalWith(journal, {
        checkpoint(cycle, record) {
          journal.checkpoint(cycle, record)
          if (record.agent === 'a') die()
        },
      }),
  },
  // Between its journal entry and the broker.
  'journalled order': { broker: (broker) => brokerWith(broker, { place: () => die() }) },
  // Between the broker's fill and its record.
  'placed order': {
    broker: (broker) => brokerWith(broker, { place: (order) => broker.place(order).then(die) }),
  },
}
const { config } = loadConfig({ cwd, env: {}, roster: createRoster() })
const trading = await compose({
  config,
  roster: createRoster(),
  clocks: systemClocks,
  observe: ({ type }) => {
    if (moment === 'settled phase' && type === 'settled' && ++settled === 1) die()
    if (moment === 'begun cycle' && type === 'cycle-started') die()
  },
  pid: process.pid,
  env: process.env,
  mask: (text) => text,
  interposed: interposed[moment] ?? {},
})
await trading.start()
await trading.orchestrator.cycle()
await trading.close()
