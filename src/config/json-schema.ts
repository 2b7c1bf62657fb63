import * as z from 'zod'
import type { Roster } from './config.js'
import { configSchema } from './schema.js'

/** A JSON schema; the few keywords that are looked into are named. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly oneOf?: readonly JsonSchema[]
  readonly else?: JsonSchema
  readonly [keyword: string]: unknown
}

/** The JSON schema of configuration files, for editors; with the settings of each agent in the roster. */
export function createJsonSchema(roster: Roster): JsonSchema {
  const schema = toJsonSchema(configSchema)
  const { agents = {}, ...properties } = schema.properties ?? {}
  return {
    ...schema,
    title: 'riskfirst configuration',
    properties: { ...properties, agents: withSettings(agents, roster) },
    allowComments: true,
    allowTrailingCommas: true,
  }
}

/** The JSON schema of one agent's settings. */
function settingsJsonSchema(settings: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = toJsonSchema(settings)
  return schema
}

/** Whoever uses an agent, by `use` or by having its name, gets the settings of that agent; what `run` names has its own. */
function withSettings(agents: JsonSchema, roster: Roster): JsonSchema {
  const entry = agents['additionalProperties'] as JsonSchema // a record has one
  const use = { ...entry.properties?.['use'], enum: [...roster.keys()] }
  const { description: ofSettings = '' } = entry.properties?.['settings'] ?? {}
  const named: Record<string, JsonSchema> = {}
  const used: JsonSchema[] = []
  for (const [name, agent] of roster) {
    const settings = { description: ofSettings, ...settingsJsonSchema(agent.settings) }
    const description = agent.description ?? `The agent ${name}.`
    const properties = { ...entry.properties, use }
    named[name] = { ...entry, description, properties, if: { required: ['run'] }, else: { properties: { settings } } }
    used.push({
      if: { required: ['use'], properties: { use: { const: name } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
      then: { properties: { settings } },
    })
  }
  const isNamed = [{ required: ['use'] }, { required: ['run'] }]
  const other = { ...entry, properties: { ...entry.properties, use }, anyOf: isNamed, allOf: used }
  return { ...agents, properties: named, additionalProperties: other }
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema // zod's type has more keywords
}
