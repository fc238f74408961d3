import type { Config } from '../../boot/config.ts';
import {
  mismatchesOf,
  readInstallation,
  refusesToServe,
  termMismatches,
  type InstallationFacts,
  type Mismatch,
} from '../../boot/installation.ts';
import { storeMismatch } from '../../boot/installation-store.ts';
import { bookTerms } from '../../boot/load-price-book.ts';
import { markAtHand, openStore } from '../../boot/open-store.ts';
import type { Database } from '../../postgres/database.ts';
import type { PriceBook } from '../../pricing/book.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';

/** Whether a server with these variables would be one of the installation. */
export function checkInstallation(
  config: Config,
  database: Pick<Database, 'general'>,
  book: PriceBook | null,
): Promise<Check> {
  return checked('installation', async () => {
    const { facts } = await readInstallation(database);
    if (facts === null) return ok('installation', 'No server has been started on it yet.');
    const store = await storeHere(config, facts);
    const terms = { ...(book && bookTerms(book)), publicUrl: config.publicUrl };
    return judgeInstallation([
      // The clock has a check of its own.
      ...mismatchesOf({ facts, skewMs: 0 }, config),
      ...(store === null ? [] : [store]),
      ...termMismatches(facts, terms),
    ]);
  });
}

async function storeHere(config: Config, facts: InstallationFacts): Promise<Mismatch | null> {
  const atHand = markAtHand(config);
  if (atHand !== null) return storeMismatch(facts, atHand, { mustBe: true });
  const { mark, close } = await openStore(config);
  try {
    return await storeMismatch(facts, mark, { mustBe: true });
  } finally {
    close();
  }
}

export function judgeInstallation(found: readonly Mismatch[]): Check {
  if (found.length === 0) {
    return ok(
      'installation',
      'Secret, store, version, prices and PUBLIC_URL are those of the installation.',
    );
  }
  const words = found.map((one) => `${one.fact}: ${one.words}`).join(' ');
  return (found.some(refusesToServe) ? fail : warn)('installation', words);
}
