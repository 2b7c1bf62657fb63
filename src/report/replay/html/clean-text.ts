import { plain } from '../../plain-text.js'

/** The same data with every text and key in it on one line, without control, invisible and direction-changing characters. */
export function cleanText<Data>(data: Data): Data {
  // Only texts differ, and they stay texts.
  return cleaned(data) as Data
}

function cleaned(data: unknown): unknown {
  if (typeof data === 'string') return plain(data)
  if (Array.isArray(data)) return data.map(cleaned)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [plain(key), cleaned(value)]))
}
