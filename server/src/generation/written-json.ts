/**
 * JSON that a customer keeps with us goes back byte for byte: doubles round large numbers, objects put some keys
 * first, and one text escapes what another does not. So its text is kept, and written where its value stands. Pure.
 */
import type { JsonObject } from './request.ts';

const texts = new WeakMap<object, string>();
/** No other text has it: nobody can store U+0000. */
const mark = '\0written';
const quotedMark = JSON.stringify(mark);

/** The value of a text of JSON, in whose place `writeJson` puts that very text. */
export function asWritten(text: string): JsonObject {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only objects are kept, and were parsed before
  const value = JSON.parse(text) as JsonObject;
  texts.set(value, text);
  return value;
}

/** As JSON.stringify. */
export function writeJson(value: unknown): string {
  const written: string[] = [];
  const json = JSON.stringify(value, (_key, member: unknown) => {
    const text = typeof member === 'object' && member !== null ? texts.get(member) : undefined;
    if (text === undefined) return member;
    written.push(text);
    return mark;
  });
  if (written.length === 0) return json;
  return json
    .split(quotedMark)
    .map((part, index) => part + (written[index] ?? ''))
    .join('');
}

/** The last member of this name of an object, as it stands in the text, which is known to be JSON. */
export function memberAsWritten(text: string, name: string): string | undefined {
  let found: string | undefined;
  let at = afterSpace(text, text.indexOf('{') + 1);
  while (text[at] === '"') {
    const keyEnd = endOfText(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const start = afterSpace(text, text.indexOf(':', keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === name) found = text.slice(start, end);
    const next = afterSpace(text, end);
    at = text[next] === ',' ? afterSpace(text, next + 1) : text.length;
  }
  return found;
}

const notSpace = /[^ \t\r\n]/g;

function afterSpace(text: string, at: number): number {
  notSpace.lastIndex = at;
  return notSpace.exec(text)?.index ?? text.length;
}

/** Behind the quote that ends the text beginning here. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfText(text, start);
  if (text[start] === '{' || text[start] === '[') return endOfNested(text, start);
  const end = /[,}\] \t\r\n]/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

function endOfNested(text: string, start: number): number {
  const sign = /["{}[\]]/g;
  let depth = 0;
  sign.lastIndex = start;
  for (let met = sign.exec(text); met; met = sign.exec(text)) {
    if (met[0] === '"') sign.lastIndex = endOfText(text, met.index);
    else depth += met[0] === '{' || met[0] === '[' ? 1 : -1;
    if (depth === 0) return sign.lastIndex;
  }
  return text.length;
}
