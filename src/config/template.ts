import type { Roster } from './config.js'
import { createJsonSchema, type JsonSchema } from './json-schema.js'

/** The name under which the JSON schema lies beside a configuration. */
export const SCHEMA_FILE = 'riskfirst.schema.json'

/** How a run is watched; most of it is off. */
const WATCHED = ['serve', 'notify', 'heartbeat', 'telemetry', 'store']

/** A commented configuration that says every default, for people to change; made from the schema. */
export function createTemplate(roster: Roster): string {
  const { properties = {} } = createJsonSchema(roster)
  const { dataDir = {}, timeZone = {}, agents = {} } = properties
  const sections = ['cycle', 'orchestrator', 'market', 'broker', 'limits', ...WATCHED].flatMap((name) => [
    '',
    ...section(name, properties[name] ?? {}),
  ])
  const known = Object.entries(agents.properties ?? {}).filter(([name]) => name in Object(agents.default))
  const lines = [
    '// Every value here is the default: change what you like, delete the rest.',
    `"$schema": "./${SCHEMA_FILE}",`,
    '"version": 1,',
    ...keyLines('dataDir', dataDir),
    ...keyLines('timeZone', timeZone),
    ...sections,
    '',
    ...comment(agents.description),
    '"agents": {',
    ...known.flatMap(([name, schema]) => indented(agentLines(name, schema))),
    ...indented([
      ...comment('A second one of a kind: "slow": { "use": "strategy", "settings": { "fast": 50, "slow": 200 } }'),
      ...comment('A module of your own: "mine": { "run": "./agents/mine.ts", "settings": { "threshold": 0.5 } }'),
      ...comment('Any program: "momentum": { "run": ["python3", "agents/momentum.py"], "env": ["NEWS_KEY"] }'),
    ]),
    '}',
  ]
  return ['{', ...indented(lines), '}', ''].join('\n')
}

function section(name: string, schema: JsonSchema): readonly string[] {
  const [first = schema, ...others] = schema.oneOf ?? []
  const instead = others.flatMap((other) => ['// or:', ...comment(differences(other, first))])
  return [...comment(schema.description), `"${name}": {`, ...indented([...allKeyLines(first), ...instead]), '},']
}

function agentLines(name: string, { description, else: builtIn = {} }: JsonSchema): readonly string[] {
  const settings = indented(allKeyLines(builtIn.properties?.['settings'] ?? {}))
  return [
    ...comment(description),
    `"${name}": {`,
    ...indented(['"enabled": true,', '"settings": {', ...settings, '}']),
    '},',
  ]
}

function allKeyLines({ properties = {} }: JsonSchema): readonly string[] {
  return Object.entries(properties).flatMap(([key, schema]) => keyLines(key, schema))
}

/** A key with its default, its meaning above it; without a default, in a comment; an object with each of its keys. */
function keyLines(key: string, schema: JsonSchema): readonly string[] {
  if ('default' in schema && schema.properties !== undefined)
    return [...comment(schema.description), `"${key}": {`, ...indented(allKeyLines(schema)), '},']
  const value = 'default' in schema ? `"${key}": ${spaced(schema.default)},` : `// "${key}": …,`
  return [...comment(schema.description), value]
}

/** The keys of one choice that another lacks, or has other values for, on one line. */
function differences(choice: JsonSchema, other: JsonSchema): string {
  return Object.entries(choice.properties ?? {})
    .filter(
      ([key, schema]) => schema['const'] !== other.properties?.[key]?.['const'] || !(key in (other.properties ?? {})),
    )
    .map(([key, schema]) => `"${key}": ${spaced(schema['const'] ?? schema.default ?? firstExample(schema))}`)
    .join(', ')
}

function firstExample({ examples }: JsonSchema): unknown {
  return Array.isArray(examples) ? examples[0] : null
}

function spaced(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value)
}

/** Lines of at most 110 columns. */
function comment(text = ''): readonly string[] {
  return text.match(/\S.{0,105}(?=\s|$)/g)?.map((line) => `// ${line}`) ?? []
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? line : `  ${line}`))
}
