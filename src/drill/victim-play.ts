import type { Settlement } from '../desk/settlement.js'
import type { Clocks } from '../orchestrator/clock.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { type Actor, smallOrder, traderOf } from './actors.js'
import { type SceneOptions, Stage } from './stage.js'
import { brokerWith, journalWith } from './stand-ins.js'
import type { Death, VictimOrder } from './victim.js'
import { hanging } from './victim-words.js'

/** What a victim needs of its process. */
export interface VictimProcess {
  readonly clocks: Clocks
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly say: (line: string) => void
  /** Kills the process at once; nothing that follows happens. */
  readonly die: () => never
  /** Calls back on SIGTERM. */
  readonly onTerm: (listener: () => void) => void
}

/** Runs one cycle as a victim, which dies on the way, or ends in order when it is told to stop. */
export async function playVictim({ config, folder, end }: VictimOrder, self: VictimProcess): Promise<void> {
  const { clocks, env, pid } = self
  const stage = new Stage({
    config,
    clocks,
    env,
    mask: (text) => text,
    pid,
    folder,
    signal: new AbortController().signal,
  })
  const trader = traderOf((briefing) => smallOrder(config, briefing))
  const scene = await stage.open({
    actors: end === 'parallel' || end === 'told' ? [trader, hanger] : [trader],
    ...(end === 'told' ? { onOutput: telling(self, () => self.say(hanging)) } : dying(end, self)),
  })
  self.onTerm(() => scene.trading.stop())
  await scene.cycle()
  await scene.close()
}

/** Hangs from the first cycle on, for longer than anybody waits. */
const hanger: Actor = { kind: 'process', name: 'drill-hanger', act: 'hang', timeoutMs: 20_000, fromCycle: 1 }

type Dying = Pick<SceneOptions, 'observe' | 'interposed' | 'onOutput'>

/** What makes a cycle end where it is to end. */
function dying(at: Death, self: VictimProcess): Dying {
  const { die } = self
  switch (at) {
    case 'begun':
      return onEvent(({ type }) => type === 'cycle-started', die)
    case 'observed':
      return onEvent(({ type }) => type === 'observed', die)
    case 'critical':
      return onEvent(({ type }) => type === 'attempt-started', die)
    case 'decided':
      return onEvent(({ type }) => type === 'gate-decided', die)
    case 'parallel':
      return { onOutput: telling(self, die) }
    case 'journalled':
      return { interposed: { broker: (broker) => brokerWith(broker, { place: () => die() }) } }
    case 'placed':
      return {
        interposed: {
          broker: (broker) => brokerWith(broker, { place: (order) => broker.place(order).then(() => die()) }),
        },
      }
    case 'unsealed':
      return { interposed: { journal: (journal) => journalWith(journal, { seal: () => die() }) } }
    case 'sealed':
      return {
        interposed: {
          journal: (journal) =>
            journalWith(journal, {
              seal(report) {
                journal.seal(report)
                die()
              },
            }),
        },
      }
  }
}

function onEvent(isIt: (event: OrchestratorEvent<Settlement>) => boolean, die: () => never): Dying {
  return {
    observe(event) {
      if (isIt(event)) die()
    },
  }
}

/** Tells the ids of processes, and that one of them hangs. */
function telling({ say }: VictimProcess, onHanging: () => void): NonNullable<SceneOptions['onOutput']> {
  return ({ text }) => {
    if (text === hanging) onHanging()
    else say(text)
  }
}
