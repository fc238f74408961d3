/** Bodies and addresses as the log of requests keeps them: short, without media, without secrets. Pure. */
import { cut, isSecretName } from '../audit/secrets.ts';

/** Of one text, such as a prompt. */
const textMost = 500;
/** Of a text, what is looked at, so that a secret that is half within what is shown is seen whole. */
const lookedAtMost = 1_000;
/** Of a whole body. */
const charactersMost = 8_000;
const nameMost = 100;
const itemsMost = 50;
const depthMost = 8;

/**
 * JSON of a body. Null: there was none. It costs as much as what is shown, however large the body is: of an object
 * all names are looked at, and of these no more than `itemsMost` are shown.
 */
export function cutBody(body: unknown): string | null {
  if (body === undefined) return null;
  return JSON.stringify(cutValue(body, { left: charactersMost }, 0));
}

/** What may still be shown. */
interface Room {
  left: number;
}

function cutValue(value: unknown, room: Room, depth: number): unknown {
  if (room.left <= 0) return cut;
  if (typeof value === 'string') return taken(room, cutText(value));
  if (typeof value !== 'object' || value === null) return taken(room, value ?? null);
  if (depth >= depthMost) return taken(room, cut);
  if (Array.isArray(value)) {
    const shown = value.slice(0, itemsMost).map((item: unknown) => cutValue(item, room, depth + 1));
    return value.length > itemsMost ? [...shown, cut] : shown;
  }
  if (!isPlain(value)) return taken(room, '(file)');
  return cutObject(value, room, depth);
}

/** What came in a form as a file is of a class. */
function isPlain(value: object): boolean {
  const made: unknown = Object.getPrototypeOf(value);
  return made === Object.prototype || made === null;
}

function cutObject(value: object, room: Room, depth: number): object {
  const shown: [string, unknown][] = [];
  for (const [name, part] of Object.entries(value)) {
    if (shown.length >= itemsMost || room.left <= 0) {
      shown.push(['…', cut]);
      break;
    }
    room.left -= Math.min(name.length, nameMost);
    const isHidden = isSecretName(name) && part !== null && typeof part !== 'boolean';
    const inside = isHidden ? taken(room, cut) : cutValue(part, room, depth + 1);
    shown.push([name.length > nameMost ? cut : cutText(name), inside]);
  }
  return Object.fromEntries(shown);
}

function taken<Value extends string | number | boolean | null | object>(
  room: Room,
  value: Value,
): Value {
  room.left -= typeof value === 'string' ? value.length : 8;
  return value;
}

/** Base64 and its like: nothing that people write is so long without a space. */
const encoded = /^[\w+/=-]{200}/;
const dataUrl = /\bdata:[\w.+/-]*[;,]\S*/gi;
/** Whatever stands before the mode of a key. */
const keys = /(?:live|test)_[0-9A-Za-z]+/g;
/** What webhook endpoints sign with. */
const webhookSecrets = /whsec_[\w+/=-]*/g;
/** Of an `Authorization` that somebody has copied into a text, and what other platforms' keys begin with. */
const bearers = /\bbearer\s+\S+/gi;
const foreignKeys = /\b(?:sk|ak|pk|rk)[-_][\w-]+/g;
const signedTokens = /\beyJ[\w.-]+/g;
const webAddress = /\bhttps?:\/\/[^\s"'<>\\]+/gi;

/** A text of at most some hundred characters; what of it is a medium or looks like a secret is told by its length. */
export function cutText(text: string): string {
  if (encoded.test(text)) return cutLength(text);
  const head = text.slice(0, lookedAtMost);
  const medium = /^\s*data:[\w.+/-]*/i.exec(head)?.[0];
  if (medium !== undefined) return `${medium.trim().slice(0, nameMost)} ${cutLength(text)}`;
  const clean = withoutSecrets(head);
  return text.length > textMost ? `${clean.slice(0, textMost)}… ${cutLength(text)}` : clean;
}

function cutLength({ length }: string): string {
  return `(cut: ${String(length)} characters)`;
}

/** Hardly any text has any of it: one look is cheaper than seven. */
const suspect = /data:|:\/\/|whsec_|(?:live|test)_|bearer\s|\b(?:sk|ak|pk|rk)[-_]|\beyJ/i;

function withoutSecrets(text: string): string {
  if (!suspect.test(text)) return text;
  return text
    .replaceAll(dataUrl, cut)
    .replaceAll(webAddress, cutUrl)
    .replaceAll(webhookSecrets, cut)
    .replaceAll(keys, cutLong)
    .replaceAll(bearers, cut)
    .replaceAll(foreignKeys, cutLong)
    .replaceAll(signedTokens, cutLong);
}

/** Words of a few characters begin as keys do. */
const keyLeast = 18;

function cutLong(found: string): string {
  return found.length < keyLeast ? found : cut;
}

/** Where it leads to, without what lets somebody in: a name and a password, a signature in its query. */
function cutUrl(url: string): string {
  const [, scheme = '', rest = ''] = /^(https?:\/\/)([^]*)$/i.exec(url) ?? [];
  const [place = ''] = rest.split(/[?#]/u, 1);
  const slash = place.indexOf('/');
  const host = slash === -1 ? place : place.slice(0, slash);
  const at = host.lastIndexOf('@');
  const shown = scheme + (at === -1 ? '' : `${cut}@`) + place.slice(at + 1);
  return place.length < rest.length ? `${shown}?${cut}` : shown;
}

const pathMost = 1_000;

/** What was called, without its secrets: values of a query stay where their names are no secret's. */
export function cutPath(url: string): string {
  const [path = '', query] = url.slice(0, pathMost).split('?', 2);
  const shown = withoutSecrets(path);
  if (query === undefined) return shown;
  const words = query.split('&').map((word) => {
    const [name = '', value] = word.split('=', 2);
    if (value === undefined) return cutText(name);
    return `${cutText(name)}=${isSecretName(decoded(name)) ? cut : cutText(decoded(value))}`;
  });
  return `${shown}?${words.join('&')}`;
}

/** So that nothing hides behind the way in which it is written. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
