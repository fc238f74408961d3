/**
 * A large body is nearly all data URLs. Taken out of its bytes, what is left is small, and they need not become text
 * with it, be parsed, and be copied from thread to thread. Pure.
 */

/** Where such a text stands in the bytes, without its quotes. */
export type Span = readonly [start: number, end: number];

export interface TakenOut {
  /** The JSON with a mark in the place of each. */
  rest: Buffer;
  spans: readonly Span[];
}

const opening = '"data:';
/** Shorter ones are left where they are. */
const spanBytesMin = 65_536;

const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
const lastPrintable = 0x7e;

/** `mark` is a text that nobody can know, and that JSON writes as it is. */
export function takeOut(bytes: Buffer, mark: string): TakenOut {
  const spans: Span[] = [];
  const parts: Buffer[] = [];
  let copied = 0;
  for (let at = bytes.indexOf(opening); at !== -1;) {
    const end = endOf(bytes, at + 1);
    if (end - at > spanBytesMin && bytes[at - 1] !== backslash) {
      parts.push(bytes.subarray(copied, at + 1), Buffer.from(`${mark}${String(spans.length)}`));
      spans.push([at + 1, end]);
      copied = end;
    }
    at = bytes.indexOf(opening, Math.max(end, at + 1));
  }
  parts.push(bytes.subarray(copied));
  return { rest: Buffer.concat(parts), spans };
}

/** Of the text that begins here: its quote, or what is not the same in JSON and in the text. Then it is no span. */
function endOf(bytes: Buffer, start: number): number {
  let at = start;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? quote;
    if (byte === quote) return at;
    if (byte < firstPrintable || byte > lastPrintable || byte === backslash) return 0;
  }
  return 0;
}

/** How many marks stand in the place of a value. */
export function countMarks(value: unknown, mark: string): number {
  let count = 0;
  replaceTexts(value, (text) => {
    if (text.startsWith(mark)) count += 1;
    return text;
  });
  return count;
}

/** The value with each text in its place; `value` itself is changed. */
export function putBack(value: unknown, mark: string, texts: readonly string[]): unknown {
  return replaceTexts(value, (text) =>
    text.startsWith(mark) ? (texts[Number(text.slice(mark.length))] ?? text) : text,
  );
}

function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = replaceTexts(item, replace);
  } else if (isMembers(value)) {
    for (const key of Object.keys(value)) value[key] = replaceTexts(value[key], replace);
  }
  return value;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
