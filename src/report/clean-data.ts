/** The same data with every text and key in it cleaned. */
export function cleanData<Data>(data: Data, clean: (text: string) => string): Data {
  // Only texts differ, and they stay texts.
  return cleaned(data, clean) as Data
}

function cleaned(data: unknown, clean: (text: string) => string): unknown {
  if (typeof data === 'string') return clean(data)
  if (Array.isArray(data)) return data.map((part) => cleaned(part, clean))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [clean(key), cleaned(value, clean)]))
}
