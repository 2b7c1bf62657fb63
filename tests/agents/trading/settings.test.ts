import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { seatsOf } from '../../../src/agents/trading/model-settings.js'
import { tradingSettings } from '../../../src/agents/trading/settings.js'

const one = { provider: 'model', model: 'm', baseUrl: 'https://models.example/v1' }

describe('the settings of trading', () => {
  it('are rules without any word', () => {
    expect(tradingSettings.parse({})).toMatchObject({ provider: 'rules', minConfidence: 0.7, stopAtr: 2 })
  })

  it('document every key', () => {
    const { properties } = z.toJSONSchema(tradingSettings, { io: 'input' })
    const undocumented = Object.entries(properties ?? {}).filter(
      ([, schema]) => typeof schema === 'boolean' || schema.description === undefined,
    )
    expect(undocumented).toEqual([])
  })

  it.each<[string, object, string, string]>([
    ['a model without a name', { ...one, model: undefined }, 'model', 'the name of a model'],
    ['a model without an address', { provider: 'model', model: 'm' }, 'baseUrl', 'the address of an endpoint'],
    ['one and several models', { ...one, models: [{ model: 'n' }] }, 'models', 'either `model` or `models`'],
    ['a key over plain http', { ...one, baseUrl: 'http://elsewhere/v1', apiKey: 'k' }, 'baseUrl', 'an https address'],
    [
      'a budget in USD without prices',
      { ...one, budget: { maxUsdPerDay: 1 }, usdPerMillionInputTokens: 1 },
      'usdPerMillionInputTokens',
      'both prices of each model',
    ],
    ['an address with a password', { ...one, baseUrl: 'https://me:secret@elsewhere/v1' }, 'baseUrl', 'without a user'],
    ['no confidence at all', { minConfidence: 0 }, 'minConfidence', ''],
    ['averages in the wrong order', { fast: 30 }, 'fast', 'less than slow'],
  ])('refuse %s', (_what, settings, path, message) => {
    const { error } = tradingSettings.safeParse(JSON.parse(JSON.stringify(settings)))
    expect(error?.issues).toMatchObject([{ path: [path], message: expect.stringContaining(message) }])
  })

  it('ask nothing of a provider that is not used', () => {
    expect(tradingSettings.safeParse({ model: 'm', apiKey: 'k' }).success).toBe(true)
  })

  it('pass what is written once on to every model, but no key to the address of another', () => {
    const settings = tradingSettings.parse({
      provider: 'model',
      baseUrl: 'https://models.example/v1',
      apiKey: 'key-of-models',
      usdPerMillionInputTokens: 1,
      models: [
        { model: 'a', usdPerMillionInputTokens: 2 },
        { model: 'b', baseUrl: 'https://other.example/v1' },
      ],
    })
    expect(seatsOf(settings)).toEqual([
      { model: 'a', baseUrl: 'https://models.example/v1', apiKey: 'key-of-models', usdPerMillionInputTokens: 2 },
      { model: 'b', baseUrl: 'https://other.example/v1', usdPerMillionInputTokens: 1 },
    ])
  })
})
