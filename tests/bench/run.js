// Bundles each benchmark, runs it in a process of its own, and prints one table of ratios.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const folder = import.meta.dirname
const root = join(folder, '../..')
// Inside the package, which finds its own parts by its name.
const outdir = join(root, 'dist/bench')
spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
mkdirSync(outdir, { recursive: true })

const wanted = process.argv.slice(2)
const benches = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'))
const rows = []
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.some((word) => bench.includes(word))) continue
  const outfile = join(outdir, `${bench}.mjs`)
  await build({
    entryPoints: [join(folder, bench)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@photostructure/sqlite', 'jiti', 'ai', '@ai-sdk/openai-compatible'],
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as __c } from 'node:module'; const require = __c(import.meta.url), __filename = import.meta.filename;",
    },
    logLevel: 'error',
  })
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', outfile], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) process.exitCode = 1
  for (const line of stdout.split('\n')) if (line !== '') rows.push(JSON.parse(line))
}
const cells = rows.map(({ what, got, limit, detail }) => [what, got, limit, detail])
const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i].length), 5))
for (const row of [['what', 'got', 'limit', ''], ...cells])
  console.log(
    `${row
      .slice(0, 3)
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')}  ${row[3]}`,
  )
