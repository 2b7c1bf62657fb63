import type { Context, Hono } from 'hono'
import type { PageFile, PageFiles } from '../page-files.js'
import type { ServerEnv } from '../refusal.js'
import { route } from './route.js'

/** Serves the page to whoever asks: there is nothing of the system in it. */
export function servePage(app: Hono<ServerEnv>, { document, script, style }: PageFiles): void {
  route(app, 'GET', '/', (c) => answerFile(c, document))
  route(app, 'GET', '/page.js', (c) => answerFile(c, script))
  route(app, 'GET', '/page.css', (c) => answerFile(c, style))
}

/** Browsers keep it, and ask each time whether it is another. */
function answerFile(c: Context<ServerEnv>, { type, plain, gzipped, tag }: PageFile): Response {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/i.test(c.req.header('accept-encoding') ?? '')
  const entityTag = `"${tag}${takesGzip ? '-gzip' : ''}"`
  c.header('Cache-Control', 'no-cache')
  c.header('Vary', 'Accept-Encoding')
  c.header('ETag', entityTag)
  if (isKnown(c.req.header('if-none-match'), entityTag)) return c.body(null, 304)
  c.header('Content-Type', type)
  if (takesGzip) c.header('Content-Encoding', 'gzip')
  return c.body(takesGzip ? gzipped : plain) // the same bytes for all, however many take them slowly
}

function isKnown(known: string | undefined, entityTag: string): boolean {
  return (known ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === entityTag)
}
