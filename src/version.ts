/** Put in place by the build. */
declare const RISKFIRST_VERSION: string | undefined

/** Of this package; `development` where it runs from its source. */
export const version: string = typeof RISKFIRST_VERSION === 'string' ? RISKFIRST_VERSION : 'development'
