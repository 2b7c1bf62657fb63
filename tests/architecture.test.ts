import { describe, expect, it } from 'vitest'
import { type SourceFile, sourceFiles } from './support/source-files.js'

const files = sourceFiles()

/** What a folder may import: files or folders below src, by the start of their path. */
interface Allowed {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

// DESIGN, "Layout". What is allowed as a value is allowed as a type; a folder may always import itself.
const table: Readonly<Record<string, Allowed>> = {
  files: { values: [], types: [] },
  network: { values: [], types: [] },
  orchestrator: { values: [], types: ['agents/agent'] },
  market: { values: [], types: ['agents/agent'] },
  desk: { values: ['market/'], types: [] },
  agents: { values: ['market/', 'files/', 'network/'], types: ['desk/'] },
  executors: {
    values: ['orchestrator/', 'agents/agent', 'agents/plain-data', 'agents/proposal', 'agents/roster', 'market/frozen'],
    types: ['market/snapshot'],
  },
  // The other side of an agent's own process.
  child: {
    values: [
      'executors/',
      'agents/',
      'market/frozen',
      'orchestrator/attempt-error',
      'config/parse-settings',
      'config/sourced',
    ],
    types: [],
  },
  store: { values: [], types: ['orchestrator/', 'desk/', 'market/', 'agents/agent'] },
  report: {
    values: ['files/'],
    types: ['orchestrator/', 'desk/', 'market/', 'agents/agent', 'executors/output-line', 'commands/io', 'watch/api'],
  },
  // When an agent has its turn: made of what the configuration says, and asked by the core.
  conditions: { values: ['config/condition-schema'], types: ['orchestrator/', 'agents/agent'] },
  // The configuration checks needs with the plan's own rules, and makes the paths absolute that agents mark in settings.
  config: {
    values: ['files/', 'orchestrator/needs', 'agents/setting-path'],
    types: ['agents/agent', 'executors/program'],
  },
  commands: {
    values: [
      'config/',
      'files/',
      'network/',
      'compose',
      'plan-from-config',
      'trading-system',
      'agent-rerun',
      'agent-trial',
      'system-clocks',
      'store/',
      'report/',
      'agents/roster',
      // The clocks, and what a plan shows.
      ...['clock', 'plan', 'needs', 'turns', 'cadence', 'backoff', 'deadline', 'attempt', 'message'].map(
        (name) => `orchestrator/${name}`,
      ),
      // What the account has made, folded from the fills of the record as the desk folds them.
      'desk/statement/',
      // Their errors are told apart to give them exit codes.
      'desk/paper-broker',
      'desk/reconcile',
      'market/market-data-error',
      'market/market-labels',
      'executors/agent-hosts',
      'drill/',
      'replay/',
      'operate/',
      'watch/',
      'system-chance',
      'version',
    ],
    types: ['agents/agent', 'orchestrator/', 'desk/', 'market/', 'executors/program', 'executors/output-line'],
  },
  // What a person does to a system, whoever asks.
  operate: { values: ['store/', 'report/figures'], types: ['agents/agent', 'desk/', 'orchestrator/', 'report/'] },
  // The thread that watches a run, and the one door to it.
  watch: {
    values: [
      'config/mask',
      'config/address',
      'config/expectation',
      'config/problem',
      'executors/trace-context',
      'config/watch-schema',
      'files/',
      'network/',
      'operate/',
      'store/',
      'report/',
      'desk/money',
      ...['clock', 'deadline', 'backoff', 'health', 'tally'].map((name) => `orchestrator/${name}`),
    ],
    types: ['agents/agent', 'config/', 'desk/', 'orchestrator/'],
  },
  // Whole systems on other clocks and another folder.
  replay: {
    values: ['agents/', 'compose', 'store/', 'report/replay/', 'report/side-by-side', 'orchestrator/plan'],
    types: ['config/', 'desk/', 'market/', 'orchestrator/'],
  },
  // Whole systems with one part broken, and what is left of them on disk.
  drill: {
    values: [
      'agents/',
      'compose',
      'trading-system',
      'store/',
      'report/figures',
      'desk/money',
      'market/condition',
      'executors/agent-hosts',
      'executors/child-program',
      'orchestrator/clock',
      'orchestrator/deadline',
    ],
    types: ['config/', 'desk/', 'market/', 'orchestrator/', 'executors/output-line'],
  },
}

const folderOf = ({ path }: SourceFile) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
const inFolder = (folder: string) => files.filter((file) => folderOf(file) === folder)

describe('src', () => {
  it('has folders that the import table names, and no others', () => {
    expect(new Set(files.map(folderOf))).toEqual(new Set(['', ...Object.keys(table)]))
  })

  it.each(Object.entries(table))('imports into %s only what DESIGN allows', (folder, { values, types }) => {
    const starts = (target: string, allowed: readonly string[]) => allowed.some((start) => target.startsWith(start))
    const strangers = inFolder(folder).flatMap(({ path, imports }) =>
      imports
        .filter(({ isOurs, target }) => isOurs && !target.startsWith(`${folder}/`))
        .filter(({ target, isType }) => !starts(target, values) && !(isType && starts(target, types)))
        .map(({ target, isType }) => `${path} imports ${isType ? 'types of ' : ''}${target}`),
    )
    expect(strangers).toEqual([])
  })

  it('has main, the package and the composition above the folders, which nothing below them imports but commands and drills', () => {
    expect(inFolder('').map(({ path }) => path)).toEqual([
      'agent-child',
      'agent-rerun',
      'agent-trial',
      'compose',
      'drill-actor',
      'drill-victim',
      'index',
      'main',
      'plan-from-config',
      'sign-off',
      'system-chance',
      'system-clocks',
      'testing',
      'trading-system',
      'trading-view',
      'version',
      'watch-thread',
    ])
    const above = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ isOurs, target }) => isOurs && !target.includes('/'))
        .map(({ target }) => `${path} → ${target}`),
    )
    expect([...new Set(above.filter((edge) => !/^(commands|drill|replay)\//.test(edge)))]).toEqual([
      'agent-trial → trading-view',
      'compose → plan-from-config',
      'compose → sign-off',
      'compose → trading-system',
      'compose → trading-view',
      'drill-victim → system-clocks',
      'index → system-clocks',
      'index → trading-system',
      'index → compose',
      'main → version',
      'trading-system → plan-from-config',
      'trading-system → trading-view',
      'watch-thread → system-clocks',
    ])
  })

  it('imports nothing in a circle that is there when the program runs', () => {
    expect(circles((file) => file.imports.filter(({ isOurs, isType }) => isOurs && !isType))).toEqual([])
  })

  it('imports no types in a circle between folders', () => {
    const between = circles((file) => file.imports.filter(({ isOurs }) => isOurs)).filter(
      (circle) => new Set(circle.map((path) => path.split('/')[0])).size > 1,
    )
    expect(between).toEqual([])
  })

  it('has no file over 300 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 300)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it.each([
    ['the wall clock', /\bDate\.now\b|\bnew Date\(\)/, ['system-clocks', 'watch/page/browser-clock']],
    ['the monotonic clock', /\bperformance\.now\b|\bhrtime\b/, ['system-clocks']],
    ['the timers of Node', /(?<![.\w])set(Timeout|Interval|Immediate)\(|node:timers/, ['agent-child', 'system-clocks']],
    ['chance', /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, ['system-chance']],
    [
      'the process',
      /(?<![-.#\w])process\.|node:process/,
      [
        'agent-child',
        'drill-actor',
        'drill-victim',
        'drill/processes',
        'executors/child-program',
        'executors/process-tree',
        'index',
        'main',
        'watch/metrics/process-figures',
      ],
    ],
    ['the console', /\bconsole\./, []],
  ])('touches %s in its own files only', (_what, pattern, allowed) => {
    expect(files.filter(({ code }) => pattern.test(code)).map(({ path }) => path)).toEqual(allowed)
  })

  it('exports by name, and no folder has a barrel', () => {
    expect(files.filter(({ code }) => /^export default/m.test(code)).map(({ path }) => path)).toEqual([])
    expect(files.filter(({ path }) => path.endsWith('/index')).map(({ path }) => path)).toEqual([])
    expect(files.filter(({ code }) => /^export \*/m.test(code)).map(({ path }) => path)).toEqual([])
  })
})

describe('the core', () => {
  const core = inFolder('orchestrator')

  it('does no I/O: it imports three small packages and nothing of Node', () => {
    const packages = core.flatMap(({ imports }) => imports.filter(({ isOurs }) => !isOurs).map(({ target }) => target))
    expect(new Set(packages)).toEqual(new Set(['p-limit', 'p-retry', 'p-timeout']))
  })

  it('has no trading words', () => {
    const words = /symbols?|prices?|buys?|sells?|orders|trades?|candles?|brokers?|ledger|position|quantity|equity|cash/
    const word = new RegExp(`(?<![a-z])(${words.source})(?![a-z])`, 'gi')
    const found = core.flatMap(({ path, code }) =>
      [...code.replaceAll('Symbol(', '').matchAll(word)].map(([match]) => `${path}: ${match}`),
    )
    expect(found).toEqual([])
  })

  it('stays under 1,250 lines, its imports and interfaces apart', () => {
    const lines = core.flatMap(({ code }) =>
      code
        .replaceAll(/^import[\s\S]*?'$/gm, '')
        .replaceAll(/^(export )?interface [\s\S]*?^}/gm, '')
        .split('\n')
        .filter((line) => line.trim() !== ''),
    )
    expect(lines.length).toBeLessThan(1_250)
  })
})

/** Every circle of imports, as the paths on it. */
function circles(follow: (file: SourceFile) => SourceFile['imports']): readonly (readonly string[])[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[][] = []
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path])
    if (done.has(path) || way.includes(path)) return
    const file = byPath.get(path)
    for (const { target } of file === undefined ? [] : follow(file)) visit(target, [...way, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}
