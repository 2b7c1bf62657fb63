import type { OnOutput, OutputLine } from './output-line.js'
import { OutputLines, shownLine } from './output-lines.js'

/** What one attempt may have in the log, characters. */
const maxLogged = 256 * 1024

/** What one attempt may print at all, bytes: beyond it, it is out of its mind. */
const maxPrintedBytes = 16 * 1024 * 1024

/** What of its last line a failure quotes, characters. */
const maxLastWords = 300

/** Which attempt a process works on. */
export interface AttemptName {
  readonly cycleId: string
  readonly attempt: number
}

/** What is made of the output of one process. */
export interface ProcessOutputOptions {
  readonly agent: string
  readonly onOutput: OnOutput
  /** Hides what must not be shown; is given whole lines. */
  readonly mask: (text: string) => string
  /** Called once, when an attempt prints more than it may. */
  readonly onFlood: () => void
}

/** The output of one process on its way to the log: whole lines, no more than an attempt may have, each under its name. */
export class ProcessOutput {
  readonly #options: ProcessOutputOptions
  readonly #lines = {
    out: new OutputLines((line) => this.log('out', line)),
    err: new OutputLines((line) => this.#logError(line)),
  }
  #attempt: AttemptName | undefined
  #printedBytes = 0
  #logged = 0
  #lastWords = ''
  #ranOutOfHeap = false

  constructor(options: ProcessOutputOptions) {
    this.#options = options
  }

  /** The last line on stderr of this attempt that says something. */
  get lastWords(): string {
    return this.#lastWords
  }

  /** V8, or who pretends to be V8, said that its heap is full. */
  get ranOutOfHeap(): boolean {
    return this.#ranOutOfHeap
  }

  /** What comes from now on is the output of this attempt, counted anew; it may come after the answer. */
  beginAttempt(attempt: AttemptName): void {
    this.#attempt = attempt
    this.#printedBytes = 0
    this.#logged = 0
    this.#lastWords = ''
    this.#ranOutOfHeap = false
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

  /** Logs one whole line, if there is room for it. */
  log(stream: OutputLine['stream'], line: string): void {
    if (this.#logged <= maxLogged) this.#hand(stream, shownLine(line, this.#options.mask))
  }

  #logError(line: string): void {
    const text = shownLine(line, this.#options.mask)
    if (line.includes('JavaScript heap out of memory')) this.#ranOutOfHeap = true
    if (!isAside(text)) this.#lastWords = text.length > maxLastWords ? `${text.slice(0, maxLastWords)} …` : text
    this.#hand('err', text)
  }

  #hand(stream: OutputLine['stream'], text: string): void {
    if (this.#logged > maxLogged) return
    this.#logged += text.length + 1
    const shown = this.#logged > maxLogged ? '… more was printed and dropped' : text
    this.#options.onOutput({ agent: this.#options.agent, stream, ...this.#attempt, text: shown })
  }
}

/** Frames of a stack, properties of an error, rules and Node's parting word follow what went wrong and do not say it. */
function isAside(line: string): boolean {
  return /^(\s|Node\.js v\d|-{3,})/.test(line) || !/[a-z]/i.test(line)
}
