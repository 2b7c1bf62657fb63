import type { NoticeKind, Severity } from '../../config/watch-schema.js'

/** Something that people are told of. */
export interface Notice {
  readonly kind: NoticeKind
  readonly severity: Severity
  /** The same key is not told again soon. */
  readonly key: string
  /** One line. */
  readonly title: string
  readonly lines: readonly string[]
  readonly cycleId?: string
  /** Epoch ms. */
  readonly atMs: number
}

const pressing = { info: 0, warning: 1, critical: 2 } as const satisfies Record<Severity, number>

/** Whether something is at least as pressing as `floor`. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return pressing[severity] >= pressing[floor]
}

/** The first few, and how many more there are. */
export function shortened(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `… and ${lines.length - most} more`]
}
