import * as z from 'zod'

/** Where a server listens. */
export interface Address {
  /** A name or an address; without brackets. */
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

const ADDRESS = /^(?:(?<host>\[[0-9a-fA-F:.]+\]|[^\s:[\]/@?#]+):)?(?<port>\d{1,5})$/

const error = 'a host and a port, such as "127.0.0.1:7373"'

/** `HOST:PORT`, `[::1]:PORT`, or a port of this machine alone. */
export function address() {
  return z
    .string({ error })
    .refine((text) => parseAddress(text) !== undefined, { error })
    .transform((text): Address => parseAddress(text) ?? { host: '127.0.0.1', port: 0 }) // it has been checked
}

/** Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  const { host = '127.0.0.1', port = '' } = ADDRESS.exec(text)?.groups ?? {}
  if (port === '' || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** As it stands in a URL. */
export function printAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
