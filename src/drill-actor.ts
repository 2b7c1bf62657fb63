import * as z from 'zod'
import type { Briefing, Proposal } from './agents/agent.js'
import { acts, allIsWell } from './drill/actors.js'
import { hanging } from './drill/victim-words.js'

// The agent that misbehaves in a process of its own: a module like a user's, whose exports are the agent.

/** What it does, and from which cycle on. */
export const settings = z.strictObject({ act: z.enum(acts), fromCycle: z.int() })

/** Tells which process it is, and misbehaves. */
export function run(briefing: Briefing<z.output<typeof settings>>): Proposal | Promise<Proposal> {
  const { act, fromCycle } = briefing.settings
  process.stdout.write(`pid ${process.pid}\n`)
  if (briefing.cycle.number < fromCycle) return allIsWell(briefing)
  switch (act) {
    case 'hang':
      process.stdout.write(`${hanging}\n`)
      return new Promise(() => {})
    case 'spin':
      return spin()
    case 'exit':
      return process.exit(7)
    case 'hoard':
      return hoard()
    case 'flood':
      return flood()
  }
}

function spin(): never {
  for (;;);
}

function hoard(): never {
  const hoarded: unknown[] = []
  for (;;) hoarded.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
}

function flood(): Promise<never> {
  const lines = `${'flood '.repeat(20)}\n`.repeat(500)
  const again = () => void process.stdout.write(lines, again)
  again()
  return new Promise(() => {})
}
