import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Live, Overview } from '../../src/watch/api.js'
import { freshDir } from '../support/candles.js'
import { mainPath, type Running, run, start } from '../support/command.js'
import { localServer } from '../support/local-server.js'
import { serveLoop } from '../support/served-loop.js'

interface Told {
  readonly overview: Overview
  readonly live: Live
}

/** What a monitor with --json has told so far. */
function toldBy(monitor: Running): { until(isTrue: (told: Told) => boolean): Promise<Told> } {
  const told: Told[] = []
  let rest = ''
  const waiting = new Set<() => void>()
  monitor.child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    told.push(...lines.map((line) => JSON.parse(line) as Told))
    for (const look of waiting) look()
  })
  let seen = 0
  return {
    until: (isTrue) =>
      new Promise((resolve, reject) => {
        const look = () => {
          for (; seen < told.length; seen++) {
            const one = told[seen]
            if (one === undefined || !isTrue(one)) continue
            waiting.delete(look)
            return resolve(one)
          }
        }
        waiting.add(look)
        look()
        void monitor.ended.then(({ stderr }) => reject(new Error(`the monitor ended: ${stderr}`)))
      }),
  }
}

const killed = async (loop: Running) => {
  loop.child.kill('SIGKILL')
  await loop.ended
}

describe('monitor', () => {
  it('begins before there is a folder, and goes on over kill -9, the next start and a clean end', async () => {
    const cwd = await freshDir()
    const monitor = start(cwd, ['monitor', '--json', '--interval', '100ms'])
    const told = toldBy(monitor)
    expect((await told.until(() => true)).overview).toMatchObject({ loop: null, cycleCount: 0 })

    const first = start(cwd, ['run', '--interval', '500ms', '--quiet'])
    const running = await told.until(({ overview }) => overview.loop !== null && overview.cycleCount >= 2)
    expect(running.overview.loop?.pid).toBe(first.child.pid)
    expect(running.overview.agents.map(({ name }) => name)).toContain('risk')
    await killed(first)
    expect((await told.until(({ overview }) => overview.loop === null)).live.doing).toBe('stopped')

    const second = start(cwd, ['run', '--interval', '500ms', '--quiet'])
    const after = await told.until(
      ({ overview, live }) => overview.loop?.pid === second.child.pid && live.doing === 'sleeping',
    )
    expect(after.live.sleepsUntilMs).toBeGreaterThan(0)
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(143)
    await told.until(({ overview }) => overview.loop === null)
    monitor.child.kill('SIGINT')
    const { code, stderr } = await monitor.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('follows a page elsewhere over the end of its server, and says since when it is not seen', async () => {
    const cwd = await freshDir()
    const before = await serveLoop(cwd, ['--interval', '500ms'])
    const monitor = start(await freshDir(), ['monitor', '--json', '--interval', '100ms', '--url', before.url])
    const told = toldBy(monitor)
    await told.until(({ overview, live }) => overview.cycleCount >= 2 && live.cycle !== null)
    await killed(before.loop)
    await monitor.printed(`${before.url} not seen: it cannot be reached`)
    const after = await serveLoop(cwd, ['--interval', '500ms'], { serve: `127.0.0.1:${before.port}` })
    await monitor.printed(`${before.url} is seen again`)
    await told.until(({ overview }) => overview.loop?.pid === after.loop.child.pid)
    monitor.child.kill('SIGTERM')
    expect((await monitor.ended).code).toBe(0)
  })

  it('tells the same of a loop by its folder and by its page, once where there is no terminal', async () => {
    const cwd = await freshDir()
    const web = await serveLoop(cwd, ['--interval', '1h'])
    await web.loop.printed('TRADING STATE')
    const [byFolder, byPage] = await Promise.all([
      run(cwd, ['monitor']),
      run(await freshDir(), ['monitor', '--url', `${web.url}/#token=${web.token}`]),
    ])
    expect(byFolder.code).toBe(0)
    expect(byPage.code).toBe(0)
    expect(byFolder.stdout.split('\n')[0]).toBe('SIMULATED MARKET · PAPER MONEY · data')
    expect(byPage.stdout.split('\n')[0]).toBe(`SIMULATED MARKET · PAPER MONEY · ${web.url}`)
    const from = (text: string, begin: string, end: string) => text.slice(text.indexOf(begin), text.indexOf(end))
    for (const [begin, end] of [
      ['AGENTS', 'ASKED'],
      ['● ACTIVE', 'CYCLE'],
    ] as const)
      expect(from(byFolder.stdout, begin, end)).toBe(from(byPage.stdout, begin, end))
    expect(byPage.stdout).not.toContain(web.token)
  })

  it('reads a page beyond this machine with the token of RISKFIRST_TOKEN, and says that it is needed', async () => {
    const web = await serveLoop(await freshDir(), ['--interval', '1h'], { serve: '0.0.0.0:0' })
    await web.loop.printed('TRADING STATE')
    const cwd = await freshDir()
    const args = ['monitor', '--once', '--url', `http://127.0.0.1:${web.port}`]
    const [without, wrong, right] = [
      await run(cwd, args),
      await run(cwd, args, { RISKFIRST_TOKEN: 'guessed' }),
      await run(cwd, args, { RISKFIRST_TOKEN: web.token }),
    ]
    expect(without).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('set RISKFIRST_TOKEN') })
    expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.not.stringContaining('guessed') })
    expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining('● ACTIVE'), stderr: '' })
  })

  it('answers monitoring tools: 0 while it trades, 2 once it is halted and once nothing runs', async () => {
    const cwd = await freshDir()
    const web = await serveLoop(cwd, ['--interval', '1s'])
    await web.cyclesOn()
    const check = async (...args: string[]) => {
      const { code, stdout } = await run(cwd, ['monitor', '--check', ...args])
      return { code, stdout }
    }
    const fine = {
      code: 0,
      stdout: expect.stringMatching(/^OK - active; .* \| equity=\d[\d.]* drawdown=[\d.]+% cycle=[\d.]+s\n$/),
    }
    expect(await check()).toEqual(fine)
    expect(await check('--url', web.url)).toEqual(fine)
    await run(cwd, ['halt', '--reason', 'a | b'])
    expect(await check()).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^CRITICAL - halted \(kill-switch: .*a \/ b.*\) \|/),
    })
    await killed(web.loop)
    expect(await check()).toMatchObject({ code: 2, stdout: expect.stringMatching(/^CRITICAL - no loop runs; halted/) })
    expect(await check('--url', web.url)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^CRITICAL - .* is not seen/),
    })
    expect(await check('--interval', 'often')).toMatchObject({ code: 2, stdout: '' })
  })

  it('gives up on a server that never answers, or never ends its answer, after five seconds', async () => {
    const silent = await localServer(() => undefined)
    const endless = await localServer((_request, response) => {
      response.write('{"revision":"')
      const dripping = setInterval(() => response.write('x'), 100)
      response.on('close', () => clearInterval(dripping))
    })
    const cwd = await freshDir()
    for (const { code, stdout } of await Promise.all(
      [silent, endless].map((url) => run(cwd, ['monitor', '--check', '--url', url])),
    )) {
      expect(code).toBe(2)
      expect(stdout).toMatch(/is not seen: it took longer than 5 s\n$/)
    }
  })
})

const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
})()

/** `monitor` on a terminal of its own. */
function onTerminal(
  cwd: string,
  { rows, columns, env = {} }: { rows: number; columns: number; env?: Record<string, string> },
) {
  const command = `stty rows ${rows} cols ${columns}; exec '${process.execPath}' '${mainPath}' monitor --interval 100ms`
  const { PATH = '' } = process.env
  const child = spawn('script', ['-qec', command, join(cwd, 'typescript')], {
    cwd,
    env: { PATH, HOME: cwd, TERM: 'xterm-256color', ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
    for (const look of waiting) look()
  })
  const ended = new Promise<{ readonly code: number | null; readonly text: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, text })),
  )
  const shown = (words: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (text.includes(words)) resolve()
      }
      waiting.add(look)
      look()
    })
  return { child, ended, shown }
}

const CSI = '\u001B['

describe.runIf(hasScript)('monitor on a terminal', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('fills the screen, no line twice and none below its end, and leaves it as it was on %s', async (_name, key) => {
    const cwd = await freshDir()
    await run(cwd, ['run', '--cycles', '2', '--interval', '0', '--quiet'])
    const { child, ended, shown } = onTerminal(cwd, { rows: 20, columns: 80 })
    await shown('LAST CYCLE c000002')
    child.stdin.write(key)
    const { code, text } = await ended
    expect(code).toBe(0)
    expect(text.startsWith(`${CSI}?1049h`)).toBe(true)
    expect(text.trimEnd().endsWith(`${CSI}?7h${CSI}?25h${CSI}?1049l`)).toBe(true)
    const placed = text.split(CSI).map((part) => Number(/^(\d+);1H/.exec(part)?.[1] ?? 0))
    expect(Math.max(...placed)).toBeLessThanOrEqual(20)
    expect(text, 'a frame ends no line: it would scroll').not.toContain('\n')
    expect(text).toContain(`${CSI}32m`)
  })

  it('draws nothing in colours under NO_COLOR, also where nothing runs yet', async () => {
    const cwd = await freshDir()
    const { child, ended, shown } = onTerminal(cwd, { rows: 24, columns: 60, env: { NO_COLOR: '1' } })
    await shown('▲ no loop')
    child.stdin.write('q')
    const { text } = await ended
    expect(text.split(CSI).filter((part) => /^[\d;]*m/.test(part))).toEqual([])
    expect(text.trimEnd().endsWith(`${CSI}?1049l`)).toBe(true)
  })
})
