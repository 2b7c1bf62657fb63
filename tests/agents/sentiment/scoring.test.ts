import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreHeadline } from '../../../src/agents/sentiment/scoring/score-headline.js'
import { formsOf } from '../../../src/agents/sentiment/scoring/word-forms.js'
import { cosine, labelledHeadlines, signAccuracy } from './labelled.js'

/** Within ±0.05 is plain. */
function toneOf(title: string): 'good' | 'bad' | 'plain' {
  const score = scoreHeadline(title)
  return score > 0.05 ? 'good' : score < -0.05 ? 'bad' : 'plain'
}

const tonesOf = (titles: readonly string[]) => [...new Set(titles.map(toneOf))]

describe('a headline', () => {
  it('is judged by direction and by what moves', () => {
    expect(
      tonesOf(['Profit rises', 'Operating loss narrows', 'Costs fall', 'Company cuts debt', 'Fall in costs at Acme']),
    ).toEqual(['good'])
    expect(
      tonesOf(['Profit falls', 'Loss widens', 'Unemployment rises', 'Rising costs', 'Acme cuts profit forecast']),
    ).toEqual(['bad'])
  })

  it('says more with a larger percentage and with a stronger word', () => {
    expect(scoreHeadline('Sales fall 40 percent')).toBeLessThan(scoreHeadline('Sales fall 0.5 percent'))
    expect(scoreHeadline('Shares plunge')).toBeLessThan(scoreHeadline('Shares dip'))
    expect(scoreHeadline('Shares rise sharply')).toBeGreaterThan(scoreHeadline('Shares rise slightly'))
  })

  it('is about the first of two nouns: competition in the market, not the market', () => {
    expect(toneOf('Competition in the handset market has intensified')).toBe('bad')
    expect(toneOf('Gas fees on Ethereum tumble')).toBe('good')
  })

  it.each([
    ['Profit falls less than feared', 1],
    ['Sales rise less than expected', -1],
    ['Inflation cools more than forecast', 1],
    ['Acme posts smaller loss than expected', 1],
    ['Acme posts bigger loss than expected', -1],
    ['Better than expected results at Acme', 1],
    ['Acme results worse than feared', -1],
    ['Higher-than-expected costs', -1],
    ['Earnings beat estimates', 1],
    ['Earnings miss estimates', -1],
    ['Deliveries short of target', -1],
    ['Revenue above forecasts', 1],
    ['Costs exceed forecasts', -1],
  ])('is compared with what was expected: %s', (title, sign) => {
    expect(toneOf(title)).toBe(sign > 0 ? 'good' : 'bad')
  })

  it('is in line with expectations without a tone', () => {
    expect(toneOf('Acme results in line with expectations')).toBe('plain')
  })

  it.each([
    ['Operating loss was EUR 1.2 mn, compared with EUR 3.4 mn a year ago', 1],
    ['Net sales totalled EUR 13.5 mn against EUR 16.6 mn', -1],
    ['Net sales went from EUR 900,000 to EUR 1.1 mn', 1],
    ['Acme posted a loss of EUR 2 mn against a profit of EUR 3 mn', -1],
    ['A net profit of EUR 1 mn compared with a loss of EUR 5 mn', 1],
  ])('has its figures compared: %s', (title, sign) => {
    expect(toneOf(title)).toBe(sign > 0 ? 'good' : 'bad')
  })

  it('takes years for years', () => {
    expect(toneOf('Acme was founded in 1998, compared with 2004')).toBe('plain')
  })

  it('is turned by a denial, but only in its own clause', () => {
    expect(toneOf('Acme fails to win contract')).toBe('bad')
    expect(toneOf('Acme avoids recession')).toBe('good')
    expect(toneOf('No sign of weakness at Acme')).toBe('good')
    expect(toneOf('Shares did not rise')).toBe('bad')
    expect(toneOf('Not now, shares plunge')).toBe('bad')
  })

  it('counts little of what stands after despite, and most of what stands after but', () => {
    expect(toneOf('Acme beats forecasts despite weak demand')).toBe('good')
    expect(toneOf('Despite record profit, Acme shares plunge')).toBe('bad')
    expect(toneOf('Profit up, but outlook bleak')).toBe('bad')
  })

  it('is less certain with a may, and as a question', () => {
    for (const [sure, unsure] of [
      ['Acme raises dividend', 'Acme may raise dividend'],
      ['Acme shares plunge', 'Acme shares plunge?'],
    ] as const)
      expect(Math.abs(scoreHeadline(unsure))).toBeLessThan(Math.abs(scoreHeadline(sure)))
  })

  it('means movement by movement when one moves the other', () => {
    expect(toneOf('Decline slows at Acme')).toBe('good')
    expect(toneOf('Acme trims losses')).toBe('good')
    expect(toneOf('Acme pares gains')).toBe('bad')
    expect(toneOf('Fears ease')).toBe('good')
    expect(toneOf('Woes deepen')).toBe('bad')
  })

  it.each([
    'Acme will hold its Annual General Meeting on 14 April',
    'The company has some 4,000 employees in 16 countries',
    'Five things to watch in crypto this week',
    'Notification of change in holdings under the securities markets act',
  ])('without a tone is plain: %s', (title) => {
    expect(toneOf(title)).toBe('plain')
  })

  it('speaks of coins, hacks, funds and courts', () => {
    expect(
      tonesOf(['Regulator approves first spot ether ETF', 'Judge dismisses lawsuit against token issuer']),
    ).toEqual(['good'])
    expect(
      tonesOf([
        'Hackers drain 90 million dollars from bridge',
        'Stablecoin loses its dollar peg',
        'Rug pull wipes out investors',
      ]),
    ).toEqual(['bad'])
  })
})

describe('a word', () => {
  it('matches whole, never as a part of another', () => {
    expect(formsOf('unsold')).not.toContain('sell')
    expect(
      tonesOf([
        'Acme in Upton',
        'Acme gainsborough',
        'Classics at Acme',
        'Badminton at Acme',
        'Acme winery',
        'Acme Lossiemouth',
      ]),
    ).toEqual(['plain'])
  })

  it.each([
    ['slashed', 'slash'],
    ['trebling', 'treble'],
    ['slipped', 'slip'],
    ['worries', 'worry'],
    ['fell', 'fall'],
    ['losses', 'loss'],
    ['denied', 'deny'],
  ])('%s is an inflection of %s', (word, base) => {
    expect(formsOf(word)).toContain(base)
  })

  it('loses no s that is its own', () => {
    for (const word of ['loss', 'crisis', 'bonus']) expect(formsOf(word)).not.toContain(word.slice(0, -1))
  })
})

describe('any text', () => {
  it('has a finite score within −1 and 1, the same every time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (text) => {
        const score = scoreHeadline(text)
        expect(Math.abs(score)).toBeLessThanOrEqual(1)
        expect(scoreHeadline(text)).toBe(score)
      }),
    )
  })

  it('may hold the names of every object', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'per constructor 5 constructor'])
      expect(scoreHeadline(word)).toBe(0)
  })

  it('takes no longer than it is long, also when it is made to', () => {
    expect(Number.isFinite(scoreHeadline('win win '.repeat(50) + 'no '.repeat(100) + '9'.repeat(400)))).toBe(true)
  })
})

describe('the labelled headlines', () => {
  const { tuned, heldOut } = labelledHeadlines()

  it('are at least 400, a third of them held out, and none twice', () => {
    expect(new Set([...tuned, ...heldOut].map(({ title }) => title)).size).toBe(tuned.length + heldOut.length)
    expect(tuned.length + heldOut.length).toBeGreaterThanOrEqual(400)
    expect(heldOut.length / (tuned.length + heldOut.length)).toBeCloseTo(1 / 3, 1)
  })

  it('are scored as people do, also those that were held out', () => {
    for (const headlines of [tuned, heldOut]) {
      expect(cosine(headlines, scoreHeadline)).toBeGreaterThan(0.75)
      expect(signAccuracy(headlines, scoreHeadline)).toBeGreaterThan(0.8)
    }
  })
})
