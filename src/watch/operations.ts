import type { OperationOutcome } from './messages.js'

/** What people may do to the running system from a page or a chat; each is recorded with who and when, and never throws. */
export interface Operations {
  /** Throws the kill switch. */
  halt(who: string, halt: { readonly reason: string; readonly flatten: boolean }): Promise<OperationOutcome>
  /** Lifts kill switch, latches and soft limits. */
  resume(who: string, resume: { readonly reason: string }): Promise<OperationOutcome>
  /** Asks the loop to sell one position whole. */
  close(who: string, close: { readonly symbol: string; readonly reason: string }): Promise<OperationOutcome>
  /** Enables or disables an agent in the configuration file. */
  enable(who: string, agent: { readonly name: string; readonly enabled: boolean }): Promise<OperationOutcome>
}
