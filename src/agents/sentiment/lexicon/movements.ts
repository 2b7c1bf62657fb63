/** How something moves, how far, and what grammar binds it to what moves. */
export interface Movement {
  /** −1 … 1; the sign is the direction, not whether that is good. */
  readonly strength: number
  /** `object`: "cuts costs" moves what follows; `subject`: "costs fall" moves what stands before. */
  readonly moves: 'object' | 'subject'
  readonly words: string
}

/** Words of movement. Whether a movement is good depends on what moves. */
export const movements: readonly Movement[] = [
  {
    strength: 0.85,
    moves: 'subject',
    words: `
      soar, =rockets, =rocketed, =rocketing, skyrocket, surge, quadruple, explode, go through the roof`,
  },
  {
    strength: 0.7,
    moves: 'subject',
    words: `
      =pops, =popped, =vaults, =vaulted, =zooms, =zoomed, jump, leap, rally, boom, triple, treble, spike, balloon,
      race ahead, take off, hit record, shoot up`,
  },
  {
    strength: 0.5,
    moves: 'subject',
    words: `
      rise, climb, gain, grow, rebound, bounce back, bounce, accelerate, swell, mount, escalate, expand, jump back,
      recover, pick up, go up, move up, step up, ascend, multiply, intensify, deepen, mushroom, proliferate,
      flourish, thrive, snowball, heat up`,
  },
  {
    strength: 0.5,
    moves: 'subject',
    words: `
      all time high, record high, hit record high, hit all time high, at record, hit new high, new record, new high,
      year high, month high, week high, day high, multi year high, decade high, high since, highest since,
      highest level, highest in, highest for, strongest since, hit .. high, hit .. peak, year peak, month peak,
      fresh high, fresh record, fresh peak, new peak, record peak, record level, highs, peak, close higher,
      end higher, finish higher, open higher, trade higher, move higher, climb higher, in the green,
      in positive territory, best since`,
  },
  {
    strength: -0.5,
    moves: 'subject',
    words: `
      all time low, record low, hit record low, hit all time low, new low, year low, month low, week low, day low,
      multi year low, decade low, low since, lowest since, lowest level, lowest in, lowest for, weakest since,
      hit low, hit .. low, fresh low, lows, trough, close lower, end lower, finish lower, open lower, trade lower,
      move lower, in the red, in negative territory, worst since`,
  },
  {
    strength: 0.45,
    moves: 'subject',
    words: '=up, upward, advance, =firmed, =firming, firm up, outgrow, uptick, upswing, upturn',
  },
  {
    strength: 0.28,
    moves: 'subject',
    words: `
      edge up, edge higher, tick up, tick higher, inch up, inch higher, nudge up, creep up, nudge higher,
      creep higher, drift higher`,
  },
  {
    strength: 0.55,
    moves: 'object',
    words: `
      double, boost, raise, lift, =ups, hike, propel, buoy, beef up, ramp up, crank up, turbocharge, step up,
      fire up, jack up`,
  },
  {
    strength: 0.45,
    moves: 'object',
    words: `
      increase, bolster, strengthen, enhance, improve, fuel, spur, stoke, spark, widen, broaden, extend, prop up,
      shore up, push up, drive up, bump up, stimulate, support, aid, underpin, speed up, add to, build up, deepen,
      trigger, raise to, sweeten, heighten`,
  },
  { strength: -0.9, moves: 'subject', words: 'plunge, plummet, nosedive, crater, implode, go into freefall' },
  {
    strength: -0.75,
    moves: 'subject',
    words: '=tanks, =tanked, =tanking, tumble, slump, sink, crash, collapse, dive, evaporate, vanish, wilt',
  },
  { strength: -0.6, moves: 'subject', words: 'slide, skid, shrivel, halve, swoon, dry up, capitulate' },
  {
    strength: -0.52,
    moves: 'subject',
    words: `
      fall, drop, decline, decrease, shrink, =contracted, =contracting, contraction, dwindle, sag, droop, regress,
      deteriorate, backslide, fall back, drop back, go down, move down, come down, descend, fall away`,
  },
  {
    strength: -0.4,
    moves: 'subject',
    words: `
      =down, slip, weaken, retreat, cool, fade, wane, slow, slow down, decelerate, fizzle, fizzle out, subside,
      recede, abate, moderate, diminish, soften, downward, wither, taper off, falter, stall, dampen down, die down,
      sour`,
  },
  {
    strength: -0.28,
    moves: 'subject',
    words: `
      dip, edge down, edge lower, tick down, tick lower, inch lower, inch down, drift lower, drift, nudge lower,
      creep lower, ease`,
  },
  {
    strength: -0.65,
    moves: 'object',
    words: `
      slash, axe, gut, decimate, crush, crush down, wipe out, destroy, obliterate, ravage, cripple, hammer, batter`,
  },
  {
    strength: -0.5,
    moves: 'object',
    words: `
      cut, reduce, shed, erode, dent, squeeze, curb, curtail, hurt, harm, damage, hamper, hinder, undermine,
      threaten, depress, slow growth, cut back, scale back, rein in, knock, tackle, combat, combats, choke, stifle,
      derail, imperil, drain, sap, crimp, halt, stop, scrap, ditch, shelve, abandon, abolish, waive, suspend, strip,
      put off, overshadow, wreck, impair, disrupt, constrain`,
  },
  {
    strength: -0.4,
    moves: 'object',
    words: `
      lower, narrow, trim, pare, limit, dampen, restrain, temper, quell, lessen, shave, nip, ease off, minimise,
      minimize, cap, allay, alleviate, assuage, calm, soothe, relieve, mitigate, quash, dispel, reverse, unwind,
      erase, remove, eliminate, resolve, overcome, cut down`,
  },
]
