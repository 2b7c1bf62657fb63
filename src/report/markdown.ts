import { plain } from './plain-text.js'

/**
 * Words of an agent or of the world outside as Markdown that shows them and obeys none of them: on one line, in a code
 * span, in which neither marks nor tags nor addresses mean anything.
 */
export function quoted(words: string): string {
  const text = plain(words)
  if (text === '') return '–'
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const room = text.startsWith('`') || text.endsWith('`') ? ' ' : '' // of which a renderer takes one off
  return `${fence}${room}${text}${room}${fence}`
}
