/** The one secret of an installation, and the keys that are derived from it. */
import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';

const fileName = 'secret';
/** Made by a rotation, and the secret from its end on. */
const nextFileName = 'secret.next';
/** A backup of the database from before a rotation opens with it. */
const formerFileName = 'secret.former';
export const secretLengthMin = 32;

/**
 * The secret that is kept in the data directory, for nobody but its owner to read; made at the first
 * start. Two first starts at once get the same one.
 * @throws when the file is too short to be a secret, or cannot be read or written.
 */
export function loadOrMakeSecret(dataDir: string): string {
  return loadOrMake(dataDir, fileName);
}

/** As `loadOrMakeSecret`, the one that a rotation brings in; one that was cut short has made it already. */
export function loadOrMakeNextSecret(dataDir: string): string {
  return loadOrMake(dataDir, nextFileName);
}

/** What a rotation that was cut short has left there. */
export function findNextSecret(dataDir: string): string | null {
  return readIfThere(join(dataDir, nextFileName));
}

/** The end of a rotation; the former secret stays beside it. Two processes may come to it at once. */
export function useNextSecret(dataDir: string): void {
  if (findNextSecret(dataDir) === null) return;
  unlessMissing(() => {
    const former = `${formerSecretPath(dataDir)}.${randomBytes(6).toString('hex')}`;
    linkSync(secretPath(dataDir), former);
    renameSync(former, formerSecretPath(dataDir));
  });
  unlessMissing(() => {
    renameSync(join(dataDir, nextFileName), secretPath(dataDir));
  });
  syncFolder(dataDir);
}

/** What another process has done meanwhile, or nobody can do any more, is left alone. */
function unlessMissing(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

export function formerSecretPath(dataDir: string): string {
  return join(dataDir, formerFileName);
}

export function secretPath(dataDir: string): string {
  return join(dataDir, fileName);
}

function loadOrMake(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  const kept = readIfThere(path) ?? make(dataDir, path);
  if (kept.length < secretLengthMin) {
    throw new Error(
      `The secret in ${path} has fewer than ${String(secretLengthMin)} characters. Put the former file back from a backup; a new installation may remove it, then a new one is made.`,
    );
  }
  return kept;
}

/** As it is configured, or else as the data directory keeps it. */
export function secretOf({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): string {
  return secret ?? loadOrMakeSecret(dataDir);
}

/**
 * As `secretOf`, for who only reads: makes none. Where there is none nothing was ever signed, and links that are signed
 * with nothing open nothing.
 */
export function secretToReadWith({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): string {
  return secret ?? findSecret(dataDir) ?? '';
}

/** The secret that is kept there, if one was made. */
export function findSecret(dataDir: string): string | null {
  return readIfThere(secretPath(dataDir));
}

/**
 * The secret of this process, where it is the one of that proof; null where it is another, or none is kept. Ends a
 * rotation of the data directory's secret that was cut short at its last step.
 */
export function findSecretOf(
  { secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>,
  proof: Buffer,
): string | null {
  const proves = (one: string | null): one is string =>
    one !== null && timingSafeEqual(proofOf(one), proof);
  if (secret !== null) return proves(secret) ? secret : null;
  const kept = findSecret(dataDir);
  if (proves(kept)) return kept;
  if (proves(findNextSecret(dataDir))) useNextSecret(dataDir);
  // Who rotates may have done it meanwhile.
  const now = findSecret(dataDir);
  return proves(now) ? now : null;
}

/** Tells two secrets apart and tells nothing of either. */
export function proofOf(secret: string): Buffer {
  return deriveKey(secret, 'proof');
}

/**
 * A key of 32 bytes for one purpose: links, webhooks and sealed credentials each have their own, so
 * that none of them tells anything about another.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `filmgate ${purpose}`, 32));
}

function readIfThere(path: string): string | null {
  try {
    const kept = readFileSync(path, 'utf8').trim();
    // A restored backup or a copied directory may have opened it to others.
    chmodSync(path, 0o600);
    return kept;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Written aside and linked into place: nobody sees half a file, and an older one is never replaced. */
function make(dataDir: string, path: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(32).toString('hex');
  try {
    writeDurably(aside, `${secret}\n`);
    linkSync(aside, path);
    syncFolder(dataDir);
    return secret;
  } catch (error) {
    const theirs = isCode(error, 'EEXIST') ? readIfThere(path) : null;
    if (theirs === null) throw error;
    return theirs;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A new file for nobody but its owner to read. False where there is one already, or a link. */
export function makePrivateFile(path: string, text: string): boolean {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeDurably(path, text);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  syncFolder(folder);
  return true;
}

/** What was sealed with a secret is lost with it, so it must stand before its first use. */
function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the new name outlives a power cut as well; Windows knows no such call. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
