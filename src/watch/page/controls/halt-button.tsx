import type { Overview } from '../../api.js'
import { ControlButton } from './control-button.js'

/** Stops all trading; with the HALT file there already, it can still sell what is held. */
export function HaltButton({ overview: { killSwitch, account } }: { readonly overview: Overview }) {
  const isHalted = killSwitch !== null
  const isHeld = (account?.positions.length ?? 0) > 0
  const idle = isHalted && !isHeld ? 'The HALT file is there already, and nothing is held.' : undefined
  return (
    <ControlButton question={{ about: 'halt' }} idle={idle} tone="danger">
      {isHalted ? 'Sell everything…' : 'Halt…'}
    </ControlButton>
  )
}
