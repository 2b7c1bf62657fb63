import { join } from 'node:path'
import { builtinAgents } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { ConfigInput } from '../../src/config/schema.js'
import { type DrillOptions, drill } from '../../src/drill/drill.js'
import type { Outcome } from '../../src/drill/scenario.js'
import { scenarios } from '../../src/drill/scenarios.js'
import { systemClocks } from '../../src/system-clocks.js'
import { freshDir } from '../support/candles.js'

/** How a test drills: on which configuration, and what else is different. */
export interface Drilled extends Partial<Pick<DrillOptions, 'meddled' | 'signal' | 'onStart'>> {
  readonly document?: ConfigInput
  readonly cwd?: string
}

/** Plays the scenarios of these names. */
export async function drilled(names: readonly string[], different: Drilled = {}): Promise<readonly Outcome[]> {
  const { document = {}, cwd = await freshDir(), ...rest } = different
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME }
  const { config } = loadConfig({ cwd, document, env, roster: builtinAgents })
  const chosen = scenarios.filter(({ name }) => names.includes(name))
  if (chosen.length < names.length) throw new Error(`no such scenarios: ${names.join(', ')}`)
  return drill({
    config,
    clocks: systemClocks,
    env,
    mask: (text) => text,
    pid: process.pid,
    folder: join(await freshDir(), 'drill'),
    signal: new AbortController().signal,
    scenarios: chosen,
    onStart() {},
    ...rest,
  })
}

/** Plays one scenario. */
export async function playedAlone(name: string, different: Drilled = {}): Promise<Outcome> {
  const [outcome] = await drilled([name], different)
  if (outcome === undefined) throw new Error('nothing was played')
  return outcome
}
