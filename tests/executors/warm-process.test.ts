import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { ManualTimer } from '../support/manual-timer.js'
import { lives } from '../support/processes.js'
import { agentText, keptAlive, limitsOf, moduleOf, secret, WarmHost } from './warm-hosts.js'

const tellsPid = agentText(`return { summary: runs + ' ' + process.pid }`)

/** What the summary of a proposal says. */
async function summary(ended: ReturnType<WarmHost['run']>): Promise<readonly string[]> {
  const proposal = await ended
  if (!('summary' in proposal)) throw new Error(JSON.stringify(proposal))
  return proposal.summary.split(' ')
}

const pidOf = async (host: WarmHost) => Number((await summary(host.run()))[1])

describe('a warm process', () => {
  it('answers run after run, and is gone when its host is closed', async () => {
    const host = new WarmHost(await moduleOf(tellsPid))
    await host.start()
    const [first, pid] = await summary(host.run())
    expect(first).toBe('1')
    expect(await summary(host.run())).toEqual(['2', pid])
    await host.close()
    expect(lives(Number(pid))).toBe(false)
    expect(await host.run()).toMatchObject({ code: 'aborted' })
  })

  it('runs a built-in agent as this process would', async () => {
    const limits = limitsOf()
    const host = new WarmHost({ kind: 'process', use: 'risk', limits }, { critical: true, runWhen: 'always' })
    await host.start()
    expect(await host.run()).toMatchObject({ verdict: { cycleId: 'c1' } })
  })

  it('is replaced after so many runs, and never lives beside its successor', async () => {
    const host = new WarmHost(await moduleOf(tellsPid, 'mine.js', limitsOf({ maxRuns: 2 })))
    await host.start()
    const pid = await pidOf(host)
    expect(await pidOf(host)).toBe(pid)
    const next = await pidOf(host)
    expect(next).not.toBe(pid)
    expect(lives(pid)).toBe(false)
    expect(await pidOf(host)).toBe(next)
  })

  it('is replaced after a failure', async () => {
    const host = new WarmHost(
      await moduleOf(
        agentText(`if (briefing.attempt === 1) throw new Error('pid ' + process.pid)
        return { summary: runs + ' ' + process.pid }`),
      ),
    )
    await host.start()
    const failure = await host.run()
    expect(failure).toMatchObject({ code: 'threw', stack: expect.stringContaining('mine.js') })
    const pid = 'message' in failure ? Number(failure.message.split('pid ')[1]) : 0
    const [runs, next] = await summary(host.run({ attempt: 2 }))
    expect([runs, next === String(pid), lives(pid)]).toEqual(['1', false, false])
  })

  it.each([
    ['exits', 'process.exit(3)', 'exited', 'ended with exit code 3'],
    ['exits as if all were well', 'process.exit(0)', 'exited', 'ended before it answered'],
    ['dies', `process.kill(process.pid, 'SIGSEGV')`, 'exited', 'was ended by SIGSEGV'],
    [
      'fails beside its run',
      `setTimeout(() => { throw new TypeError('beside') }); await new Promise(() => {})`,
      'exited',
      'TypeError: beside',
    ],
    [
      'rejects beside its run',
      `Promise.reject(new TypeError('unheard')); await new Promise(() => {})`,
      'exited',
      'TypeError: unheard',
    ],
    [
      'fills its heap',
      `const all = []; for (;;) all.push(new Array(1e5).fill(runs / 3))`,
      'out-of-memory',
      'took more than 100 MB',
    ],
    [
      'fills its memory beside the heap',
      `globalThis.all = []; for (;;) { all.push(Buffer.alloc(2e7, 1)); await new Promise((next) => setTimeout(next, 1)) }`,
      'out-of-memory',
      'took more than 100 MB',
    ],
  ])('that %s is told apart, and replaced', async (_what, body, code, words) => {
    const text = agentText(`if (briefing.attempt === 2) return { summary: 'fine' }\n${body}`)
    const host = new WarmHost(await moduleOf(text, 'mine.js', limitsOf({ maxMemoryMb: 100 })))
    await host.start()
    expect(await host.run()).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(await host.run({ attempt: 2 })).toEqual({ summary: 'fine' })
  })

  it('that ended while it was idle is replaced for the next run', async () => {
    const host = new WarmHost(
      await moduleOf(
        agentText(`setTimeout(() => { console.log('leaving'); process.exit() })
        return { summary: runs + ' ' + process.pid }`),
      ),
    )
    await host.start()
    const pid = await pidOf(host)
    await host.printed('between two runs, it ended')
    const [runs, next] = await summary(host.run())
    expect([runs, next === String(pid)]).toEqual(['1', false])
  })

  it('that takes too much memory while it is idle is ended, says so, and is replaced for the next run', async () => {
    const text = agentText(`setTimeout(() => { globalThis.kept = Buffer.alloc(3e8, 1) })
      return { summary: runs + ' ' + process.pid }`)
    const host = new WarmHost(await moduleOf(text, 'mine.js', limitsOf({ maxMemoryMb: 200 })))
    await host.start()
    const pid = await pidOf(host)
    await host.printed('between two runs, it took more than 200 MB of memory')
    expect(await pidOf(host)).not.toBe(pid)
  })

  it.each([
    ['timeout', 'TimeoutError'],
    ['aborted', 'AbortError'],
  ])('that is asked after the end of its run (%s) has not answered', async (code, name) => {
    const host = new WarmHost(await moduleOf(agentText('await new Promise(() => {})')))
    await host.start()
    const cancellation = new Cancellation()
    cancellation.cancel(new DOMException('over', name))
    expect(await host.run({}, cancellation)).toMatchObject({ code })
  })

  it('prints under the attempt that it works on', async () => {
    const host = new WarmHost(
      await moduleOf(agentText(`console.log('out'); console.error('err'); return { summary: '' }`)),
    )
    await host.start()
    await host.run({ attempt: 2 })
    await host.printed('err')
    expect(host.lines).toEqual(
      expect.arrayContaining([
        { agent: 'mine', stream: 'out', cycleId: 'c1', attempt: 2, text: 'out' },
        { agent: 'mine', stream: 'err', cycleId: 'c1', attempt: 2, text: 'err' },
      ]),
    )
  })
})

describe('a process that cannot be replaced', () => {
  const text = `
    import { existsSync, writeFileSync } from 'node:fs'
    if (existsSync('broken')) { console.error('it is broken'); process.exit(1) }
    ${agentText(`if (briefing.attempt === 1) { writeFileSync('broken', ''); process.exit(1) }
      return { summary: 'fine' }`)}`

  it('fails its run with the reason, and is tried again with the next', async () => {
    const program = await moduleOf(text)
    const host = new WarmHost(program)
    await host.start()
    expect(await host.run()).toMatchObject({ code: 'exited' })
    const failure = await host.run({ attempt: 2 })
    expect(failure).toMatchObject({ code: 'not-started', message: expect.stringContaining('it is broken') })
    await rm(program.file.replace('mine.js', 'broken'))
    expect(await host.run({ attempt: 2 })).toEqual({ summary: 'fine' })
  })
})

describe('a process that starts', () => {
  const slow = `console.log('loading'); await new Promise((resolve) => setTimeout(resolve, 60_000))`

  it('has its time to be ready, and is gone when that is over', async () => {
    const timer = new ManualTimer()
    const program = await moduleOf(`console.error('still loading'); ${slow}`, 'mine.mjs')
    const host = new WarmHost(program, {}, { timer })
    const refusal = host.refusal()
    await host.printed('still loading')
    await timer.advance(60_000)
    expect(await refusal).toEqual([
      { path: [], expected: 'an agent that is ready within 60 s (startTimeout)', got: '"still loading"' },
    ])
  })

  it('ends at once when its host is closed', async () => {
    const host = new WarmHost(await moduleOf(`console.log('pid ' + process.pid); ${slow}`, 'mine.mjs'))
    const refusal = host.refusal()
    await host.printed('pid ')
    const pid = Number(host.lines[0]?.text.split(' ')[1])
    expect(lives(pid)).toBe(true)
    await host.close()
    expect(lives(pid)).toBe(false)
    expect(await refusal).toMatchObject([{ got: 'a stop' }])
  })

  it('is waited for by a run inside its deadline, and serves the next', async () => {
    const host = new WarmHost(await moduleOf(tellsPid))
    const cancellation = new Cancellation()
    const run = host.run({}, cancellation)
    cancellation.cancel(new DOMException('late', 'TimeoutError'))
    expect(await run).toMatchObject({ code: 'timeout' })
    expect((await summary(host.run()))[0]).toBe('1')
  })
})

describe('a program kept alive', () => {
  const loop = (answer: string) => `
    import { createInterface } from 'node:readline'
    const tell = (frame) => console.log(JSON.stringify(frame))
    for await (const line of createInterface({ input: process.stdin })) {
      const frame = JSON.parse(line)
      if (frame.type === 'hello') tell({ type: 'ready', protocol: 1 })
      if (frame.type === 'run') { const { id, briefing } = frame; ${answer} }
    }`
  const fine = `tell({ type: 'proposal', id, proposal: { summary: 'fine' } })`

  it('may print what it likes beside its frames', async () => {
    const host = new WarmHost(
      await keptAlive(loop(`console.log("{'a': 1}\\n\\n3"); console.log('[1]'); tell({ type: 'hi', id }); ${fine}`)),
    )
    await host.start()
    expect(await host.run()).toEqual({ summary: 'fine' })
    expect(host.lines.map(({ text }) => text)).toEqual(["{'a': 1}", '3', '[1]', '{"type":"hi","id":1}'])
  })

  it('is not heard when it answers for another run', async () => {
    const host = new WarmHost(
      await keptAlive(loop(`tell({ type: 'proposal', id: id - 1, proposal: { summary: 'old' } }); ${fine}`)),
    )
    await host.start()
    expect(await host.run()).toEqual({ summary: 'fine' })
  })

  it.each([
    ['a key that a frame has not', `tell({ type: 'proposal', id, order: [] })`, 'expected no key order'],
    ['no id', `tell({ type: 'proposal', proposal: {} })`, 'id: expected a whole number'],
    ['"ready" again', `tell({ type: 'ready', protocol: 1 })`, 'got "ready"'],
    ['a line without end', `process.stdout.write('x'.repeat(5_000_000))`, 'at most 4194304 bytes'],
  ])('that says %s breaks the protocol, and is replaced', async (_what, said, words) => {
    const host = new WarmHost(await keptAlive(loop(`if (briefing.attempt === 1) { ${said} } else { ${fine} }`)))
    await host.start()
    expect(await host.run()).toMatchObject({ code: 'protocol', message: expect.stringContaining(words) })
    expect(await host.run({ attempt: 2 })).toEqual({ summary: 'fine' })
  })

  it('is told its name and its settings, and refuses them by their path', async () => {
    const text = `process.stdin.once('data', (hello) => {
      const { agent, settings, protocol } = JSON.parse(hello)
      const got = agent + ' ' + protocol + ' ' + settings.threshold
      console.log(JSON.stringify({ type: 'refused', problems: [{ path: ['threshold'], expected: 'less', got }] }))
    })`
    const host = new WarmHost(await keptAlive(text), { settings: { threshold: 7 } })
    expect(await host.refusal()).toEqual([{ path: ['settings', 'threshold'], expected: 'less', got: 'mine 1 7' }])
  })

  it('that refuses its settings shows no part of a secret in them', async () => {
    const text = `const got = '.'.repeat(295) + '${secret}'
      console.log(JSON.stringify({ type: 'refused', problems: [{ path: ['key'], expected: 'less', got }] }))
      process.stdin.resume()`
    const refusal = await new WarmHost(await keptAlive(text)).refusal()
    expect(refusal).toMatchObject([{ got: expect.not.stringContaining('h') }])
  })

  it.each([
    ['ends', `console.error('no model'); process.exit(4)`, 'ended with exit code 4: no model'],
    [
      'answers before it is asked',
      `console.log('{"type":"proposal","id":1}'); setInterval(() => {}, 1e6)`,
      '"proposal"',
    ],
    [
      'takes too much memory',
      `globalThis.kept = Buffer.alloc(3e8, 1); setInterval(() => {}, 1e6)`,
      'took more than 200 MB of memory',
    ],
    [
      'speaks another version',
      `console.log('{"type":"ready","protocol":2}'); setInterval(() => {}, 1e6)`,
      'protocol: expected 1',
    ],
  ])('that %s is not started', async (_what, text, got) => {
    const host = new WarmHost(await keptAlive(text, limitsOf({ maxMemoryMb: 200 })))
    expect(await host.refusal()).toEqual([
      { path: ['run', 0], expected: 'an agent that says "ready"', got: expect.stringContaining(got) },
    ])
  })

  it('that is not there is not started', async () => {
    const program = { kind: 'command', argv: ['./gone'], cwd: '/', keepAlive: true, limits: limitsOf() } as const
    expect(await new WarmHost(program).refusal()).toEqual([
      { path: ['run', 0], expected: 'a program that can be executed', got: '/gone, which does not exist' },
    ])
  })
})
