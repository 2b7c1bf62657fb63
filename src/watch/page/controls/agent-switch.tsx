import type { WatchedAgent } from '../../api.js'
import { ControlButton } from './control-button.js'

/** Enables or disables an agent. */
export function AgentSwitch({ agent }: { readonly agent: WatchedAgent }) {
  const word = agent.enabled ? 'Disable' : 'Enable'
  return (
    <ControlButton question={{ about: 'agent', agent }} idle={undefined} name={`${word} ${agent.name}`}>
      {word}…
    </ControlButton>
  )
}
