import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from '../command.js'
import { type Fate, type InputKind, mustHold } from '../fuzz.js'
import { judged } from '../in-process-command.js'
import { spoiledText } from '../mutations.js'
import { anyArguments } from './arguments.js'
import { configText, environment } from './configurations.js'
import { damage, tradedFolder } from './databases.js'
import { configWords } from './words.js'

/** Some have no end, such as `logs --follow`: they hear a signal after so long, and must heed it, ms. */
const patienceMs = 3_500
const hangMs = 30_000

/** The built command itself, in a process of its own: arguments, configurations, agents and damaged folders. */
export const commands: InputKind = {
  name: 'the command',
  share: 0.3,
  async prepare(folder) {
    const traded = await tradedFolder(join(folder, 'made'))
    const config = readFileSync('data/example.config.jsonc', 'utf8')
    const agent = readFileSync('examples/dip.ts', 'utf8')
    const cwd = join(folder, 'tried')
    return (random) => {
      rmSync(cwd, { recursive: true, force: true })
      const choice = random.below(4)
      if (choice === 0) cpSync(traded, cwd, { recursive: true })
      else mkdirSync(cwd)
      if (choice === 0) damage(join(cwd, 'data'), random)
      if (choice === 1) writeFileSync(join(cwd, 'riskfirst.config.jsonc'), configText(random, [config]))
      if (choice === 2) ownAgent(cwd, spoiledText(agent, random, configWords))
      const args = choice === 3 ? anyArguments(random) : random.pick(uses)
      return run(args, cwd, random.chance(0.05) ? environment(random) : {})
    }
  },
}

const uses = [['--cycle-once'], ['--cycle-once', '--json'], ['doctor'], ['status'], ['history'], ['config', 'check']]

function ownAgent(cwd: string, text: string): void {
  writeFileSync(join(cwd, 'dip.ts'), text)
  const dip = { run: './dip.ts', timeout: '1s', startTimeout: '2s' }
  writeFileSync(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ agents: { dip } }))
}

async function run(args: readonly string[], cwd: string, env: Record<string, string>): Promise<Fate> {
  const { child, ended } = new Command(args, { cwd, home: cwd, env })
  const signals = new Set<NodeJS.Timeout>()
  signals.add(setTimeout(() => child.kill('SIGTERM'), patienceMs))
  signals.add(setTimeout(() => child.kill('SIGKILL'), hangMs))
  try {
    const { code, signal, stdout, stderr } = await ended
    mustHold(signal === null, `ended by ${signal}: ${stderr}`)
    return judged(code, stdout + stderr)
  } finally {
    for (const timer of signals) clearTimeout(timer)
  }
}
