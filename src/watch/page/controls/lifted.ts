import type { Overview } from '../../api.js'

/** What a resume would lift now, a sentence each; nothing when it would do nothing. */
export function liftedBy({ standing, killSwitch, requests }: Overview): readonly string[] {
  const latched = standing.reasons.filter(({ cause, latch }) => cause === 'breach' && latch === true)
  const narrowing = standing.reasons.filter(({ cause, baseline }) => cause === 'limit' && baseline !== undefined)
  const flattens = requests.some(({ kind, appliedAt }) => kind === 'flatten' && appliedAt === null)
  return [
    ...(killSwitch === null ? [] : [`Removes the HALT file${killSwitch === '' ? '' : `: ${killSwitch}`}`]),
    ...latched.map(({ code, message }) => `Clears the latch ${code}: ${message}`),
    ...narrowing.map(({ code, message }) => `Lifts the soft limit ${code}: ${message}`),
    ...(flattens ? ['Withdraws the request to sell everything, which has not been carried out.'] : []),
  ]
}
