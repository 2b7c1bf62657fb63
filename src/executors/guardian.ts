import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { markVariable, ownMark } from './process-tree.js'

/**
 * Reads which process groups live, a line each. When its input ends, this process died, however: then it kills every
 * group that is left and, where there is /proc, whatever has our mark in its environment. It looks several times, as a
 * process that is just being started shows its mark only from its first instruction on.
 */
const script = `
trap '' HUP INT TERM
live=
while read -r verb pid; do
  case $verb in
    add) live="$live $pid" ;;
    del) kept=; for one in $live; do [ "$one" = "$pid" ] || kept="$kept $one"; done; live=$kept ;;
  esac
done
for pid in $live; do kill -KILL "-$pid"; done
for pause in .02 .05 .1 .2 .3 .3; do
  for file in $(grep -ls "$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    kill -KILL "\${pid%/environ}"
  done
  sleep $pause
done
`

/**
 * Ends what agents' processes leave behind when this process can no longer do it itself, even by SIGKILL: a tiny shell
 * in a session of its own, started with the first of them. Where there is no /bin/sh, things go without it.
 */
export class Guardian {
  readonly #path: string
  readonly #live = new Set<number>()
  #shell: ChildProcess | undefined
  #lastNumber = 0

  constructor({ PATH = '/usr/bin:/bin' }: { readonly PATH?: string | undefined }) {
    this.#path = PATH
  }

  /** Stands guard from now on; returns the mark for the environment of the process that is to be started. */
  guard(): string {
    this.#shell ??= this.#start()
    return `${ownMark}-${++this.#lastNumber}`
  }

  /** A process group lives. */
  add(leaderPid: number): void {
    this.#live.add(leaderPid)
    this.#tell(`add ${leaderPid}`)
  }

  /** Nothing of it is left. */
  delete(leaderPid: number): void {
    this.#live.delete(leaderPid)
    this.#tell(`del ${leaderPid}`)
  }

  /** Ends the guard; resolves when it has. Call it when no process is left. */
  async close(): Promise<void> {
    const shell = this.#shell
    if (shell === undefined) return
    shell.ref()
    const gone = new Promise<void>((resolve) => shell.once('exit', () => resolve()))
    shell.kill('SIGKILL') // certain, and no process is left to end
    await gone
  }

  #start(): ChildProcess | undefined {
    const shell = spawn('/bin/sh', ['-c', script, 'riskfirst-guardian', `${markVariable}=${ownMark}-`], {
      cwd: '/',
      env: { PATH: this.#path },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    shell.once('error', () => {}) // there is no /bin/sh, or no room for it
    if (shell.pid === undefined) return undefined
    shell.once('exit', () => {
      if (this.#shell === shell) this.#shell = undefined
    })
    shell.stdin.on('error', () => {}) // it was killed; the next process gets a new one
    shell.unref()
    if (shell.stdin instanceof Socket) shell.stdin.unref()
    shell.stdin.write([...this.#live].map((pid) => `add ${pid}\n`).join(''))
    return shell
  }

  #tell(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`)
  }
}
