/** The two phases of a cycle, in their order. */
export type PhaseName = 'critical' | 'parallel'
