const maxLength = 400

/** A title on one line and of bounded length; undefined when nothing is left of it. */
export function cleanTitle(text: string): string | undefined {
  // Invisible and directional marks would hide what people read in a log.
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
  return plain === '' ? undefined : plain
}
