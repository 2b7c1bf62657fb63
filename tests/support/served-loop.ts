import { type Running, start } from './command.js'
import { openStream } from './event-stream.js'

/** A loop of the built command that serves its page. */
export interface ServedLoop {
  readonly loop: Running
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly token: string
  /** Resolves when one more cycle has been sealed than there were when it was asked. */
  cyclesOn(): Promise<void>
}

/** Starts the built command in `cwd` with its page on a free port, or on that of `serve`. */
export async function serveLoop(
  cwd: string,
  args: readonly string[],
  {
    serve = '127.0.0.1:0',
    env = {},
  }: { readonly serve?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ServedLoop> {
  const loop = start(cwd, ['run', '--serve', serve, ...args], env)
  let words = ''
  loop.child.stderr?.on('data', (text: string) => {
    words += text
  })
  await loop.printed('page: http')
  await loop.printed('\n')
  const [, url = '', token = ''] = /page: (http:\/\/\S+:\d+)(?:\/#token=(\S+))?/.exec(words) ?? []
  const cyclesOn = async () => {
    const stream = await openStream(`${url}/api/stream`)
    const count = () =>
      stream.events
        .filter(({ event }) => event === 'overview')
        .map(({ data }) => (JSON.parse(data) as { lastSealed: { number: number } | null }).lastSealed?.number ?? 0)
    await stream.came(1)
    const [before = 0] = count()
    for (let seen = 2; (count().at(-1) ?? 0) <= before; seen++) await stream.came(seen)
    stream.answer.destroy()
  }
  return { loop, url, port: Number(new URL(url).port), token, cyclesOn }
}
