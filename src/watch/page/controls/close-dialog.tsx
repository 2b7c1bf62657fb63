import { useState } from 'preact/hooks'
import { quantity } from '../../../report/figures.js'
import { closing } from './actions.js'
import { Dialog } from './dialog.js'
import type { QuestionProps } from './halt-dialog.js'
import { ReasonField } from './reason-field.js'

/** Asks before a position is sold whole. */
export function CloseDialog({
  symbol,
  ...props
}: QuestionProps & {
  readonly symbol: string
}) {
  const { overview, isBusy, onConfirm, onCancel } = props
  const [reason, setReason] = useState('')
  const position = overview.account?.positions.find((held) => held.symbol === symbol)
  const holders = position?.holders.map(({ agent }) => agent).join(', ') ?? ''
  return (
    <Dialog
      title={`Close ${symbol}?`}
      verb="Close the position"
      tone="danger"
      isBusy={isBusy}
      onConfirm={() => onConfirm(closing(symbol, reason))}
      onCancel={onCancel}
    >
      <p>
        {position === undefined
          ? 'It is no longer held, as far as this page knows.'
          : `Sells all ${quantity(Number(position.quantity))} of it, in a cycle at once. Held by ${holders}.`}
      </p>
      <ReasonField label="Why (optional)" placeholder="closed by hand" required={false} onChange={setReason} />
    </Dialog>
  )
}
