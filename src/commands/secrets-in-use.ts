import { createMask } from '../config/mask.js'

/** Hides the secrets of a configuration, and those of every change of it: the old ones may be in use still. */
export class SecretsInUse {
  readonly #secrets: Set<string>
  #mask: (text: string) => string

  constructor(secrets: readonly string[]) {
    this.#secrets = new Set(secrets)
    this.#mask = createMask(this.#secrets)
  }

  readonly hide = (text: string): string => this.#mask(text)

  add(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret)
    this.#mask = createMask(this.#secrets)
  }

  get all(): readonly string[] {
    return [...this.#secrets]
  }
}
