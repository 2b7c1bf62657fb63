import type { AgentHome, Briefing } from '../../agent.js'
import type { Counsel } from '../counsel.js'
import { hold } from '../decision.js'
import { type ModelSettings, type Seat, seatsOf } from '../model-settings.js'
import type { Outlook } from '../outlook.js'
import { type Asked, type Asking, askModel } from './ask-model.js'
import { majority } from './majority.js'
import { type Prompt, writePrompt } from './prompt.js'
import { Purse } from './purse.js'
import { openSpending } from './spending.js'

/** The provider "model". */
export interface Models {
  /**
   * Asks every model once and counts their votes. Rejects with the signal's reason when it aborts, with SpendingError
   * when what was spent is not known, and with ModelsUnavailableError when not one of them answered.
   */
  decide(outlooks: readonly Outlook[], briefing: Briefing<ModelSettings>, signal: AbortSignal): Promise<Counsel>
}

/** No model answered: none can be reached, or all are busy, broken or too slow. */
export class ModelsUnavailableError extends Error {
  override readonly name = 'ModelsUnavailableError'
}

/** The longest excerpt of an answer that is kept, characters. */
const KEPT_CHARACTERS = 4_000

/** The provider whose spending is kept in the agent's folder. */
export function openModels(home: AgentHome): Models {
  const spending = openSpending(home)
  return {
    async decide(outlooks, briefing, signal) {
      const { settings, cycle } = briefing
      const purse = new Purse(spending, cycle, settings.budget)
      const prompt = writePrompt(outlooks.slice(0, settings.maxSymbols), briefing)
      if (prompt.symbols.length === 0) return { decisions: [] }
      const ask = { prompt, settings, purse, signal }
      const asked = await askAll(seatsOf(settings), ask)
      const later = outlooks.slice(settings.maxSymbols).map(({ symbol }) => hold(symbol, 'one symbol too many to ask'))
      const { decisions, alert } = settle(asked, prompt)
      return {
        decisions: [...decisions, ...later],
        ...(alert === undefined ? {} : { alert }),
        metrics: metricsOf(asked, purse),
        data: { models: asked.map((one) => record(one, prompt)) },
      }
    },
  }
}

/** Asks them side by side; when asking one throws, the requests to the others are ended too, before it does. */
async function askAll(seats: readonly Seat[], asking: Asking): Promise<readonly Asked[]> {
  const failure = new AbortController()
  const signal = AbortSignal.any([asking.signal, failure.signal])
  const ends = await Promise.allSettled(
    seats.map(async (seat) => {
      try {
        return await askModel(seat, { ...asking, signal })
      } catch (error) {
        failure.abort(error)
        throw error
      }
    }),
  )
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

function settle(asked: readonly Asked[], { symbols }: Prompt): Pick<Counsel, 'decisions' | 'alert'> {
  const unpaid = asked.find(({ outcome }) => outcome === 'unaffordable')
  if (unpaid !== undefined)
    return { decisions: symbols.map((symbol) => hold(symbol, unpaid.problem)), alert: `HOLD: ${unpaid.problem}` }
  if (asked.every(({ outcome }) => outcome === 'unavailable'))
    throw new ModelsUnavailableError(asked.map(({ model, problem }) => `${model}: ${problem}`).join('; '))
  return { decisions: symbols.map((symbol) => majority(symbol, asked)) }
}

function metricsOf(asked: readonly Asked[], purse: Purse): NonNullable<Counsel['metrics']> {
  const { calls, tokens, usd } = purse.today()
  return {
    models: asked.length,
    answers: asked.filter(({ outcome }) => outcome === 'answered').length,
    calls: purse.spent.calls,
    tokens: purse.spent.tokens,
    usd: purse.spent.usd,
    callsToday: calls,
    tokensToday: tokens,
    usdToday: usd,
    budgetExhausted: asked.some(({ outcome }) => outcome === 'unaffordable'),
  }
}

function record({ model, outcome, problem, answer, usage }: Asked, { hash }: Prompt) {
  return {
    model,
    promptHash: hash,
    outcome,
    ...(problem === '' ? {} : { problem }),
    ...(answer === undefined ? {} : { answer: cut(answer) }),
    ...(usage === undefined ? {} : { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
  }
}

function cut(text: string): string {
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}…` : text
}
