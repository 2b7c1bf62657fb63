import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { afterAll } from 'vitest'
import * as z from 'zod'
import type { Agent } from '../../src/agents/agent.js'
import { createCommandHost } from '../../src/executors/command.js'
import { Guardian } from '../../src/executors/guardian.js'
import { createInProcessExecutor } from '../../src/executors/in-process.js'
import type { Program } from '../../src/executors/program.js'
import { createWarmHost } from '../../src/executors/warm-process.js'
import { systemTimer } from '../../src/system-clocks.js'
import { freshDir } from '../support/candles.js'
import { has } from '../support/processes.js'
import { perform } from './children/repertoire.js'
import { type Contender, describeContract } from './contract.js'

const children = join(import.meta.dirname, 'children')
const guardian = new Guardian(process.env)
afterAll(() => guardian.close())

const settings = { threshold: 0.7 }
const limits = { env: {}, maxMemoryMb: 1_024, startTimeoutMs: 60_000, maxRuns: 1_000 }
const home = { folder: 'nowhere', keep: false }
const shared = { env: process.env, timer: systemTimer, guardian, home, mask: (text: string) => text }
const agent = { name: 'mine', settings, critical: false, runWhen: 'reducing' } as const

/** A host of whatever `write` makes in an empty folder. */
function hostOf(write: (folder: string) => Promise<Program>): Contender['open'] {
  return async (onOutput) => {
    const program = await write(await freshDir())
    if (program.kind === 'in-process') throw new Error('expected a program with a process of its own')
    if (program.kind === 'command' && !program.keepAlive)
      return createCommandHost({ ...shared, agent, program, onOutput })
    return createWarmHost({ ...shared, agent, program, onOutput })
  }
}

const inThisProcess: Contender['open'] = async (onOutput) => {
  const mine: Agent = {
    name: 'mine',
    settings: z.unknown(),
    run: (briefing, signal) => perform(briefing, signal, (text) => onOutput({ text })),
  }
  const executor = createInProcessExecutor(new Map([['mine', mine]]))
  return {
    run: (...attempt) => executor.run(...attempt),
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

const module = (type: string) => `
import { defineAgent, z } from 'riskfirst'
import { perform } from './repertoire'
const threshold${type} = z.number()
export default defineAgent({
  name: 'mine',
  settings: z.object({ threshold }),
  run: (briefing, signal) => perform(briefing, signal, console.log),
})`

async function typeScript(folder: string): Promise<Program> {
  await cp(join(children, 'repertoire.ts'), join(folder, 'repertoire.ts'))
  await writeFile(join(folder, 'mine.ts'), module(': z.ZodNumber'))
  return { kind: 'module', file: join(folder, 'mine.ts'), limits }
}

async function javaScript(folder: string): Promise<Program> {
  const { code } = await transform(await readFile(join(children, 'repertoire.ts'), 'utf8'), { loader: 'ts' })
  await writeFile(join(folder, 'repertoire.js'), code)
  await writeFile(join(folder, 'mine.js'), module('').replace('./repertoire', './repertoire.js'))
  return { kind: 'module', file: join(folder, 'mine.js'), limits }
}

/** A script of the children as Node runs it. */
function node(script: string, keepAlive: boolean) {
  return async (cwd: string): Promise<Program> => {
    const outfile = join(cwd, 'script.mjs')
    await build({
      entryPoints: [join(children, script)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
    return { kind: 'command', argv: [process.execPath, './script.mjs'], cwd, keepAlive, limits }
  }
}

function command(argv: readonly [string, ...string[]], keepAlive: boolean) {
  return async (): Promise<Program> => ({ kind: 'command', argv, cwd: children, keepAlive, limits })
}

// An error that leaves a program ends it; where an executor speaks the protocol, the error itself is told. Of a signal
// a program learns no reason, and no thread can be killed.
describeContract('in this process', { open: inThisProcess, throwsAs: 'threw', tellsWhy: true, canKill: false })

const warm = { throwsAs: 'threw', tellsWhy: true, canKill: true } as const
describeContract('in a module in TypeScript', { open: hostOf(typeScript), ...warm })
describeContract('in a module in JavaScript', { open: hostOf(javaScript), ...warm })
describeContract('that is a program kept alive', { open: hostOf(node('keep-alive.ts', true)), ...warm })

const oneShot = { throwsAs: 'exited', tellsWhy: false, canKill: true } as const
describeContract('that is a program in JavaScript', { open: hostOf(node('one-shot.ts', false)), ...oneShot })
describeContract('that is a shell script', { open: hostOf(command(['./one-shot.sh'], false)), ...oneShot })

if (has('python3')) {
  const open = hostOf(command(['python3', 'keep-alive.py'], true))
  describeContract('in Python that is kept alive', { open, throwsAs: 'threw', tellsWhy: false, canKill: true })
}
