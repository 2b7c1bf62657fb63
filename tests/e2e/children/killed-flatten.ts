import { createRoster } from '../../../src/agents/roster.js'
import { compose } from '../../../src/compose.js'
import { loadConfig } from '../../../src/config/load.js'
import { brokerWith } from '../../../src/drill/stand-ins.js'
import { systemClocks } from '../../../src/system-clocks.js'
import { flattening, investor } from '../flattening.js'

// Cycles until the broker has filled the first sale of a flatten: the process dies before it hears of it.
const [, , cwd = ''] = process.argv
const roster = createRoster([investor])
const { config } = loadConfig({ cwd, document: flattening, env: {}, roster, inProcessOnly: [investor.name] })
const trading = await compose({
  config,
  roster,
  clocks: systemClocks,
  observe() {},
  pid: process.pid,
  env: {},
  mask: (text) => text,
  interposed: {
    broker: (broker) =>
      brokerWith(broker, {
        async place(order) {
          const placed = await broker.place(order)
          if (order.side === 'sell') process.kill(process.pid, 'SIGKILL')
          return placed
        },
      }),
  },
})
await trading.start()
for (let cycle = 0; cycle < 20; cycle++) console.log((await trading.orchestrator.cycle())?.state.state)
