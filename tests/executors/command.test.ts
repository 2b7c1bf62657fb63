import { spawnSync } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMask } from '../../src/config/mask.js'
import type { AgentHost } from '../../src/executors/agent-host.js'
import { createCommandHost } from '../../src/executors/command.js'
import { Guardian } from '../../src/executors/guardian.js'
import type { OutputLine } from '../../src/executors/output-line.js'
import { birthmark, ownMark } from '../../src/executors/process-tree.js'
import { AttemptError } from '../../src/orchestrator/attempt-error.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { systemTimer } from '../../src/system-clocks.js'
import { briefing } from '../support/bare-briefing.js'
import { candles, market, symbolView } from '../support/briefing.js'
import { freshDir } from '../support/candles.js'
import { has, living, witness } from '../support/processes.js'
import { planned } from '../support/scripted-executor.js'

const { PATH = '' } = process.env
const guardian = new Guardian({ PATH })
const secret = 'hunter2hunter2'
const mask = createMask([secret])
const lines: OutputLine[] = []
const log = () => lines.map(({ stream, text }) => `${stream} ${text}`)
const hosts = new Set<AgentHost>()

const oldTmp = process.env['TMPDIR']
let temporary: string
beforeAll(async () => {
  temporary = await freshDir()
  process.env['TMPDIR'] = temporary
})
beforeEach(() => {
  lines.length = 0
})
afterEach(async () => {
  await Promise.all([...hosts].map((host) => host.close()))
  hosts.clear()
  expectNothingLeft()
})
afterAll(async () => {
  if (oldTmp === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = oldTmp
  await guardian.close()
})

/** No attempt leaves a folder or a process. */
function expectNothingLeft(): void {
  expect(readdirSync(temporary).filter((name) => name.startsWith('riskfirst-proposal-'))).toEqual([])
  expect(living('environ', `RISKFIRST_PROCESS=${ownMark}-`)).toEqual([])
}

interface Parts {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly ours?: Readonly<Record<string, string>>
  readonly maxMemoryMb?: number
}

function host(
  argv: readonly [string, ...string[]],
  { cwd = '/', env = {}, ours = {}, maxMemoryMb = 1024 }: Parts = {},
) {
  const limits = { env, maxMemoryMb, startTimeoutMs: 30_000, maxRuns: 1_000 }
  const made = createCommandHost({
    agent: { name: 'mine' },
    program: { kind: 'command', argv, cwd, keepAlive: false, limits },
    env: { PATH, ...ours },
    timer: systemTimer,
    onOutput: (line) => lines.push(line),
    mask,
    guardian,
  })
  hosts.add(made)
  return made
}

function assignment(parts: { readonly graceMs?: number; readonly attempt?: number } = {}) {
  const { graceMs = 60_000, attempt = 1 } = parts
  return { agent: planned('mine'), briefing: briefing(attempt), graceMs }
}

const shell = (script: string, parts?: Parts) => host(['sh', '-c', script], parts)
const run = async (host: AgentHost, cancellation = new Cancellation()) => host.run(assignment(), cancellation)

async function failureOf(run: Promise<unknown>) {
  const error = await run.then(
    (answer) => answer,
    (error: unknown) => error,
  )
  return error instanceof AttemptError ? error.failure : error
}
const failure = (script: string, parts?: Parts) => failureOf(run(shell(script, parts)))

const proposal = '{"summary":"hold","metrics":{"level":1}}'

describe('a command proposes', () => {
  it('by the file that it is told', async () => {
    const answer = await run(shell(`echo thinking; echo '${proposal}' > "$RISKFIRST_PROPOSAL"`))
    expect(answer).toMatchObject({ proposal: JSON.parse(proposal), noop: true })
    expect(lines).toEqual([{ agent: 'mine', stream: 'out', cycleId: 'c1', attempt: 1, text: 'thinking' }])
  })

  it('by its stdout, if the whole of it is JSON; then it is no log', async () => {
    const answer = await run(shell(`echo; echo ' ${proposal}'; echo; echo 'looked at 3 feeds' >&2`))
    expect(answer).toMatchObject({ proposal: JSON.parse(proposal), noop: true })
    expect(log()).toEqual(['err looked at 3 feeds'])
  })

  it('by the file, if it does both; then its stdout is log', async () => {
    const { proposal } = await run(shell(`echo '{"summary":"b"}'; echo '{"summary":"a"}' > "$RISKFIRST_PROPOSAL"`))
    expect(proposal).toEqual({ summary: 'a' })
    expect(log()).toEqual(['out {"summary":"b"}'])
  })

  it('what stdout holds, if the file is empty', async () => {
    expect(await run(shell(`: > "$RISKFIRST_PROPOSAL"; echo '${proposal}'`))).toMatchObject({ noop: true })
  })

  it('as much as may be written at once, whether or not the pipe takes it', async () => {
    const script = `process.stdout.write(JSON.stringify({ summary: 'é'.repeat(400000) }))`
    const answer = await run(host([process.execPath, '-e', script]))
    expect(answer.proposal.summary).toHaveLength(400_000)
  })

  it.skipIf(!has('python3'))('in Python, on what it reads', async () => {
    const script = 'import json, sys\nb = json.load(sys.stdin)\nprint(json.dumps({"summary": b["cycle"]["id"]}))'
    expect((await run(host(['python3', '-c', script]))).proposal.summary).toBe('c1')
  })
})

describe('a command proposes nothing', () => {
  it('by silence, and by words', async () => {
    expect(await failure('true')).toEqual({ code: 'no-proposal', message: 'mine answered nothing' })
    expect(await failure('echo hold; echo "and wait" >&2')).toMatchObject({ code: 'no-proposal' })
    expect(log().sort()).toEqual(['err and wait', 'out hold'])
  })

  it('by half of a JSON value on stdout, which is log', async () => {
    expect(await failure(`echo '{"summary":'`)).toMatchObject({
      code: 'no-proposal',
      message: expect.stringContaining('its stdout is not JSON'),
    })
    expect(log()).toEqual(['out {"summary":'])
  })

  it.each([
    ['words in brackets', 'echo "[12:00] began"'],
    ['figures', 'echo 42'],
    ['more than one value', `echo '{"summary":"a"}'; echo '{"summary":"b"}'`],
    ['words after a value', `echo '{'; echo '  "summary": ""'; echo '} and done'`],
  ])('by %s, which is log at once', async (_name, script) => {
    const cancellation = new Cancellation()
    const talking = failureOf(run(shell(`${script}; read -r _; exec sleep 600`), cancellation))
    await expect.poll(log).not.toEqual([])
    cancellation.cancel(new DOMException('over', 'AbortError'))
    expect(await talking).toMatchObject({ code: 'aborted' })
  })
})

describe('a proposal of a command is invalid', () => {
  it.each([
    ['half of a JSON value', `echo '{"summary":' > "$RISKFIRST_PROPOSAL"`, 'is not JSON'],
    ['another value', 'echo [42]', 'expected a proposal, got a list'],
    [
      'more on stdout than one may be',
      `printf '{"summary":"%5000000s"}' x`,
      'its proposal on stdout has 5000014 bytes; at most',
    ],
    ['a path with the fault', `echo '{"summary":"","orders":[{}]}'`, 'orders[0].symbol'],
    [
      "Python's NaN on stdout",
      `echo '{"summary": "NaN", "metrics": {"profit": NaN}}'`,
      'metrics.profit: expected a finite number, got NaN',
    ],
    [
      "Python's Infinity in the file",
      `echo '{"summary":"","metrics":{"a":-Infinity}}' > "$RISKFIRST_PROPOSAL"`,
      'metrics.a: expected a finite number, got -Infinity',
    ],
    ['a folder', 'mkdir "$RISKFIRST_PROPOSAL"', 'is no file'],
    ['a pipe', 'mkfifo "$RISKFIRST_PROPOSAL"', 'is no file'],
    ['a link, which we could read and it could not', 'ln -s /proc/self/environ "$RISKFIRST_PROPOSAL"', 'is a link'],
    ['a link to what never ends', 'ln -s /dev/zero "$RISKFIRST_PROPOSAL"', 'is a link'],
    ['too long', 'head -c 5000000 /dev/zero > "$RISKFIRST_PROPOSAL"', 'has 5000000 bytes'],
  ])('as %s', async (_name, script, message) => {
    expect(await failure(script)).toMatchObject({ code: 'invalid-proposal', message: expect.stringContaining(message) })
  })
})

describe('a secret that a command prints', () => {
  it('is in no failure, not even half of it', async () => {
    const halves = expect.not.stringMatching(/hunter|ter2hu/)
    for (const script of [
      `echo '${'-'.repeat(292)}${secret} and more' >&2; exit 3`,
      `echo '{"summary": ${secret}' > "$RISKFIRST_PROPOSAL"`,
      `echo '{"summary": "'; echo '"${secret} ${secret}'`,
    ])
      expect(await failure(script)).toMatchObject({ message: halves })
    expect(log()).toEqual(expect.not.arrayContaining([expect.stringContaining('hunter')]))
  })
})

describe('a command that ends badly', () => {
  it('fails with its exit code and its last words, whatever it proposed', async () => {
    const said = await failure(`echo '${proposal}' | tee "$RISKFIRST_PROPOSAL"; echo 'no feed' >&2; exit 3`)
    expect(said).toEqual({ code: 'exited', message: 'ended with exit code 3: no feed' })
    expect(log().sort()).toEqual(['err no feed', `out ${proposal}`])
  })

  it('fails with the signal', async () => {
    expect(await failure('kill -SEGV $$')).toEqual({ code: 'exited', message: 'was ended by SIGSEGV' })
  })

  it('fails for a flood', async () => {
    expect(await failure('exec yes')).toEqual({ code: 'output-limit', message: 'printed more than 16 MB' })
    expect(await failure(`exec yes '{'`)).toMatchObject({ code: 'output-limit' })
  })

  it.skipIf(!has('python3'))('fails for want of memory', async () => {
    const script = 'import time\nkept = []\nwhile True:\n  kept.append(b"x" * 1000000)\n  time.sleep(0.001)'
    const greedy = host(['python3', '-c', script], { maxMemoryMb: 60 })
    expect(await failureOf(run(greedy))).toEqual({ code: 'out-of-memory', message: 'took more than 60 MB of memory' })
  })
})

describe('a command that is told to end', () => {
  /** Runs a script until it prints "ready", tells it to end, and says how that went. */
  async function told(script: string, graceMs: number, reason: 'TimeoutError' | 'AbortError') {
    const cancellation = new Cancellation()
    const running = Promise.resolve(shell(script).run(assignment({ graceMs }), cancellation))
    await expect.poll(log).toContain('out ready')
    const startedMs = performance.now()
    cancellation.cancel(new DOMException('over', reason))
    cancellation.cancel(new DOMException('again', reason))
    return { failure: await failureOf(running), tookMs: performance.now() - startedMs }
  }

  it('and is deaf is killed at the end of the grace, with what it started', async () => {
    const { path, gone } = await witness()
    const script = `exec 9>${path}; trap "" TERM; sleep 600 & echo ready; while :; do :; done`
    const { failure, tookMs } = await told(script, 200, 'TimeoutError')
    expect(failure).toMatchObject({ code: 'timeout' })
    expect(tookMs).toBeGreaterThan(199)
    expect(tookMs).toBeLessThan(5_000)
    await gone
  })

  it('and obeys has not answered, even if it does', async () => {
    const script = `trap "echo '{}' > $RISKFIRST_PROPOSAL; exit 0" TERM; echo ready; while :; do sleep 0.01; done`
    expect((await told(script, 60_000, 'AbortError')).failure).toMatchObject({ code: 'aborted' })
  })

  it('before it is started is not', async () => {
    const cancellation = new Cancellation()
    const running = run(shell('echo started'), cancellation)
    cancellation.cancel(new DOMException('over', 'AbortError'))
    expect(await failureOf(running)).toMatchObject({ code: 'aborted' })
    expect(lines).toEqual([])
  })

  it('as its host is closed ends at once', async () => {
    const closing = shell('trap "" TERM; echo ready; while :; do sleep 1; done')
    const running = failureOf(run(closing))
    await expect.poll(log).toContain('out ready')
    await closing.close()
    expect(await running).toMatchObject({ code: 'aborted' })
    expect(await failureOf(run(closing))).toMatchObject({ code: 'aborted' })
  })
})

describe('a command is told', () => {
  it('the whole briefing, its candles as lists, in one line', async () => {
    const closes = candles([1, 2, 3])
    const told = { ...briefing(2), market: market(symbolView('BTC/USDT', [], { candles: closes })), memory: [1] }
    const script = 'echo "{\\"summary\\":\\"\\",\\"data\\":[$(head -n 1)]}"'
    const { proposal } = await shell(script).run({ ...assignment(), briefing: told }, new Cancellation())
    expect(proposal.data).toEqual([
      JSON.parse(JSON.stringify(told, (_key, item) => (item instanceof Float64Array ? [...item] : item))),
    ])
  })

  it('nothing of our environment but what it needs', async () => {
    const ours = {
      HOME: '/home/x',
      LC_ALL: 'C',
      TZ: 'UTC',
      AWS_SECRET_ACCESS_KEY: 's',
      NODE_OPTIONS: '',
      LD_PRELOAD: '',
    }
    const answer = await run(shell('env', { ours, env: { MY_KEY: 'k', TZ: 'CET' } })).catch((error: unknown) => error)
    expect(answer).toBeInstanceOf(AttemptError)
    const names = lines
      .map(({ text }) => text.replace(/=.*/, ''))
      .filter((name) => !['PWD', '_', 'SHLVL', 'OLDPWD'].includes(name))
    expect(names.sort()).toEqual(
      ['HOME', 'LC_ALL', 'MY_KEY', 'PATH', 'PYTHONUNBUFFERED'].concat([
        'RISKFIRST_AGENT',
        'RISKFIRST_NON_INTERACTIVE',
        'RISKFIRST_PROCESS',
        'RISKFIRST_PROPOSAL',
        'TZ',
      ]),
    )
    expect(lines.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['TZ=CET', 'RISKFIRST_AGENT=mine', 'RISKFIRST_NON_INTERACTIVE=1']),
    )
  })

  it('to run in its own folder, with a place for its proposal that nobody else looks into', async () => {
    const cwd = await freshDir()
    const answer = await run(
      shell('echo "{\\"summary\\":\\"$(pwd) $(stat -c %a "${RISKFIRST_PROPOSAL%/*}")\\"}"', { cwd }),
    )
    expect(answer.proposal.summary).toBe(`${cwd} 700`)
  })

  it('a briefing of megabytes that it never reads, and answers all the same', async () => {
    const closes = Array.from({ length: 60_000 }, (_, i) => 100 + i / 7)
    const told = { ...briefing(1), market: market(symbolView('BTC/USDT', closes)) }
    const answer = await shell(`echo '${proposal}'`).run({ ...assignment(), briefing: told }, new Cancellation())
    expect(answer.noop).toBe(true)
  })
})

describe('the program of a command', () => {
  it.each([
    ['not in PATH', 'no-such-program', 'no-such-program, which is not in PATH'],
    ['not there', './none', '/none, which does not exist'],
    ['a folder', './folder', '/folder, which is a folder'],
    ['not executable', './plain', '/plain, which may not be executed (chmod +x)'],
  ])('that is %s is a problem of its entry', async (_name, program, got) => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'folder'))
    await writeFile(join(cwd, 'plain'), 'echo')
    const started = host([program], { cwd }).start()
    await expect(started).rejects.toMatchObject({ name: 'StartError', agent: 'mine' })
    await expect(started).rejects.toThrow(`agents.mine.run[0]: expected a program that can be executed, got`)
    await expect(started).rejects.toThrow(got)
  })

  it('that vanishes after the start fails its attempts', async () => {
    expect(await failureOf(run(host(['./gone'])))).toMatchObject({
      code: 'not-started',
      message: expect.stringContaining('./gone was not found'),
    })
  })

  it('may be a script of its folder, also one that names no interpreter', async () => {
    const cwd = await freshDir()
    for (const [name, start] of [
      ['with', '#!/bin/sh\n'],
      ['without', ''],
    ] as const) {
      await writeFile(join(cwd, name), `${start}echo '{"summary":"${name}"}'`)
      await chmod(join(cwd, name), 0o755)
      const script = host([`./${name}`], { cwd })
      await script.start()
      expect((await run(script)).proposal.summary).toBe(name)
    }
  })
})

it('the folder of an attempt whose riskfirst was killed is removed when a command starts', async () => {
  const gone = spawnSync('true').pid
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
  const abandoned = [`${gone}-4711-${namespace}`, `${process.pid}-4711-${namespace}`]
  const kept = [birthmark, `${gone}-4711-1`, 'x']
  for (const mark of [...abandoned, ...kept]) await mkdir(join(temporary, `riskfirst-proposal-${mark}-abcdef`))
  await shell('true').start()
  const left = readdirSync(temporary).filter((name) => name.startsWith('riskfirst-proposal-'))
  expect(left.sort()).toEqual(kept.map((mark) => `riskfirst-proposal-${mark}-abcdef`).sort())
  for (const name of left) await rm(join(temporary, name), { recursive: true })
})

it('many attempts leave no files open, no folders and no processes', async () => {
  const scripts = [`echo '${proposal}'`, 'exit 1', 'sleep 600 & echo x', `echo '${proposal}' > "$RISKFIRST_PROPOSAL"`]
  const ones = scripts.map((script) => shell(script))
  const round = () => Promise.all([...ones, ...ones].map((one) => failureOf(run(one))))
  const open = () => readdirSync('/proc/self/fd').length
  await round()
  const before = open()
  for (let n = 0; n < 25; n++) await round()
  await expect.poll(open).toBe(before)
})
