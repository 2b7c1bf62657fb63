/** What every process of an agent gets of ours: enough to find programs, a home and a language, and no secret. */
const passedOn = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR)$/

/** The whole environment of an agent's process: a few variables of ours, those of its entry, and what it should know. */
export function agentEnvironment(
  agent: string,
  ours: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(ours))
    if (value !== undefined && passedOn.test(name)) environment[name] = value
  return {
    ...environment,
    // What Python prints is a log, which must not wait for a full buffer.
    PYTHONUNBUFFERED: '1',
    ...own,
    RISKFIRST_NON_INTERACTIVE: '1',
    RISKFIRST_AGENT: agent,
  }
}
