import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Command } from './command.js'
import { livingProcesses, untilGone } from './left-processes.js'

/** What a signal in the middle of a cycle came to. */
export interface Shutdowns {
  readonly tries: number
  /** From SIGTERM to the end of the command, ms: the longest. */
  readonly slowestMs: number
  readonly graceMs: number
  readonly wrongExits: number
  readonly processesLeft: number
}

const graceMs = 500

/** Neither hears its signal, and one has started another process. */
const agents = {
  'spinning.mjs': `export default { name: 'spinning', settings, run() { for (;;) {} } }`,
  'hung.mjs': `export default { name: 'hung', settings, run: () => new Promise(() => setInterval(() => {}, 1000)) }`,
} as const

/** Ends a loop by SIGTERM while agents hang, spin and do not hear, again and again. */
export async function shutDownAgainAndAgain({ cwd, tries }: { readonly cwd: string; readonly tries: number }) {
  const home = join(cwd, 'home')
  mkdirSync(home)
  for (const [name, text] of Object.entries(agents))
    writeFileSync(join(cwd, name), `import { z } from 'riskfirst'\nconst settings = z.unknown()\n${text}`)
  writeFileSync(join(cwd, 'deaf.sh'), 'trap "" TERM\nsetsid sleep 600 &\nwhile :; do sleep 600; done\n')
  writeFileSync(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({
      orchestrator: { shutdownGrace: '500ms' },
      agents: {
        spinning: { run: './spinning.mjs' },
        hung: { run: './hung.mjs' },
        deaf: { run: ['sh', 'deaf.sh'] },
      },
    }),
  )
  const report = { tries, slowestMs: 0, graceMs, wrongExits: 0, processesLeft: 0 }
  for (let attempt = 1; attempt <= tries; attempt++) {
    const isOurs = ({ environment }: { readonly environment: string }) => environment.includes(`HOME=${home}\0`)
    const loop = new Command(['--quiet'], { cwd, home })
    // The command itself, two modules, the shell, its sleep and the sleep in a session of its own.
    while (livingProcesses().filter(isOurs).length < 6) await pause(20)
    const startedMs = performance.now()
    loop.child.kill('SIGTERM')
    const { code } = await loop.ended
    report.slowestMs = Math.max(report.slowestMs, performance.now() - startedMs)
    if (code !== 143) report.wrongExits += 1
    report.processesLeft += (await untilGone(isOurs, 0)).left.length
  }
  return report satisfies Shutdowns
}
