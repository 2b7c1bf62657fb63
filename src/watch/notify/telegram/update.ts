import * as z from 'zod'

/** Something that somebody wrote to the bot. */
export interface Update {
  readonly id: number
  /** Undefined for what is no message of a person in the chat itself. */
  readonly message: ChatMessage | undefined
}

/** A message of a person. */
export interface ChatMessage {
  /** Such as `telegram:alice`. */
  readonly who: string
  readonly text: string
  /** Epoch ms, by Telegram's clock. */
  readonly atMs: number
}

const identified = z.object({ update_id: z.int().nonnegative() })

const personal = z.object({
  message: z.object({
    date: z.number(),
    text: z.string(),
    chat: z.object({ id: z.union([z.number(), z.string()]).transform(String) }),
    from: z.object({ id: z.number(), is_bot: z.literal(false).optional(), username: z.string().optional() }),
    // Of another topic of a group, or passed on: not said to this bot, here and now.
    is_topic_message: z.literal(false).optional(),
    forward_origin: z.undefined().optional(),
    forward_date: z.undefined().optional(),
    sender_chat: z.undefined().optional(),
    via_bot: z.undefined().optional(),
  }),
})

/** Reads what Telegram sent; undefined for what has no number, and so cannot be done with. */
export function readUpdate(raw: unknown, chat: string): Update | undefined {
  const { data: update } = identified.safeParse(raw)
  if (update === undefined) return undefined
  const { data } = personal.safeParse(raw)
  if (data === undefined || data.message.chat.id !== chat) return { id: update.update_id, message: undefined }
  const { date, text, from } = data.message
  const name = from.username !== undefined && /^\w{1,32}$/.test(from.username) ? from.username : String(from.id)
  return { id: update.update_id, message: { who: `telegram:${name}`, text, atMs: date * 1000 } }
}

/** A command, to whichever bot. */
export interface Command {
  /** Lower case, without the slash. */
  readonly name: string
  /** The bot that is meant, where the command says one. */
  readonly bot: string | undefined
  /** On one line. */
  readonly rest: string
}

/** The command that a text begins with. */
export function readCommand(text: string): Command | undefined {
  const match = /^\/([a-z]{1,32})(?:@(\w{1,64}))?(?:\s+([\s\S]*))?$/i.exec(text.trim())
  if (match === null) return undefined
  const [, name = '', bot, rest = ''] = match
  return { name: name.toLowerCase(), bot: bot?.toLowerCase(), rest }
}
