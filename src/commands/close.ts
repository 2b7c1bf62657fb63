import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'

/** TODO(helper): `close`. */
export function run(_args: unknown, _io: Io): Promise<number> {
  throw new CommandError(exitCode.usage, 'close: not yet')
}
