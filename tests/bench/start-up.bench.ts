import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurns, report } from './measure.js'

const main = join(process.cwd(), 'dist/main.js')
const node = (...args: string[]) => {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}: ${stderr}`)
  rmSync(cwd, { recursive: true })
}
const works = [() => node('-e', '0'), () => node(main, '--help'), () => node(main, '--cycle-once')]
await inTurns(3, works)
const [bare = 0, help = 0, cycle = 0] = await inTurns(21, works)
const ratio = (ms: number) => `${(ms / bare).toFixed(2)} ×`
const detail = (ms: number) => `${ms.toFixed(0)} ms against ${bare.toFixed(0)} ms for node -e 0, medians of 21`
report({ what: 'start: --cycle-once on the default', got: ratio(cycle), limit: '≤ 3.5 ×', detail: detail(cycle) })
report({ what: 'start: --help', got: ratio(help), limit: '≤ 2.3 ×', detail: detail(help) })
