import { createRequire } from 'node:module'

/** The Node that runs this process; our own children run on no other. */
export const nodePath = process.execPath

/** The program that runs one agent of the roster or of a module: agent-child.ts, as the package exports it. */
export function childFile(): string {
  return createRequire(import.meta.url).resolve('riskfirst/agent-child')
}
