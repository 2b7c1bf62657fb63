#!/usr/bin/env node
import module from 'node:module'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { runCli } from './commands/cli.js'
import { CommandError, exitCode } from './commands/exit-code.js'
import type { Io, Output, Terminal } from './commands/io.js'
import { version } from './version.js'

/** Since Node 22; does nothing where the folder cannot be written. */
declare module 'node:module' {
  function enableCompileCache(folder: string): void
}

/** What could not be written to stdout, such as on a full disk; a reader that has gone wanted no more. */
let unwritten: Error | undefined

function outputTo(stream: NodeJS.WriteStream): Output {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const isTerminal = stream.isTTY
  let isOpen = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false
    if (stream === process.stdout && error.code !== 'EPIPE') unwritten ??= error // and trading goes on
  })
  return {
    write: (text) => void stream.write(text),
    get isOpen() {
      return isOpen
    },
    isTerminal,
    get columns() {
      return stream.columns ?? 80
    },
    colours: !NO_COLOR && (FORCE_COLOR ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb'),
  }
}

/** Keys come one by one only where somebody can type them. */
function terminalOf({ stdin, stdout }: NodeJS.Process): Terminal | undefined {
  if (!stdout.isTTY) return undefined
  return {
    get rows() {
      return stdout.rows || 24
    },
    onKey(listener) {
      if (!stdin.isTTY) return () => undefined
      const heard = (key: string) => listener(key)
      stdin.on('error', () => stdin.destroy()) // the terminal is gone
      stdin.setRawMode(true).setEncoding('utf8').on('data', heard).resume()
      return () => void stdin.off('data', heard).setRawMode(false).pause()
    },
    onResize(listener) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}` // a container's user needs no entry in the password file
  }
}

const io: Io = {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  terminal: terminalOf(process),
  get user() {
    return userName()
  },
  pid: process.pid,
  onSignal(listener) {
    const end = () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    const onSignal = (signal: NodeJS.Signals) => {
      end() // a second signal finds nobody and ends the process at once
      listener(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    }
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
    return end
  },
}

async function main(): Promise<number> {
  try {
    return await runCli(process.argv.slice(2), io, version)
  } catch (error) {
    if (error instanceof CommandError) {
      io.stderr.write(`${error.message}\n`)
      return error.code
    }
    const detail = process.env['RISKFIRST_DEBUG'] ? `\n${error instanceof Error ? error.stack : ''}` : ''
    io.stderr.write(`internal error: ${error instanceof Error ? error.message : String(error)}${detail}\n`)
    return exitCode.internal
  }
}

/** Ends the process once everything written has left it; a hung agent's timers must not keep it alive. */
async function leave(code: number): Promise<never> {
  const flushed = [process.stdout, process.stderr].map(
    (stream) => new Promise((resolve) => (stream.writable ? stream.write('', resolve) : resolve(undefined))),
  )
  await Promise.all(flushed)
  if (unwritten === undefined || code !== exitCode.fine) process.exit(code)
  process.stderr.write(`stdout cannot be written: ${unwritten.message}\n`, () => process.exit(exitCode.internal))
  return new Promise(() => {})
}

// Beside the program: who could forge what is kept there could forge the program.
module.enableCompileCache?.(join(import.meta.dirname, '../node_modules/.cache/riskfirst-compiled'))
await leave(await main())
