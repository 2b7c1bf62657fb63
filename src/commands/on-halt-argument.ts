import * as z from 'zod'
import { duration } from '../config/duration.js'
import type { OnHalt } from '../replay/operator.js'

const expected = 'stop, hold, resume-next-day, or "resume-after 24h"'

/** `--on-halt`: what is done about a halt in a replay. */
export const onHaltArgument = z
  .string({ error: expected })
  .default('resume-next-day')
  .transform((name, context): OnHalt => {
    const onHalt = onHaltOf(name)
    if (onHalt !== undefined) return onHalt
    context.issues.push({ code: 'custom', input: name, message: expected })
    return z.NEVER
  })

function onHaltOf(name: string): OnHalt | undefined {
  if (name === 'stop' || name === 'hold' || name === 'resume-next-day') return { name, kind: name }
  const after = /^resume-after[ =:](.+)$/.exec(name)?.[1]
  const { data } = duration().safeParse(after)
  return after === undefined || data === undefined ? undefined : { name, kind: 'resume-after', afterMs: data }
}
