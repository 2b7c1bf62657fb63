import * as z from 'zod'
import { isUnprotected, webAddress } from '../web-address.js'

const price = z.number().nonnegative().max(1_000_000)
const limit = z.int().nonnegative()

/** Where a model answers, and what it costs. */
const endpointShape = {
  baseUrl: webAddress()
    .exactOptional()
    .describe('Address of an OpenAI-compatible endpoint, up to where "/chat/completions" follows.'),
  apiKey: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Its key; write { "env": "NAME" }. Default: none, as for a model on this machine.'),
  usdPerMillionInputTokens: price.exactOptional().describe('What a million tokens of the question cost, USD.'),
  usdPerMillionOutputTokens: price.exactOptional().describe('What a million tokens of the answer cost, USD.'),
}

const modelName = z.string().min(1).max(200)

/** What the provider "model" can be told; to be spread into the settings of the agent. */
export const modelShape = {
  ...endpointShape,
  model: modelName.exactOptional().describe('The name of the model at the endpoint.'),
  models: z
    .array(z.strictObject({ model: modelName.describe('The name of the model at its endpoint.'), ...endpointShape }))
    .min(1)
    .max(7)
    .exactOptional()
    .describe(
      'Instead of `model`, several that vote: a decision needs more than half of them. What one leaves out is as above; ' +
        'the key only together with the address.',
    ),
  structuredOutput: z
    .enum(['schema', 'json'])
    .default('schema')
    .describe('How an endpoint is held to the form of the answer: "schema", or "json" for one that takes no schema.'),
  outputLimitKey: z
    .enum(['max_tokens', 'max_completion_tokens'])
    .default('max_tokens')
    .describe('What the endpoint calls the limit of an answer.'),
  maxOutputTokens: z.int().min(64).max(100_000).default(2_000).describe('The longest answer of a model, tokens.'),
  temperature: z.number().min(0).max(2).exactOptional().describe("Default: the model's own."),
  timeoutSeconds: z
    .number()
    .positive()
    .max(3_600)
    .default(60)
    .describe('How long a model may take, further tries included, seconds.'),
  tries: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How often a model is asked when it is busy, broken or out of reach; what it answers is final.'),
  maxSymbols: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('The most symbols a model is asked about in a cycle; the others are HOLD.'),
}

/** What may be spent on models. */
export const budgetSettings = z
  .strictObject({
    maxCallsPerCycle: limit.default(10).describe('Requests to models in a cycle, further tries included.'),
    maxCallsPerDay: limit.default(500).describe('The same in a UTC day.'),
    maxTokensPerCycle: limit.default(200_000).describe('Tokens, questions and answers together, in a cycle.'),
    maxTokensPerDay: limit.default(2_000_000).describe('The same in a UTC day.'),
    maxUsdPerCycle: z.number().nonnegative().exactOptional().describe('USD in a cycle; default: no limit of its own.'),
    maxUsdPerDay: z.number().nonnegative().exactOptional().describe('The same in a UTC day.'),
  })
  .prefault({})
  .describe(
    'What may be spent on models, counted before a request is sent: a byte of the question as a token, and the longest ' +
      'answer; less once the answer says less. When it is used up, every decision is HOLD.',
  )

/** The limits of a budget. */
export type BudgetSettings = z.output<typeof budgetSettings>

const modelSettings = z.strictObject({ ...modelShape, budget: budgetSettings })

/** What the provider "model" is told. */
export type ModelSettings = z.output<typeof modelSettings>

/** A model that is asked, with all that it needs. */
export interface Seat {
  readonly model: string
  readonly baseUrl: string
  readonly apiKey?: string
  readonly usdPerMillionInputTokens?: number
  readonly usdPerMillionOutputTokens?: number
}

/** The models that vote; those without an address are left out, which `modelsFault` has refused. */
export function seatsOf(settings: Omit<ModelSettings, 'budget'>): readonly Seat[] {
  const { model, models = model === undefined ? [] : [{ model }] } = settings
  return models.flatMap((own) => {
    const baseUrl = own.baseUrl ?? settings.baseUrl
    // A key belongs to its address: another endpoint must not see it.
    const apiKey = own.apiKey ?? (own.baseUrl === undefined ? settings.apiKey : undefined)
    const input = own.usdPerMillionInputTokens ?? settings.usdPerMillionInputTokens
    const output = own.usdPerMillionOutputTokens ?? settings.usdPerMillionOutputTokens
    if (baseUrl === undefined) return []
    return {
      model: own.model,
      baseUrl,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(input === undefined ? {} : { usdPerMillionInputTokens: input }),
      ...(output === undefined ? {} : { usdPerMillionOutputTokens: output }),
    }
  })
}

interface Fault {
  readonly path: readonly string[]
  readonly message: string
}

/** Why these settings name no models that can be asked; undefined when they do. */
export function modelsFault(settings: ModelSettings): Fault | undefined {
  const { model, models, budget } = settings
  if (model === undefined && models === undefined)
    return { path: ['model'], message: 'the name of a model, as the provider is "model"' }
  if (model !== undefined && models !== undefined) return { path: ['models'], message: 'either `model` or `models`' }
  const seats = seatsOf(settings)
  if (seats.length < (models?.length ?? 1))
    return { path: ['baseUrl'], message: 'the address of an endpoint, as the provider is "model"' }
  if (seats.some(({ apiKey, baseUrl }) => apiKey !== undefined && isUnprotected(baseUrl)))
    return { path: ['baseUrl'], message: 'an https address, as a key would be readable on its way over http' }
  const isPriced = seats.every(
    (seat) => seat.usdPerMillionInputTokens !== undefined && seat.usdPerMillionOutputTokens !== undefined,
  )
  const isInUsd = budget.maxUsdPerCycle !== undefined || budget.maxUsdPerDay !== undefined
  if (isInUsd && !isPriced)
    return { path: ['usdPerMillionInputTokens'], message: 'both prices of each model, as the budget is in USD' }
  return undefined
}
