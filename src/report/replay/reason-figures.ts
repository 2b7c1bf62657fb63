import type { HaltReason } from './gate-report.js'

/** `value 5.31, limit 5`, of what is known; empty where the message tells both already. */
export function reasonFigures({ message, value, limit }: Pick<HaltReason, 'message' | 'value' | 'limit'>): string {
  const figures = [value, limit].filter((figure) => figure !== null)
  if (tells(message, figures)) return ''
  const told = [value === null ? '' : `value ${rounded(value)}`, limit === null ? '' : `limit ${rounded(limit)}`]
  return told.filter((text) => text !== '').join(', ')
}

/** Two decimals, or two digits of what is smaller. */
function rounded(figure: number): string {
  const digits = Math.abs(figure) < 0.1 ? figure.toPrecision(2) : figure.toFixed(2)
  return String(Number(digits)).replace('-', '−')
}

/** Whether each figure is a number of its own in the message, as that rounds it; signs are words there. */
function tells(message: string, figures: readonly number[]): boolean {
  const numbers = message.match(/\d[\d,]*(?:\.\d+)?/g)?.map((number) => number.replaceAll(',', '')) ?? []
  return figures.every((figure) => {
    const place = numbers.findIndex((number) => Math.abs(figure).toFixed(decimalsOf(number)) === number)
    if (place < 0) return false
    numbers.splice(place, 1)
    return true
  })
}

function decimalsOf(number: string): number {
  return number.split('.')[1]?.length ?? 0
}
