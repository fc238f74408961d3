/**
 * How an API key is written: a prefix of the installation such as `fg_`, `live_` or `test_`, 30 random base62
 * digits (178 bits), and 6 base62 digits of CRC32 over everything before them. So a slip of the pen is told from
 * a wrong key without any database, and scanners for leaked secrets need no list of ours.
 *
 * The word before the digits says the mode, whatever stands before it: so keys of every prefix that an
 * installation had are read alike. A prefix that ends in `live_` is not followed by a second one.
 */
import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { usualPrefix } from '../generation/key-prefix.ts';

export type KeyMode = 'live' | 'test';

export interface ParsedKey {
  mode: KeyMode;
  /** To tell keys apart on a screen: what stands before the 30 random digits, and 4 of these. */
  prefix: string;
  /** Of the checksum, so it tells nothing of the random digits. */
  lastFour: string;
}

/** For secret scanners: what a key looks like in any text. `parseKey` then proves the checksum. */
export function keyPattern(prefix = usualPrefix): string {
  const modes = saysLive(prefix) ? '(?:test_)?' : '(?:live|test)_';
  return `${prefix}${modes}[0-9A-Za-z]{36}`;
}

function saysLive(prefix: string): boolean {
  return prefix.endsWith('live_');
}

const keyForm = /^(?:[A-Za-z][A-Za-z0-9_-]{0,19})??(live|test)_[0-9A-Za-z]{36}$/;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;

/** The prefix is one that `isKeyPrefix` takes; `random` gives so many unpredictable bytes. */
export function makeKey(
  mode: KeyMode,
  prefix: string = usualPrefix,
  random: (bytes: number) => Uint8Array = randomBytes,
): string {
  const word = mode === 'live' && saysLive(prefix) ? '' : `${mode}_`;
  const body = `${prefix}${word}${randomDigits(random)}`;
  return body + checksumOf(body);
}

/** Null for anything that `makeKey` cannot have made, without a look at any database. */
export function parseKey(text: string): ParsedKey | null {
  const mode = keyForm.exec(text)?.[1];
  if (mode !== 'live' && mode !== 'test') return null;
  const body = text.slice(0, -checksumLength);
  if (text.slice(-checksumLength) !== checksumOf(body)) return null;
  return { mode, prefix: body.slice(0, -randomLength + 4), lastFour: text.slice(-4) };
}

/** What is kept of a key. Its 178 random bits make a slow hash needless. */
export function hashKey(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** A byte is dropped where the last, incomplete round of 62 would make some digits likelier. */
function randomDigits(random: (bytes: number) => Uint8Array): string {
  const fair = 256 - (256 % digits.length);
  let made = '';
  while (made.length < randomLength) {
    for (const byte of random(randomLength - made.length)) {
      if (byte < fair) made += digits.charAt(byte % digits.length);
    }
  }
  return made;
}

function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = digits.charAt(rest % digits.length) + text;
    rest = Math.floor(rest / digits.length);
  }
  return text;
}
