import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createKillSwitch, removeKillSwitch, throwKillSwitch } from '../../src/store/kill-switch.js'
import { StoreError } from '../../src/store/store-error.js'
import { freshFolder } from './data-folders.js'

function folder(): string {
  const dataDir = freshFolder()
  mkdirSync(dataDir)
  return dataDir
}

const shapes: readonly (readonly [name: string, make: (path: string) => void])[] = [
  ['an empty file', (path) => writeFileSync(path, '')],
  ['garbage', (path) => writeFileSync(path, Buffer.from([0xff, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x80]))],
  ['a folder', (path) => mkdirSync(path)],
  ['an unreadable file', (path) => writeFileSync(path, 'secret', { mode: 0o000 })],
  ['a dangling link', (path) => symlinkSync('/nowhere/at/all', path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  ['a huge file', (path) => writeFileSync(path, 'x'.repeat(5_000_000))],
]

describe('the kill switch', () => {
  test('is not thrown without the file, nor without the folder', () => {
    expect(createKillSwitch(folder()).thrown()).toBeUndefined()
    expect(createKillSwitch(freshFolder()).thrown()).toBeUndefined()
  })

  test.each(shapes)('is thrown by %s, on one clean short line, and can be removed', (_, make) => {
    const dataDir = folder()
    make(join(dataDir, 'HALT'))
    const reason = createKillSwitch(dataDir).thrown()
    expect(reason).toMatch(/^\P{Cc}{1,300}$/u)
    expect(removeKillSwitch(dataDir)).toBe(reason)
    expect(createKillSwitch(dataDir).thrown()).toBeUndefined()
  })

  test('says the first line of the file', () => {
    const dataDir = folder()
    writeFileSync(join(dataDir, 'HALT'), '\n\u001bexchange\u0007 is down\r\nnot this\n')
    expect(createKillSwitch(dataDir).thrown()).toBe('exchange  is down')
  })

  test.skipIf(process.getuid?.() === 0)('is thrown when the folder cannot be looked into', () => {
    const dataDir = folder()
    chmodSync(dataDir, 0o000)
    expect(createKillSwitch(dataDir).thrown()).toContain('cannot be looked at')
    chmodSync(dataDir, 0o700)
  })

  test('keeps who threw it and when, and makes the folder if it must', () => {
    const dataDir = freshFolder()
    throwKillSwitch(dataDir, { reason: 'maintenance\nat the exchange', who: 'ada', at: '2026-01-01T00:00:00.000Z' })
    expect(readFileSync(join(dataDir, 'HALT'), 'utf8')).toBe(
      'maintenance at the exchange\nby ada at 2026-01-01T00:00:00.000Z\n',
    )
    expect(createKillSwitch(dataDir).thrown()).toBe('maintenance at the exchange')
  })

  test('stays thrown when it is thrown again over a folder', () => {
    const dataDir = folder()
    mkdirSync(join(dataDir, 'HALT'))
    throwKillSwitch(dataDir, { reason: 'again', who: 'ada', at: '2026-01-01T00:00:00.000Z' })
    expect(createKillSwitch(dataDir).thrown()).toContain('HALT exists')
  })

  test('is not removed as a folder that holds something', () => {
    const dataDir = folder()
    mkdirSync(join(dataDir, 'HALT', 'why'), { recursive: true })
    expect(() => removeKillSwitch(dataDir)).toThrow(StoreError)
    expect(createKillSwitch(dataDir).thrown()).toBeDefined()
  })

  test('has nothing to remove when it is not thrown', () => {
    expect(removeKillSwitch(folder())).toBeUndefined()
  })
})
