import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Answer, readJson } from '../read-json.js'

/** What the server told of something, and a way to ask again. */
export interface Read<Data> {
  /** Undefined until there is one; the last one stays until there is a newer. */
  readonly answer: Answer<Data> | undefined
  readonly again: () => void
}

/** Asks for a model of the server, and again whenever `version` changes; undefined as path: not yet. */
export function useRead<Data>(path: string | undefined, version = ''): Read<Data> {
  const [answer, setAnswer] = useState<Answer<Data>>()
  const [times, setTimes] = useState(0)
  useEffect(() => {
    if (path === undefined) return undefined
    const abort = new AbortController()
    const read = async () => {
      const told = await readJson<Data>(path, abort.signal)
      if (!abort.signal.aborted) setAnswer(told)
    }
    void read()
    return () => abort.abort()
  }, [path, version, times])
  return { answer, again: useCallback(() => setTimes((count) => count + 1), []) }
}
