import type { Context, Hono } from 'hono'
import * as z from 'zod'
import type { OperationOutcome } from '../../messages.js'
import type { Operations } from '../../operations.js'
import type { TokenGuards } from '../guards/token.js'
import { readJson } from '../json-body.js'
import { peerOf } from '../peer.js'
import { Refusal, type ServerEnv } from '../refusal.js'
import { route } from './route.js'

/** What controls are served with. */
export interface ControlRoutes {
  readonly operations: Operations
  readonly guards: TokenGuards
  /** Whether the system has an agent of that name. */
  readonly hasAgent: (name: string) => boolean
}

const text = z.string().max(1000)
const haltBody = z.strictObject({ reason: text.default(''), flatten: z.boolean().default(false) })
const resumeBody = z.strictObject({ reason: text })
const closeBody = z.strictObject({ symbol: text, reason: text.default('') })
const enableBody = z.strictObject({ enabled: z.boolean() })
const nothing = z.strictObject({})

/** Serves what people may do, to those who have the token; every answer is an outcome in words. */
export function serveControls(app: Hono<ServerEnv>, { operations, guards, hasAgent }: ControlRoutes): void {
  const control = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    operate: (c: Context<ServerEnv>, body: z.output<Schema>) => Promise<OperationOutcome>,
  ) =>
    route(app, 'POST', path, guards.operate, async (c) => {
      const { ok, words } = await operate(c, await readJson(c.env.incoming, schema))
      return c.json({ ok, words })
    })
  control('/api/halt', haltBody, (c, halt) => operations.halt(whoIs(c), halt))
  control('/api/resume', resumeBody, (c, resume) => operations.resume(whoIs(c), resume))
  control('/api/close', closeBody, (c, close) => operations.close(whoIs(c), close))
  control('/api/agents/:name', enableBody, (c, { enabled }) => {
    const name = c.req.param('name') ?? ''
    if (!hasAgent(name)) throw new Refusal(404, 'there is no such agent')
    return operations.enable(whoIs(c), { name, enabled })
  })
  control('/api/session', nothing, (c) => {
    guards.begin(c)
    return Promise.resolve({ ok: true, words: ['this browser may read'] })
  })
}

/** For the audit: where it came from, which nothing in the request can change. */
function whoIs({ env }: Context<ServerEnv>): string {
  return `page (${peerOf(env.incoming)})`
}
