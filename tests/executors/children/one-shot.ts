import { text } from 'node:stream/consumers'
import { perform } from './repertoire.js'

const controller = new AbortController()
process.on('SIGTERM', () => {
  controller.abort(new DOMException('told to end', 'AbortError'))
})
const proposal = await perform(JSON.parse(await text(process.stdin)), controller.signal, console.error)
// Python would write NaN, too.
if (proposal !== undefined) console.log(JSON.stringify(proposal).replace('"profit":null', '"profit":NaN'))
