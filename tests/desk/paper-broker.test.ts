import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatAmount, parseAmount } from '../../src/desk/money.js'
import { openPaperBroker, PaperBrokerError } from '../../src/desk/paper-broker.js'
import { brokerOrder as order } from './fixture.js'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paper-broker-'))
  file = join(folder, 'paper-broker.db')
})

afterEach(() => rm(folder, { recursive: true }))

function open(prices: Record<string, number> = { 'BTC/USDT': 50_000 }) {
  const price = (symbol: string) => prices[symbol]
  return openPaperBroker({ file, quote: 'USDT', cash: 10_000, feeRate: 0.001, slippageBps: 5, price })
}

/** How many descriptors of this process are open in the folder. */
async function descriptors(): Promise<number> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return links.filter((link) => link.startsWith(folder)).length
}

describe('paper broker', () => {
  it('fills at the price moved against the order, with the fee in quote currency', async () => {
    const broker = open()
    expect(await broker.place(order('1', 'buy', '0.1'))).toEqual({
      status: 'filled',
      quantity: parseAmount('0.1'),
      price: parseAmount('50025'),
      fee: parseAmount('5.0025'),
    })
    expect(await broker.place(order('2', 'sell', '0.04'))).toMatchObject({ price: parseAmount('49975') })
    const { cash, holdings } = await broker.account()
    // 10000 - 5002.5 - 5.0025 + 1999 - 1.999
    expect(formatAmount(cash)).toBe('6989.4985')
    expect(holdings).toEqual(new Map([['BTC/USDT', parseAmount('0.06')]]))
    broker.close()
  })

  it('rounds price and fee against the order', async () => {
    const broker = open({ 'X/USDT': 0.123_456_7 })
    expect(await broker.place(order('1', 'buy', '1.000001', 'X/USDT'))).toMatchObject({
      // 0.12351842835 up to the tick of seven digits; 0.000123518523518... up.
      price: parseAmount('0.1235185'),
      fee: parseAmount('0.00012352'),
    })
    expect(await broker.place(order('2', 'sell', '1', 'X/USDT'))).toMatchObject({ price: parseAmount('0.1233949') })
    broker.close()
  })

  it('answers the same id with the very same answer, also after it was closed and the price moved', async () => {
    const broker = open()
    const first = await broker.place(order('1', 'buy', '0.1'))
    const refused = await broker.place(order('2', 'sell', '5'))
    broker.close()
    const again = open({ 'BTC/USDT': 90_000 })
    expect(await again.place(order('1', 'buy', '0.1'))).toEqual(first)
    expect(await again.place(order('2', 'sell', '5'))).toEqual(refused)
    expect(await again.lookup(order('1', 'buy', '0.1'))).toEqual(first)
    expect(await again.lookup(order('3', 'buy', '0.1'))).toBeUndefined()
    expect((await again.account()).holdings.get('BTC/USDT')).toBe(parseAmount('0.1'))
    again.close()
  })

  it.each([
    ['quantity', order('1', 'buy', '0.2')],
    ['side', order('1', 'sell', '0.1')],
    ['symbol', order('1', 'buy', '0.1', 'ETH/USDT')],
  ])('answers nothing to an order of a known id and another %s', async (_, other) => {
    const broker = open()
    await broker.place(order('1', 'buy', '0.1'))
    const before = await broker.account()
    const message = '1 is the id of another order at this venue (buy 0.1 BTC/USDT, where '
    await expect(broker.place(other)).rejects.toThrow(PaperBrokerError)
    await expect(broker.place(other)).rejects.toThrow(message)
    await expect(broker.lookup(other)).rejects.toThrow(message)
    expect(await broker.account()).toEqual(before)
    broker.close()
  })

  it('leaves one whole file and nothing open when it is closed', async () => {
    const trade = async (clientOrderId: string) => {
      const broker = open()
      await broker.place(order(clientOrderId, 'buy', '0.01'))
      broker.close()
    }
    for (const clientOrderId of ['1', '2', '3']) {
      await trade(clientOrderId)
      expect(await readdir(folder)).toEqual(['paper-broker.db'])
    }
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    await setImmediate()
    collectGarbage()
    await setImmediate()
    expect(await descriptors()).toBe(0)
  })

  it('rejects what cash or holdings do not cover, and a symbol without a price', async () => {
    const broker = open()
    expect(await broker.place(order('1', 'buy', '0.2'))).toEqual({
      status: 'rejected',
      message: '15.005 USDT too little to buy BTC/USDT',
    })
    expect(await broker.place(order('2', 'sell', '0.1'))).toEqual({
      status: 'rejected',
      message: '0.1 BTC/USDT too little to sell',
    })
    expect(await broker.place(order('3', 'buy', '1', 'ETH/USDT'))).toMatchObject({ status: 'rejected' })
    expect(await broker.account()).toEqual({ cash: parseAmount('10000'), holdings: new Map() })
    broker.close()
  })

  it('refuses a file that is no database, and one of a newer version, and leaves both as they are', async () => {
    const text = 'these are not the bytes of a database, but there are quite a few of them'
    await writeFile(file, text)
    expect(() => open()).toThrow(PaperBrokerError)
    expect(() => open()).toThrow(`${file}: expected a paper broker's database, got: `)
    expect(await readFile(file, 'utf8')).toBe(text)
    await rm(file)
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 7')
    newer.close()
    const bytes = await readFile(file)
    expect(() => open()).toThrow(`${file}: expected version 1, got 7 of a newer riskfirst`)
    expect(await readFile(file)).toEqual(bytes)
  })

  it('keeps prices at seven digits, in whole lots', () => {
    const prices: Record<string, number> = { BTC: 67_123.45, ONE: 1, CENT: 0.01, SHIB: 0.000_012 }
    const broker = open(prices)
    expect(['BTC', 'ONE', 'CENT', 'SHIB'].map((symbol) => formatAmount(broker.rules(symbol).tick))).toEqual([
      '0.01',
      '0.000001',
      '0.00000001',
      '0.00000001',
    ])
    expect(formatAmount(broker.rules('BTC').lot)).toBe('0.000001')
    broker.close()
  })
})
