import type { Database } from '../postgres/database.ts';

/** A create without an idempotency key: by its key, and by its dialect and all that it said. */
export interface SaidCreate {
  accountId: string;
  keyId: string;
  /** Lower-case hex. */
  fingerprint: string;
}

/** Tasks whose client left before the answer was written. */
export interface UnansweredCreates {
  note(create: SaidCreate, taskId: string): Promise<void>;
  /** For a create that says it is a retry: the id of a task of an equal one, which nobody else gets. Null: none. */
  take(create: SaidCreate): Promise<string | null>;
}

/** Nobody sends a create again after longer. */
const keptMinutes = 10;

export function createUnansweredCreates({ general }: Database): UnansweredCreates {
  return {
    async note({ accountId, keyId, fingerprint }, taskId) {
      await general.query({
        name: 'note an unanswered create',
        text: `
insert into unanswered_creates (task_id, account_id, key_id, fingerprint)
values ($1, $2, $3, decode($4, 'hex'))
on conflict (task_id) do update set created_at = now()`,
        values: [taskId, accountId, keyId, fingerprint],
      });
    },
    async take({ accountId, keyId, fingerprint }) {
      const { rows } = await general.query<{ task_id: string }>({
        name: 'take an unanswered create',
        text: `
delete from unanswered_creates where task_id = (
  select task_id from unanswered_creates
   where account_id = $1 and key_id = $2 and fingerprint = decode($3, 'hex')
     and created_at > now() - make_interval(mins => $4)
   order by created_at limit 1 for update skip locked)
returning task_id`,
        values: [accountId, keyId, fingerprint, keptMinutes],
      });
      return rows[0]?.task_id ?? null;
    },
  };
}

/** Removes those that are too old to be given out. */
export async function pruneUnanswered({ general }: Database): Promise<void> {
  await general.query(
    'delete from unanswered_creates where created_at < now() - make_interval(mins => $1)',
    [keptMinutes],
  );
}
