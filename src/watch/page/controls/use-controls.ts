import { useMemo, useState } from 'preact/hooks'
import { keepToken, knownToken } from '../token.js'
import type { Action, Outcome } from './actions.js'
import { askServer } from './ask-server.js'
import type { Controls, Question } from './controls-context.js'

/** Where a person is on the way from a button to what came of it. */
export type Asking =
  | { readonly step: 'nothing' }
  | { readonly step: 'question'; readonly question: Question; readonly isBusy: boolean }
  /** The action waits for a token. */
  | { readonly step: 'token'; readonly action: Action; readonly isRefused: boolean }

/** The controls, and what they have come to. */
export interface UsedControls {
  readonly controls: Controls
  readonly asking: Asking
  /** What came of the last action, until it is put away. */
  readonly outcome: Outcome | undefined
  readonly confirm: (action: Action) => void
  readonly giveToken: (token: string) => void
  readonly cancel: () => void
  readonly putAway: () => void
}

const nothing: Asking = { step: 'nothing' }

/** Leads each action through its question and the token to the server's words. */
export function useControls(): UsedControls {
  const [asking, setAsking] = useState<Asking>(nothing)
  const [outcome, setOutcome] = useState<Outcome>()
  const controls = useMemo<Controls>(
    () => ({
      ask: (question) => {
        setOutcome(undefined)
        setAsking({ step: 'question', question, isBusy: false })
      },
      explain: (why) => setOutcome({ ok: false, words: [why] }),
    }),
    [],
  )
  const send = async (action: Action, token: string) => {
    setAsking((now) => (now.step === 'question' ? { ...now, isBusy: true } : nothing))
    const answer = await askServer(action, token)
    if (answer === 'refused') {
      keepToken(undefined)
      setAsking({ step: 'token', action, isRefused: true })
    } else {
      setAsking(nothing)
      setOutcome(answer)
    }
  }
  const confirm = (action: Action) => {
    const token = knownToken()
    if (token === undefined) setAsking({ step: 'token', action, isRefused: false })
    else void send(action, token)
  }
  return {
    controls,
    asking,
    outcome,
    confirm,
    giveToken: (token) => {
      keepToken(token)
      if (asking.step === 'token') void send(asking.action, token)
    },
    cancel: () => setAsking(nothing),
    putAway: () => setOutcome(undefined),
  }
}
