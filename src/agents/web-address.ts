import * as z from 'zod'

/** An http or https address in an agent's settings; without a user name or a password, which would be shown with it. */
export function webAddress() {
  const error = 'an http or https address without a user name'
  return z.string({ error }).refine(isWebAddress, { error })
}

/** Whether what an address sends could be read or changed on its way: plain http to another machine. */
export function isUnprotected(address: string): boolean {
  if (!isWebAddress(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && `${username}${password}` === ''
}
