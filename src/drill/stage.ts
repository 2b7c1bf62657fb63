import { join } from 'node:path'
import { builtinAgents } from '../agents/roster.js'
import { type CompositionOptions, compose, type Interposed } from '../compose.js'
import type { Config } from '../config/config.js'
import type { OutputLine } from '../executors/output-line.js'
import type { Clocks } from '../orchestrator/clock.js'
import type { Actor } from './actors.js'
import { Scene } from './scene.js'
import { type Cast, stageConfig } from './stage-config.js'
import { fairWeather, stagedMarket, type Weather } from './staged-market.js'

/** What a stage is made with. */
export interface StageOptions {
  /** The user's. */
  readonly config: Config
  readonly clocks: Clocks
  readonly env: Readonly<Record<string, string | undefined>>
  /** Hides the values of secrets in what the user's agents say. */
  readonly mask: (text: string) => string
  readonly pid: number
  /** A folder of its own, which is thrown away with everything in it. */
  readonly folder: string
  /** Ends everything that plays. */
  readonly signal: AbortSignal
  /** Stands before the parts of every scene: shows that a scenario sees it when a protection is gone. Default: nothing. */
  readonly meddled?: Partial<Interposed>
}

/** What a scene is made with, beside what the stage has. */
export interface SceneOptions extends Omit<Cast, 'dataDir'>, Partial<Pick<CompositionOptions, 'observe'>> {
  /** The folder's name; a scene that has the name of one before it goes on where that ended. */
  readonly folder?: string
  readonly weather?: Weather
  readonly calendar?: Clocks['calendar']
  /** Stands in for the real journal or broker. */
  readonly interposed?: Partial<Pick<Interposed, 'journal' | 'broker'>>
  readonly onOutput?: (line: OutputLine) => void
}

/** Where a scenario plays: opens trading systems on the user's configuration, and closes what it opened. */
export class Stage {
  readonly options: StageOptions
  readonly #scenes = new Set<Scene>()

  constructor(options: StageOptions) {
    this.options = options
  }

  get config(): Config {
    return this.options.config
  }

  dataDir(folder = 'data'): string {
    return join(this.options.folder, folder)
  }

  /** Opens a trading system, ready for its first cycle. */
  async open(scene: SceneOptions): Promise<Scene> {
    const { config, clocks, env, pid, signal } = this.options
    signal.throwIfAborted()
    const { critic, actors, calendar = clocks.calendar, observe = () => {}, onOutput = () => {} } = scene
    const dataDir = this.dataDir(scene.folder)
    const output: OutputLine[] = []
    const trading = await compose({
      config: stageConfig(config, { ...scene, dataDir }),
      roster: rosterOf(critic === undefined ? actors : [critic, ...actors]),
      clocks: { ...clocks, calendar },
      observe,
      pid,
      env,
      mask: (text) => text, // actors know no secret
      onOutput(line) {
        output.push(line)
        onOutput(line)
      },
      interposed: this.#interposed(scene),
    })
    const opened = new Scene({ trading, dataDir, signal, output, onClose: () => this.#scenes.delete(opened) })
    this.#scenes.add(opened)
    await trading.start()
    return opened
  }

  /** Closes the scenes that are still open. */
  async close(): Promise<void> {
    for (const scene of this.#scenes) await scene.close()
  }

  #interposed({ weather = fairWeather(), interposed = {} }: SceneOptions): Partial<Interposed> {
    const { meddled = {} } = this.options
    const asItIs = <Part>(part: Part) => part
    const { source = asItIs, journal = asItIs, broker = asItIs } = meddled
    return {
      source: (real) => source(stagedMarket(real, weather)),
      journal: (real) => journal(interposed.journal?.(real) ?? real),
      broker: (real) => broker(interposed.broker?.(real) ?? real),
    }
  }
}

function rosterOf(actors: readonly Actor[]): CompositionOptions['roster'] {
  const agents = actors.flatMap((actor) => (actor.kind === 'in-process' ? [actor.agent] : []))
  return new Map([...builtinAgents, ...agents.map((agent) => [agent.name, agent] as const)])
}
