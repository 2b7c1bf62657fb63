import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import * as z from 'zod'
import { commandLines } from '../../src/commands/command-lines.js'

/** The text of a file in deploy/. */
export function deployed(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../deploy', name), 'utf8')
}

/** The documents of a YAML file in deploy/, every mistake an error. */
export function documents(name: string): readonly unknown[] {
  return parseAllDocuments(deployed(name), { strict: true, uniqueKeys: true }).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0]
    return document.toJS()
  })
}

/** The one document of a kind, as its schema reads it. */
export function documentOf<Schema extends z.ZodType>(name: string, kind: string, schema: Schema): z.output<Schema> {
  const found = documents(name).filter((document) => z.object({ kind: z.literal(kind) }).safeParse(document).success)
  if (found.length !== 1) throw new Error(`${name}: expected one ${kind}, found ${found.length}`)
  return schema.parse(found[0])
}

/** The long flags among words, such as `--serve`, that `riskfirst run` does not know. */
export function unknownFlags(words: readonly string[]): readonly string[] {
  const options = commandLines.find(({ run }) => run === 'run')?.options ?? {}
  return words.filter((word) => word.startsWith('--') && !Object.hasOwn(options, word.slice(2)))
}

/** What every container of a pod is held to. */
const container = z.object({
  name: z.literal('riskfirst'),
  image: z.literal('riskfirst'),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()),
  env: z
    .array(z.object({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() }))
    .default([]),
  ports: z.array(z.object({ containerPort: z.number() })).default([]),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) })),
  startupProbe: z.unknown().optional(),
  livenessProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
})

/** What every pod is held to. */
export const podSpec = z.object({
  terminationGracePeriodSeconds: z.number(),
  automountServiceAccountToken: z.literal(false),
  shareProcessNamespace: z.literal(true),
  restartPolicy: z.string().optional(),
  securityContext: z.object({
    runAsNonRoot: z.literal(true),
    runAsUser: z.number().min(1),
    fsGroup: z.number().min(1),
    seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([container]),
  volumes: z.array(z.looseObject({ name: z.string() })),
})
