import type { InputKind } from '../fuzz.js'
import { commandArguments } from './arguments.js'
import { backups } from './backups.js'
import { candleFiles } from './candle-files.js'
import { commands } from './commands.js'
import { configurations } from './configurations.js'
import { databases } from './databases.js'
import { protocolFrames } from './frames.js'
import { haltFiles } from './halt-files.js'
import { logLines } from './log-lines.js'
import { proposals } from './proposals.js'

/** Every kind of input that riskfirst takes from outside. */
export const inputKinds: readonly InputKind[] = [
  configurations,
  candleFiles,
  proposals,
  protocolFrames,
  haltFiles,
  logLines,
  databases,
  backups,
  commandArguments,
  commands,
]
