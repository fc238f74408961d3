import { letterSchema, type Letter } from '../../mail/letters.ts';
import { createOutbox } from '../../mail/outbox.ts';
import type { Database } from '../../postgres/database.ts';
import { unsealWith } from '../../postgres/seal.ts';
import { oneKey } from '../../testing/keys.ts';

/** An outbox whose letters a test takes out and reads. */
export function openMailbox({ general }: Pick<Database, 'general'>) {
  const keys = oneKey();
  return {
    outbox: createOutbox(keys),
    /** All that wait, the oldest first; none of them waits any more. */
    async take(): Promise<Letter[]> {
      const { rows } = await general.query<{ id: string; letter_sealed: Buffer }>(
        `with gone as (delete from mails returning id, letter_sealed, created_at),
              done as (delete from work where step = 'mail')
         select id::text, letter_sealed from gone order by created_at, id`,
      );
      return rows.map(({ id, letter_sealed: sealed }) =>
        letterSchema.parse(JSON.parse(unsealWith(keys, id, sealed) ?? '')),
      );
    },
  };
}
