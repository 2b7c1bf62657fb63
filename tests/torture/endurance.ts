import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { makeChurningFolder } from './churning-folder.js'
import { Command } from './command.js'
import { livingProcesses } from './left-processes.js'

/** What a loop holds at an instant. */
interface Holding {
  readonly cycle: number
  readonly memoryMb: number
  readonly handles: number
  readonly processes: number
}

/** What it held early, when it had warmed up, and late: medians of the second and of the last quarter. */
export interface Endurance {
  readonly cycles: number
  readonly early: Holding
  readonly late: Holding
  readonly isFlat: boolean
}

const lookEveryMs = 100

/** Runs a loop with two agents in processes of their own, and looks at what it holds as it goes on. */
export async function endure({ cwd, cycles }: { readonly cwd: string; readonly cycles: number }): Promise<Endurance> {
  const folder = makeChurningFolder(cwd)
  const loop = new Command(['--quiet', '--interval', '0', '--cycles', String(cycles)], folder)
  const holdings: Holding[] = []
  const { pid = 0 } = loop.child
  while ((await Promise.race([loop.ended, pause(lookEveryMs)])) === undefined) {
    const held = holdingOf(pid, folder.home)
    const cycle = readFileSync(folder.witness, 'utf8').split('\n').length - 1
    if (held !== undefined && cycle > 0) holdings.push({ cycle, ...held })
  }
  const { code, stderr } = await loop.ended
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`)
  const quarter = (n: number) => medians(holdings.filter(({ cycle }) => Math.ceil((4 * cycle) / cycles) === n))
  const [early, late] = [quarter(2), quarter(4)]
  const isFlat =
    late.memoryMb < early.memoryMb * 1.1 + 5 && late.handles <= early.handles && late.processes <= early.processes
  return { cycles, early, late, isFlat }
}

function holdingOf(pid: number, home: string): Omit<Holding, 'cycle'> | undefined {
  try {
    const [, kilobytes = '0'] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    const processes = livingProcesses().filter(({ environment }) => environment.includes(`HOME=${home}\0`)).length
    return { memoryMb: Number(kilobytes) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length, processes }
  } catch {
    return undefined // it has just ended
  }
}

function medians(holdings: readonly Holding[]): Holding {
  const median = (figure: keyof Holding) =>
    holdings.map((holding) => holding[figure]).sort((a, b) => a - b)[holdings.length >> 1] ?? Number.NaN
  return {
    cycle: median('cycle'),
    memoryMb: median('memoryMb'),
    handles: median('handles'),
    processes: median('processes'),
  }
}
