import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, it, onTestFinished } from 'vitest'
import { openChannel } from '../../../src/watch/notify/open-channel.js'
import { ManualTimer } from '../../support/manual-timer.js'
import { messageWith, testSignal } from './fixture.js'

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** A real mail server, and what it took. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 10,
    onAuth({ username, password }, _session, callback) {
      if (username === 'bot@example' && password === 'p@ss word') callback(null, { user: username })
      else callback(new Error('Invalid login'))
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {}) // clients that break off
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return { mails, port: (server.server.address() as AddressInfo).port } // a TCP server has one
}

const headersOf = (mail: Mail | undefined) => mail?.text.split('\r\n\r\n')[0] ?? ''

/** Without the encoding that mail has for what is not ASCII. */
function subjectOf(mail: Mail | undefined): string {
  const line = /^Subject: (.*(?:\r\n .*)*)/m.exec(headersOf(mail))?.[1] ?? ''
  const words = line.replaceAll(/\?=\r\n =\?UTF-8\?Q\?/g, '').replaceAll(/=\?UTF-8\?Q\?|\?=/g, '')
  return words
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

const open = (smtp: string, timer = new ManualTimer()) =>
  openChannel(
    { kind: 'email', smtp, from: 'bot@example.com', to: ['alice@example.com', 'bob@example.com'] },
    { timer, version: '0.1.0', mask: (text) => text },
  )
const failureOf = (sending: Promise<void>) =>
  sending.then(
    () => undefined,
    (error: unknown) => error,
  )

it('sends plain text to everybody, after logging in', async () => {
  const { mails, port } = await mailServer()
  const message = messageWith({ title: 'HALTED: daily-loss', lines: ['lost 6 %', '· ünïcode'] })
  await open(`smtp://bot%40example:p%40ss%20word@127.0.0.1:${port}`).send(message, testSignal())
  const [mail] = mails
  expect(mail).toMatchObject({ from: 'bot@example.com', to: ['alice@example.com', 'bob@example.com'] })
  expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(subjectOf(mail)).toMatch(/^\[riskfirst\] critical: HALTED: daily-loss \(SIMULATED MARKET/)
  expect(mail?.text).toContain('Content-Type: text/plain')
  expect(mail?.text).toMatch(/^X-Priority: 1/m)
})

it('lets no words become headers, recipients or files', async () => {
  const { mails, port } = await mailServer({ authOptional: true })
  const title = 'HALTED\r\nBcc: eve@example.com\r\n\r\n<script>'
  await open(`smtp://127.0.0.1:${port}`).send(messageWith({ title, lines: ['.', 'QUIT', '/etc/passwd'] }), testSignal())
  const [mail] = mails
  expect(mail?.to).toEqual(['alice@example.com', 'bob@example.com'])
  expect(headersOf(mail)).not.toMatch(/^Bcc:/im)
  expect(subjectOf(mail)).toContain('HALTED Bcc: eve@example.com <script>')
  expect(mail?.text).toContain('QUIT')
})

it('says that a login is refused, without the password, and does not try again', async () => {
  const { mails, port } = await mailServer()
  const error = await failureOf(open(`smtp://bot:wrongpassword@127.0.0.1:${port}`).send(messageWith(), testSignal()))
  expect(error).toMatchObject({ isFinal: true, message: expect.stringContaining('EAUTH') })
  expect((error as Error).message).not.toContain('wrongpassword')
  expect(mails).toEqual([])
})

it('tries again when the server has no time, or is not there', async () => {
  const busy = await mailServer({
    authOptional: true,
    onMailFrom: (_address, _session, callback) =>
      callback(Object.assign(new Error('try later'), { responseCode: 451 })),
  })
  const error = await failureOf(open(`smtp://127.0.0.1:${busy.port}`).send(messageWith(), testSignal()))
  expect(error).toMatchObject({ isFinal: false, message: expect.stringContaining('try later') })
  const dead = await failureOf(open('smtp://127.0.0.1:1').send(messageWith(), testSignal()))
  expect(dead).toMatchObject({ name: 'DeliveryError', isFinal: false })
})

it('waits no longer than 15 s for a server that says nothing', async () => {
  const timer = new ManualTimer()
  let arrived = () => {}
  const connected = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const { port } = await mailServer({ authOptional: true, onConnect: () => arrived() })
  const sending = failureOf(open(`smtp://127.0.0.1:${port}`, timer).send(messageWith(), testSignal()))
  await connected
  await timer.advance(15_000)
  expect(await sending).toMatchObject({ isFinal: false, message: 'the mail server took longer than 15 s' })
})

it('insists on encryption, but to this very machine', async () => {
  const { port } = await mailServer({ authOptional: true })
  // A name of this machine that does not look like one.
  const error = await failureOf(open(`smtp://0.0.0.0:${port}`).send(messageWith(), testSignal()))
  expect(error).toMatchObject({ name: 'DeliveryError', message: expect.stringMatching(/ETLS|STARTTLS/) })
  const allowed = await mailServer({ authOptional: true })
  await open(`smtp://0.0.0.0:${allowed.port}?ignoreTLS=true`).send(messageWith(), testSignal())
  expect(allowed.mails).toHaveLength(1)
})
