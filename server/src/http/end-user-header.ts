import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { endUserCharactersMost } from '../dialects/bounds.ts';
import { refuse } from '../generation/problems.ts';

/** For which of its own users a client of any dialect makes something. */
const endUserHeader = 'X-Filmgate-End-User';

/** Undefined: none is named. Its bytes are UTF-8. Throws invalid_parameter. */
export function endUserOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[endUserHeader.toLowerCase()];
  if (header === undefined || header === '') return undefined;
  // As Node.js reads headers, each byte is a character.
  const bytes = Buffer.from(String(header), 'latin1');
  const name = bytes.toString('utf8');
  if (isUtf8(bytes) && name.length <= endUserCharactersMost && !/\p{Cc}/u.test(name)) return name;
  throw refuse(
    'invalid_parameter',
    `${endUserHeader} must be a name in UTF-8 of at most ${String(endUserCharactersMost)} characters, without any that control.`,
    { field: endUserHeader },
  );
}
