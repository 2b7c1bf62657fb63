import * as z from 'zod'

const marked = z.registry<{ readonly isPath: true }>()

/**
 * The path of a file in an agent's settings. As every path of the configuration it is relative to the file that names it;
 * the agent gets it absolute. In a union, a text that another option takes, such as a word or an address, stays as it is.
 */
export function settingPath() {
  const error = 'the path of a file'
  return z
    .string({ error })
    .min(1, { error })
    .refine((text) => !text.includes('\0'), { error })
    .register(marked, { isPath: true })
}

/** Whether a schema is such a path, also one with a description or more checks. */
export function isSettingPath(schema: z.core.$ZodType): boolean {
  return marked.get(schema)?.isPath === true
}
