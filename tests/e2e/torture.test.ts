import { expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { fuzz } from '../torture/fuzz.js'
import { inputKinds } from '../torture/inputs/all.js'
import { killAgainAndAgain } from '../torture/kills.js'
import { Random } from '../torture/random.js'

// A little of `npm run torture`, the same each time; that one has other seeds.
const seed = 'little'

it('killed again and again, a loop loses nothing, doubles nothing, and is never refused its next start', {
  timeout: 120_000,
}, async () => {
  const { faults, kills } = await killAgainAndAgain({
    cwd: await freshDir(),
    kills: 30,
    withinMs: 12_000,
    checkEvery: 15,
    random: new Random(seed),
    tell() {},
  })
  expect(faults).toEqual([])
  expect(kills).toBeGreaterThan(3)
})

it('whatever it is fed, it takes or refuses in words for people', { timeout: 120_000 }, async () => {
  const rows = await fuzz({
    kinds: inputKinds,
    inputs: 3_000,
    seed,
    cwd: await freshDir(),
    withinMs: 10_000,
    tell() {},
  })
  expect(rows.flatMap(({ findings }) => findings)).toEqual([])
  // A slow machine has little time for the last kinds.
  expect(rows.filter(({ inputs, refused }) => inputs > 50 && refused === 0).map(({ kind }) => kind)).toEqual([])
})
