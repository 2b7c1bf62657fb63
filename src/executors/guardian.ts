import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { Census } from './census.js'
import { Family } from './family.js'
import { markVariable, ownMark } from './process-tree.js'

/**
 * Reads what lives, a line each: `-4711` is a process group, `4712:90210` a process and when it was started. When its
 * input ends, this process died, however: then it kills all that is left and, where there is /proc, whatever has our
 * mark in its environment. It looks several times, as a process that is just being started shows its mark only from
 * its first instruction on.
 */
const script = `
trap '' HUP INT TERM
mark=$1
live=
while read -r verb what; do
  case $verb in
    add) live="$live $what" ;;
    del) kept=; for one in $live; do [ "$one" = "$what" ] || kept="$kept $one"; done; live=$kept ;;
  esac
done
for one in $live; do
  case $one in
    -*) kill -KILL "$one" ;;
    *)
      pid=\${one%:*}
      stat=$(cat "/proc/$pid/stat") || continue
      set -- \${stat##*) }
      [ "\${20}" = "\${one#*:}" ] && kill -KILL "$pid"
      ;;
  esac
done
for pause in .02 .05 .1 .2 .3 .3 1 1; do
  for file in $(grep -ls "$mark" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    kill -KILL "\${pid%/environ}"
  done
  sleep $pause
done
`

/** How often a guard that dies is replaced, without a process being started meanwhile. */
const maxReplacements = 10

/**
 * Knows what agents' processes started, and ends what they leave behind when this process can no longer do it itself,
 * even by SIGKILL: by a tiny shell in a session of its own, started with the first of them. Where there is no /bin/sh,
 * things go without it.
 */
export class Guardian {
  readonly census = new Census()
  readonly #path: string
  readonly #live = new Set<string>()
  #shell: ChildProcess | undefined
  #replacements = 0
  #lastNumber = 0

  constructor({ PATH = '/usr/bin:/bin' }: { readonly PATH?: string | undefined }) {
    this.#path = PATH
  }

  /** Stands guard from now on; returns the mark for the environment of the process that is to be started. */
  guard(): string {
    this.#replacements = 0
    this.#shell ??= this.#start()
    this.census.begin()
    return `${ownMark}-${++this.#lastNumber}`
  }

  /** A process with this mark was started. */
  add(leaderPid: number, mark: string): Family {
    const family = new Family(leaderPid, mark, {
      add: (what) => {
        this.#live.add(what)
        this.#tell(`add ${what}`)
      },
      delete: (what) => {
        this.#live.delete(what)
        this.#tell(`del ${what}`)
      },
    })
    this.census.add(family)
    return family
  }

  /** Ends the guard; resolves when it has. Call it when no process is left. */
  async close(): Promise<void> {
    const shell = this.#shell
    if (shell === undefined) return
    this.#shell = undefined
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
      if (this.#shell === shell) this.#shell = this.#replacement()
    })
    shell.stdin.on('error', () => {}) // it was killed
    shell.unref()
    if (shell.stdin instanceof Socket) shell.stdin.unref()
    shell.stdin.write([...this.#live].map((what) => `add ${what}\n`).join(''))
    return shell
  }

  /** Another guard for those who live; none if guards cannot live here. */
  #replacement(): ChildProcess | undefined {
    return this.#live.size > 0 && ++this.#replacements <= maxReplacements ? this.#start() : undefined
  }

  #tell(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`)
  }
}
