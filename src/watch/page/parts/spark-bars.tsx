/** One thing among many: how it ended, and how high it stands. */
export interface SparkBar {
  readonly key: string
  readonly kind: 'good' | 'warning' | 'bad' | 'none'
  readonly height: number
  readonly title: string
}

const STEP = 3
const HEIGHT = 22

/** Small bars side by side, the oldest first; those that went badly have a foot below, so that colour is not all. */
export function Bars({ bars, label }: { readonly bars: readonly SparkBar[]; readonly label: string }) {
  const highest = Math.max(1, ...bars.map(({ height }) => height))
  const width = bars.length * STEP
  return (
    <svg
      class="spark"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {bars.map(({ key, kind, height, title }, index) => {
        const tall = Math.max(1.5, (height / highest) * (HEIGHT - 6))
        return (
          <g key={key} class={kind}>
            <title>{title}</title>
            <rect x={index * STEP} y={HEIGHT - 5 - tall} width={STEP - 1} height={tall} />
            {(kind === 'bad' || kind === 'warning') && (
              <rect class="foot" x={index * STEP} y={HEIGHT - 3.5} width={STEP - 1} height={3} />
            )}
          </g>
        )
      })}
    </svg>
  )
}
