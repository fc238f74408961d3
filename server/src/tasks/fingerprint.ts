import { createHash, type Hash } from 'node:crypto';
import type { CreateCommand, WireCall } from '../dialects/mechanism.ts';

/**
 * What makes two requests under one idempotency key the same: the decoded command in its dialect,
 * whatever the order of its keys and the spaces between them, also of what is kept as text. Lower-case hex.
 *
 * It outlives the version that made it: so a member that is new in a command is absent where the client does not
 * say it, and where it says what was let through as harmless before; defaults come later, in `plan`.
 * `testing/fingerprints.json` holds what former versions made.
 *
 * Of a call as it came, it is what makes one a retry of another that has no key.
 */
export function fingerprint(dialectName: string, command: CreateCommand | WireCall): string {
  const hash = createHash('sha256').update(dialectName).update('\n');
  const long: string[] = [];
  const text = JSON.stringify(meant(command), (_key, value: unknown) => {
    if (typeof value !== 'string' || value.length < longCharacters) return sorted(value);
    long.push(value);
    return longMark;
  });
  const between = text.split(quotedMark);
  for (const [index, part] of between.entries()) {
    hash.update(part);
    const value = long[index];
    if (value !== undefined) updateQuoted(hash, value);
  }
  return hash.digest('hex');
}

/** Without how it was written and how answers word it, which changes nothing of what is made. */
function meant({ metadataText: _written, ...rest }: CreateCommand | WireCall) {
  if (!('ask' in rest)) return rest;
  const {
    named: _words,
    ask: { size: _told, ...ask },
    ...command
  } = rest;
  return { ...command, ask };
}

/** So long a text holds a medium. */
const longCharacters = 262_144;
/** No text has it: nobody can store U+0000. */
const longMark = '\0long';
const quotedMark = JSON.stringify(longMark);
const pieceCharacters = 65_536;

/**
 * A long text as JSON has it, in pieces: written as a whole, with a function to sort keys, 28 MB would keep the
 * process for a third of a second.
 */
function updateQuoted(hash: Hash, text: string): void {
  hash.update('"');
  let end = 0;
  for (let at = 0; at < text.length; at = end) {
    end = at + pieceCharacters;
    // A character of two halves stays whole.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end += 1;
    hash.update(JSON.stringify(text.slice(at, end)).slice(1, -1));
  }
  hash.update('"');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
