import { execFile, spawnSync } from 'node:child_process'
import { chmod, chown, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unfinishedName, writeWhole, writeWholeSync } from '../../src/files/whole-file.js'
import { bundle } from '../store/children/bundle.js'
import { freshDir } from '../support/candles.js'

/** A mount of one's own needs Linux, and a kernel that lets one. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0
const canLimit = spawnSync('sh', ['-c', 'ulimit -f 8']).status === 0

let dir: string
beforeEach(async () => {
  dir = await freshDir()
})

const there = (name: string) => readFile(join(dir, name), 'utf8')
const names = async () => (await readdir(dir)).toSorted()

describe.each([
  ['writeWhole', writeWhole],
  ['writeWholeSync', async (path: string, text: string) => writeWholeSync(path, text)],
])('%s', (_name, write) => {
  it('makes a file, and replaces it, with nothing left beside', async () => {
    await write(join(dir, 'a.json'), 'old and longer')
    await write(join(dir, 'a.json'), 'grüß dich')
    expect(await there('a.json')).toBe('grüß dich')
    expect(await names()).toEqual(['a.json'])
  })

  it('gives the name another file, and leaves the old one to those who have it', async () => {
    await writeFile(join(dir, 'a.json'), 'old')
    await link(join(dir, 'a.json'), join(dir, 'held'))
    await write(join(dir, 'a.json'), 'new')
    expect([await there('a.json'), await there('held')]).toEqual(['new', 'old'])
  })

  it('keeps the mode of what it replaces', async () => {
    for (const mode of [0o600, 0o666, 0o755]) {
      await writeFile(join(dir, 'secret'), 'old')
      await chmod(join(dir, 'secret'), mode)
      await write(join(dir, 'secret'), 'new')
      expect((await stat(join(dir, 'secret'))).mode & 0o777).toBe(mode)
    }
  })

  it.skipIf(process.getuid?.() !== 0)('keeps the owner of what it replaces', async () => {
    await writeFile(join(dir, 'theirs'), 'old')
    await chown(join(dir, 'theirs'), 1234, 5678)
    await write(join(dir, 'theirs'), 'new')
    expect(await stat(join(dir, 'theirs'))).toMatchObject({ uid: 1234, gid: 5678 })
  })

  it('replaces what a link points to', async () => {
    await mkdir(join(dir, 'far'))
    await writeFile(join(dir, 'far/a.json'), 'old')
    await symlink('far/a.json', join(dir, 'a.json'))
    await write(join(dir, 'a.json'), 'new')
    expect(await readFile(join(dir, 'far/a.json'), 'utf8')).toBe('new')
    expect([await names(), await readdir(join(dir, 'far'))]).toEqual([['a.json', 'far'], ['a.json']])
  })

  it('takes nobody else’s unfinished file for its own', async () => {
    await writeFile(join(dir, 'a.json.part1'), 'of another writer')
    await write(join(dir, 'a.json'), 'new')
    expect([await there('a.json'), await there('a.json.part1')]).toEqual(['new', 'of another writer'])
    expect(await names()).toEqual(['a.json', 'a.json.part1'])
  })

  it('refuses a folder, a device and a place that is not there', async () => {
    await mkdir(join(dir, 'folder'))
    await expect(write(join(dir, 'folder'), '')).rejects.toThrow(`not a file: ${join(dir, 'folder')}`)
    await expect(write('/dev/null', '')).rejects.toThrow('not a file: /dev/null')
    await expect(write(join(dir, 'nowhere/a.json'), '')).rejects.toThrow('ENOENT')
    expect(await names()).toEqual(['folder'])
  })
})

describe('files written at once', () => {
  it('are whole, and one of them stays', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(50_000))
    await Promise.all(texts.map((text) => writeWhole(join(dir, 'a.json'), text)))
    expect(texts).toContain(await there('a.json'))
    expect(await names()).toEqual(['a.json'])
  })
})

describe('unfinishedName', () => {
  it('knows what a crash leaves, and nothing else', () => {
    expect(
      ['a.json.part1', 'a.part1.part12', 'a.json', 'a.part', '.part1', 'a.json.part1x'].map(unfinishedName),
    ).toEqual(['a.json', 'a.part1', undefined, undefined, undefined, undefined])
  })
})

describe('a file that does not fit', () => {
  let script: string
  beforeAll(async () => {
    script = await bundle('write-files', join(import.meta.dirname, 'children'))
  })
  afterAll(() => rm(script, { force: true }))

  /** Writes both ways in a shell that has made little room. */
  async function written(size: number, [shell, ...args]: readonly [string, ...string[]], room: string) {
    const write = `echo old >small/waited; echo old >small/at-once
      "${process.execPath}" "${script}" ${size} small/waited small/at-once; ls small; cat small/waited small/at-once | tr x '\\n' | sort -u | tr -d '\\n'`
    const { stdout } = await promisify(execFile)(shell, [...args, `mkdir small; ${room}; ${write}`], { cwd: dir })
    return stdout.trim().split('\n')
  }

  it.skipIf(!canMount)('on a full disk leaves the old one as it is, and nothing beside', async () => {
    const room = 'mount -t tmpfs -o size=100k tmpfs small'
    const shell = ['unshare', '-Urm', 'sh', '-c'] as const
    expect(await written(225_829, shell, room)).toEqual(['ENOSPC ENOSPC', 'at-once', 'waited', 'old'])
  })

  it.skipIf(!canLimit)('under a limit leaves the old one as it is, and nothing beside', async () => {
    expect(await written(225_829, ['sh', '-c'], 'ulimit -f 8')).toEqual(['EFBIG EFBIG', 'at-once', 'waited', 'old'])
  })

  it.skipIf(!canLimit)('is told from one that does', async () => {
    const [outcomes] = await written(2_000, ['sh', '-c'], 'ulimit -f 8')
    expect(outcomes).toBe('written written')
    expect([await there('small/waited'), await there('small/at-once')]).toEqual(['x'.repeat(2_000), 'x'.repeat(2_000)])
  })
})
