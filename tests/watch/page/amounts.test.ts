import { describe, expect, it } from 'vitest'
import { changeText, direction, limitWords, moneyText, shareText } from '../../../src/watch/page/amounts.js'

describe('amounts', () => {
  it('tell unknown from nothing', () => {
    expect([moneyText(null), moneyText('0')]).toEqual(['unknown', '0.00'])
    expect([changeText(null), changeText('-0.001'), changeText('12.5')]).toEqual(['unknown', '0.00', '+12.50'])
    expect([direction(null), direction('-0.001'), direction('12.5'), direction('-1')]).toEqual(['', '', 'up', 'down'])
  })

  it('are shares of what they began with, where there is something', () => {
    expect(shareText('412.5', 10_000)).toBe('+4.1%')
    expect(shareText('-38', 10_000)).toBe('-0.4%')
    expect(shareText('-0.1', 10_000)).toBe('0.0%')
    expect(shareText('5', 0)).toBe('')
    expect(shareText(null, 10_000)).toBe('')
  })

  it('tell a limit once: not again where the message has it', () => {
    expect(limitWords('the account lost too much', 6.204100000001, 5)).toBe('6.2041 against a limit of 5')
    expect(limitWords('it would be 32.5 % of equity, over the limit of 30 %', 32.5, 30)).toBe('')
    expect(limitWords('lost 5.5 of 15', 5.5, 5)).toBe('5.5 against a limit of 5')
    expect(limitWords(null, null, 5)).toBe('')
  })
})
