import { withdrawCloses } from '../store/close.js'
import { throwKillSwitch } from '../store/kill-switch.js'
import { lockHolder } from '../store/lock.js'
import { addRequest, Requests } from '../store/requests.js'
import { StoreError } from '../store/store-error.js'
import { besideLoop } from './beside.js'
import type { Asked, OperatedFolder, Outcome } from './outcome.js'

/** What a halt did. */
export interface Halted extends Asked {
  readonly halted: true
  /** Whether a loop runs on the folder. */
  readonly running: boolean
  /** Whether every position is to be sold. */
  readonly flatten: boolean
}

/**
 * Throws the kill switch before anything in the folder is looked at, and asks to sell everything if that is wanted.
 * Throws StoreError when the switch cannot be thrown; when only the record cannot be written, its message says that the
 * switch holds.
 */
export function halt(
  { dataDir, name }: OperatedFolder,
  { flatten, ...asked }: Asked & { readonly flatten: boolean },
): Outcome<Halted> {
  throwKillSwitch(dataDir, asked)
  const { isRecorded, withdrawn } = saidThatHalted(() => record(dataDir, asked, flatten))
  const running = lockHolder(dataDir) !== undefined
  const words = [
    `${name} is halted: nothing is launched or sent from now on.`,
    ...(running ? [] : ['No loop runs on this folder: is it the right one?']),
    ...(flatten ? [flattenWords(isRecorded, running)] : []),
    ...(withdrawn === 0 ? [] : ['Withdrew what was asked to be closed and is not sold yet.']),
    'To go on: riskfirst resume --reason "…"',
  ]
  return { done: { halted: true, ...asked, running, flatten: flatten && isRecorded }, words }
}

/** Whether there is a record that takes requests, and how many closes it withdrew. */
function record(dataDir: string, asked: Asked, flatten: boolean) {
  const recorded = besideLoop(dataDir, ({ database }) => {
    addRequest(database, { kind: 'halt', ...asked, appliedAt: asked.at })
    if (flatten && new Requests(database).pending('flatten').length === 0)
      addRequest(database, { kind: 'flatten', ...asked })
    return { isRecorded: true, withdrawn: withdrawCloses(database, asked.at) }
  })
  return recorded ?? { isRecorded: false, withdrawn: 0 }
}

/** A record that cannot be written must not hide that the switch holds. */
function saidThatHalted<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const message = `Halted: the HALT file is there and holds. It could not be recorded, though: ${error.message}`
    throw new StoreError(error.kind, message, { cause: error })
  }
}

function flattenWords(isRecorded: boolean, running: boolean): string {
  if (!isRecorded) return 'There is nothing to flatten: no cycle has run on this folder yet.'
  return running
    ? 'Flatten: the running loop sells every position now.'
    : 'Flatten: every position is sold when riskfirst run starts next, if HALT is still there.'
}
