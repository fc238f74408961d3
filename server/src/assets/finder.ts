import type { FoundAsset } from '../media/sources.ts';
import type { Database } from '../postgres/database.ts';
import { readAssets } from './read.ts';

/**
 * What `asset://<id>` in a request of an account stands for: the stored file, or why it cannot be used.
 * A missing and another account's id are never told apart. `findResult` knows the ids that are no assets'
 * but stand for what the account's tasks have made; null for all others.
 */
export function assetFinder(
  database: Database,
  findResult: (accountId: string, id: string) => Promise<FoundAsset | null>,
): (accountId: string, id: string) => Promise<FoundAsset> {
  return async (accountId, id) => {
    const [row] = await readAssets(database, accountId, [id]);
    if (!row) {
      const made = await findResult(accountId, id);
      return made ?? { refusal: 'names no asset of this account: check the id' };
    }
    if (row.sha256 !== null) return { sha256: row.sha256 };
    if (row.state === 'processing') {
      return { refusal: 'names an asset that is still being processed: wait until it is active' };
    }
    return {
      refusal: `names an asset that could not be taken in: ${reasonOf(row.failure?.message ?? '')}`,
    };
  };
}

/** Its sentence becomes the end of another one. */
function reasonOf(message: string): string {
  return message.replace(/\.$/u, '');
}
