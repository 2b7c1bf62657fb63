import { NOTICES } from '../../../config/watch-schema.js'
import { instant } from '../../../report/figures.js'
import type { Request } from '../../../store/requests.js'
import type { Overview } from '../../api.js'
import type { NoticeSource } from '../notice-source.js'

/** Tells what people have asked for or done, and who it was: what is new in the audit trail. */
export function createRequestNotices(overview: Overview): NoticeSource {
  let newest = newestOf(overview.requests)
  return {
    onOverview({ requests }) {
      const added = requests.filter(({ id }) => id > newest).toReversed()
      newest = Math.max(newest, newestOf(requests))
      return added.map((request) => {
        const { id, reason, at } = request
        return {
          kind: 'operated',
          severity: NOTICES.operated,
          key: `operated ${id}`,
          title: requestInWords(request),
          lines: [...(reason === null ? [] : [`Reason: ${reason}`]), `Asked ${instant(at)}`],
          atMs: Date.parse(at),
        }
      })
    },
  }
}

function newestOf(requests: readonly Request[]): number {
  return Math.max(0, ...requests.map(({ id }) => id))
}

/** Such as `close BTC/USDT by telegram:alice`. */
function requestInWords({ kind, who, details }: Request): string {
  const words = Object.entries(details ?? {}).flatMap(([name, value]) => (ABOUT.has(name) ? [String(value)] : []))
  return `${[kind, ...words].join(' ')} by ${who}`
}

/** What a request is about, by its name in the details; what else they hold, such as what HALT said, is for the record. */
const ABOUT: ReadonlySet<string> = new Set(['cycle', 'phase', 'symbol', 'agent'])
