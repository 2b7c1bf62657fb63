import type { TradingState } from '../agents/agent.js'
import type { BaselineName } from '../desk/portfolio.js'
import type { TradingJournal } from './journal.js'
import { createMemoryJournal } from './memory-journal.js'
import { neverThrown, type ReplayFolder } from './replay-folder.js'
import { baselinesOf, narrowingOf } from './resume.js'
import { nothingStored } from './stored-state.js'

/** A replay's folder that is not there: it forgets with the process, and else does what a real one does. */
export function forgetfulFolder(): ReplayFolder {
  const memory = createMemoryJournal()
  let last: TradingState | undefined
  let isObserved = false
  let resumes: readonly (readonly BaselineName[])[] = []
  const journal: TradingJournal = {
    ...memory,
    seal({ state, settlement }) {
      last = state
      isObserved ||= settlement.baselines.length > 0
    },
  }
  return {
    journal,
    state: nothingStored,
    interrupted: [],
    requested: {
      isPending: (kind) => kind === 'resume' && resumes.length > 0,
      acknowledge() {},
      rebase(desk) {
        resumes = resumes.filter((baselines) => desk.rebase(baselines).length === 0)
      },
      closePositions: async () => {},
    },
    killSwitch: neverThrown,
    brokerFile: ':memory:',
    keeps: false,
    resume() {
      const lifted = [...memory.lift(), ...(last === undefined ? [] : narrowingOf(last))]
      const rebase = baselinesOf(lifted, isObserved)
      if (lifted.length > 0 && rebase.length > 0) resumes = [...resumes, rebase]
      return { lifted: lifted.map(({ code }) => code) }
    },
    close() {},
  }
}
