/** Tells an attempt to end; its signal is made when it is first asked for, as most agents never look at it. */
export class Cancellation {
  #controller: AbortController | undefined
  #reason: DOMException | undefined

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#reason !== undefined) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  cancel(reason: DOMException): void {
    this.#reason = reason
    this.#controller?.abort(reason)
  }
}
