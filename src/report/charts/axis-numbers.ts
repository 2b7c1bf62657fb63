/** Labels for the marks of an axis, with as many decimals as their distance needs: `9.5k`, `10.0k`; `−2.5`, `0`. */
export function axisNumbers(marks: readonly number[]): string[] {
  const largest = Math.max(...marks.map(Math.abs))
  const [unit, letter] = UNITS.find(([from]) => largest >= from * 10) ?? [1, '']
  const distances = marks.slice(1).map((mark, index) => Math.abs(mark - (marks[index] ?? 0)) / unit)
  const step = Math.min(...distances, largest / unit)
  const decimals = [0, 1, 2, 3, 4, 5, 6].find((places) => isWhole(step * 10 ** places)) ?? 7
  return marks.map((mark) => {
    const digits = (mark / unit).toLocaleString('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    return `${digits.replace('-', '−')}${mark === 0 ? '' : letter}`
  })
}

const UNITS: readonly (readonly [unit: number, letter: string])[] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
]

/** Marks for a logarithmic axis: 1, 2, 5, 10, 20, … or, over a narrow range, evenly spaced ones. */
export function logMarks(min: number, max: number): number[] {
  const ladder: number[] = []
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++)
    for (const digit of [1, 2, 5]) ladder.push(digit * 10 ** power)
  const inside = ladder.filter((mark) => mark >= min && mark <= max)
  return inside.length >= 4 ? inside : evenMarks(min, max)
}

function evenMarks(min: number, max: number): number[] {
  const rough = (max - min) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10)
  const first = Math.ceil(min / step)
  const count = Math.floor(max / step) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step)
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6
}
