import * as z from 'zod'
import type { AgentHome, Briefing } from '../agents/agent.js'
import { formatPath } from '../agents/plain-data.js'
import { encodeBriefing, type MarketForm, type PackedBriefing } from './briefing-codec.js'
import { parseJson } from './json-text.js'

/** The version that both sides must speak. */
export const protocolVersion = 1

/** A longer line is no frame. */
export const maxFrameBytes = 4 * 1024 * 1024

/** What our own child is to load. */
export type ChildProgram = { readonly file: string } | { readonly use: string }

/** The first frame to an agent; answered by `ready` or `refused`. */
export interface Hello {
  readonly type: 'hello'
  readonly protocol: typeof protocolVersion
  readonly agent: string
  readonly settings: unknown
  /** For our own child alone: another program is the agent. */
  readonly program?: ChildProgram
  /** With the program: the folder of its own that the agent gets. */
  readonly home?: AgentHome
}

/** Why a run is to end. */
export type AbortReason = 'timeout' | 'stopped'

/** What our own child hears, one JSON object a line; every run is answered by a `proposal` or an `error`. */
export type FrameToChild =
  | Hello
  | {
      readonly type: 'run'
      readonly id: number
      /** Of the attempt's span, as W3C Trace Context has it. */
      readonly traceparent?: string
      readonly briefing: PackedBriefing
    }
  | { readonly type: 'abort'; readonly id: number; readonly reason: AbortReason }

const text = z.string('text')
const id = z.int('a whole number')
const object = 'an object'

const ready = z.strictObject({
  type: z.literal('ready'),
  protocol: z.literal(protocolVersion, String(protocolVersion)),
  phase: z.enum(['critical', 'parallel'], '"critical" or "parallel"').exactOptional(),
  runWhen: z.enum(['active', 'reducing', 'always'], '"active", "reducing" or "always"').exactOptional(),
})

const refused = z.strictObject({
  type: z.literal('refused'),
  problems: z
    .array(
      z.strictObject(
        {
          path: z.array(z.union([z.string(), z.int()], 'text or a whole number'), 'a list'),
          expected: text,
          got: text,
        },
        object,
      ),
      'a list of problems',
    )
    .min(1, 'at least one problem'),
})

const proposal = z.strictObject({ type: z.literal('proposal'), id, proposal: z.unknown().optional() })

const error = z.strictObject({
  type: z.literal('error'),
  id,
  /** Default `threw`. */
  code: z
    .enum(['threw', 'no-proposal', 'invalid-proposal'], '"threw", "no-proposal" or "invalid-proposal"')
    .exactOptional(),
  error: z.strictObject({ name: text.exactOptional(), message: text, stack: text.exactOptional() }, object),
})

const frame = z.discriminatedUnion('type', [ready, refused, proposal, error], {
  error: (issue) => (issue.code === 'invalid_union' ? '"ready", "refused", "proposal" or "error"' : 'a JSON object'),
})

/** Whatever else is wrong with it, it is meant to be one of ours. */
const frameType = z.object({ type: z.enum(['ready', 'refused', 'proposal', 'error']) })

/** What an agent says, one JSON object a line. */
export type FrameFromAgent = z.output<typeof frame>

/** A frame, or what is wrong with a line in a few words. */
export type ParsedFrame =
  | { readonly ok: true; readonly frame: FrameFromAgent }
  | {
      readonly ok: false
      readonly problem: string
      /** It is none of ours: no JSON object whose `type` is one of those above. */
      readonly isForeign: boolean
    }

/** Reads one line that an agent said; never throws. What it proposes is not looked at. Problems quote what is masked. */
export function parseFrame(line: string, mask: (text: string) => string): ParsedFrame {
  const json = parseJson(line)
  if (!json.ok) return { ok: false, problem: `expected a JSON object, got ${excerpt(mask(line))}`, isForeign: true }
  const parsed = frame.safeParse(json.value, { jitless: true })
  if (parsed.success) return { ok: true, frame: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : `${formatPath(issue.path)}: `
  const what = issue?.code === 'unrecognized_keys' ? `no key ${mask(keysInWords(issue.keys))}` : issue?.message
  return {
    ok: false,
    problem: `${where}expected ${what}, got ${excerpt(mask(line))}`,
    isForeign: !frameType.safeParse(json.value, { jitless: true }).success,
  }
}

/** A frame as a line. */
export function frameLine(frame: Hello | FrameFromAgent | Extract<FrameToChild, { type: 'abort' }>): string {
  return `${JSON.stringify(frame)}\n`
}

/** A run that is asked for. */
export interface AskedRun {
  /** Those of a process rise. */
  readonly id: number
  /** Absent: it is part of no trace. */
  readonly traceparent?: string | undefined
  readonly briefing: Briefing
  readonly form: MarketForm
}

/** The line that asks for a run. */
export function runLine({ id, traceparent, briefing, form }: AskedRun): string {
  const traced = traceparent === undefined ? '' : `,"traceparent":${JSON.stringify(traceparent)}`
  return `{"type":"run","id":${id}${traced},"briefing":${encodeBriefing(briefing, form)}}\n`
}

/** A few of them; those that are no plain words quoted, as a message has one line. */
function keysInWords(keys: readonly string[]): string {
  const words = keys.slice(0, 5).map((key) => (/^[\w$-]{1,80}$/.test(key) ? key : excerpt(key)))
  return words.join(', ')
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line)
}
