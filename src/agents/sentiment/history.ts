import * as z from 'zod'
import type { Json } from '../agent.js'

/** Past percents by subject, oldest first. */
export type History = Readonly<Record<string, readonly number[]>>

const maxSubjects = 200
const schema = z.strictObject({
  version: z.literal(1),
  percents: z.record(z.string(), z.array(z.number().min(0).max(100))),
})

/** What the agent remembers; nothing when it remembers nothing, or what another version left. */
export function recall(memory: Json | undefined): History {
  return schema.safeParse(memory).data?.percents ?? {}
}

/** How far `percent` is from the last value of a subject, percentage points; undefined when it has none. */
export function changeOf(history: History, subject: string, percent: number): number | undefined {
  const last = Object.hasOwn(history, subject) ? history[subject]?.at(-1) : undefined
  return last === undefined ? undefined : percent - last
}

/** The history with this cycle's percents, of each subject the last `length`; a subject that is unknown keeps what it has. */
export function remember(history: History, percents: ReadonlyMap<string, number>, length: number): Json {
  const subjects = [...new Set([...percents.keys(), ...Object.keys(history)])].slice(0, maxSubjects)
  const kept = subjects.map((subject) => {
    const now = percents.get(subject)
    const past = Object.hasOwn(history, subject) ? (history[subject] ?? []) : []
    return [subject, [...past, ...(now === undefined ? [] : [Number(now.toFixed(2))])].slice(-length)] as const
  })
  return { version: 1, percents: Object.fromEntries(kept) }
}
