/** The name of the cycle with this number. */
export const cycleIdOf = (number: number): string => `c${String(number).padStart(6, '0')}`
