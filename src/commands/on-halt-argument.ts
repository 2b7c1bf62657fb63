import * as z from 'zod'
import { duration } from '../config/duration.js'
import type { OnHalt } from '../replay/operator.js'

const expected = 'stop, hold, resume-next-day, or "resume-after 24h"'

/** `--on-halt`: what is done about a halt in a replay, and its name as people write it. */
export const onHaltArgument = z
  .string({ error: expected })
  .default('resume-next-day')
  .transform((name, context): { readonly name: string; readonly onHalt: OnHalt } => {
    const onHalt = onHaltOf(name)
    if (onHalt !== undefined) return { name, onHalt }
    context.issues.push({ code: 'custom', input: name, message: expected })
    return z.NEVER
  })

function onHaltOf(name: string): OnHalt | undefined {
  if (name === 'stop' || name === 'hold' || name === 'resume-next-day') return { kind: name }
  const after = /^resume-after[ =:](.+)$/.exec(name)?.[1]
  const { data } = duration().safeParse(after)
  return after === undefined || data === undefined ? undefined : { kind: 'resume-after', afterMs: data }
}
