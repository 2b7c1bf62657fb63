import { readFileSync } from 'node:fs'
import type { VictimOrder } from './drill/victim.js'
import { playVictim } from './drill/victim-play.js'
import { systemClocks } from './system-clocks.js'

// The program that a drill kills in the middle of a cycle. It gets its order on stdin.
const order = JSON.parse(readFileSync(0, 'utf8')) as VictimOrder // nobody but a drill starts it
await playVictim(order, {
  clocks: systemClocks,
  env: process.env,
  pid: process.pid,
  say: (line) => void process.stdout.write(`${line}\n`),
  die() {
    process.kill(process.pid, 'SIGKILL')
    for (;;); // until it arrives
  },
  onTerm: (listener) => void process.once('SIGTERM', listener),
})
process.exit(0)
