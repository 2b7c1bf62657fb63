import * as z from 'zod'
import { address } from './address.js'
import { duration } from './duration.js'
import { agentName, distinct, flag, oneOf, path, wholeNumber } from './scalars.js'

/** What people and other programs are told of, and how pressing each is where no rule says otherwise. */
export const NOTICES = {
  started: 'info',
  stopped: 'info',
  interrupted: 'warning',
  halted: 'critical',
  'failed-closed': 'critical',
  reducing: 'warning',
  active: 'info',
  error: 'critical',
  late: 'critical',
  alert: 'warning',
  'alert-over': 'info',
  filled: 'info',
  refused: 'warning',
  operated: 'info',
  'disk-low': 'warning',
} as const

const SEVERITIES = ['info', 'warning', 'critical'] as const

const secret = (what: string) => {
  const error = `${what}, or { "env": "NAME" }`
  return z.string({ error }).min(1, { error })
}

const webAddress = (what: string) => {
  const error = `${what} such as "https://…", or { "env": "NAME" }`
  return z.string({ error }).regex(/^https?:\/\/[^\s/]/i, { error })
}

const text = (what: string) => z.string({ error: what }).min(1, { error: what })

const hostName = z
  .string({ error: 'a host name such as "trading.example"' })
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, { error: 'a host name such as "trading.example"' })

const serve = z
  .strictObject({
    address: address()
      .optional()
      .describe('Where the page is served, such as "127.0.0.1:7373". Default: nowhere, but with run --serve.')
      .meta({ examples: ['127.0.0.1:7373'] }),
    hosts: distinct(hostName, 'hosts')
      .default([])
      .describe('Other names that browsers may call this host by, such as that of a proxy before it.'),
    token: secret('a token of at least 16 characters')
      .regex(/^[\x21-\x7e]{16,}$/, {
        error: 'a token of at least 16 letters, digits and signs of ASCII, or { "env": "NAME" }',
      })
      .optional()
      .describe('What controls ask for; write { "env": "NAME" }. Default: a new one at each start, which is shown.'),
  })
  .prefault({})
  .describe('The live page, its controls, and /metrics.')

const channel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook').describe('A POST of JSON.'),
    url: webAddress('an address').describe('Where to.'),
    headers: z
      .record(text('a header'), secret('a text'))
      .default({})
      .describe('Sent with it; values may be { "env": "NAME" }.'),
  }),
  z.strictObject({
    kind: z.literal('slack').describe('An incoming webhook of Slack.'),
    url: webAddress('an address').describe('Of the webhook; write { "env": "NAME" }.'),
  }),
  z.strictObject({
    kind: z.literal('discord').describe('A webhook of Discord.'),
    url: webAddress('an address').describe('Of the webhook; write { "env": "NAME" }.'),
  }),
  z.strictObject({
    kind: z.literal('telegram').describe('A bot of Telegram.'),
    token: secret('the token of a bot').describe('Of the bot; write { "env": "NAME" }.'),
    chat: text('the id of a chat').describe('The chat that is told.'),
    commands: flag()
      .default(false)
      .describe('Whether that chat, and no other, may send /status, /why, /halt and /resume.'),
    api: webAddress('an address').default('https://api.telegram.org').describe('Another server of the same kind.'),
  }),
  z.strictObject({
    kind: z.literal('ntfy').describe('A topic of ntfy.'),
    url: webAddress('an address').default('https://ntfy.sh').describe('The server.'),
    topic: secret('a topic').describe('Who knows it can read it.'),
    token: secret('a token').optional().describe('Where the server asks for one.'),
  }),
  z.strictObject({
    kind: z.literal('email').describe('Mail over SMTP.'),
    smtp: secret('an address such as "smtps://user:password@mail.example"')
      .regex(/^smtps?:\/\//i, { error: 'an address such as "smtps://user:password@mail.example"' })
      .describe('The server, with user and password; write { "env": "NAME" }.'),
    from: text('a mail address').describe('Who sends.'),
    to: distinct(text('a mail address'), 'addresses').min(1, { error: 'at least one address' }).describe('Who reads.'),
  }),
])

const rule = z.strictObject({
  on: distinct(oneOf(Object.keys(NOTICES) as (keyof typeof NOTICES)[]), 'notices') // its keys are what its type says
    .optional()
    .describe('Only these. Default: all that are pressing enough.'),
  severity: oneOf(SEVERITIES)
    .optional()
    .describe('And what is at least as pressing. Default: warning; info where "on" names the notices.'),
  channels: distinct(agentName('the name of a channel'), 'channels').optional().describe('Who is told. Default: all.'),
})

/** Where people are told. */
export type ChannelConfig = Readonly<z.output<typeof channel>>

/** Who is told of what. */
export type NotifyRule = Readonly<z.output<typeof rule>>

/** What people are told of. */
export type NoticeKind = keyof typeof NOTICES

/** How pressing a notice is. */
export type Severity = (typeof SEVERITIES)[number]

const notify = z
  .strictObject({
    channels: z
      .record(agentName(), channel, { error: 'an object of channels' })
      .default({})
      .describe('Where people are told, by a name of your own.'),
    rules: z
      .array(rule, { error: 'a list of rules' })
      .min(1, { error: 'at least one rule' })
      .prefault([{}, { on: ['active'] }])
      .describe('Who is told of what: any rule that fits is enough.'),
    repeatAfter: duration().prefault('1h').describe('The same again is not told sooner.'),
    maxPerHour: wholeNumber(1, 10_000)
      .default(60)
      .describe('Of one channel; what is beyond it is counted, and told in one message. Critical ones always go.'),
  })
  .prefault({})
  .describe('Notifications, sent in the background; riskfirst notify test tries them.')

const heartbeat = z
  .strictObject({
    url: webAddress('an address')
      .optional()
      .describe(
        'Called at the start of a cycle (/start), after it, and when it failed (/fail), as healthchecks.io expects.',
      ),
    file: path('a file')
      .optional()
      .describe('Written anew after each cycle and every few seconds, relative to this file.'),
  })
  .prefault({})
  .describe('Tells a watcher elsewhere that the loop lives: it raises the alarm when it hears nothing.')

const telemetry = z
  .strictObject({
    textfile: path('a file').optional().describe('/metrics as a file for node_exporter, relative to this file.'),
    otlp: webAddress('an address')
      .optional()
      .describe('Where OpenTelemetry traces go over HTTP. Default: OTEL_EXPORTER_OTLP_ENDPOINT, or nowhere.')
      .meta({ examples: ['http://127.0.0.1:4318'] }),
  })
  .prefault({})
  .describe('For Prometheus and OpenTelemetry.')

const store = z
  .strictObject({
    keepRuns: wholeNumber(100, 100_000_000)
      .default(100_000)
      .describe(
        'Cycles whose runs, attempts and proposals are kept. Cycles, orders, fills and equity are kept for ever.',
      ),
    keepBriefings: wholeNumber(1, 100_000_000)
      .default(10_000)
      .describe('Cycles whose briefings are kept, for riskfirst agents run NAME --cycle ID.'),
  })
  .prefault({})
  .describe(
    'How much of the record is kept, or a little more; what is older is removed between cycles, a piece at a time. ' +
      'Its space is used again: the file does not shrink.',
  )

const timeZone = z
  .string({ error: 'a time zone such as "Europe/Berlin"' })
  .refine(isTimeZone, { error: 'a time zone such as "Europe/Berlin"' })
  .default('UTC')
  .describe('Of times on screens for people, which always show the offset. Data is in UTC.')

/** The keys of a configuration that say how a run is watched. */
export const watchShape = { timeZone, serve, notify, heartbeat, telemetry, store }

/** The sections whose values may be secrets: `{ "env": "NAME" }` anywhere in them. */
export const SECRET_SECTIONS = ['serve', 'notify', 'heartbeat', 'telemetry'] as const

/** Intl would be loaded for it, so not for the default. */
function isTimeZone(zone: string): boolean {
  if (zone === 'UTC') return true
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
