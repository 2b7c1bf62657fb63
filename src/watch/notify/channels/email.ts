import type { ChannelConfig } from '../../../config/watch-schema.js'
import { plain } from '../../../report/plain-text.js'
import { type Channel, type ChannelContext, REQUEST_MS } from '../channel.js'
import { DeliveryError } from '../delivery-error.js'
import { cutTo, type Message, textOf } from '../message.js'

type EmailConfig = Extract<ChannelConfig, { kind: 'email' }>

/** Mail over SMTP, a connection each; encrypted, but to this very machine. */
export function createEmail(config: EmailConfig, { timer, mask }: ChannelContext): Channel {
  return {
    async send(message, signal) {
      signal.throwIfAborted()
      const transport = await openTransport(config.smtp)
      let alarm: unknown
      let onAbort = () => {}
      const ended = new Promise<never>((_resolve, reject) => {
        alarm = timer.setTimeout(
          () => reject(new DeliveryError(`the mail server took longer than ${REQUEST_MS / 1000} s`)),
          REQUEST_MS,
        )
        onAbort = () => reject(signal.reason)
        signal.addEventListener('abort', onAbort)
      })
      try {
        await Promise.race([transport.sendMail(mailOf(message, config)), ended])
      } catch (error) {
        signal.throwIfAborted()
        throw error instanceof DeliveryError ? error : unsent(error, mask)
      } finally {
        timer.clearTimeout(alarm)
        signal.removeEventListener('abort', onAbort)
        transport.close()
      }
    },
  }
}

async function openTransport(smtp: string) {
  const { createTransport } = await import('nodemailer')
  const waits = { connectionTimeout: REQUEST_MS, greetingTimeout: REQUEST_MS, socketTimeout: REQUEST_MS }
  try {
    const { hostname, searchParams } = new URL(smtp)
    const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname)
    const isSaid = searchParams.has('requireTLS') || searchParams.has('ignoreTLS')
    return createTransport({
      url: smtp,
      ...waits,
      ...(isHere || isSaid ? {} : { requireTLS: true }),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  } catch (error) {
    const expected = 'expected an address such as "smtps://user:password@mail.example", with odd characters as %40'
    throw new DeliveryError(`smtp: ${expected}`, { isFinal: true, cause: error })
  }
}

const LONGEST_SUBJECT = 150

function mailOf(message: Message, { from, to }: EmailConfig) {
  const { id, severity, market, title } = message
  return {
    from,
    to: [...to],
    subject: cutTo(plain(`[riskfirst] ${severity}: ${title} (${market})`), LONGEST_SUBJECT),
    text: `${textOf(message)}\n`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Riskfirst-Id': id },
    ...(severity === 'critical' ? { priority: 'high' as const } : {}),
  }
}

const LONGEST_COMPLAINT = 120

/** A refusal that is for good has a code of 5xx; all else may work later. */
function unsent(error: unknown, mask: (text: string) => string): DeliveryError {
  const { message, code, responseCode } = error as Error & { readonly code?: string; readonly responseCode?: number }
  const words = cutTo(plain(mask(message)), LONGEST_COMPLAINT)
  return new DeliveryError(`the mail server failed${code === undefined ? '' : ` (${code})`}: ${words}`, {
    isFinal: responseCode !== undefined && responseCode >= 500,
    isAnswer: responseCode !== undefined,
    cause: error,
  })
}
