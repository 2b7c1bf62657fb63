import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import type { Live, Overview, Series } from '../../src/watch/api.js'
import type { OperationOutcome } from '../../src/watch/messages.js'
import { SECURITY_HEADERS } from '../../src/watch/server/guards/security-headers.js'

/** What a control asked for. */
export interface AskedControl {
  readonly path: string
  readonly body: unknown
  readonly token: string | undefined
}

/** What the pages are told. */
export interface Shown {
  readonly overview?: Overview
  readonly live?: Live
}

/** A server of the page with states of a test's choice, and a real stream that the test pushes to and cuts. */
export interface PageServer {
  readonly address: string
  /** What controls asked for with the right token, oldest first. */
  readonly asked: readonly AskedControl[]
  /** How many streams were ever opened. */
  readonly opened: number
  /** Tells all pages, and those that come later. */
  show(shown: Shown): void
  /** Sends an event with any text. */
  showText(event: string, text: string): void
  /** What is answered to the next controls. */
  answer(outcome: OperationOutcome): void
  /** Ends all connections, and every new one, until `back`. */
  leave(): void
  back(): void
  /** Goes on to hold connections open, and says nothing more on any. */
  fallSilent(): void
  /**
   * Answers `GET path` by JSON, with just that query, or with any if it has none; undefined: there is nothing. Money over
   * time is empty otherwise.
   */
  serve(path: string, json: unknown): void
}

/** What controls must know. */
export const TOKEN = 'the-token-of-the-test'

const DOCUMENT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>riskfirst</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script></head><body><div id="page"></div></body></html>`

/** Starts a server of the page for one test; `locked`: it shows nothing without the token. */
export async function pageServer(first: Shown, { locked = false } = {}): Promise<PageServer> {
  const files = await bundle()
  const served = new Map<string, unknown>()
  const streams = new Set<ServerResponse>()
  const asked: AskedControl[] = []
  let shown = first
  let outcome: OperationOutcome = { ok: true, words: ['done'] }
  let [opened, isAway, isSilent] = [0, false, false]

  const server = createServer((request, response) => {
    if (isAway) return void request.socket.destroy()
    if (isSilent) return undefined
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    const path = request.url ?? ''
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    const file = files.get(path)
    if (file !== undefined) return void response.setHeader('content-type', file.type).end(file.text)
    if (request.method === 'POST')
      return void control(request).then((told) => {
        if (told.token !== TOKEN) return json({ ok: false, words: ['that is not the token'] }, 401)
        if (path === '/api/session') return response.writeHead(204, { 'set-cookie': 'seen=yes; Path=/' }).end()
        asked.push(told)
        return json(outcome)
      })
    if (locked && request.headers.cookie !== 'seen=yes') return json({ error: 'expected the token' }, 401)
    if (path === '/api/stream') {
      opened += 1
      streams.add(response)
      response.on('close', () => streams.delete(response))
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 100\n\n')
      return send(response, shown)
    }
    if (path === '/api/live') return json(shown.live)
    if (path === '/api/overview') return json(shown.overview)
    const name = [path, path.replace(/\?.*/, '')].find((name) => served.has(name))
    const model = name === undefined && path.startsWith('/api/series') ? emptySeries : served.get(name ?? '')
    return model === undefined ? json({ error: 'there is nothing here' }, 404) : json(model)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server has one
    asked,
    get opened() {
      return opened
    },
    show(more) {
      shown = { ...shown, ...more }
      if (!isSilent) for (const stream of streams) send(stream, more)
    },
    showText(event, text) {
      for (const stream of streams) stream.write(`event: ${event}\ndata: ${text}\n\n`)
    },
    answer: (next) => void (outcome = next),
    leave() {
      isAway = true
      server.closeAllConnections()
    },
    back: () => void (isAway = isSilent = false),
    fallSilent: () => void (isSilent = true),
    serve: (path, json) => void served.set(path, json),
  }
}

function send(stream: ServerResponse, shown: Shown): void {
  for (const [event, state] of Object.entries(shown))
    stream.write(`event: ${event}\ndata: ${JSON.stringify(state)}\n\n`)
}

async function control(request: IncomingMessage): Promise<AskedControl> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  return { path: request.url ?? '', body: text === '' ? undefined : JSON.parse(text), token }
}

/** What a page is told of money over time that a test says nothing of. */
const emptySeries: Series = {
  at: [],
  equity: [],
  low: [],
  drawdown: [],
  exposure: [],
  books: {},
  halts: [],
  fills: [],
  fillsCut: false,
}

interface ServedFile {
  readonly type: string
  readonly text: string
}

let bundled: Promise<ReadonlyMap<string, ServedFile>> | undefined

/** The page as it is now, whatever was built last. */
function bundle(): Promise<ReadonlyMap<string, ServedFile>> {
  bundled ??= Promise.all([text('main.tsx'), text('page.css')]).then(
    ([script, style]) =>
      new Map([
        ['/', { type: 'text/html; charset=utf-8', text: DOCUMENT }],
        ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
        ['/page.css', { type: 'text/css; charset=utf-8', text: style }],
      ]),
  )
  return bundled
}

async function text(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../src/watch/page/${entry}`, import.meta.url))],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    target: ['chrome111', 'firefox113', 'safari16.2'],
    mainFields: ['module', 'main'],
  })
  return outputFiles[0]?.text ?? ''
}
