import type { Io, Output } from './io.js'

/** The same process, with everything that is written going through `mask`. */
export function maskIo(io: Io, mask: (text: string) => string): Io {
  const masked = (output: Output): Output => ({
    write: (text) => output.write(mask(text)),
    get isOpen() {
      return output.isOpen
    },
    isTerminal: output.isTerminal,
    get columns() {
      return output.columns
    },
    colours: output.colours,
  })
  return { ...io, stdout: masked(io.stdout), stderr: masked(io.stderr) }
}
