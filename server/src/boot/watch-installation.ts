import type { Logger } from 'pino';
import type { Database } from '../postgres/database.ts';
import { startLoop, type Loop } from '../work/loop.ts';
import type { Wake } from '../work/wake.ts';
import type { Config } from './config.ts';
import {
  mismatchesOf,
  readInstallation,
  termMismatches,
  type Fact,
  type InstallationFacts,
  type Terms,
} from './installation.ts';
import { findSecretOf } from './secret.ts';
import { openFormers, type Secrets } from './secrets.ts';

export interface WatchParts {
  config: Pick<Config, 'secret' | 'dataDir'>;
  database: Database;
  wake: Wake;
  log: Logger;
  secrets: Secrets;
  terms: Terms;
}

export interface Watch {
  /** For `/readyz`: true, or what this process has no longer in common with the installation. */
  ready(this: void): true | string;
  /** Looks once. */
  look(): Promise<void>;
}

/** In words that name no place. */
const outOfDate: Readonly<Partial<Record<Fact, string>>> = {
  secret: 'has another secret by now',
  version: 'wants a later version by now',
};

/**
 * What changes while a process runs: a rotated secret is taken up from the data directory, and where it came with the
 * environment, or a later version has begun that shuts this one out, the process says so and is not ready any more.
 */
export function createWatch(parts: WatchParts): Watch {
  const { config, database, wake, log, secrets, terms } = parts;
  const told = new Set<Fact>();
  let taken: Buffer | null = null;

  function takeUp({ secretProof, formers }: InstallationFacts): void {
    if (secretProof === null) return;
    const secret = findSecretOf(config, secretProof);
    // With another one it goes on: its links are good for the overlap, and it can seal and open nothing more.
    if (secret === null) return;
    secrets.use(secret, openFormers(secret, formers));
    // What is sealed with it may have been looked at already.
    if (taken?.equals(secretProof) === false) wake.tell('lines');
    taken = secretProof;
  }

  return {
    ready() {
      const troubles = [...told].flatMap((fact) => outOfDate[fact] ?? []);
      return troubles.length === 0 || troubles.join('; ');
    },
    async look() {
      await forgetFormers(database);
      const seen = await readInstallation(database);
      if (seen.facts === null) return;
      takeUp(seen.facts);
      const found = [...mismatchesOf(seen, config), ...termMismatches(seen.facts, terms)];
      for (const { fact, words } of found) {
        if (told.has(fact)) continue;
        told.add(fact);
        log[fact in outOfDate ? 'error' : 'warn']({ fact }, words);
      }
      for (const fact of told) {
        if (!found.some((one) => one.fact === fact)) told.delete(fact);
      }
    },
  };
}

/** A secret that is good for nothing more is not kept. */
async function forgetFormers({ general }: Pick<Database, 'general'>): Promise<void> {
  await general.query('delete from former_secrets where valid_until <= now()');
}

const everyMs = 10_000;

export function watchInstallation(
  watch: Watch,
  { wake, log }: Pick<WatchParts, 'wake' | 'log'>,
): Loop {
  return startLoop({
    name: 'installation',
    topic: 'installation',
    everyMs,
    async turn() {
      await watch.look();
      return false;
    },
    wake,
    log,
  });
}
