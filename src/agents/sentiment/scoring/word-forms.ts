const irregular: ReadonlyMap<string, string> = new Map(
  `fell fall, fallen fall, rose rise, risen rise, sank sink, sunk sink, slid slide, won win, lost lose, grew grow, grown grow, shrank shrink,
  shrunk shrink, beaten beat, made make, took take, taken take, gave give, given give, sold sell, bought buy, left leave, sought seek, paid pay,
  held hold, kept keep, built build, broke break, broken break, drew draw, drawn draw, threw throw, thrown throw, fled flee, froze freeze, frozen freeze,
  shook shake, shaken shake, spent spend, stole steal, struck strike, stricken strike, swung swing, swept sweep, tore tear, withdrew withdraw,
  withdrawn withdraw, led lead, overtook overtake, went go, gone go, came come, caught catch, fought fight, bled bleed, fed feed, bitten bite,
  began begin, begun begin, drove drive, driven drive, wrote write, written write, overcame overcome, withstood withstand, stood stand, laid lay,
  met meet, dove dive, sped speed, saw see, seen see, became become, ran run, chose choose, chosen choose, hurt hurt, sued sue, got get, gotten get,
  rebuilt rebuild, upheld uphold, forgave forgive, fought fight, felt feel, told tell, thought think, brought bring, wound wind, bore bear, born bear,
  crises crisis, men man, women woman, outgrew outgrow, undershot undershoot, overran overrun, forbade forbid, shut shut, worst worst`
    .split(',')
    .map((pair) => {
      const [form = '', base = ''] = pair.trim().split(' ')
      return [form, base]
    }),
)

const known = new Map<string, readonly string[]>()
const maxKnown = 5000

/**
 * A word and the base forms that it may be an inflection of, likeliest first: "slashed" may be of "slash", "trebling" of
 * "treble". Only endings are taken off, never beginnings: "unsold" is not "sold".
 */
export function formsOf(word: string): readonly string[] {
  const forms = known.get(word)
  if (forms !== undefined) return forms
  // Headlines come from outside: what they teach must not grow for ever.
  if (known.size >= maxKnown) known.clear()
  const fresh = [...new Set([word, ...basesOf(word)])]
  known.set(word, fresh)
  return fresh
}

function basesOf(word: string): readonly string[] {
  const base = irregular.get(word)
  if (base !== undefined) return [base]
  return [...plural(word), ...ending(word, 'ed'), ...ending(word, 'ing')].filter((form) => form.length >= 2)
}

function plural(word: string): readonly string[] {
  if (!word.endsWith('s') || /(ss|us|is)$/.test(word) || word.length < 4) return []
  if (word.endsWith('ies')) return [`${word.slice(0, -3)}y`, word.slice(0, -1)]
  return word.endsWith('es') ? [word.slice(0, -1), word.slice(0, -2)] : [word.slice(0, -1)]
}

function ending(word: string, suffix: string): readonly string[] {
  if (!word.endsWith(suffix) || word.length < suffix.length + 2) return []
  const stem = word.slice(0, -suffix.length)
  const doubled = /([bdfgklmnprt])\1$/.test(stem) ? [stem.slice(0, -1)] : []
  return [stem, `${stem}e`, ...doubled, ...(stem.endsWith('i') ? [`${stem.slice(0, -1)}y`] : [])]
}
