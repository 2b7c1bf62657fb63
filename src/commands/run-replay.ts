import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { ReplayError, type Replayed, type ReplayOptions, replay } from '../replay/replay.js'
import type { Team } from '../replay/team.js'
import { breathe, systemTimer } from '../system-clocks.js'
import { CommandError, exitCode } from './exit-code.js'
import { FirstFailures } from './first-failures.js'
import type { Io } from './io.js'
import { orMendable } from './open-trading.js'
import { ReplayProgress } from './replay-progress.js'
import { orRefusal } from './start-agents.js'

/** One replay of a command. */
export interface ReplayRun
  extends Pick<ReplayOptions, 'fromMs' | 'toMs' | 'onHalt' | 'dataDir' | 'opensGate' | 'only' | 'signal'> {
  readonly io: Io
  readonly loaded: LoadedConfig
  readonly team: Team
  readonly quiet: boolean
  /** Called once there is something to tell: after the first cycle. */
  readonly onBegun: () => void
}

/** Replays, and tells people how far it is and how fast it was; what they can mend becomes a CommandError. */
export async function runReplay({ io, loaded, team, quiet, onBegun, ...options }: ReplayRun): Promise<Replayed> {
  const { fromMs, toMs, opensGate } = options
  const failures = new FirstFailures()
  const what = opensGate ? 'without the gate: ' : ''
  const output = quiet ? { ...io.stderr, isTerminal: false } : io.stderr
  const progress = new ReplayProgress({ output, fromMs, toMs, what })
  const replayed = () =>
    replay({
      ...options,
      config: team.config,
      roster: team.roster,
      timer: systemTimer,
      breathe,
      env: io.env,
      pid: io.pid,
      mask: createMask(loaded.secrets),
      say: (text) => progress.say(text),
      onCycle({ cycle, runs }) {
        for (const words of failures.newIn(cycle, runs)) progress.say(words)
        progress.cycle(cycle.asOf)
        if (progress.cycles === 1) onBegun()
      },
    })
  try {
    return await orRefusal(() => orMendable(replayed), loaded, io.cwd)
  } catch (error) {
    if (!(error instanceof ReplayError) || options.signal.aborted) throw error
    throw new CommandError(exitCode.configuration, error.message, { cause: error })
  } finally {
    progress.clear()
    if (!quiet && progress.cycles > 0) progress.say(progress.summary())
  }
}
