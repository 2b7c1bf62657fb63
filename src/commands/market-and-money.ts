import type { Config } from '../config/config.js'
import { marketLabels } from '../market/market-labels.js'

/** Which market, and whose money: what every screen begins with. */
export function marketAndMoney({ market, broker }: Pick<Config, 'market' | 'broker'>): string {
  return `${marketLabels[market.source]} · ${broker.kind.toUpperCase()} MONEY`
}
