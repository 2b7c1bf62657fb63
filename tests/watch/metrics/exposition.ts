/** One value as it is exposed. */
export interface Exposed {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A figure as it is exposed. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly samples: readonly Exposed[]
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y

/**
 * Reads the text format of Prometheus, strictly: HELP, then TYPE, then the values of one figure together; no name, and no
 * value of the same labels, twice. Throws at the first line that breaks a rule.
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family & { readonly samples: Exposed[] }>()
  const seen = new Set<string>()
  let family: (Family & { readonly samples: Exposed[] }) | undefined
  let help: readonly [string, string] | undefined
  const refuse = (line: string, why: string): never => {
    throw new Error(`${why}: ${line}`)
  }
  if (!text.endsWith('\n')) refuse(text.slice(-40), 'no line feed at the end')
  for (const line of text.split('\n')) {
    const [, name = '', rest = ''] = /^# (?:HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (line === '') continue
    if (line.startsWith('# HELP ')) {
      if (families.has(name) || rest === '') refuse(line, 'a name twice, or without help')
      help = [name, rest]
    } else if (line.startsWith('# TYPE ')) {
      if (help?.[0] !== name || !/^(counter|gauge|histogram)$/.test(rest)) refuse(line, 'a type without its help')
      family = { name, help: help?.[1] ?? '', type: rest, samples: [] }
      families.set(name, family)
    } else {
      const sample = sampleOf(line) ?? refuse(line, 'no value')
      const plain = family?.type === 'histogram' ? sample.name.replace(/_(bucket|sum|count)$/, '') : sample.name
      if (family?.name !== plain) refuse(line, 'a value away from its figure')
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort(([a], [b]) => a.localeCompare(b)))}`
      if (seen.has(key)) refuse(line, 'a value twice')
      seen.add(key)
      family?.samples.push(sample)
    }
  }
  return families
}

function sampleOf(line: string): Exposed | undefined {
  const [, name, inBraces = '', figure] = sampleLine.exec(line) ?? []
  if (name === undefined || figure === undefined || !/^([+-]Inf|NaN|[-+]?\d[\d.e+-]*)$/.test(figure)) return undefined
  const labels: Record<string, string> = {}
  let at = 0
  while (at < inBraces.length) {
    labelPair.lastIndex = at
    const [whole, label, value] = labelPair.exec(inBraces) ?? []
    if (whole === undefined || label === undefined || value === undefined || label in labels) return undefined
    labels[label] = value.replaceAll(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one))
    at += whole.length
  }
  return { name, labels, value: Number(figure.replace('Inf', 'Infinity')) }
}

/** The value with exactly these labels; undefined when there is none. */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Exposed['labels'] = {},
): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
  if (family === undefined) throw new Error(`no figure ${name}`)
  const isSame = (sample: Exposed) =>
    sample.name === name &&
    Object.keys(sample.labels).length === Object.keys(labels).length &&
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
  return family.samples.find(isSame)?.value
}
