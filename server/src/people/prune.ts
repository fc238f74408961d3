import type { Database } from '../postgres/database.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';

const batch = 1_000;
/** What was used, withdrawn or is too old is kept as long. */
const linkDays = 30;
const triesHours = 1;
/** Of those that were not used: for longer than a day, by which they are counted. */
const registrationDays = 2;

/** Of sessions and links that are over, and of tries to sign in that nobody counts any more. */
export function peopleRules({ general }: Pick<Database, 'general'>): HousekeepingRule[] {
  const remove = (text: string, values: readonly unknown[]) => async () =>
    (await general.query(text, [batch, ...values])).rowCount === batch;
  return [
    {
      name: 'remove sessions',
      on: 'database',
      everySeconds: 60,
      batch: remove(
        `delete from sessions where id in
           (select id from sessions where expires_at < now() order by expires_at limit $1)`,
        [],
      ),
    },
    {
      name: 'remove links of people',
      on: 'database',
      everySeconds: 60,
      batch: remove(
        `delete from links where id in
           (select id from links where expires_at < now() - make_interval(days => $2)
             order by expires_at limit $1)`,
        [linkDays],
      ),
    },
    {
      name: 'remove registrations',
      on: 'database',
      everySeconds: 3_600,
      batch: remove(
        `delete from registrations where id in
           (select id from registrations
             where used_at is null and created_at < now() - make_interval(days => $2)
             order by created_at limit $1)`,
        [registrationDays],
      ),
    },
    {
      name: 'remove tries to sign in',
      on: 'database',
      everySeconds: 60,
      batch: remove(
        `delete from sign_in_tries where subject in
           (select subject from sign_in_tries where began_at < now() - make_interval(hours => $2)
             order by began_at limit $1)`,
        [triesHours],
      ),
    },
  ];
}
