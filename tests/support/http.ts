import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'

/** A request as a test makes it; headers are sent as they stand, the ones that fetch would not send among them. */
export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** The address of this machine to ask from. */
  readonly from?: string
}

/** What was answered. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly bytes: Buffer
}

/** Begins a request; resolves when the head of the answer is there. */
export async function begin(url: string, { method, headers, body, from }: Asked = {}): Promise<IncomingMessage> {
  const asking = request(url, {
    method: method ?? 'GET',
    headers: { ...headers },
    agent: false,
    ...(from === undefined ? {} : { localAddress: from }),
  })
  asking.end(body)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage] // as Node documents it
  return answer
}

/** Asks, and reads the whole answer. */
export async function ask(url: string, asked: Asked = {}): Promise<Answered> {
  const answer = await begin(url, asked)
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer) // no encoding is set
  const bytes = Buffer.concat(chunks)
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: bytes.toString('utf8'), bytes }
}

/** Sends bytes as they are on a connection of its own; resolves to all that comes back before the other end closes it. */
export async function exchange(url: string, ...bytes: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data
  })
  socket.on('error', () => socket.destroy()) // cut off in the middle of what is sent: what came back counts
  for (const part of bytes) socket.write(part)
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return text
}
