import type { Health } from '../orchestrator/health.js'
import type { Condition } from './condition.js'

/** A turn while another agent's health is one of these. */
export function whileHealth(agent: string, wanted: Health | readonly Health[]): Condition {
  const names = [wanted].flat()
  return ({ healthOf }) => {
    const health = healthOf(agent)
    return names.includes(health) ? undefined : `runs while ${agent} is ${names.join(' or ')}; it is ${health}`
  }
}
