import { useId, useState } from 'preact/hooks'
import { Dialog } from './dialog.js'

/** What a question for the token needs. */
export interface TokenDialogProps {
  /** The server did not take the last one. */
  readonly isRefused: boolean
  readonly onToken: (token: string) => void
  readonly onCancel: () => void
}

/** Asks for the token that was shown when the page was first served. */
export function TokenDialog({ isRefused, onToken, onCancel }: TokenDialogProps) {
  const id = useId()
  const [token, setToken] = useState('')
  return (
    <Dialog title="Token" verb="Go on" isBusy={false} onConfirm={() => onToken(token)} onCancel={onCancel}>
      {isRefused && (
        <p class="bad" role="alert">
          The server refused that token.
        </p>
      )}
      <p>riskfirst run shows it when it starts to serve this page. It is kept until this tab is closed.</p>
      <p class="field">
        <label for={id}>Token</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          required
          onInput={({ currentTarget }) => setToken(currentTarget.value.trim())}
        />
      </p>
    </Dialog>
  )
}
