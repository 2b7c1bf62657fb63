import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endure } from './endurance.js'
import { type FuzzRow, fuzz } from './fuzz.js'
import { inputKinds } from './inputs/all.js'
import { killAgainAndAgain } from './kills.js'
import { killLines, row } from './lines.js'
import { Random } from './random.js'
import { shutDownAgainAndAgain } from './shutdowns.js'
import { startWatchdog } from './watchdog.js'

// npm run torture -- [--minutes N] [--kills N] [--inputs N] [--cycles N] [--shutdowns N] [--seed S]
// A part whose number is 0 is left out. With minutes, half of them go to kills and half to inputs, as many as there is
// time for. An input that came to no good comes again by --kind KIND --from NUMBER --inputs 1 and the same seed.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    kills: { type: 'string' },
    inputs: { type: 'string' },
    cycles: { type: 'string', default: '2000' },
    shutdowns: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
  },
})
const { seed, kind, minutes } = values
const withinMs = minutes === undefined ? Number.POSITIVE_INFINITY : (Number(minutes) / 2) * 60_000
const orEndless = minutes === undefined ? undefined : '1e9'
const kills = Number(values.kills ?? orEndless ?? 1_000)
const inputs = Number(values.inputs ?? orEndless ?? 100_000)
const root = mkdtempSync(join(tmpdir(), 'riskfirst-torture-'))
let isGood = true

if (inputs > 0) {
  const watchdog = startWatchdog(30_000)
  const rows = await fuzz({
    kinds: inputKinds.filter(({ name }) => name.includes(kind)),
    inputs,
    seed,
    cwd: folder('inputs'),
    withinMs,
    from: Number(values.from),
    tell: tellOfInputs,
    watch: (what) => watchdog.watch(what),
  })
  await watchdog.close()
  const sum = (count: (row: FuzzRow) => number) => rows.reduce((total, row) => total + count(row), 0)
  const found = (sort: string) => sum(({ findings }) => findings.filter((finding) => finding.sort === sort).length)
  const [errors, traces, hangs] = [found('unhandled error'), found('stack trace'), found('hang')]
  isGood &&= errors + traces + hangs === 0
  say(row(`${sum((row) => row.inputs)} inputs`, `${errors} unhandled errors, ${traces} stack traces, ${hangs} hangs`))
}

if (kills > 0) {
  const report = await killAgainAndAgain({
    cwd: folder('kills'),
    kills,
    withinMs,
    checkEvery: 50,
    random: new Random(seed, 'kills'),
    tell: (line) => console.error(line),
  })
  isGood &&= report.faults.length === 0
  for (const line of killLines(report)) say(line)
}

const shutdowns = Number(values.shutdowns)
if (shutdowns > 0) {
  const { slowestMs, graceMs, wrongExits, processesLeft } = await shutDownAgainAndAgain({
    cwd: folder('shutdowns'),
    tries: shutdowns,
  })
  isGood &&= wrongExits + processesLeft === 0
  const overMs = Math.round(slowestMs - graceMs)
  say(
    row(
      `${shutdowns} SIGTERMs`,
      `grace + ${overMs} ms at most, ${wrongExits} wrong exits, ${processesLeft} processes left`,
    ),
  )
}

const cycles = Number(values.cycles)
if (cycles > 0) {
  const { early, late, isFlat } = await endure({ cwd: folder('cycles'), cycles })
  isGood &&= isFlat
  const fromTo = (figure: 'memoryMb' | 'handles' | 'processes') =>
    `${Math.round(early[figure])} → ${Math.round(late[figure])}`
  say(
    row(
      `${cycles} cycles`,
      `${fromTo('memoryMb')} MB, ${fromTo('handles')} handles, ${fromTo('processes')} processes${isFlat ? '' : ': not flat'}`,
    ),
  )
}

if (isGood) rmSync(root, { recursive: true })
else {
  console.log(`seed ${seed}; what is left: ${root}`)
  process.exitCode = 1
}

function folder(name: string): string {
  const path = join(root, name)
  mkdirSync(path)
  return path
}

function tellOfInputs({ kind, inputs, taken, refused, slowestMs, findings }: FuzzRow): void {
  say(row(`  ${inputs} ${kind}`, `${refused} refused, ${taken} taken, ${Math.round(slowestMs)} ms at most`))
  for (const { sort, number, what } of findings) say(`    ${sort}, number ${number}: ${what}`)
}

function say(line: string): void {
  console.log(line)
}
