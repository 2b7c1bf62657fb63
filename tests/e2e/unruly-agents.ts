/** Modules that do what agents should not, by the names of their agents: the body of `run`. */
export const unrulyModules = {
  fine: `return { summary: 'fine' }`,
  slow: `await new Promise((resolve) => setTimeout(resolve, 600)); return { summary: 'slow' }`,
  hung: `return new Promise(() => setInterval(() => {}, 1000))`,
  spinning: `for (;;) {}`,
  leaving: `process.exit(3)`,
  throwing: `throw new RangeError('the exchange is down')`,
  hoarding: `const hoard = []; for (;;) hoard.push(new Array(1_000_000).fill(hoard.length))`,
  // Its child is in a session of its own, and keeps its stdout open.
  parting: `spawn('sleep', ['600'], { stdio: 'inherit', detached: true }).unref(); return { summary: 'parting' }`,
} as const

/** The text of a module whose agent runs this. */
export function moduleText(name: string, run: string): string {
  return `
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { defineAgent, z } from 'riskfirst'
export default defineAgent({ name: '${name}', settings: z.unknown(), async run(briefing, signal) { ${run} } })`
}

/** The same as shell scripts; `parting` leaves a child in a session of its own, which keeps stdout open. */
export const unrulyCommands = {
  blind: `exec <&-; echo '{"summary":"blind"}'`,
  hung: 'sleep 600',
  spinning: 'while :; do :; done',
  deaf: 'trap "" TERM; while :; do sleep 600; done',
  flooding: 'yes "the same words again and again"',
  dying: 'kill -SEGV $$',
  babbling: 'echo hello; echo "{"',
  parting: `setsid sleep 600 & echo '{"summary":"parting"}'`,
} as const
