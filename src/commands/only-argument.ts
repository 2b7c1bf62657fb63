import * as z from 'zod'
import type { Config } from '../config/config.js'
import { PlanError } from '../orchestrator/plan.js'
import { planOf } from '../plan-from-config.js'
import { CommandError, exitCode } from './exit-code.js'

/** `--only a,b`: names of agents. */
export const onlyArgument = z
  .string({ error: 'names of agents, such as a,b' })
  .transform((names) => names.split(',').map((name) => name.trim()))
  .optional()

/** Throws CommandError when one of them is not enabled, or when they cannot run without the others. */
export function requireKnown(config: Config, only: readonly string[] | undefined): void {
  for (const name of only ?? []) {
    const entry = config.agents[name]
    if (entry?.enabled === true) continue
    const known = Object.values(config.agents).filter(({ enabled }) => enabled)
    throw new CommandError(
      exitCode.usage,
      `--only: expected enabled agents (${known.map((agent) => agent.name).join(', ')}), got "${name}"${entry ? ', which is disabled' : ''}`,
    )
  }
  try {
    planOf(config, only)
  } catch (error) {
    throw error instanceof PlanError ? new CommandError(exitCode.usage, `--only: ${error.message}`) : error
  }
}
