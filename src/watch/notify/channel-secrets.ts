import { createMask } from '../../config/mask.js'
import type { ChannelConfig } from '../../config/watch-schema.js'
import { decoded } from '../web-address.js'

/** Hides what a service could echo in a complaint, also where the configuration does not call it a secret. */
export function maskFor(config: ChannelConfig, mask: (text: string) => string): (text: string) => string {
  const hide = createMask(secretsOf(config))
  return (text) => hide(mask(text))
}

function secretsOf(config: ChannelConfig): readonly string[] {
  switch (config.kind) {
    case 'webhook':
      return [...partsOf(config.url), ...Object.values(config.headers)]
    case 'slack':
    case 'discord':
      return partsOf(config.url)
    case 'telegram':
      return [config.token]
    case 'ntfy':
      return [config.topic, ...(config.token === undefined ? [] : [config.token])]
    case 'email':
      return partsOf(config.smtp)
  }
}

/** Shorter parts of an address are words such as `api`. */
const SHORTEST_PART = 8

function partsOf(address: string): readonly string[] {
  if (!URL.canParse(address)) return [address]
  const { username, password, pathname, search, searchParams } = new URL(address)
  const parts = [...pathname.split('/'), search, ...searchParams.values()].filter(
    (part) => part.length >= SHORTEST_PART,
  )
  return [address, decoded(username), decoded(password), ...parts].filter((part) => part !== '')
}
