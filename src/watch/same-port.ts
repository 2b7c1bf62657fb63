import type { WatchConfig } from './setup.js'

/** The configuration with the port that was given at `address` in place of "any": what begins anew is found where it was. */
export function atSamePort(config: WatchConfig, address: string | undefined): WatchConfig {
  const { serve } = config
  if (serve.address?.port !== 0 || address === undefined) return config
  return { ...config, serve: { ...serve, address: { ...serve.address, port: Number(new URL(address).port) } } }
}
