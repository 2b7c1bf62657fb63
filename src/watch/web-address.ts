/** An address as fetch takes it, and what its user and password become. */
export interface WebAddress {
  readonly url: string
  readonly authorization?: string
}

/** Takes user and password, which fetch refuses there, out of an address; throws a TypeError for what is none. */
export function webAddress(address: string): WebAddress {
  const url = new URL(address)
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { url: url.href }
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')
  return { url: url.href, authorization: `Basic ${credentials}` }
}

/** What percent-encoded text stands for; text that was not encoded, and has a % in it, as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
