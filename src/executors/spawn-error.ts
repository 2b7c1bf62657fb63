/** A program that could not be started; its message says which, and why. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError'

  constructor(program: string, cause: unknown) {
    super(`${program} ${reasonOf(cause)}`, { cause })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return `could not be started: ${String(error)}`
  switch (error.code) {
    case 'ENOENT':
      return 'was not found (or its interpreter, or the folder to run it in)'
    case 'EACCES':
      return 'may not be executed'
    case 'ENOEXEC':
      return 'is no program (a script begins with a line such as "#!/bin/sh")'
    case 'E2BIG':
      return 'could not be started: its arguments and environment are too long'
    case 'EAGAIN':
      return 'could not be started: there are too many processes'
    case 'EMFILE':
    case 'ENFILE':
      return 'could not be started: too many files are open'
    default:
      return `could not be started: ${error.message}`
  }
}
