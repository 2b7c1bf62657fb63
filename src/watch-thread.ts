import { parentPort, workerData } from 'node:worker_threads'
import { systemClocks } from './system-clocks.js'
import type { WatchSetup } from './watch/setup.js'
import { beginWatching } from './watch/thread.js'

// The thread of a watch; see watch/thread-handle.ts for who begins it.
const port = parentPort
if (port === null) throw new Error('this program is a thread of riskfirst run')
const setup = workerData as WatchSetup // put together by watch.ts
const take = await beginWatching({ setup, clocks: systemClocks, post: (message) => port.postMessage(message) })
port.on('message', take)
