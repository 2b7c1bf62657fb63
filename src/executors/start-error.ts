import { formatPath } from '../agents/plain-data.js'

/** One thing wrong with what an agent was configured with. */
export interface SettingsProblem {
  /** Inside its entry, such as `['settings', 'threshold']`. */
  readonly path: readonly (string | number)[]
  readonly expected: string
  readonly got: string
}

/** An agent that cannot be started as it is configured. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly agent: string
  readonly problems: readonly SettingsProblem[]

  constructor(agent: string, problems: readonly SettingsProblem[], options?: ErrorOptions) {
    const shown = problems.slice(0, MOST_PROBLEMS).map(forPeople)
    super(
      shown
        .map(({ path, expected, got }) => `${formatPath(['agents', agent, ...path])}: expected ${expected}, got ${got}`)
        .join('\n'),
      options,
    )
    this.agent = agent
    this.problems = shown
  }
}

const MOST_PROBLEMS = 20
const LONGEST_WORDS = 300

/** The words of an agent go to people's terminals: one line, of no more than anybody reads. */
function forPeople({ path, expected, got }: SettingsProblem): SettingsProblem {
  return {
    path: path.slice(0, MOST_PROBLEMS).map((step) => (typeof step === 'number' ? step : oneLine(step))),
    expected: oneLine(expected),
    got: oneLine(got),
  }
}

function oneLine(words: string): string {
  const line = words.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line
}
