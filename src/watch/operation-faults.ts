import type { OutlinedAgent } from './setup.js'

const LONGEST_REASON = 200
const LONGEST_NAME = 80
/** Also what is invisible or turns the direction of writing: it is shown on terminals, pages and in chats. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

/** What is wrong with a reason that somebody gave, for people; undefined when nothing is. */
export function reasonFault(reason: string): string | undefined {
  const length = Array.from(reason).length
  if (length > LONGEST_REASON) return `reason: expected at most ${LONGEST_REASON} characters, got ${length}`
  if (UNPRINTABLE.test(reason)) return 'reason: expected one line without control characters'
  return undefined
}

/** What is wrong with a symbol, whether or not it is held; undefined when nothing is. */
export function symbolFault(symbol: string): string | undefined {
  return /^[A-Za-z0-9]{1,20}\/[A-Za-z0-9]{1,20}$/.test(symbol)
    ? undefined
    : 'symbol: expected one that is held, such as BTC/USDT'
}

/** What is wrong with the name of an agent: it must be one of these. */
export function agentFault(name: string, agents: readonly OutlinedAgent[]): string | undefined {
  if (agents.some((agent) => agent.name === name)) return undefined
  return `agent: expected one of ${agents.map((agent) => agent.name).join(', ')}`
}

/** Who asks, as it is kept: a chat lets people choose any name. */
export function cleanName(who: string): string {
  const line = who.replaceAll(new RegExp(UNPRINTABLE, 'gu'), ' ').trim()
  return Array.from(line).slice(0, LONGEST_NAME).join('') || 'somebody'
}
