import { resolve } from 'node:path'
import * as z from 'zod'
import { isSettingPath } from '../agents/setting-path.js'
import type { Path } from './sourced.js'

type Schema = z.core.$ZodType

/** The folder that a path written at a place of the settings is relative to. */
export type FolderAt = (path: Path) => string

/** Settings as they were written, with every path that the schema marks made absolute; what does not fit stays. */
export function resolvePaths(schema: Schema, settings: unknown, folderAt: FolderAt): unknown {
  const walk = (schema: Schema, value: unknown, path: Path): unknown => {
    if (typeof value === 'string' && isSettingPath(schema)) return value === '' ? value : resolve(folderAt(path), value)
    if (schema instanceof z.ZodUnion) {
      const option = schema.options.find((option) => takes(option, value))
      return option === undefined ? value : walk(option, value, path)
    }
    if (schema instanceof z.ZodPipe) return walk(schema.in, value, path)
    if (isWrapper(schema)) return walk(schema.unwrap(), value, path)
    if (Array.isArray(value))
      return schema instanceof z.ZodArray
        ? value.map((item, index) => walk(schema.element, item, [...path, index]))
        : value
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const inner = schemaAt(schema, key)
        return [key, inner === undefined ? item : walk(inner, item, [...path, key])]
      }),
    )
  }
  return walk(schema, settings, [])
}

function schemaAt(schema: Schema, key: string): Schema | undefined {
  if (schema instanceof z.ZodRecord) return schema.valueType
  return schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined
}

/** Whether an option of a union is the one that a value means. */
function takes(option: Schema, value: unknown): boolean {
  try {
    return z.safeParse(option, value, { jitless: true }).success
  } catch {
    return false // a schema of the user's may do anything; whoever checks the settings hears of it
  }
}

function isWrapper(schema: Schema) {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
}
