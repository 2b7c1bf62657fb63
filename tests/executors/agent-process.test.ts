import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type AgentProcess, type SpawnOptions, spawnAgentProcess } from '../../src/executors/agent-process.js'
import { Guardian } from '../../src/executors/guardian.js'
import type { OutputLine } from '../../src/executors/output-line.js'
import { ownMark } from '../../src/executors/process-tree.js'
import { systemTimer } from '../../src/system-clocks.js'
import { freshDir } from '../support/candles.js'
import { has, living, witness } from '../support/processes.js'

const { PATH = '' } = process.env
const guardian = new Guardian({ PATH })
const mark = `RISKFIRST_PROCESS=${ownMark}-`
const running = new Set<AgentProcess>()
const lines: OutputLine[] = []
const texts = () => lines.map(({ text }) => text)

afterEach(async () => {
  await Promise.all([...running].map((child) => child.end(0)))
  running.clear()
  lines.length = 0
})
afterAll(() => guardian.close())

async function start(argv: SpawnOptions['argv'], options: Partial<SpawnOptions> = {}): Promise<AgentProcess> {
  const child = await spawnAgentProcess({
    name: 'mine',
    argv,
    cwd: '/',
    env: { PATH },
    maxMemoryMb: 1024,
    channel: false,
    onOutput: (line) => lines.push(line),
    mask: (text) => text,
    timer: systemTimer,
    guardian,
    ...options,
  })
  running.add(child)
  child.beginAttempt({ cycleId: 'c000001', attempt: 1 })
  return child
}

const shell = (script: string, options?: Partial<SpawnOptions>) => start(['sh', '-c', script], options)
const node = (script: string, options?: Partial<SpawnOptions>) => start([process.execPath, '-e', script], options)

/** A process that says "ready" when its script has come so far. */
async function ready(script: string, options: Partial<SpawnOptions> = {}): Promise<AgentProcess> {
  let onReady = () => {}
  const isReady = new Promise<void>((resolve) => {
    onReady = resolve
  })
  const child = await shell(script, { ...options, onOutput: ({ text }) => text === 'ready' && onReady() })
  await isReady
  return child
}

describe('the process of an agent', () => {
  it('hands on whole lines of both streams, under the attempt that printed them', async () => {
    const child = await shell('printf "one\\ntwo\\r\\n\\nth"; printf "ree"; echo four >&2')
    expect(await child.ended).toEqual({ exitCode: 0, signal: null, lastWords: 'four' })
    const named = (stream: 'out' | 'err', text: string) => ({
      agent: 'mine',
      stream,
      cycleId: 'c000001',
      attempt: 1,
      text,
    })
    expect(lines.filter(({ stream }) => stream === 'out')).toEqual(
      ['one', 'two', 'three'].map((text) => named('out', text)),
    )
    expect(lines.filter(({ stream }) => stream === 'err')).toEqual([named('err', 'four')])
  })

  it('talks both ways on its channel, and gives its stdout to who asks for it', async () => {
    const printed: Buffer[] = []
    const child = await shell('read -r word <&3; echo "heard $word" >&3; echo raw', {
      channel: true,
      onStdout: (chunk) => printed.push(chunk),
    })
    const heard: Buffer[] = []
    child.channel?.on('data', (chunk: Buffer) => heard.push(chunk)).write('you\n')
    await child.ended
    expect(Buffer.concat(heard).toString()).toBe('heard you\n')
    expect(Buffer.concat(printed).toString()).toBe('raw\n')
    expect(lines).toEqual([])
  })

  it('that dies says how, and its last words', async () => {
    expect(await (await shell('echo "no such feed" >&2; exit 3')).ended).toEqual({
      exitCode: 3,
      signal: null,
      lastWords: 'no such feed',
    })
    expect(await (await shell('kill -SEGV $$')).ended).toEqual({ exitCode: null, signal: 'SIGSEGV', lastWords: '' })
    const threw = await node('throw Object.assign(new TypeError("no price"), { code: "E_PRICE" })')
    expect(await threw.ended).toMatchObject({ exitCode: 1, lastWords: 'TypeError: no price' })
  })

  it.skipIf(!has('python3'))('that dies by an exception of Python says which', async () => {
    const child = await start(['python3', '-c', 'def f():\n  raise ValueError("no price")\nf()'])
    expect(await child.ended).toMatchObject({ exitCode: 1, lastWords: 'ValueError: no price' })
  })

  it('has the grace to end by itself', async () => {
    const child = await ready('trap "echo bye; exit 5" TERM; echo ready; while :; do sleep 0.01; done')
    expect(await child.end(60_000)).toMatchObject({ exitCode: 5, signal: null })
  })

  it('that is deaf to SIGTERM is killed at the end of its grace, with all that it started', async () => {
    const { path, gone } = await witness()
    const child = await ready(`exec 9>${path}; trap "" TERM; sleep 600 & echo ready; while :; do :; done`)
    const toldMs = performance.now()
    expect(await child.end(150)).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    expect(performance.now() - toldMs).toBeGreaterThan(149)
    expect(performance.now() - toldMs).toBeLessThan(5_000)
    await gone
    expect(living('environ', mark)).toEqual([])
  })

  it('may be told to end more than once: the shortest grace counts', async () => {
    const child = await ready('trap "" TERM; echo ready; while :; do sleep 0.01; done')
    const ends = [child.end(60_000), child.end(0), child.end(60_000)]
    const killed = { exitCode: null, signal: 'SIGKILL', lastWords: '' }
    expect(await Promise.all(ends)).toEqual([killed, killed, killed])
    expect(await child.end(60_000)).toMatchObject({ signal: 'SIGKILL' })
  })

  it('leaves nothing behind that holds its pipes: what it started ends with it, at once', async () => {
    const { path, gone } = await witness()
    const child = await shell(`exec 9>${path}; sleep 600 & (sleep 600 & sleep 600) & echo answered`)
    expect(await child.ended).toMatchObject({ exitCode: 0 })
    expect(texts()).toEqual(['answered'])
    await gone
  })

  it.skipIf(!has('setsid')).each([
    ['in a session of its own', 'setsid sleep 600 &'],
    ['a daemon twice removed', '(setsid sh -c "sleep 600 & setsid sleep 600 &") &'],
    ['without its environment', 'env -i setsid sleep 600 &'],
    ['without its environment, and what that left', 'env -i setsid sh -c "(sleep 600 &); sleep 600" &'],
  ])('leaves nothing behind that left its group: %s', async (_name, escape) => {
    const { path, gone } = await witness()
    const child = await shell(`exec 9>${path}; ${escape} sleep 1; echo answered`)
    expect(await child.ended).toMatchObject({ exitCode: 0 })
    expect(texts()).toEqual(['answered'])
    await gone
    expect(living('environ', mark)).toEqual([])
  })

  it('that never reads megabytes of stdin, or closed it, is no trouble', async () => {
    for (const script of ['echo done', 'exec 0<&-; echo done']) {
      const child = await shell(script)
      child.stdin.write('x'.repeat(5_000_000))
      child.stdin.end()
      expect(await child.ended).toMatchObject({ exitCode: 0 })
      child.stdin.write('too late')
    }
    expect(texts()).toEqual(['done', 'done'])
  })

  it.each([
    ['stdout', 'exec yes flood'],
    ['stderr', 'exec yes flood >&2'],
  ])('that floods %s is ended; 256 kB of it are kept, and a word on the rest', async (_name, script) => {
    const child = await shell(script)
    expect(await child.ended).toMatchObject({ broke: 'output', signal: 'SIGKILL' })
    expect(lines.length).toBeLessThan(50_000)
    expect(texts().at(-1)).toBe('… more was printed and dropped')
    expect(texts().join('\n').length).toBeGreaterThan(255 * 1024)
    expect(texts().join('\n').length).toBeLessThan(257 * 1024)
  })

  it('is counted anew with each attempt', async () => {
    const child = await shell(
      'while read -r _; do head -c 300000 /dev/zero | tr "\\0" "x" | fold -w 99; echo; echo end >&2; done',
    )
    const dropped = () => texts().filter((text) => text.startsWith('…')).length
    for (const attempt of [1, 2]) {
      child.beginAttempt({ cycleId: 'c000001', attempt })
      child.stdin.write('go\n')
      await expect.poll(dropped, { timeout: 20_000 }).toBe(attempt)
      child.rest()
    }
    child.stdin.end()
    expect(await child.ended).toMatchObject({ exitCode: 0 })
  })

  it.skipIf(!has('python3')).each([
    ['itself', 'exec python3 -c "$GREEDY"'],
    ['in what it started', 'python3 -c "$GREEDY" & wait'],
    ['in what it started and abandoned', '(python3 -c "$GREEDY" &); sleep 600'],
    ['in a session of its own, without its environment', 'env -i PATH="$PATH" setsid python3 -c "$GREEDY" & wait'],
  ])('that takes more memory than it may is ended: %s', async (_name, script) => {
    const GREEDY = 'import time\nkept = []\nwhile True:\n  kept.append(b"x" * 1000000)\n  time.sleep(0.001)'
    const child = await shell(script, { env: { PATH, GREEDY }, maxMemoryMb: 60 })
    expect(await child.ended).toMatchObject({ broke: 'memory', signal: 'SIGKILL' })
  })

  it.skipIf(!has('python3'))('that takes more memory than it may is ended, also while it rests', async () => {
    const takes =
      'import sys\nprint("ready", flush=True)\nsys.stdin.readline()\nkept = b"x" * 300000000\nsys.stdin.read()'
    const child = await ready(`exec python3 -c '${takes}'`, { maxMemoryMb: 64 })
    child.rest()
    child.stdin.write('now\n')
    expect(await child.ended).toMatchObject({ broke: 'memory', signal: 'SIGKILL' })
  })

  it('that only says that its heap is full is not out of memory', async () => {
    const words = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'
    const end = await (await shell(`echo '${words}' >&2; exit 3`)).ended
    expect(end).toEqual({ exitCode: 3, signal: null, lastWords: words })
    expect(await (await shell(`echo '${words}' >&2; exit 134`)).ended).toMatchObject({ broke: 'memory' })
  })

  it('has no last words of an attempt before', async () => {
    const child = await ready('echo "JavaScript heap out of memory" >&2; echo ready >&2; read -r _; kill -ABRT $$')
    child.beginAttempt({ cycleId: 'c000001', attempt: 2 })
    child.stdin.write('\n')
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGABRT', lastWords: '' })
  })

  it('whose heap is full is out of memory', async () => {
    const script = 'const kept = []; for (;;) kept.push(Array(1000).fill({}))'
    const child = await start([process.execPath, '--max-old-space-size=20', '-e', script])
    expect(await child.ended).toMatchObject({ broke: 'memory' })
  })

  it.each([
    ['is not there', ['no-such-program'], 'no-such-program was not found'],
    ['is not there, as a path', ['./none'], './none was not found'],
    ['is a folder', ['./folder'], './folder may not be executed'],
    ['may not be executed', ['./plain'], './plain may not be executed'],
    ['has an interpreter that is not there', ['./orphan'], './orphan was not found (or its interpreter'],
    ['has too many arguments', ['true', 'x'.repeat(3_000_000)], 'arguments and environment are too long'],
  ] as const)('that cannot be started, as its program %s, is an error that says so', async (_name, argv, message) => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'folder'))
    await writeFile(join(cwd, 'plain'), 'echo')
    await writeFile(join(cwd, 'orphan'), '#!/no/such/interpreter\n', { mode: 0o755 })
    await expect(start(argv, { cwd })).rejects.toMatchObject({
      name: 'SpawnError',
      message: expect.stringContaining(message),
    })
  })

  it('cannot be started in a folder that is not there', async () => {
    await expect(shell('true', { cwd: '/no/such/folder' })).rejects.toThrow('the folder to run it in')
  })

  it('finds its mark in its environment, whatever its entry says', async () => {
    const child = await shell('echo $RISKFIRST_PROCESS', { env: { PATH, RISKFIRST_PROCESS: 'mine' } })
    await child.ended
    expect(texts().join()).toMatch(new RegExp(`^${ownMark}-\\d+$`))
  })
})

describe('the guardian', () => {
  // Its command line ends with the mark that it looks for.
  const guards = () => living('cmdline', `riskfirst-guardian\0${mark}`)

  it('is one for all processes, in a session of its own, and shows no mark', async () => {
    await Promise.all([shell('sleep 600'), shell('sleep 600')])
    const [pid, ...others] = guards()
    expect(others).toEqual([])
    const [, , , , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/\(.*\)/, 'sh')
      .split(' ')
      .slice(1)
    expect(Number(session)).toBe(pid)
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(mark)
  })

  it('is replaced at once when it is killed while a process lives', async () => {
    await ready('echo ready; sleep 600')
    const [first = 0] = guards()
    process.kill(first, 'SIGKILL')
    await expect.poll(() => guards().filter((pid) => pid !== first)).toHaveLength(1)
  })

  it('is replaced with the next process when it was killed', async () => {
    await (await shell('true')).ended
    const [first = 0] = guards()
    process.kill(first, 'SIGKILL')
    await expect.poll(guards).toEqual([])
    await (await shell('true')).ended
    await (await shell('true')).ended
    expect(guards()).toHaveLength(1)
    expect(guards()).not.toContain(first)
  })

  it('ends when it is closed, as often as that happens', async () => {
    await (await shell('true')).ended
    expect(guards()).toHaveLength(1)
    await guardian.close()
    expect(guards()).toEqual([])
    await guardian.close()
  })
})

it('processes leave no file descriptors', async () => {
  const open = () => readdirSync('/proc/self/fd').length
  const round = () =>
    Promise.all(Array.from({ length: 10 }, async () => (await shell('echo x; exit 1', { channel: true })).ended))
  await round()
  const before = open()
  for (let n = 0; n < 5; n++) await round()
  await expect.poll(open).toBe(before)
})
