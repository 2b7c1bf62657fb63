import type { OnOutput, OutputLine } from './agent-host.js'
import { cutLine, OutputLines } from './output-lines.js'

/** What one attempt may have in the log, characters. */
const maxLogged = 256 * 1024

/** What one attempt may print at all, bytes: beyond it, it is out of its mind. */
const maxPrintedBytes = 16 * 1024 * 1024

/** Which attempt a process works on. */
export interface AttemptName {
  readonly cycleId: string
  readonly attempt: number
}

/** What is made of the output of one process. */
export interface ProcessOutputOptions {
  readonly agent: string
  readonly onOutput: OnOutput
  /** Called once, when an attempt prints more than it may. */
  readonly onFlood: () => void
}

/** The output of one process on its way to the log: whole lines, no more than an attempt may have, each under its name. */
export class ProcessOutput {
  readonly #options: ProcessOutputOptions
  readonly #lines = {
    out: new OutputLines((text) => this.log('out', text)),
    err: new OutputLines((text) => {
      this.#remember(text)
      this.log('err', text)
    }),
  }
  #attempt: AttemptName | undefined
  #printedBytes = 0
  #logged = 0
  #lastWords = ''
  #ranOutOfHeap = false

  constructor(options: ProcessOutputOptions) {
    this.#options = options
  }

  /** The last line on stderr that says something. */
  get lastWords(): string {
    return this.#lastWords
  }

  /** V8 said that its heap is full, which is the last thing that it does. */
  get ranOutOfHeap(): boolean {
    return this.#ranOutOfHeap
  }

  /** What comes from now on is the output of this attempt, counted anew. */
  beginAttempt(attempt: AttemptName): void {
    this.#attempt = attempt
    this.#printedBytes = 0
    this.#logged = 0
  }

  endAttempt(): void {
    this.#attempt = undefined
  }

  /** Counts what was printed, whoever reads it. */
  count(chunk: Buffer): void {
    const before = this.#printedBytes
    this.#printedBytes += chunk.length
    if (before <= maxPrintedBytes && this.#printedBytes > maxPrintedBytes) this.#options.onFlood()
  }

  /** Takes what was printed for the log. */
  write(stream: OutputLine['stream'], chunk: Buffer): void {
    this.#lines[stream].write(chunk)
  }

  /** Nothing more comes. */
  end(): void {
    this.#lines.out.end()
    this.#lines.err.end()
  }

  /** Logs one line, if there is room for it. */
  log(stream: OutputLine['stream'], text: string): void {
    if (this.#logged > maxLogged) return
    this.#logged += text.length + 1
    const line = this.#logged > maxLogged ? '… more was printed and dropped' : cutLine(text)
    this.#options.onOutput({ agent: this.#options.agent, stream, ...this.#attempt, text: line })
  }

  #remember(line: string): void {
    if (line.includes('JavaScript heap out of memory')) this.#ranOutOfHeap = true
    if (!isAside(line)) this.#lastWords = cutLine(line, 300)
  }
}

/** Frames of a stack, properties of an error, rules and Node's parting word follow what went wrong and do not say it. */
function isAside(line: string): boolean {
  return /^(\s|Node\.js v\d|-{3,})/.test(line) || !/[a-z]/i.test(line)
}
