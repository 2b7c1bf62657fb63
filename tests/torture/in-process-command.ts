import { runCli } from '../../src/commands/cli.js'
import { CommandError, exitCode } from '../../src/commands/exit-code.js'
import { recordedIo } from '../commands/recorded-io.js'
import { type Fate, mustHold } from './fuzz.js'

/** Exit codes that say that something went on as it should. */
const taken: readonly number[] = [exitCode.fine, exitCode.halted, exitCode.failedClosed, exitCode.degraded]

/** What a command without an end is given before it hears a signal, ms. */
const patienceMs = 100

/** Runs the command in this process; whatever has no end hears SIGTERM. */
export async function runInProcess(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Fate> {
  const timers = new Set<NodeJS.Timeout>()
  const io = {
    ...recordedIo(cwd, env),
    onSignal(listener: (signal: 'SIGTERM') => void) {
      const timer = setTimeout(() => listener('SIGTERM'), patienceMs)
      timers.add(timer)
      return () => clearTimeout(timer)
    },
  }
  try {
    const code = await runCli(argv, io, '0.0.0')
    return judged(code, io.written.out + io.written.err)
  } catch (error) {
    if (error instanceof CommandError) return judged(error.code, error.message)
    throw error
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Throws for an exit code that is not documented, or that says that something broke. */
export function judged(code: number | null, said: string): Fate {
  mustHold(Object.values<number | null>(exitCode).includes(code), `exit code ${code}: ${said}`)
  mustHold(code !== exitCode.internal, `an internal error: ${said}`)
  return { taken: taken.includes(code ?? -1), said }
}
