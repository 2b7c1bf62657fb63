import { createRoster } from '../../../src/agents/roster.js'
import { compose } from '../../../src/compose.js'
import { loadConfig } from '../../../src/config/load.js'
import { brokerWith } from '../../../src/drill/stand-ins.js'
import { close } from '../../../src/operate/close.js'
import { systemClocks } from '../../../src/system-clocks.js'

// One cycle that buys, a close that a person asks for, and a cycle in which the process dies at the sale: before the
// broker has filled it, or after.
const [, , cwd = '', moment = ''] = process.argv
const die = () => {
  process.kill(process.pid, 'SIGKILL')
  for (;;); // until it arrives
}
const roster = createRoster()
const { config } = loadConfig({ cwd, env: {}, roster })
const trading = await compose({
  config,
  roster,
  clocks: systemClocks,
  observe() {},
  pid: process.pid,
  env: process.env,
  mask: (text) => text,
  interposed: {
    broker: (broker) =>
      brokerWith(broker, {
        async place(order) {
          if (order.side === 'buy') return broker.place(order)
          if (moment === 'before') die()
          await broker.place(order)
          return die()
        },
      }),
  },
})
await trading.start()
await trading.orchestrator.cycle()
const asked = { symbol: 'btc/usdt', reason: 'delisted', who: 'ada', at: '2026-01-01T00:00:00.000Z' }
close({ dataDir: config.dataDir, name: 'data' }, asked)
await trading.orchestrator.cycle()
