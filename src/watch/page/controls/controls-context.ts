import { createContext } from 'preact'
import type { Overview } from '../../api.js'

/** What a person is asked about before it is done. */
export type Question =
  | { readonly about: 'halt' }
  | { readonly about: 'resume' }
  | { readonly about: 'close'; readonly symbol: string }
  | { readonly about: 'agent'; readonly agent: Overview['agents'][number] }

/** What buttons may do. */
export interface Controls {
  /** Opens a dialog. */
  readonly ask: (question: Question) => void
  /** Says why a button does nothing. */
  readonly explain: (why: string) => void
}

/** The controls of the page. */
export const ControlsContext = createContext<Controls>({ ask() {}, explain() {} })
