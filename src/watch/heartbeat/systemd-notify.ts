import { execFile } from 'node:child_process'

/** What is told to systemd; see sd_notify(3). */
export type Notice = Readonly<Partial<Record<'READY' | 'STATUS' | 'WATCHDOG' | 'STOPPING', string>>>

/** It takes milliseconds; a systemd that does not listen is not waited for. */
const TIMEOUT_MS = 5000

/**
 * Tells systemd by its own program, as Node has no datagram sockets of this kind; resolves to why it could not be told.
 * The unit needs `NotifyAccess=all`, as the program is a child of ours.
 */
export function notifySystemd(
  notice: Notice,
  { env, signal }: { readonly env: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const told = Object.entries(notice).map(([name, value]) => `${name}=${value}`)
  const { NOTIFY_SOCKET = '', PATH = '' } = env
  const options = { env: { NOTIFY_SOCKET, PATH }, signal, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    execFile('systemd-notify', told, options, (error, _stdout, stderr) => {
      if (error === null) resolve(undefined)
      else if (error.code === 'ENOENT') resolve('systemd-notify is not on the path')
      else if (error.killed) resolve(`systemd-notify took longer than ${TIMEOUT_MS / 1000} s`)
      else resolve(stderr.trim() || error.message)
    })
  })
}
