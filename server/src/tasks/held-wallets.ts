import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import { troubleKind } from '../postgres/transient.ts';

/**
 * Wallets that somebody holds for longer than a statement may wait. A batch that met one leaves it out from
 * then on, without waiting, until it is free: so that one account's trouble is nobody else's.
 */
export interface HeldWallets {
  isAnyKnown(): boolean;
  /** Which of the accounts' wallets are held now; remembered until they are found to be free. */
  find(accountIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Every statement of ours holds its wallets, until it is on disk: what is met held is looked at again so much later. */
const lookAgainMs = [50, 100, 200];

/** `pause` waits; tests have no time for it. */
export function createHeldWallets(
  database: Pick<Database, 'general'>,
  pause: (ms: number) => Promise<unknown> = wait,
): HeldWallets {
  let suspects: ReadonlySet<string> = new Set();

  async function lockedOf(accountIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await database.general.query<{ account_id: string }>({
      name: 'find held wallets',
      text: `
with free as (
  select account_id from wallets where account_id = any ($1::uuid[]) for no key update skip locked
)
select account_id from wallets where account_id = any ($1::uuid[])
except select account_id from free`,
      values: [accountIds],
    });
    // What has no wallet is held by nobody.
    return new Set(rows.map((row) => row.account_id));
  }

  return {
    isAnyKnown: () => suspects.size > 0,
    async find(accountIds) {
      // Those too that nobody asks for now, so that each is forgotten when it is free.
      const locked = await lockedOf([...new Set([...accountIds, ...suspects])]);
      const known = locked.intersection(suspects);
      let fresh = locked.difference(known);
      for (const ms of lookAgainMs) {
        if (fresh.size === 0) break;
        await pause(ms);
        fresh = await lockedOf([...fresh]);
      }
      suspects = known.union(fresh);
      return new Set(accountIds.filter((id) => suspects.has(id)));
    },
  };
}

/**
 * Runs a batch without what belongs to a wallet that is held: that gets `held`. Answers come in the order of the
 * items. `accountsOf` gives the account of each item; it is asked only where some wallet is, or may be, held.
 */
export async function withoutHeld<Item, Result>(
  wallets: HeldWallets,
  items: readonly Item[],
  accountsOf: (items: readonly Item[]) => Promise<readonly string[]>,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<(Result | 'held')[]> {
  if (!wallets.isAnyKnown()) {
    try {
      return [...(await run(items))];
    } catch (error) {
      if (troubleKind(error) !== 'lock') throw error;
    }
  }
  const accounts = await accountsOf(items);
  const held = await wallets.find([...new Set(accounts)]);
  const passing = items.filter((_, index) => !held.has(accounts[index] ?? ''));
  const results = passing.length === 0 ? [] : await run(passing);
  let next = 0;
  // As many answers as items were run, in their order.
  return accounts.map((account) => (held.has(account) ? 'held' : (results[next++] as Result)));
}

export function walletHeld(): ProblemError {
  return new ProblemError({
    code: 'overloaded',
    message:
      'The account is being worked on at the moment; send the request again shortly, with the same Idempotency-Key if it has one.',
    retryAfterSeconds: 1,
  });
}
