import * as z from 'zod'
import type { Roster } from './config.js'
import { configSchema } from './schema.js'
import { at, keysAt, type Path, type Sourced } from './sourced.js'

type Schema = z.core.$ZodType

/** The keys that may stand at `path` of a configuration, settings of agents included. */
export function knownKeysAt(path: Path, tree: Sourced, roster: Roster): readonly string[] {
  const [section, name, key, ...rest] = path
  if (section !== 'agents' || (name !== undefined && key !== 'settings')) return keysOf(configSchema, path)
  if (name === undefined) return [...new Set([...keysAt(tree, path), ...roster.keys()])]
  const use = at(tree, ['agents', name, 'use'])?.value ?? name
  const isOwn = at(tree, ['agents', name, 'run']) !== undefined
  const agent = typeof use === 'string' && !isOwn ? roster.get(use) : undefined
  const keys = agent === undefined ? [] : keysOf(agent.settings, rest)
  return keys.length > 0 ? keys : keysAt(tree, path)
}

/** The keys of the object that `schema` describes at `path`; of all of them, where there is a choice. */
function keysOf(schema: Schema, path: Path): readonly string[] {
  let reached: readonly Schema[] = [schema]
  for (const step of path) reached = reached.flatMap((parent) => inside(parent, String(step)))
  return [...new Set(reached.flatMap(choices).flatMap((choice) => Object.keys(shapeOf(choice))))]
}

function inside(parent: Schema, key: string): readonly Schema[] {
  return choices(parent).flatMap((choice) => {
    if (choice instanceof z.ZodRecord) return [choice.valueType]
    const shape = shapeOf(choice)
    const inner = Object.hasOwn(shape, key) ? shape[key] : undefined
    return inner === undefined ? [] : [inner]
  })
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema instanceof z.ZodObject ? schema.shape : {}
}

/** A schema without what wraps it; every option of a union. */
function choices(schema: Schema): readonly Schema[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(choices)
  if (schema instanceof z.ZodPipe) return choices(schema.in)
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
    return choices(schema.unwrap())
  return [schema]
}
