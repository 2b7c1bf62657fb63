import module, { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What a module may import of this package, also where the package is not installed beside it. */
const ownNames = ['riskfirst', 'riskfirst/testing'] as const

/** Where they are, as addresses. */
function ownAddresses(): Readonly<Record<string, string>> {
  const { resolve } = createRequire(import.meta.url)
  return Object.fromEntries(ownNames.map((name) => [name, pathToFileURL(resolve(name)).href]))
}

/** The modules of this package, by the names that others import them by. */
export async function ownModules(): Promise<Record<string, unknown>> {
  const entries = Object.entries(ownAddresses()).map(async ([name, address]) => [name, await import(address)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** Lets what is imported natively from `file` on find this package, if it would not find it by itself. */
export function offerOwnPackage(file: string): void {
  try {
    createRequire(file).resolve(ownNames[0])
  } catch {
    // Not installed there. The hook lives in a thread of its own, which takes time to start.
    module.register(`data:text/javascript,${encodeURIComponent(resolveHook)}`, { data: ownAddresses() })
  }
}

const resolveHook = `
let own = {}
export function initialize(addresses) { own = addresses }
export function resolve(name, context, next) {
  return Object.hasOwn(own, name) ? { url: own[name], shortCircuit: true } : next(name, context)
}`
