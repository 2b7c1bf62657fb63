import { execFile, spawn, spawnSync } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DatabaseSync } from '@photostructure/sqlite'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { type Ended, mainPath, run, start } from '../support/command.js'
import { recorded } from '../support/record.js'

/** A mount of one's own needs Linux, and a kernel that lets one. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0
const command = `"${process.execPath}" "${mainPath}"`

/** Runs a shell script in `cwd` whose `data` is a small file system of its own, gone when it ends. */
async function onSmallDisk(cwd: string, script: string): Promise<readonly string[]> {
  const mounted = `mkdir -p data && mount -t tmpfs -o size=2m tmpfs data\n${script}`
  const { stdout } = await promisify(execFile)('unshare', ['-Urm', 'sh', '-c', mounted], { cwd })
  return stdout.trim().split('\n')
}

const traded = async (cycles = 3): Promise<string> => {
  const cwd = await freshDir()
  expect(await run(cwd, ['--cycles', String(cycles), '--interval', '0', '--quiet'])).toMatchObject({ code: 0 })
  return cwd
}

function expectRefusal({ code, stdout, stderr }: Ended, words: RegExp): void {
  expect(stderr).toMatch(words)
  expect(stderr).not.toMatch(/^ {4}at |internal error/m)
  expect([code, stdout]).toEqual([78, ''])
}

describe.skipIf(!canMount)('a full disk', () => {
  it('halts or refuses, whatever is left of it, and loses nothing', { timeout: 120_000 }, async () => {
    const cwd = await freshDir()
    const lines = await onSmallDisk(
      cwd,
      `
      ${command} --cycles 3 --interval 0 --quiet
      for left in 0 8 40 56 72 80 112 160; do
        dd if=/dev/zero of=data/filler bs=4k 2>/dev/null
        truncate -s -\${left}K data/filler
        ${command} --cycles 6 --interval 0 --quiet 2>said; full=$?
        grep -q 'internal error' said && cat said
        rm data/filler
        ${command} --cycle-once --quiet 2>/dev/null
        echo $left $full $?
      done
      cp -r data after`,
    )
    const codes = new Map(
      lines.map((line) => line.split(' ').map(Number)).map(([left, full, after]) => [left, [full, after]]),
    )
    expect([...codes.keys()]).toEqual([0, 8, 40, 56, 72, 80, 112, 160])
    for (const [full, after] of codes.values()) {
      expect([21, 78]).toContain(full)
      expect(after).toBe(0)
    }
    expect(codes.get(0)).toEqual([78, 0])
    expect(codes.get(160)).toEqual([21, 0])
    const after = join(cwd, 'after')
    expect(bookFaults(after)).toEqual([])
    const names = await readdir(join(after, 'orchestrator'))
    for (const name of names.filter((name) => name.endsWith('.json')))
      expect(JSON.parse(await readFile(join(after, 'orchestrator', name), 'utf8'))).toHaveProperty('cycle_id')
  })

  it('still takes a halt, and can be backed up elsewhere', async () => {
    const cwd = await freshDir()
    const lines = await onSmallDisk(
      cwd,
      `
      ${command} --cycles 2 --interval 0 --quiet
      dd if=/dev/zero of=data/filler bs=4k 2>/dev/null; dd if=/dev/zero of=data/crumbs bs=1 2>/dev/null
      ${command} halt --reason full >/dev/null 2>said; echo "halt $(test -e data/HALT && echo holds)"
      ${command} backup saved >/dev/null; echo backup $?
      rm data/filler data/crumbs
      ${command} --cycle-once --quiet 2>/dev/null; echo after $?`,
    )
    expect(lines).toEqual(['halt holds', 'backup 0', 'after 20'])
    expect(await readFile(join(cwd, 'said'), 'utf8')).not.toContain('internal error')
    expect(await run(cwd, ['restore', 'saved', '--data-dir', 'elsewhere'])).toMatchObject({ code: 0 })
    expect(bookFaults(join(cwd, 'elsewhere'))).toEqual([])
  })
})

describe.skipIf(!canMount)('a folder that has become read-only', () => {
  it('is refused by a run and a halt, and read by the rest', async () => {
    const cwd = await freshDir()
    const lines = await onSmallDisk(
      cwd,
      `
      ${command} --cycles 2 --interval 0 --quiet
      mount -o remount,ro data
      for args in '--cycle-once' 'halt' 'status' 'history' 'why'; do
        ${command} $args >/dev/null 2>said; echo $args $?
        grep 'internal error' said
      done
      true`,
    )
    expect(lines).toEqual(['--cycle-once 78', 'halt 78', 'status 0', 'history 0', 'why 0'])
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full disk under what a run prints', () => {
  it('does not end trading', async () => {
    const cwd = await freshDir()
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [mainPath, '--cycles', '3', '--interval', '0', '--json'], {
      cwd,
      stdio: ['ignore', full, full],
    })
    await new Promise((resolve) => child.on('close', resolve))
    closeSync(full)
    expect(recorded(join(cwd, 'data'), 'SELECT status FROM cycles')).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'success' })),
    )
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
  })
})

describe('a damaged data folder', () => {
  it('is refused, kept as it is, and comes back from a backup', async () => {
    const cwd = await traded()
    const record = join(cwd, 'data', 'riskfirst.db')
    expect(await run(cwd, ['backup', 'friday'])).toMatchObject({ code: 0 })
    const torn = (await readFile(record)).fill(0xa5, 4096, 5 * 4096)
    await writeFile(record, torn)
    for (const args of [['--cycle-once'], ['backup', 'saturday']])
      expectRefusal(await run(cwd, args), /riskfirst\.db: expected a riskfirst database, .*riskfirst restore FILE/)
    expect((await readFile(record)).equals(torn)).toBe(true)
    expect(await readdir(cwd)).toEqual(['data', 'friday'])

    expect(await run(cwd, ['restore', 'friday', '--force'])).toMatchObject({ code: 0 })
    expect((await readFile(`${record}.before-restore-1`)).equals(torn)).toBe(true)
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 20 })
    await run(cwd, ['resume', '--reason', 'restored'])
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 0 })
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
  })

  it.each([
    ['the record', 'riskfirst.db', /riskfirst\.db: expected .* found: nothing, beside .*paper-broker\.db/],
    ['the broker', 'paper-broker.db', /paper-broker\.db: expected .* found: nothing, although .*riskfirst\.db/],
  ])('that has lost %s is refused, also by doctor, and gets no fresh one', async (_what, name, words) => {
    const cwd = await traded()
    await rm(join(cwd, 'data', name))
    for (let start = 1; start <= 2; start++) expectRefusal(await run(cwd, ['--cycle-once']), words)
    const { code, stdout } = await run(cwd, ['doctor'])
    expect([code, stdout]).toEqual([78, expect.stringMatching(words)])
    expect(await readdir(join(cwd, 'data'))).not.toContain(name)
  })

  it('whose broker is another one’s is refused with both figures, also by doctor', async () => {
    const [cwd, other] = [await traded(), await freshDir()]
    await writeFile(join(other, 'riskfirst.config.jsonc'), '{ "broker": { "cash": 500 } }')
    await run(other, ['--cycle-once', '--quiet'])
    await cp(join(other, 'data', 'paper-broker.db'), join(cwd, 'data', 'paper-broker.db'))
    const words = /USDT: \d[\d.]* in the ledger, \d[\d.]* at the broker/
    expectRefusal(await run(cwd, ['--cycle-once']), words)
    expect(await run(cwd, ['doctor'])).toMatchObject({ code: 78, stdout: expect.stringMatching(words) })
  })

  it('whose broker a newer riskfirst wrote is refused, and no byte of it changes', async () => {
    const cwd = await traded(1)
    const file = join(cwd, 'data', 'paper-broker.db')
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 99')
    database.close()
    const before = await readFile(file)
    expectRefusal(await run(cwd, ['--cycle-once']), /paper-broker\.db: expected version 1, got 99 of a newer riskfirst/)
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  it('with spoilt metrics files is no fault: they are for others to read, and the newest is whole again', async () => {
    const cwd = await traded(1)
    const metrics = join(cwd, 'data', 'orchestrator')
    for (const name of await readdir(metrics)) await writeFile(join(metrics, name), '{ "cycle_id": ')
    await writeFile(join(metrics, 'metrics_20990101_000000.json'), 'junk')
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(await readFile(join(metrics, 'latest.json'), 'utf8'))).toMatchObject({ current_cycle: 2 })
    expect(await run(cwd, ['status'])).toMatchObject({ code: 0 })
  })
})

describe('a HALT that cannot be read as a file', () => {
  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
    ['a file without rights', (path: string) => (writeFileSync(path, 'x'), chmodSync(path, 0))],
    ['words of no language', (path: string) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x41]))],
  ])('halts from the first cycle: %s', async (_what, make) => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'data'))
    make(join(cwd, 'data', 'HALT'))
    const { code, stdout } = await run(cwd, ['--cycles', '2', '--interval', '0', '--json'])
    expect(code).toBe(20)
    expect(stdout).not.toContain('\u001b')
    expect(recorded(join(cwd, 'data'), 'SELECT * FROM orders')).toEqual([])
    expect(await run(cwd, ['resume', '--reason', 'seen'])).toMatchObject({ code: 0 })
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 0 })
  })
})

describe('a data folder where none can be', () => {
  it.each(['/proc/riskfirst', '/proc/riskfirst/deep', '/dev/null/data'])('is refused at once: %s', async (dataDir) => {
    const cwd = await freshDir()
    for (const args of [['--cycle-once'], ['halt']])
      expectRefusal(await run(cwd, [...args, '--data-dir', dataDir]), /expected a f/)
    expect(await readdir(cwd)).toEqual([])
  })

  it('is a problem to doctor when it is a file', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'data'), 'mine')
    const { code, stdout } = await run(cwd, ['doctor'])
    expect([code, stdout]).toEqual([
      78,
      expect.stringMatching(/PROBLEM {2}data folder .*data: expected a folder, found a file/),
    ])
  })
})

describe('kill -9', () => {
  it('again and again refuses no next start, uses no number twice and leaves exact books', {
    timeout: 60_000,
  }, async () => {
    const cwd = await freshDir()
    for (const cycles of [1, 3, 2, 4]) {
      const loop = start(cwd, ['--interval', '0', '--json', '--quiet'])
      let lines = 0
      await new Promise<void>((resolve) =>
        loop.child.stdout?.on('data', (text: string) => {
          lines += text.split('\n').length - 1
          if (lines >= cycles) resolve()
        }),
      )
      loop.child.kill('SIGKILL')
      expect(await loop.ended).toMatchObject({
        signal: 'SIGKILL',
        stderr: expect.not.stringContaining('another riskfirst'),
      })
    }
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 0 })
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
    expect(recorded(join(cwd, 'data'), 'SELECT count(*) - max(number) AS missing FROM cycles')).toEqual([
      { missing: 0 },
    ])
  })
})
