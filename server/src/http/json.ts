import { isUtf8 } from 'node:buffer';
import { parseJsonText } from '../generation/json-text.ts';
import { refuse } from '../generation/problems.ts';

/** Parses a request body. Refuses (malformed_body) as `parseJsonText` does, and what is no UTF-8. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw refuse('malformed_body', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw refuse('malformed_body', 'The body is not valid UTF-8.');
  return parseJsonText(withoutMark(bytes.toString('utf8')), 'body');
}

/** Some editors and libraries write a byte order mark before any text. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
