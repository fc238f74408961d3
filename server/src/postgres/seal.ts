import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals a secret that is kept in a row, of a line or a webhook endpoint, with AES-256-GCM. The row's id is
 * bound in, so that a sealed secret that was copied to another row does not open there.
 */
export function seal(key: Buffer, rowId: string, secret: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(rowId));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/**
 * The keys of one purpose, asked for at each use, since a rotation of the secret changes them: the first seals and
 * signs, and all of them open and verify.
 */
export type Keys = () => readonly [current: Buffer, ...former: Buffer[]];

/** As `unseal`, with whichever of the keys it was sealed. */
export function unsealWith(keys: Keys, rowId: string, sealed: Buffer): string | null {
  for (const key of keys()) {
    const opened = unseal(key, rowId, sealed);
    if (opened !== null) return opened;
  }
  return null;
}

/** Null where it was not sealed with this key for this row. */
export function unseal(key: Buffer, rowId: string, sealed: Buffer): string | null {
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes))
      .setAAD(Buffer.from(rowId))
      .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    const opened = [decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return null;
  }
}
