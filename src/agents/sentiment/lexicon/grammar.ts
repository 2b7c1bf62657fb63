/** A judgement against what was expected, when an expectation follows; `alone`: the tone when none does. */
export interface Against {
  readonly sense: -1 | 0 | 1
  readonly alone: number
  readonly words: string
}

/** A comparative; `alone`: its strength when nothing is compared. */
export interface Comparative {
  readonly sense: 'better' | 'worse' | 'more' | 'less'
  readonly alone: number
  readonly words: string
}

/** Turns what follows: its tone times `factor`; `alone`: the tone of its own when nothing follows. */
export interface Turn {
  readonly factor: number
  readonly alone: number
  /** Whether it reaches past a preposition: "no sign of trouble", but "avoids cuts after losses". */
  readonly isFar: boolean
  readonly words: string
}

/** Makes what is near stronger or weaker, or what follows less certain. */
export interface Scale {
  readonly factor: number
  readonly words: string
}

/** Where a clause ends, and how much the clause before and the one after count. */
export interface Break {
  readonly before: number
  readonly after: number
  readonly words: string
}

export const againsts: readonly Against[] = [
  { sense: 1, alone: 0.4, words: 'beat, smash, crush, trounce, surpass, outstrip, trump' },
  { sense: 1, alone: 0.25, words: 'exceed' },
  { sense: 1, alone: 0, words: 'top, above, over, past, outdo, eclipse, ahead of' },
  { sense: -1, alone: -0.4, words: 'miss, undershoot, fall short of, come in short of, trail, lag' },
  { sense: -1, alone: -0.3, words: 'short of, shy of, fail to meet' },
  { sense: -1, alone: 0, words: 'below, under, behind, beneath' },
  { sense: 0, alone: 0, words: 'meet, match, in line with, confirm, keep, maintain, reiterate' },
]

export const expectations = `
      expectation, expected, forecast, forecasted, estimate, estimated, consensus, prediction, predicted,
      projection, projected, view, guidance, target, hoped, hope, anticipated, thought, first thought, planned,
      plan, analyst, street, last year, year ago, year earlier, previous year, previous quarter, year before, peer,
      rival`

export const fears = 'feared, fear, first feared'

export const comparatives: readonly Comparative[] = [
  { sense: 'better', alone: 0.35, words: 'better, stronger, healthier, brighter, firmer, rosier' },
  { sense: 'worse', alone: -0.4, words: 'worse, weaker, softer, poorer, gloomier, bleaker' },
  { sense: 'more', alone: 0.42, words: 'higher, bigger, larger, greater, wider' },
  { sense: 'more', alone: 0, words: 'more, faster, quicker, sooner, more quickly, deeper, steeper, sharper, longer' },
  { sense: 'less', alone: -0.42, words: 'lower, smaller, fewer' },
  { sense: 'less', alone: 0, words: 'less, slower, more slowly, narrower, milder, shallower, shorter, later' },
]

export const turns: readonly Turn[] = [
  {
    factor: -0.7,
    alone: 0,
    isFar: true,
    words: `
      not, no, never, neither, nor, hardly, barely, scarcely, without, isn't, aren't, wasn't, weren't, doesn't,
      don't, didn't, won't, can't, couldn't, wouldn't, hasn't, haven't, hadn't, shouldn't, cannot, no longer,
      no sign of, no evidence of, not immune to, far from`,
  },
  { factor: -0.9, alone: -0.4, isFar: false, words: 'fail to, unable to, struggle to, fail, refuse to, failure to' },
  {
    factor: -0.7,
    alone: -0.2,
    isFar: false,
    words: `
      lack, lack of, lose, rule out, deny, deny need, dash, curtail, give up, miss out on, snap, put paid to,
      cast doubt on, pour cold water on, end to`,
  },
  {
    factor: -0.7,
    alone: 0.1,
    isFar: false,
    words: `
      avoid, avert, dodge, escape, evade, sidestep, prevent, fend off, ward off, stave off, overcome, survive,
      shrug off, shake off, defy, brush off, recover from, rebound from, bounce back from, rise from, offset,
      outweigh, counter, weather, resist, withstand, free of, free from, immune to, get over, put behind, clear of,
      cleared of, dismiss, end, settle, resolve, defuse, exit, emerge from, out of, resume after, reject, rebut,
      refute`,
  },
]

export const scales: readonly Scale[] = [
  {
    factor: 1.3,
    words: `
      sharply, sharp, steeply, steep, heavily, heavy, significantly, significant, substantially, substantial,
      considerably, dramatically, dramatic, massively, massive, huge, hugely, strongly, severely, severe, deeply,
      drastically, drastic, markedly, biggest, largest, fastest, record, unprecedented, major, big, very, extremely,
      rapidly, rapid, clearly, badly, far, much, more than, at least, fourfold, tenfold, historic, once more, again,
      deepest, steepest, soundly, wildly, spectacular, spectacularly`,
  },
  {
    factor: 0.65,
    words: `
      slightly, slight, marginally, marginal, modestly, modest, somewhat, a little, a bit, small, mildly, gradually,
      partly, partially, moderately, nearly, almost, barely, temporarily, minor, limited, relatively, just`,
  },
]

export const hedges: readonly Scale[] = [
  {
    factor: 0.75,
    words: `
      may, might, could, possible, possibly, potential, potentially, perhaps, maybe, likely, mull, consider,
      weigh up, ponder, rumour, rumor, rumoured, rumored, speculation, speculate, reportedly, if, whether, seek,
      hope to, aim to, want to, try to, attempt to, bid to, look to, in talks to, in talks, in talks over,
      threaten to`,
  },
  {
    factor: 0.9,
    words: `
      expect, expected to, set to, plan to, plan, see, would, should, will, forecast to, target, said to, poised to,
      due to, intend to`,
  },
]

export const breaks: readonly Break[] = [
  { before: 0.7, after: 1.1, words: 'but, however, yet, although then' },
  {
    before: 1.1,
    after: 0.35,
    words: `
      despite, in spite of, although, though, even as, even though, even after, notwithstanding, regardless of,
      shrugging off`,
  },
  {
    before: 1,
    after: 0.75,
    words: `
      as, after, amid, amidst, following, because, thanks to, on the back of, while, whereas, when, since, until,
      before, on hopes, on fears, on concern`,
  },
]

/** What stands between a movement and what it has to do with: `through` may be looked past, others end the search. */
export const links = {
  through: 'in, of',
  stop: `
      to, from, by, on, at, for, with, than, against, versus, vs, compared, that, which, into, over, per, among,
      between, via`,
} as const
