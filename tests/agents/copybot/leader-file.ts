import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freshDir } from '../../support/candles.js'

/** When the briefings of the tests look at the market. */
export const now = '2026-01-01T12:00:00.000Z'

/** What a leader publishes that holds these weights, ten minutes before the cycle. */
export function published(positions: object, parts: object = {}): string {
  return JSON.stringify({ version: 1, asOf: '2026-01-01T11:50:00Z', positions, ...parts })
}

/** A file with this text, in a folder of its own. */
export async function leaderFile(text: string | Uint8Array): Promise<string> {
  const file = join(await freshDir(), 'leader.json')
  await writeFile(file, text)
  return file
}
