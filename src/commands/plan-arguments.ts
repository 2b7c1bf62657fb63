import * as z from 'zod'
import type { Override } from '../config/load.js'
import { onlyArgument } from './only-argument.js'
import { countArgument } from './parse-arguments.js'

/** What a command takes that says what runs, and at which pace, other than the configuration does. */
export const planArguments = {
  only: onlyArgument,
  maxWorkers: countArgument.optional(),
  mode: z.string({ error: 'dependency, sequential, parallel or pipeline' }).optional(),
}

interface Overriding {
  readonly interval?: string | undefined
  readonly maxWorkers?: number | undefined
  readonly mode?: string | undefined
}

/** What the flags that were given put in the place of the configuration. */
export function overridesOf({ interval, maxWorkers, mode }: Overriding): readonly Override[] {
  return [
    ...(interval === undefined
      ? []
      : [{ path: ['cycle', 'interval'], value: durationOf(interval), flag: '--interval' }]),
    ...(maxWorkers === undefined
      ? []
      : [{ path: ['orchestrator', 'maxWorkers'], value: maxWorkers, flag: '--max-workers' }]),
    ...(mode === undefined ? [] : [{ path: ['orchestrator', 'mode'], value: mode, flag: '--mode' }]),
  ]
}

/** A bare number on the command line is one of seconds, as in the file. */
const durationOf = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text)
