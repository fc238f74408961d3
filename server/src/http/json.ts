import { isUtf8 } from 'node:buffer';
import { parseJsonText } from '../generation/json-text.ts';
import { refuse } from '../generation/problems.ts';
import { memberAsWritten } from '../generation/written-json.ts';

export interface JsonBody {
  value: unknown;
  /** Of an object the text of its member `metadata`, which customers keep with us. */
  metadataText?: string;
}

/** Parses a request body. Refuses (malformed_body) as `parseJsonText` does, and what is no UTF-8. */
export function parseJson(bytes: Buffer): JsonBody {
  if (bytes.length === 0) throw refuse('malformed_body', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw refuse('malformed_body', 'The body is not valid UTF-8.');
  const text = withoutMark(bytes.toString('utf8'));
  const value = parseJsonText(text, 'body');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value };
  if (!Object.hasOwn(value, kept)) return { value };
  return { value, metadataText: memberAsWritten(text, kept) };
}

const kept = 'metadata';

/** Some editors and libraries write a byte order mark before any text. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
