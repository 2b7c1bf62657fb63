import { run as enableAgent } from './agents-enable.js'
import { run as listAgents } from './agents-list.js'
import { run as newAgent } from './agents-new.js'
import { run as runAgent } from './agents-run.js'
import { run as testAgent } from './agents-test.js'
import { run as approve } from './approve.js'
import { run as backup } from './backup.js'
import { run as close } from './close.js'
import { run as config } from './config.js'
import { run as doctor } from './doctor.js'
import { run as drill } from './drill.js'
import { run as exportActivity } from './export-activity.js'
import { run as exportState } from './export-state.js'
import { run as halt } from './halt.js'
import { run as history } from './history.js'
import { run as init } from './init.js'
import type { Io } from './io.js'
import { run as logs } from './logs.js'
import { run as monitor } from './monitor.js'
import { run as testNotifications } from './notify-test.js'
import { run as plan } from './plan.js'
import { run as positions } from './positions.js'
import { run as profit } from './profit.js'
import { run as replay } from './replay.js'
import { run as replayDiff } from './replay-diff.js'
import { run as restore } from './restore.js'
import { run as resume } from './resume.js'
import { run } from './run.js'
import { run as status } from './status.js'
import { run as stop } from './stop.js'
import { run as trades } from './trades.js'
import { run as why } from './why.js'

/** What every command is: behaviour for arguments that it validates itself; resolves to the exit code. */
export type Command = (args: unknown, io: Io) => Promise<number>

/** Every command by its name; loaded as one, as a file apiece costs more than it saves. */
export const commands = {
  run,
  plan,
  status,
  why,
  history,
  halt,
  resume,
  approve,
  close,
  stop,
  monitor,
  positions,
  trades,
  profit,
  testNotifications,
  listAgents,
  enableAgent,
  runAgent,
  newAgent,
  testAgent,
  logs,
  replay,
  replayDiff,
  exportActivity,
  exportState,
  config,
  init,
  backup,
  restore,
  doctor,
  drill,
} as const satisfies Record<string, Command>
