import type { IncomingMessage } from 'node:http'
import type * as z from 'zod'
import { inOurWords } from '../../config/expectation.js'
import { printValue } from '../../config/problem.js'
import { Refusal } from './refusal.js'

const MOST_BYTES = 16_384

/** The JSON of a request's body, as the schema has it; reads no more than 16 kB, and refuses all else in words. */
export async function readJson<Schema extends z.ZodType>(
  incoming: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!/^application\/json *(;|$)/i.test(incoming.headers['content-type'] ?? ''))
    throw new Refusal(415, 'expected Content-Type: application/json')
  const parsed = schema.safeParse(parse(await readText(incoming)), inOurWords)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message, input }) =>
    [...path.map(String), `expected ${message}, got ${printValue(input)}`].join(': '),
  )
  throw new Refusal(400, problems.join('; '))
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const tooLarge = new Refusal(413, `expected at most ${MOST_BYTES} bytes`)
  if (Number(incoming.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Destroyed, the connection could not carry the answer.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      const read = chunk as Buffer // no encoding is set
      bytes += read.length
      if (bytes > MOST_BYTES) throw tooLarge
      chunks.push(read)
    }
  } catch (error) {
    if (error === tooLarge) throw error
    throw new Refusal(400, 'the body did not come whole') // whoever sent it has gone: nothing went wrong here
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'expected JSON')
  }
}
