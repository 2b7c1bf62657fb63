/** What screens call a market, by the source that its configuration names. */
export const marketLabels = { simulated: 'SIMULATED MARKET', csv: 'RECORDED MARKET' } as const
