import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run } from '../support/command.js'

/** As much of what `plan --json` and `--json` print as these tests look at. */
interface Planned {
  readonly phases: readonly { readonly name: string; readonly agents: readonly { readonly name: string }[] }[]
  readonly worstCaseMs: number
  readonly intervalMs: number
}
interface Reported {
  readonly status: string
  readonly runs: readonly { readonly agent: string; readonly phase: string; readonly status: string }[]
}

/** What each template promises: its phases, each with its agents in the order of the plan. */
const promised = {
  trading: { critical: ['risk'], parallel: ['technical', 'sentiment', 'trading'] },
  conservative: { critical: ['risk'], parallel: ['technical', 'sentiment', 'trading'] },
  'high-performance': {
    critical: ['risk'],
    fast: ['technical', 'sentiment', 'trading'],
    slow: ['strategy', 'copybot'],
  },
  pipeline: {
    critical: ['risk'],
    sentiment: ['sentiment-btc', 'sentiment-eth'],
    strategy: ['strategy-btc', 'strategy-eth'],
    trading: ['trading-btc', 'trading-eth'],
  },
  'full-stack': {
    architecture: ['project-architect'],
    requirements: ['technical-writer'],
    design: ['database-specialist', 'api-designer', 'ui-designer'],
    development: ['backend-developer', 'frontend-developer'],
    integration: ['full-stack-engineer', 'qa-testing'],
    deployment: ['devops'],
  },
  api: {
    architecture: ['project-architect'],
    specification: ['api-designer', 'database-specialist'],
    implementation: ['backend-developer', 'security-specialist'],
    finalization: ['qa-testing', 'devops'],
  },
  frontend: {
    planning: ['ui-designer', 'frontend-architect'],
    development: ['component-developer', 'accessibility'],
    polish: ['integration', 'qa-testing'],
  },
} satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

describe('init --template', () => {
  it.each(Object.entries(promised))('%s: is valid, fits its interval, and runs', async (template, phases) => {
    const cwd = await freshDir()
    expect(await run(cwd, ['init', '--template', template])).toMatchObject({ code: 0 })
    const text = await readFile(join(cwd, 'riskfirst.config.jsonc'), 'utf8')
    expect(text).toMatch(new RegExp(`^// ${template}: .*\n// `))
    expect(text).toContain('"$schema": "./riskfirst.schema.json",')

    const check = await run(cwd, ['config', 'check'])
    expect(check).toMatchObject({ code: 0, stdout: 'ok · config: riskfirst.config.jsonc\n', stderr: '' })

    const plan = await run(cwd, ['plan', '--json'])
    expect(plan.stderr).toBe('')
    const planned: Planned = JSON.parse(plan.stdout)
    // In a pipeline, what is between two gates is one group without barriers.
    const grouped = template === 'pipeline' ? ['critical', 'sentiment + strategy + trading'] : Object.keys(phases)
    expect(planned.phases.map(({ name }) => name)).toEqual(grouped)
    const names = planned.phases.flatMap(({ agents }) => agents.map((agent) => agent.name))
    expect(names).toEqual(Object.values(phases).flat())
    expect(planned.worstCaseMs).toBeLessThan(planned.intervalMs)

    const { code, stdout, stderr } = await run(cwd, ['--cycle-once', '--json'])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const { status, runs }: Reported = JSON.parse(stdout)
    expect(status).toBe('success')
    expect(runs.map(({ agent, phase }) => `${phase}: ${agent}`)).toEqual(
      Object.entries(phases).flatMap(([phase, agents]) => agents.map((agent) => `${phase}: ${agent}`)),
    )
    expect(runs.filter((one) => one.status !== 'success' && one.status !== 'noop')).toEqual([])
  })

  it('hands each agent of a plan what those that it needs have answered', async () => {
    const cwd = await freshDir()
    await run(cwd, ['init', '--template', 'full-stack'])
    await run(cwd, ['--cycle-once', '--quiet'])
    const activity = await run(cwd, ['export', 'activity'])
    expect(activity.stdout).toContain('`Build the server, after project-architect, database-specialist, api-designer`')
    const state = await run(cwd, ['export', 'state', '--format', 'json'])
    expect(JSON.parse(state.stdout)).toMatchObject({
      cycle: { status: 'success' },
      agents: { devops: { phase: 'deployment', last_run: { status: 'noop' } } },
    })
    const yaml = await run(cwd, ['export', 'state'])
    expect(yaml).toMatchObject({ code: 0, stderr: '' })
    expect(yaml.stdout).toMatch(/^ {2}devops:\n {4}phase: deployment\n/m)
  })

  it('skips what needs a failed agent, and what needs that, each with its reason; the rest of the plan runs', async () => {
    const cwd = await freshDir()
    await run(cwd, ['init', '--template', 'full-stack'])
    const failing = JSON.stringify({
      agents: { 'api-designer': { run: ['node', '-e', 'process.exit(3)'], retries: 0 } },
    })
    await writeFile(join(cwd, 'failing.jsonc'), failing)
    const flags = ['--config', 'riskfirst.config.jsonc', '--config', 'failing.jsonc', '--data-dir', 'failing']
    const { code, stdout } = await run(cwd, ['--cycle-once', '--json', ...flags])
    const { runs }: Reported = JSON.parse(stdout)
    const ended = Object.fromEntries(runs.map(({ agent, status }) => [agent, status]))
    expect(code).toBe(22)
    expect(ended).toMatchObject({
      'api-designer': 'failed',
      'ui-designer': 'noop',
      'backend-developer': 'skipped',
      'full-stack-engineer': 'skipped',
      'qa-testing': 'noop', // it needs the developers to have ended, however
      devops: 'skipped',
    })
  })
})
