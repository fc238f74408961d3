import type { Database } from '../../postgres/database.ts';

/** What changed of an account, as far as its own lists show it. */
export interface AccountChanges {
  tasks: readonly TaskChange[];
  /** Where there was more than is read: the last ones before the cut. */
  cutAt: readonly TaskChange[];
  /** Two of them are equal where nothing of the account's credits differs. */
  wallet: string;
}

export interface TaskChange {
  id: string;
  /** Of the newest of its events; 0: it was accepted. Those of a task become known in their order. */
  number: number;
}

export interface ChangesAsked {
  accountIds: readonly string[];
  /** Back from now. */
  seconds: number;
  /** Of each account: the newest come first. */
  most: number;
}

/**
 * Accounts by their ids, in one statement. An event is found by when it happened, and seen once its transaction has
 * committed: whoever wants to miss none asks again for a time in which the slowest of them has.
 */
export async function readChanges(
  database: Pick<Database, 'reads'>,
  { accountIds, seconds, most }: ChangesAsked,
): Promise<Map<string, AccountChanges>> {
  const { rows } = await database.reads.query<ChangeRow>({
    name: 'read changes',
    text: changesStatement,
    values: [accountIds, seconds, most],
  });
  const byAccount = Map.groupBy(rows, ({ account_id }) => account_id);
  return new Map(
    accountIds.map((accountId) => [accountId, changesOf(byAccount.get(accountId) ?? [], most)]),
  );
}

interface ChangeRow {
  account_id: string;
  wallet: string;
  id: string | null;
  number: number | null;
  is_event: boolean | null;
}

// A bound of its own for each part: an index has its order.
const changesStatement = `
select w.account_id, coalesce(c.wallet, '') as wallet, f.id, f.number, f.is_event
  from unnest($1::uuid[]) w (account_id)
  left join lateral (
    select concat_ws(' ', x.version, x.balance_micros, x.held_micros, x.debt_micros) as wallet
      from wallets x where x.account_id = w.account_id limit 1) c on true
  left join lateral (
    (select e.task_id as id, e.number, true as is_event from events e
      where e.account_id = w.account_id and e.at > now() - make_interval(secs => $2)
      order by e.at desc limit $3)
    union all
    (select t.id, 0, false from tasks t
      where t.account_id = w.account_id and t.forgotten_at is null
        and t.created_at > now() - make_interval(secs => $2)
      order by t.created_at desc, t.id desc limit $3)) f on true`;

function changesOf(rows: readonly ChangeRow[], most: number): AccountChanges {
  const newest = new Map<string, number>();
  const seen: Record<'events' | 'created', TaskChange[]> = { events: [], created: [] };
  for (const { id, number, is_event: isEvent } of rows) {
    if (id === null || number === null) continue;
    seen[isEvent ? 'events' : 'created'].push({ id, number });
    newest.set(id, Math.max(number, newest.get(id) ?? 0));
  }
  return {
    tasks: [...newest].map(([id, number]) => ({ id, number })),
    cutAt: Object.values(seen).flatMap((part) => (part.length < most ? [] : part.slice(-1))),
    wallet: rows[0]?.wallet ?? '',
  };
}
