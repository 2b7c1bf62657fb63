import type { MiddlewareHandler } from 'hono'
import type { ServerEnv } from '../refusal.js'

const policy = {
  'default-src': `'none'`,
  'script-src': `'self'`,
  'style-src': `'self'`,
  'connect-src': `'self'`,
  'img-src': `'self' data:`,
  'base-uri': `'none'`,
  'form-action': `'none'`,
  'frame-ancestors': `'none'`,
}

/** What every answer tells browsers: no script, style or frame but our own, no guessing of types, and nothing to others. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Cache-Control': 'no-store',
}

/** Gives every answer the headers above; a route may set its own Cache-Control. */
export const securityHeaders: MiddlewareHandler<ServerEnv> = async (c, next) => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
  if (mayHaveBody(c.env.incoming.headers)) c.header('Connection', 'close') // what is unread of a body is not read on
  await next()
}

function mayHaveBody(headers: { readonly [name: string]: unknown }): boolean {
  return 'transfer-encoding' in headers || (headers['content-length'] ?? '0') !== '0'
}
