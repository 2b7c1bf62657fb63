import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'

const root = join(import.meta.dirname, '../..')
const exec = promisify(execFile)

const script = `
import { createOrchestrator, defineAgent, type Report } from 'riskfirst'
import * as z from 'zod'

const buyer = defineAgent({
  name: 'buyer',
  settings: z.strictObject({ notional: z.string().default('100') }),
  run({ market, settings }) {
    const orders = Object.values(market.symbols).map(({ symbol }) => ({
      symbol,
      side: 'buy' as const,
      notional: settings.notional,
      reason: 'every time',
    }))
    return { summary: \`\${orders.length} orders\`, orders }
  },
})

const off = { enabled: false }
const agents = { strategy: off, trading: off, copybot: off, buyer: {} }
const orchestrator = createOrchestrator({ agents }, { agents: [buyer] })
const report: Report | undefined = await orchestrator.cycle()
const { cycles, stopped } = orchestrator.status()
await orchestrator.stop()
const filled = report?.settlement.receipts.filter(({ status }) => status === 'filled').length
console.log(JSON.stringify({ status: report?.status, cycles, stopped, filled, after: orchestrator.status().stopped }))
`

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  outDir: 'out',
}

it('works for somebody who installs the package: types, library and command', { timeout: 180_000 }, async () => {
  const cwd = await freshDir()
  // Without scripts: dist is built, and building it again would pull it from under other tests.
  const packed = await exec('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', cwd], { cwd: root })
  const [{ filename, files }] = JSON.parse(packed.stdout)
  const paths: readonly string[] = files.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(expect.arrayContaining(['dist/main.js', 'dist/index.js', 'dist/types/index.d.ts', 'README.md']))
  expect(paths.filter((path) => /^(src|tests|node_modules)\/|\.db$/.test(path))).toEqual([])

  await writeFile(join(cwd, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const types = join(root, 'node_modules/@types/node')
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(cwd, filename), types]
  await exec('npm', install, { cwd })

  await writeFile(join(cwd, 'mine.ts'), script)
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['mine.ts'] }))
  await exec(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd })
  const { stdout } = await exec(process.execPath, ['out/mine.js'], { cwd })
  expect(JSON.parse(stdout)).toEqual({ status: 'success', cycles: 1, stopped: false, filled: 3, after: true })

  const version = await exec('npx', ['--no-install', 'riskfirst', '--version'], { cwd })
  expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
})
