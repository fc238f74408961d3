import type { Database } from '../postgres/database.ts';

const batch = 1_000;
/** What was used, withdrawn or is too old is kept as long. */
const linkDays = 30;
const triesHours = 1;

/** Removes, in small batches, sessions and links that are over, and tries to sign in that nobody counts any more. */
export async function prunePeople({ general }: Pick<Database, 'general'>): Promise<void> {
  const sweeps = [
    () =>
      general.query(
        `delete from sessions where id in
           (select id from sessions where expires_at < now() order by expires_at limit $1)`,
        [batch],
      ),
    () =>
      general.query(
        `delete from links where id in
           (select id from links where expires_at < now() - make_interval(days => $2)
             order by expires_at limit $1)`,
        [batch, linkDays],
      ),
    () =>
      general.query(
        `delete from sign_in_tries where subject in
           (select subject from sign_in_tries where began_at < now() - make_interval(hours => $2)
             order by began_at limit $1)`,
        [batch, triesHours],
      ),
  ];
  for (const sweep of sweeps) {
    let gone = batch;
    while (gone === batch) gone = (await sweep()).rowCount ?? 0;
  }
}
