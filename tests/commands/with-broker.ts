import { parseAmount } from '../../src/desk/money.js'
import { openPaperBroker } from '../../src/desk/paper-broker.js'
import { paperBrokerPath } from '../../src/store/database.js'

/** Gives a traded folder the broker that filled its order: the same id, price and fee. */
export function withBroker<Folder extends { readonly dataDir: string }>(folder: Folder): Folder {
  const broker = openPaperBroker({
    file: paperBrokerPath(folder.dataDir),
    quote: 'USDT',
    cash: 10_000,
    feeRate: 0.001,
    slippageBps: 0,
    price: () => 50_025,
  })
  void broker.place({
    clientOrderId: 'c000001-strategy-1',
    symbol: 'BTC/USDT',
    side: 'buy',
    quantity: parseAmount('0.01'),
  }) // placed before the call returns
  broker.close()
  return folder
}
