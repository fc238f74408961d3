/**
 * How an API key is written: `fg_<live|test>_`, 30 random base62 digits (178 bits), and 6 base62 digits
 * of CRC32 over everything before them. So a slip of the pen is told from a wrong key without any
 * database, and scanners for leaked secrets need no list of ours.
 */
import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type KeyMode = 'live' | 'test';

export interface ParsedKey {
  mode: KeyMode;
  /** To tell keys apart on a screen: the mode and 4 of the 30 random digits. */
  prefix: string;
  /** Of the checksum, so it tells nothing of the random digits. */
  lastFour: string;
}

/** For secret scanners: what a key looks like in any text. `parseKey` then proves the checksum. */
export const keyPattern = 'fg_(?:live|test)_[0-9A-Za-z]{36}';

const keyForm = /^fg_(live|test)_[0-9A-Za-z]{36}$/;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;

/** `random` gives so many unpredictable bytes. */
export function makeKey(
  mode: KeyMode,
  random: (bytes: number) => Uint8Array = randomBytes,
): string {
  const body = `fg_${mode}_${randomDigits(random)}`;
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
