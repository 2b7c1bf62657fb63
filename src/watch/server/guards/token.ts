import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Timer } from '../../../orchestrator/clock.js'
import { peerOf } from '../peer.js'
import { Refusal, type ServerEnv } from '../refusal.js'
import { isLoopback, type Listening, parseHost } from './host.js'
import { WrongTokens } from './wrong-tokens.js'

/** Who may read, and who may operate. */
export interface TokenGuards {
  /** Asks for the token in `Authorization: Bearer`. */
  readonly operate: MiddlewareHandler<ServerEnv>
  /** Asks for the token, or the cookie of a session, of all who may be on another machine. */
  readonly read: MiddlewareHandler<ServerEnv>
  /** Gives who has shown the token a cookie that lets a browser read, as its event streams send no token. */
  begin(c: Context<ServerEnv>): void
}

/** What the guards are made of. */
export interface TokenOptions {
  readonly token: string
  readonly listening: Listening
  readonly timer: Pick<Timer, 'now'>
}

/** Guards that know the token; it is compared in constant time, and few wrong ones are looked at. */
export function createTokenGuards({ token, listening, timer }: TokenOptions): TokenGuards {
  const wrongTokens = new WrongTokens(timer)
  // Made of the token, so that it lives as long; it cannot operate. Cookies are shared by all ports of a host.
  const session = createHmac('sha256', token).update('riskfirst: may read').digest('base64url')
  const cookie = `riskfirst-${listening.port}`
  const showsToken = (c: Context<ServerEnv>) => {
    const { remoteAddress: address = '' } = c.env.incoming.socket
    const given = /^Bearer +(.+)$/i.exec(c.env.incoming.headers.authorization ?? '')?.[1]
    if (given === undefined) throw unauthorized('expected Authorization: Bearer TOKEN, with the token shown at start')
    const blockedMs = wrongTokens.blockedMs(address)
    if (blockedMs > 0) {
      const seconds = String(Math.ceil(blockedMs / 1000))
      throw new Refusal(429, `too many wrong tokens; again in ${seconds} s`, { 'Retry-After': seconds })
    }
    if (!isSame(given, token)) {
      wrongTokens.wrong(address)
      throw unauthorized('that is not the token shown at start')
    }
    wrongTokens.right(address)
  }
  return {
    operate: async (c, next) => {
      showsToken(c)
      await next()
    },
    read: async (c, next) => {
      if (!isOfThisMachine(c, listening) && !isSame(getCookie(c, cookie) ?? '', session)) showsToken(c)
      await next()
    },
    begin: (c) => setCookie(c, cookie, session, { httpOnly: true, sameSite: 'Strict', path: '/' }),
  }
}

/** Not one that a proxy on this machine hands on. */
function isOfThisMachine({ env }: Context<ServerEnv>, { address }: Listening): boolean {
  const { headers, httpVersion } = env.incoming
  const name = parseHost(headers.host ?? '')?.name ?? ''
  const isNamed = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some((header) => header in headers)
  const isHandedOn = isNamed || httpVersion === '1.0' // nginx names itself nowhere unless it is told to, and speaks 1.0
  return (
    isLoopback(address) && isLoopback(peerOf(env.incoming)) && (name === 'localhost' || isLoopback(name)) && !isHandedOn
  )
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function unauthorized(words: string): Refusal {
  return new Refusal(401, words, { 'WWW-Authenticate': 'Bearer' })
}
