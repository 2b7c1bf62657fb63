import { expect, it } from 'vitest'
import { hintFor, nearestName } from '../../src/config/nearest.js'

const names = ['maxWorkers', 'maxRetries', 'interval', 'strategy']

it.each([
  ['maxWorker', 'maxWorkers'],
  ['MAX_WORKERS', 'maxWorkers'],
  ['max-retires', 'maxRetries'],
  ['intreval', 'interval'],
  ['stratgy', 'strategy'],
  ['zebra', undefined],
  ['', undefined],
])('takes %j for %j', (text, name) => {
  expect(nearestName(text, names)).toBe(name)
})

it('names the few there are when none is near', () => {
  expect(hintFor('zebra', ['a', 'b'])).toEqual({ hint: 'known: a, b' })
  expect(hintFor('zebra', [])).toEqual({})
})
