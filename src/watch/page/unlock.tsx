import { useState } from 'preact/hooks'
import { TokenDialog } from './controls/token-dialog.js'
import { keepToken, knownToken } from './token.js'

/** Asks for the token of a server that shows nothing without it. */
export function Unlock({ retry }: { readonly retry: () => void }) {
  const [isAsked, setAsked] = useState(true)
  const wasGiven = knownToken() !== undefined
  return (
    <section class="locked">
      <h1>This page needs its token</h1>
      <p>
        It is served beyond its own machine, and shows nothing without the token that riskfirst run showed at its start.
      </p>
      <p>
        <button type="button" class="plain" onClick={() => setAsked(true)}>
          Give the token…
        </button>
      </p>
      {isAsked && (
        <TokenDialog
          isRefused={wasGiven}
          onToken={(token) => {
            keepToken(token)
            setAsked(false)
            retry()
          }}
          onCancel={() => setAsked(false)}
        />
      )}
    </section>
  )
}
