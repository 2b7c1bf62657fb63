/** One thing that a block tells of. */
export interface Item {
  readonly lines: readonly string[]
  /** Where there is no room for all, those of the least number stay; default 0. */
  readonly rank?: number
}

/** A part of a screen that can do with less room. */
export interface Block {
  /** 0 is the last to go. */
  readonly rank: number
  /** Its lines before the first item. */
  readonly head: readonly string[]
  readonly items: readonly Item[]
  /** With room for fewer items than this (and there being more) it goes whole. */
  readonly least: number
}

/** A block whose items have a line each. */
export function blockOf(rank: number, head: readonly string[], lines: readonly string[], least: number): Block {
  return { rank, head, items: lines.map((line) => ({ lines: [line] })), least }
}
