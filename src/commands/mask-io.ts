import { createMask } from '../config/mask.js'
import type { Io, Output } from './io.js'

/** The same process, with the values of secrets masked in everything that is written. */
export function maskIo(io: Io, secrets: readonly string[]): Io {
  if (secrets.length === 0) return io
  const mask = createMask(secrets)
  const masked = (output: Output): Output => ({
    write: (text) => output.write(mask(text)),
    isTerminal: output.isTerminal,
    get columns() {
      return output.columns
    },
    colours: output.colours,
  })
  return { ...io, stdout: masked(io.stdout), stderr: masked(io.stderr) }
}
