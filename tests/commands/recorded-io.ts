import type { Io, Output } from '../../src/commands/io.js'

/** A command's surroundings that keep what is written. */
export interface RecordedIo extends Io {
  readonly written: { out: string; err: string }
}

/** Stands in `cwd`, on no terminal, with only this environment. */
export function recordedIo(cwd: string, env: Io['env'] = {}): RecordedIo {
  const written = { out: '', err: '' }
  const output = (stream: 'out' | 'err'): Output => ({
    write: (text) => {
      written[stream] += text
    },
    isOpen: true,
    isTerminal: false,
    columns: 80,
    colours: false,
  })
  return {
    stdout: output('out'),
    stderr: output('err'),
    env,
    cwd,
    user: 'tester',
    pid: 1,
    onSignal: () => () => undefined,
    written,
  }
}
