import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { close } from '../../src/operate/close.js'
import { halt } from '../../src/operate/halt.js'
import { recordSwitched } from '../../src/operate/record-switched.js'
import { RefusedError } from '../../src/operate/refused-error.js'
import { resume } from '../../src/operate/resume.js'
import { databasePath } from '../../src/store/database.js'
import { recentRequests } from '../../src/store/requests.js'
import { StoreError } from '../../src/store/store-error.js'
import { emptyFolder, haltedFolder, tradedFolder } from '../commands/traded-folder.js'

const asked = { who: 'telegram ada', at: '2026-01-01T09:00:00.000Z', reason: 'lunch' }
const bot = (dataDir: string) => ({ dataDir, name: 'bot' })

describe('what a person does, whoever asks', () => {
  test('a halt and a resume give back what was done, name the folder as it is called, and record who asked', () => {
    const { dataDir, database } = haltedFolder()
    const halted = halt(bot(dataDir), { ...asked, flatten: true })
    expect(halted.done).toEqual({ halted: true, ...asked, running: false, flatten: true })
    expect(halted.words[0]).toBe('bot is halted: nothing is launched or sent from now on.')
    const resumed = resume(bot(dataDir), { ...asked, reason: 'back' })
    expect(resumed.done).toMatchObject({ killSwitch: 'lunch', latches: [{ code: 'daily-loss' }], withdrawn: 1 })
    expect(resumed.words).toEqual([
      'Removed bot/HALT: lunch',
      'Cleared daily-loss, latched 2026-01-01 02:00:00Z: down 5.2% since the day began, limit 5%',
      'The next observation re-bases dayStart to the equity it finds.',
      'Withdrew the request to flatten, which had not been carried out.',
      'The next verdict decides.',
    ])
    expect(recentRequests(database, 9).map(({ kind, who }) => [kind, who])).toEqual([
      ['resume', 'telegram ada'],
      ['flatten', 'telegram ada'],
      ['halt', 'telegram ada'],
    ])
  })

  test('a halt holds where the record cannot take it, and its error says so', () => {
    const { dataDir, database } = tradedFolder()
    database.close()
    writeFileSync(databasePath(dataDir), 'nonsense')
    expect(() => halt(bot(dataDir), { ...asked, flatten: false })).toThrow(StoreError)
    expect(existsSync(join(dataDir, 'HALT'))).toBe(true)
    expect(() => resume(bot(dataDir), asked)).toThrow(StoreError)
    expect(existsSync(join(dataDir, 'HALT'))).toBe(true)
  })

  test('a close is refused for a reason of its own, and asks nothing then', () => {
    const { dataDir, database } = tradedFolder()
    const order = { who: 'page', at: asked.at, reason: null }
    expect(() => close(bot(dataDir), { ...order, symbol: 'DOGE/USDT' })).toThrow(RefusedError)
    writeFileSync(join(dataDir, 'HALT'), '')
    expect(() => close(bot(dataDir), { ...order, symbol: 'BTC/USDT' })).toThrow(
      expect.objectContaining({ name: 'RefusedError', why: 'halted' }),
    )
    rmSync(join(dataDir, 'HALT'))
    expect(recentRequests(database, 9)).toEqual([])
    expect(close(bot(dataDir), { ...order, symbol: 'BTC/usdt' }).done).toMatchObject({
      symbol: 'BTC/USDT',
      asked: true,
    })
  })

  test('a close that waited when a file halted the folder is withdrawn by the resume', () => {
    const { dataDir, database } = tradedFolder()
    const order = { who: 'page', at: asked.at, reason: null, symbol: 'BTC/USDT' }
    close(bot(dataDir), order)
    expect(resume(bot(dataDir), asked).done.withdrawnCloses).toBe(0)
    writeFileSync(join(dataDir, 'HALT'), '')
    const { done, words } = resume(bot(dataDir), asked)
    expect(done.withdrawnCloses).toBe(1)
    expect(words).toContain('Withdrew what was asked to be closed and is not sold yet.')
    expect(recentRequests(database, 9).find(({ kind }) => kind === 'close')).toMatchObject({ appliedAt: asked.at })
    expect(close(bot(dataDir), order).done.asked).toBe(true)
  })

  test('a switched agent is recorded where there is a record, and makes none', () => {
    const { dataDir, database } = tradedFolder()
    recordSwitched(dataDir, { agent: 'copybot', enabled: false, who: 'page', at: asked.at })
    expect(recentRequests(database, 9)).toMatchObject([{ kind: 'disable', details: { agent: 'copybot' }, who: 'page' }])
    const empty = emptyFolder()
    recordSwitched(empty.dataDir, { agent: 'copybot', enabled: true, who: 'page', at: asked.at })
    expect(existsSync(empty.dataDir)).toBe(false)
  })
})
