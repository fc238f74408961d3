import type { Logger } from 'pino';
import type { Database } from '../postgres/database.ts';
import type { Config } from './config.ts';
import {
  judge,
  mismatchesOf,
  readInstallation,
  termMismatches,
  type Terms,
  type Use,
} from './installation.ts';
import { storeMismatch } from './installation-store.ts';
import { markAtHand } from './open-store.ts';

interface LookParts {
  config: Config;
  database: Pick<Database, 'general'>;
  log: Logger;
}

/**
 * Before anything is done with a database, which may be another version's, or empty. Throws InstallationError where
 * what is found keeps from such a use. `terms` are those that it makes use of.
 */
export async function lookAtInstallation(
  { config, database, log }: LookParts,
  use: Use,
  terms: Partial<Terms> = {},
): Promise<void> {
  const seen = await readInstallation(database);
  const opensStore = use === 'serve' || use === 'adopt';
  // Who opens the store looks then; for all others a folder that this user may not read is none.
  const store = opensStore
    ? null
    : await storeMismatch(seen.facts, markAtHand(config)).catch(() => null);
  const found = [
    ...mismatchesOf(seen, config),
    ...(store === null ? [] : [store]),
    ...(seen.facts === null ? [] : termMismatches(seen.facts, terms)),
  ];
  judge(found, use, log);
}
