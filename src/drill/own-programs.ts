import { createRequire } from 'node:module'

/** The module that processes of actors load: drill-actor.ts, as the package exports it. */
export function actorFile(): string {
  return createRequire(import.meta.url).resolve('riskfirst/drill-actor')
}

/** The program that a drill kills: drill-victim.ts, as the package exports it. */
export function victimFile(): string {
  return createRequire(import.meta.url).resolve('riskfirst/drill-victim')
}
