import type { Block, Item } from './block.js'

/**
 * The lines of all blocks in at most `height` lines: what ranks last gives way first, then items of each
 * block, which says how many; empty lines between blocks only where everything has room.
 */
export function fitted(blocks: readonly Block[], height: number): string[] {
  const shown = blocks.filter(({ head, items }) => head.length + items.length > 0)
  const whole = withGaps(shown.map((block) => linesOf(block, block.items.length)))
  if (whole.length <= height) return whole
  const kept = placed(shown, height)
  const lines = shown.flatMap((block) => {
    const count = kept.get(block)
    return count === undefined ? [] : linesOf(block, count)
  })
  return lines.slice(0, height)
}

function withGaps(parts: readonly (readonly string[])[]): string[] {
  return parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

/** How many items of each block there is room for; none of what is left out. */
function placed(blocks: readonly Block[], height: number): ReadonlyMap<Block, number> {
  const byRank = blocks.toSorted((a, b) => a.rank - b.rank)
  const kept = new Map<Block, number>()
  let room = height
  for (const block of byRank) {
    const count = Math.min(block.least, block.items.length)
    const needed = lengthOf(block, count)
    if (needed > room && block.rank > 0) continue
    kept.set(block, count)
    room -= needed
  }
  for (const [block, least] of kept) {
    let count = least
    for (let more = count + 1; more <= block.items.length; more++)
      if (lengthOf(block, more) - lengthOf(block, least) <= room) count = more
    kept.set(block, count)
    room -= lengthOf(block, count) - lengthOf(block, least)
  }
  return kept
}

function lengthOf(block: Block, count: number): number {
  const { head, items } = block
  const lines = foremost(block, count).reduce((sum, item) => sum + item.lines.length, head.length)
  return count < items.length ? lines + 1 : lines
}

function linesOf(block: Block, count: number): string[] {
  const { head, items } = block
  const left = items.length - count
  const kept = new Set(foremost(block, count))
  const shown = items.filter((item) => kept.has(item)).flatMap(({ lines }) => lines)
  return [...head, ...shown, ...(left === 0 ? [] : [`  … and ${left} more`])]
}

/** So many items that matter most; among equals the first. */
function foremost({ items }: Block, count: number): readonly Item[] {
  if (count >= items.length) return items
  return items.toSorted(({ rank: a = 0 }, { rank: b = 0 }) => a - b).slice(0, count)
}
