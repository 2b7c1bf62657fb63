import { cleanData } from '../../report/clean-data.js'

/** More than the page shows of one text. */
const LONGEST = 4000

const PRINTABLE_ASCII = /^[ -~]*$/
/** A control character and what it makes of what follows: colours, titles, links. */
const ESCAPE_SEQUENCES = /\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*(?:\p{Cc}\\?)?)/gu
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Me}\p{Variation_Selector}]/gu

/** The same data with every text and key in it on one line, without control, invisible and direction-changing characters. */
export const cleanText = <Data>(data: Data): Data => cleanData(data, plain)

/** As `plain` of the terminal's pages, which is made with a part of Node. */
function plain(text: string): string {
  if (text.length <= LONGEST && PRINTABLE_ASCII.test(text)) return text
  return text
    .slice(0, LONGEST)
    .replace(/\s+/g, ' ')
    .replace(ESCAPE_SEQUENCES, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .trim()
}
