import { sql, type Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { seal, type Keys } from '../postgres/seal.ts';
import type { Tables } from '../postgres/tables.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';
import type { Database } from '../postgres/database.ts';
import { mailQueue } from '../work/queues.ts';
import type { Letter } from './letters.ts';

/** Where letters wait: nobody who writes one waits for a mail server. */
export interface Outbox {
  /** In the transaction of what the letter is about: the one is not there without the other. */
  post(transaction: Kysely<Tables>, letter: Letter, accountId?: string): Promise<void>;
  /** Puts another letter in the place of one that waits, in the transaction of what it is about. */
  replace(transaction: Kysely<Tables>, id: string, letter: Letter): Promise<void>;
}

/** What a letter is sealed for: links stand in it, of which nothing else that is kept has more than a hash. */
export const letterPurpose = 'letters';
const noAccount = '00000000-0000-0000-0000-000000000000';

export function createOutbox(keys: Keys): Outbox {
  const columnsOf = (id: string, letter: Letter) => {
    const [current] = keys();
    return { kind: letter.kind, letter_sealed: seal(current, id, JSON.stringify(letter)) };
  };
  return {
    async replace(transaction, id, letter) {
      const columns = columnsOf(id, letter);
      await transaction.updateTable('mails').set(columns).where('id', '=', id).execute();
    },
    async post(transaction, letter, accountId = noAccount) {
      const id = uuidv7();
      await transaction
        .insertInto('mails')
        .values({ id, account_id: accountId, ...columnsOf(id, letter) })
        .execute();
      await sql`
insert into work (step, subject_id, queue, account_id)
values ('mail', ${id}, ${mailQueue}, ${accountId})`.execute(transaction);
    },
  };
}

const batch = 1_000;
/** No letter is of use for longer. */
const keptDays = 2;

/** Where no process of the installation sends mail any more, letters wait for nobody. */
export function mailRules({ general }: Pick<Database, 'general'>): HousekeepingRule[] {
  return [
    {
      name: 'remove unsent mails',
      on: 'database',
      everySeconds: 3_600,
      async batch() {
        const { rowCount } = await general.query(
          `with gone as (
             delete from mails where id in
               (select id from mails where created_at < now() - make_interval(days => $2)
                 order by created_at limit $1)
             returning id),
           done as (delete from work where step = 'mail' and subject_id in (select id::text from gone))
           select from gone`,
          [batch, keptDays],
        );
        return rowCount === batch;
      },
    },
  ];
}
