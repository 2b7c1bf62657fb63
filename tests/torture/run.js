// Builds the command, bundles the harness, and runs it: `npm run torture -- --minutes 5`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')
// Beside the command: only from within the package can it be asked for by its own name.
const outfile = join(root, 'dist/torture.mjs')
spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
await build({
  entryPoints: [join(import.meta.dirname, 'torture.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['@photostructure/sqlite', 'jiti'],
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as __c } from 'node:module'; const require = __c(import.meta.url), __filename = import.meta.filename;",
  },
  logLevel: 'error',
})
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
