import { unseal, type Keys } from '../postgres/seal.ts';
import type { FormerSecret } from './installation.ts';
import { deriveKey } from './secret.ts';

/** The secrets that are valid in this process: the one of the installation, and those from before rotations. */
export interface Secrets {
  /** Of one purpose. */
  keys(purpose: string): Keys;
  /** Whether any from before is valid still. */
  hasFormers(): boolean;
  /** From now on these; who holds keys need not be told. */
  use(current: string, formers: readonly ValidSecret[]): void;
}

export interface ValidSecret {
  secret: string;
  untilMs: number;
}

/** Of the key that seals former secrets. */
export const formerSecretPurpose = 'former secrets';

export function createSecrets(
  first: string,
  firstFormers: readonly ValidSecret[] = [],
  now: () => number = Date.now,
): Secrets {
  let current = first;
  let formers = firstFormers;
  const valid = (): readonly ValidSecret[] => formers.filter(({ untilMs }) => untilMs > now());
  return {
    keys(purpose) {
      const derived = new Map<string, Buffer>();
      const keyOf = (secret: string): Buffer => {
        const key = derived.get(secret) ?? deriveKey(secret, purpose);
        derived.set(secret, key);
        return key;
      };
      return () => [keyOf(current), ...valid().map(({ secret }) => keyOf(secret))];
    },
    hasFormers: () => valid().length > 0,
    use(secret, others) {
      current = secret;
      formers = others;
    },
  };
}

/** Those that the database keeps, opened with the present one. The newest first. */
export function openFormers(current: string, kept: readonly FormerSecret[]): ValidSecret[] {
  const key = deriveKey(current, formerSecretPurpose);
  return kept.flatMap(({ proof, sealed, untilMs }) => {
    const secret = unseal(key, proof.toString('hex'), sealed);
    return secret === null ? [] : [{ secret, untilMs }];
  });
}
