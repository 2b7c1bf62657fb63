// Bundles the command and the library into dist/, split so that each command loads only what it uses.
import { chmod, readFile, rm } from 'node:fs/promises'
import { build } from 'esbuild'

const { version } = JSON.parse(await readFile('package.json', 'utf8'))
await rm('dist', { recursive: true, force: true })

/** CommonJS that stands in for an imported package, where that makes the start cheaper. */
const standIns = {
  // Its table of emoji takes 8 ms at first use; tables are laid out by our own measure anyway.
  'string-width': `
    const { stripVTControlCharacters } = require('node:util')
    const { width } = require('./src/report/plain-text.ts')
    module.exports = (text) => width(stripVTControlCharacters(text))`,
  // Imported instead of required, it takes another 3 ms.
  '@photostructure/sqlite': `module.exports = require('@photostructure/sqlite')`,
  // What zod says in forty languages, which the library exports with it, is half of its bytes and 5 ms.
  '../locales/index.js': `export { default as en } from 'zod/v4/locales/en.js'`,
}
const standIn = {
  name: 'stand-in',
  setup(bundle) {
    const filter = new RegExp(`^(${Object.keys(standIns).join('|')})$`)
    bundle.onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'stand-in' ? { path, external: true } : { path, namespace: 'stand-in' },
    )
    bundle.onLoad({ filter, namespace: 'stand-in' }, ({ path }) => ({
      contents: standIns[path],
      resolveDir: import.meta.dirname,
    }))
  },
}

/** Loaded where traces go somewhere. */
const telemetry = ['api', 'resources', 'sdk-trace-base', 'exporter-trace-otlp-http'].map(
  (name) => `@opentelemetry/${name}`,
)

const options = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // Optional packages, loaded by the first run that asks a model, or that tells its traces.
  external: ['ai', '@ai-sdk/openai-compatible', ...telemetry],
  target: 'node20.19',
  mainFields: ['module', 'main'],
  plugins: [standIn],
  define: { RISKFIRST_VERSION: JSON.stringify(version) },
  banner: {
    // Bundled CommonJS packages call require, and one reads its own file name.
    js: [
      "import { createRequire as __createRequire } from 'node:module'",
      "import { fileURLToPath as __fileURLToPath } from 'node:url'",
      'const require = __createRequire(import.meta.url), __filename = __fileURLToPath(import.meta.url)',
      '',
    ].join('\n'),
  },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  logLevel: 'warning',
}
// The pages, a report of a replay and the live one: script and style, with the libraries in them and their licences.
const licences = await Promise.all(
  ['uplot', 'preact'].map(async (name) => `${name}\n\n${await readFile(`node_modules/${name}/LICENSE`, 'utf8')}`),
)
for (const [file, outfile] of [
  ['src/report/replay/html/page/main.ts', 'dist/replay-page.js'],
  ['src/report/replay/html/page/page.css', 'dist/replay-page.css'],
  ['src/watch/page/main.tsx', 'dist/watch-page.js'],
  ['src/watch/page/page.css', 'dist/watch-page.css'],
])
  await build({
    entryPoints: [file],
    outfile,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    bundle: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.2'],
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    banner: { js: `/*! ${licences.join('\n')}\n*/` },
    logLevel: 'warning',
  })
// Apart, so that the command loads few files: each costs more than what it could share.
await build({ ...options, entryPoints: ['src/main.ts'] })
// The thread that watches a run; OpenTelemetry is optional.
await build({ ...options, entryPoints: ['src/watch-thread.ts'] })
// What a process of an agent loads: the child, and what its module imports of the package.
const agentEntries = [
  'src/index.ts',
  'src/testing.ts',
  'src/agent-child.ts',
  'src/drill-actor.ts',
  'src/drill-victim.ts',
]
await build({ ...options, entryPoints: agentEntries, external: [...options.external, 'jiti'] })
await chmod('dist/main.js', 0o755)
