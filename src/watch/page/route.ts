import { useEffect, useState } from 'preact/hooks'

/** What the address asks to see. */
export type Route =
  | { readonly view: 'now' }
  | { readonly view: 'cycles' }
  | { readonly view: 'cycle'; readonly id: string }

/** The view that a fragment such as `#/cycles/c000012` names; what is unknown shows what goes on now. */
export function routeOf(fragment: string): Route {
  const [, id] = /^#\/cycles\/(\w+)$/.exec(fragment) ?? []
  if (id !== undefined) return { view: 'cycle', id }
  return /^#\/cycles\/?$/.test(fragment) ? { view: 'cycles' } : { view: 'now' }
}

/** The view that the address asks for, as people walk back and forth; `arrived` sees each fragment first. */
export function useRoute(arrived: () => void): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const changed = () => {
      arrived()
      setRoute(routeOf(location.hash))
    }
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [arrived])
  return route
}
