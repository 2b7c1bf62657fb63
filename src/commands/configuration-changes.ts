import type { LoadedConfig } from '../config/load.js'
import type { Reload } from '../config/reload.js'
import { NotStartedError } from '../executors/agent-hosts.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import { PlanError } from '../orchestrator/plan.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import { refusal } from './start-agents.js'

/** What changes of the configuration are put in force with. */
export interface ChangesOptions {
  readonly trading: Pick<TradingSystem, 'prepare'>
  /** Looks whether anything changed. */
  readonly reload: () => Reload
  readonly cwd: string
  readonly say: (text: string) => void
  /** Called before anything of a change is started: its secrets may be printed from then on. */
  readonly onSecrets: (secrets: readonly string[]) => void
  readonly onApplied: (changed: LoadedConfig) => void
}

type Changed = Extract<Reload, { changed: LoadedConfig }>

/** What the cycle at hand waits for a change: most start nothing. */
const PATIENCE_MS = 250

/**
 * Puts changes of the configuration in force, between cycles. What starts agents is prepared while cycles go on, so that
 * an agent that loads for minutes holds up none of them.
 */
export class ConfigurationChanges {
  readonly #options: ChangesOptions
  /** Resolves, once it is known what comes of a change, to what is to be done about it between two cycles. */
  #preparing: Promise<() => void> | undefined

  constructor(options: ChangesOptions) {
    this.#options = options
  }

  /** To be called before every cycle. */
  async look(): Promise<void> {
    const isNew = this.#preparing === undefined
    this.#preparing ??= this.#begin()
    if (this.#preparing === undefined) return
    const conclude = await withDeadline(this.#preparing, isNew ? PATIENCE_MS : 0, systemClocks.timer)
    if (conclude !== expired) {
      this.#preparing = undefined
      conclude()
    } else if (isNew) this.#options.say('configuration: the change is being prepared; cycles go on as they are')
  }

  #begin(): Promise<() => void> | undefined {
    const { reload, onSecrets } = this.#options
    const found = reload()
    if (found === undefined) return undefined
    if ('invalid' in found) {
      this.#refuse(found.invalid.message)
      return undefined
    }
    onSecrets(found.changed.secrets)
    return this.#prepare(found)
  }

  async #prepare(change: Changed): Promise<() => void> {
    const { trading, cwd } = this.#options
    try {
      const putInForce = await trading.prepare(change.changed.config)
      return () => {
        putInForce()
        this.#applied(change)
      }
    } catch (error) {
      if (error instanceof PlanError) return () => this.#refuse(error.message)
      if (error instanceof NotStartedError) return () => this.#refuse(refusal(error, change.changed, cwd).message)
      return () => {
        throw error
      }
    }
  }

  #applied({ changed, needsRestart, accept }: Changed): void {
    const { say, onApplied } = this.#options
    accept()
    onApplied(changed)
    say('configuration: the change is applied')
    if (needsRestart.length > 0) say(`configuration: ${needsRestart.join(', ')} change with the next start`)
  }

  #refuse(why: string): void {
    this.#options.say(`configuration: the change is not applied\n${why}`)
  }
}
