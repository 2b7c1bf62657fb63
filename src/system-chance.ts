import { randomBytes } from 'node:crypto'

/** Text that nobody can guess, of letters, digits, dashes and underscores. */
export const secretText = (): string => randomBytes(24).toString('base64url')
