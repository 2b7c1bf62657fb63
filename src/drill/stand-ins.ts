import type { PaperBroker } from '../desk/paper-broker.js'
import type { TradingJournal } from '../store/journal.js'

/** The journal, but for what is said here. */
export function journalWith(journal: TradingJournal, different: Partial<TradingJournal>): TradingJournal {
  return {
    begin: (start) => journal.begin(start),
    checkpoint: (cycle, record) => journal.checkpoint(cycle, record),
    latch: (cycle, reasons) => journal.latch(cycle, reasons),
    latched: () => journal.latched(),
    seal: (report) => journal.seal(report),
    sent: (order) => journal.sent(order),
    filled: (fill, protect) => journal.filled(fill, protect),
    protectionMoved: (moved) => journal.protectionMoved(moved),
    ended: (id, status, message) => journal.ended(id, status, message),
    ...different,
  }
}

/** The broker, but for what is said here. */
export function brokerWith(broker: PaperBroker, different: Partial<PaperBroker>): PaperBroker {
  return {
    place: (order) => broker.place(order),
    lookup: (order) => broker.lookup(order),
    account: () => broker.account(),
    rules: (symbol) => broker.rules(symbol),
    close: () => broker.close(),
    ...different,
  }
}
