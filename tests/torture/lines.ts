import { faultKinds } from './folder-faults.js'
import type { KillReport } from './kills.js'
import { landings } from './landing.js'

/** What was done, and what came of it, in two columns. */
export function row(what: string, got: string): string {
  return `${what.padEnd(28)}  ${got}`
}

/** What kills came to, then where they came down. */
export function killLines({ kills, faults, landed, cycles, orders, slowestEndMs }: KillReport): readonly string[] {
  const count = (kind: string) => `${faults.filter((fault) => fault.kind === kind).length} ${kind}`
  return [
    row(`${kills} kills`, [...faultKinds, 'refused starts', 'processes left'].map(count).join(', ')),
    row(
      '',
      `${cycles} cycles, ${orders} orders; the last process gone ${Math.round(slowestEndMs)} ms after a kill at most`,
    ),
    ...landings.map((landing) => row(`  ${landed.get(landing) ?? 0} came down`, landing)),
    ...faults.map(({ kind, what }) => `    ${kind}: ${what}`),
  ]
}
