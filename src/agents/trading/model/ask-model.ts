import * as z from 'zod'
import type { Decision } from '../decision.js'
import type { ModelSettings, Seat } from '../model-settings.js'
import { answerSchema, parseAnswer } from './answer.js'
import { createCountedFetch, EndlessAnswerError, EndpointError } from './counted-fetch.js'
import type { Prompt } from './prompt.js'
import { BudgetExhaustedError, type Purse, type Usage } from './purse.js'
import { loadSdk, type Sdk } from './sdk.js'

/** What came of asking one model. */
export interface Asked {
  readonly model: string
  /**
   * `answered`; `unusable`: it said something else than what it was asked for; `unavailable`: it did not answer;
   * `unaffordable`: one more request would have been over the budget.
   */
  readonly outcome: 'answered' | 'unusable' | 'unavailable' | 'unaffordable'
  /** Empty unless it answered. */
  readonly decisions: readonly Decision[]
  /** Why there are none; empty if it answered. */
  readonly problem: string
  /** What it said. */
  readonly answer?: string
  /** Of all its requests whose usage is known. */
  readonly usage?: Usage
}

/** What a model is asked with. */
export interface Asking {
  readonly prompt: Prompt
  readonly settings: Omit<ModelSettings, 'budget'>
  readonly purse: Purse
  readonly signal: AbortSignal
}

/** The longest wait between two tries that the SDK honours, ms. */
const LONGEST_WAIT_MS = 59_000

/** Asks one model. Rejects with the signal's reason when it aborts, and with what is no fault of the model. */
export async function askModel(seat: Seat, asking: Asking): Promise<Asked> {
  const { model } = seat
  const { prompt, signal } = asking
  const sdk = await loadSdk()
  let usage: Usage | undefined
  const onUsage = (further: Usage) => {
    usage = {
      inputTokens: (usage?.inputTokens ?? 0) + further.inputTokens,
      outputTokens: (usage?.outputTokens ?? 0) + further.outputTokens,
    }
  }
  const said = await saidBy(sdk, seat, { ...asking, onUsage })
  signal.throwIfAborted()
  const used = usage === undefined ? {} : { usage }
  if ('outcome' in said) return { model, decisions: [], ...said, ...used }
  const parsed = parseAnswer(said.answer, prompt.symbols)
  return 'problem' in parsed
    ? { model, outcome: 'unusable', decisions: [], ...parsed, ...said, ...used }
    : { model, outcome: 'answered', problem: '', ...parsed, ...said, ...used }
}

type Said = { readonly answer: string } | Pick<Asked, 'outcome' | 'problem'>

async function saidBy(
  sdk: Sdk,
  seat: Seat,
  { prompt, settings, purse, signal, onUsage }: Asking & { readonly onUsage: (usage: Usage) => void },
): Promise<Said> {
  const { ai, openai } = sdk
  const { maxOutputTokens, temperature, structuredOutput, outputLimitKey } = settings
  const timeoutMs = settings.timeoutSeconds * 1_000
  const provider = openai.createOpenAICompatible({
    name: 'model',
    baseURL: seat.baseUrl,
    ...(seat.apiKey === undefined ? {} : { apiKey: seat.apiKey }),
    supportsStructuredOutputs: structuredOutput === 'schema',
    transformRequestBody: ({ max_tokens: limit, ...body }) => ({ ...body, [outputLimitKey]: limit }),
    fetch: createCountedFetch({
      // A token is a byte at the least, and there are more bytes in a request than in its texts.
      pay: (bytes) => purse.reserve({ inputTokens: bytes, outputTokens: maxOutputTokens }, seat),
      onUsage,
      apiKey: seat.apiKey,
      longestWaitMs: Math.min(timeoutMs, LONGEST_WAIT_MS),
    }),
  })
  const form = ai.jsonSchema(z.toJSONSchema(answerSchema) as Parameters<typeof ai.jsonSchema>[0])
  try {
    const { text } = await ai.generateText({
      model: provider.chatModel(seat.model),
      system: prompt.system,
      prompt: prompt.question,
      maxOutputTokens,
      ...(temperature === undefined ? {} : { temperature }),
      maxRetries: settings.tries - 1,
      timeout: timeoutMs,
      abortSignal: signal,
      output: structuredOutput === 'schema' ? ai.Output.object({ schema: form, name: 'decisions' }) : ai.Output.json(),
    })
    return { answer: text }
  } catch (error) {
    signal.throwIfAborted()
    return faultOf(ai.RetryError.isInstance(error) ? error.lastError : error, { ai, timeoutMs })
  }
}

/** What a failure says of the model; throws what says nothing of it. */
function faultOf(error: unknown, { ai, timeoutMs }: { readonly ai: Sdk['ai']; readonly timeoutMs: number }): Said {
  if (error instanceof BudgetExhaustedError) return { outcome: 'unaffordable', problem: error.message }
  if (error instanceof EndpointError) return { outcome: 'unavailable', problem: error.message }
  if (error instanceof EndlessAnswerError) return { outcome: 'unusable', problem: error.message }
  // It was asked for JSON and said something else: what that is, parseAnswer tells.
  if (ai.NoObjectGeneratedError.isInstance(error)) return { answer: error.text ?? '' }
  if (ai.APICallError.isInstance(error)) return httpFault(error)
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { outcome: 'unavailable', problem: `no answer within ${timeoutMs / 1_000} s` }
  if (isOfSdk(error)) return { outcome: 'unusable', problem: `its answer cannot be read: ${cut(error.message)}` }
  throw error
}

interface HttpFailure {
  readonly statusCode?: number | undefined
  readonly message: string
}

function httpFault({ statusCode, message }: HttpFailure): Said {
  if (statusCode === undefined) return { outcome: 'unavailable', problem: `it cannot be reached: ${cut(message)}` }
  if (statusCode >= 200 && statusCode < 300)
    return { outcome: 'unusable', problem: `its answer cannot be read: ${cut(message)}` }
  return { outcome: 'unavailable', problem: `it answers ${statusCode}: ${cut(message)}` }
}

/** Its errors bear names of their own, such as AI_InvalidResponseDataError. */
function isOfSdk(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('AI_')
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
