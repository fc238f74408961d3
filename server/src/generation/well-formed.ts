/**
 * A text as PostgreSQL can store it, also within JSON: without U+0000 and halves of surrogate pairs, which
 * become U+FFFD. For the words of others; what a client sends is refused instead, since it would read back as
 * something else.
 */
export function wellFormed(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
