import type { Overview } from '../../api.js'
import { ControlButton } from './control-button.js'

/** Sells one position whole. */
export function CloseButton({ overview, symbol }: { readonly overview: Overview; readonly symbol: string }) {
  return (
    <ControlButton question={{ about: 'close', symbol }} idle={idleBecause(overview, symbol)} name={`Close ${symbol}`}>
      Close…
    </ControlButton>
  )
}

function idleBecause({ killSwitch, requests }: Overview, symbol: string): string | undefined {
  if (killSwitch !== null) return 'While the HALT file is there nothing is sent: resume first, or sell everything.'
  const isAsked = requests.some(
    ({ kind, appliedAt, details }) => kind === 'close' && appliedAt === null && symbolOf(details) === symbol,
  )
  return isAsked ? `It is asked already to close ${symbol}, and waits to be carried out.` : undefined
}

function symbolOf(details: Overview['requests'][number]['details']): unknown {
  return Object(details).symbol
}
