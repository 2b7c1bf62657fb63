import { describe, expect, it } from 'vitest'
import { parseAmount } from '../../src/desk/money.js'
import type { Protection } from '../../src/desk/order.js'
import { Protections, protectionFault } from '../../src/desk/protections.js'

const noonMs = Date.parse('2024-01-01T12:00:00Z')
const at = (price: string) => () => parseAmount(price)

describe('Protections', () => {
  const every: Protection = { stop: '90', takeProfit: '120', until: '2024-01-02T00:00:00Z' }

  it.each<[string, string, number, readonly string[]]>([
    ['nothing between its prices', '100', noonMs, []],
    ['nothing just over the stop', '90.00000001', noonMs, []],
    ['the stop at its price', '90', noonMs, ['stop']],
    ['the stop under its price', '12', noonMs, ['stop']],
    ['the take profit at its price', '120', noonMs, ['take-profit']],
    ['until at its instant', '100', Date.parse('2024-01-02T00:00:00Z'), ['until']],
    ['the stop first', '80', Date.parse('2024-01-03T00:00:00Z'), ['stop']],
  ])('fires %s', (_, price, atMs, triggers) => {
    const protections = new Protections([{ agent: 'a', symbol: 'BTC/USDT', protect: every }])
    expect(protections.due(at(price), atMs).map(({ trigger }) => trigger)).toEqual(triggers)
  })

  it('fires nothing without a price', () => {
    const protections = new Protections([{ agent: 'a', symbol: 'BTC/USDT', protect: every }])
    expect(protections.due(() => undefined, noonMs + 1e12)).toEqual([])
  })

  it('fires in the order of agents and symbols, however they were set', () => {
    const protections = new Protections([])
    for (const [agent, symbol] of [
      ['b', 'BTC'],
      ['a', 'SOL'],
      ['a', 'ETH'],
    ] as const)
      protections.set(agent, symbol, { stop: '90' })
    expect(protections.due(at('1'), noonMs)).toEqual([
      { agent: 'a', symbol: 'ETH', trigger: 'stop', reason: 'stop at 90' },
      { agent: 'a', symbol: 'SOL', trigger: 'stop', reason: 'stop at 90' },
      { agent: 'b', symbol: 'BTC', trigger: 'stop', reason: 'stop at 90' },
    ])
  })

  it('keeps one an agent and symbol, and forgets it on null', () => {
    const protections = new Protections([])
    protections.set('a', 'BTC', { stop: '90' })
    protections.set('a', 'BTC', { stop: '95' })
    expect([protections.size, protections.get('a', 'BTC')]).toEqual([1, { stop: '95' }])
    protections.set('a', 'BTC', null)
    expect([protections.size, protections.get('a', 'BTC')]).toEqual([0, undefined])
  })

  it('finds the fault in what is no price or time', () => {
    expect(protectionFault({ stop: '90', takeProfit: '1', until: '2024-01-01' })).toBeUndefined()
    expect(protectionFault({ stop: '-1' })).toMatch(/^protect.stop: .*"-1"$/)
    expect(protectionFault({ takeProfit: 'high' })).toMatch(/^protect.takeProfit: .*"high"$/)
    expect(protectionFault({ until: 'tomorrow' })).toMatch(/^protect.until: .*"tomorrow"$/)
  })
})
