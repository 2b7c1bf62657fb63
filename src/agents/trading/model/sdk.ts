import type * as Openai from '@ai-sdk/openai-compatible'
import type * as Ai from 'ai'

/** What of the AI SDK is used. */
export interface Sdk {
  readonly ai: typeof Ai
  readonly openai: typeof Openai
}

/** Loads the AI SDK, which is no part of a plain installation; throws with what to do when it is not there. */
export async function loadSdk(load: () => Promise<Sdk> = importSdk): Promise<Sdk> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    throw new Error(
      'the provider "model" needs two packages: npm install ai@6 @ai-sdk/openai-compatible@2 (or set "provider": "rules")',
      { cause: error },
    )
  }
}

async function importSdk(): Promise<Sdk> {
  const [ai, openai] = await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')])
  return { ai, openai }
}
