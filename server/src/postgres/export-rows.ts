import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { connectionTo, type DatabaseAddress } from './database.ts';

const rowsAtOnce = 1_000;

/**
 * Writes every row of every table of ours as of one moment, each as `{"table":…,"row":…}` on a line of a new file that
 * only its owner reads. Whatever version made the database.
 */
export async function exportRows(
  address: DatabaseAddress,
  file: string,
): Promise<{ tables: number; rows: number }> {
  const client = new pg.Client({ ...connectionTo(address), application_name: 'filmgate export' });
  await client.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class
       where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace and not relispartition
       order by relname`,
    );
    let count = 0;
    await pipeline(
      async function* () {
        for (const { name } of tables) {
          await client.query(
            `declare export cursor for select json_build_object('table', ${pg.escapeLiteral(name)}, 'row', to_json(t))::text as line from ${pg.escapeIdentifier(name)} t`,
          );
          for (;;) {
            const { rows } = await client.query<{ line: string }>(
              `fetch ${String(rowsAtOnce)} from export`,
            );
            if (rows.length === 0) break;
            count += rows.length;
            yield rows.map(({ line }) => `${line}\n`).join('');
          }
          await client.query('close export');
        }
      },
      createWriteStream(file, { mode: 0o600, flags: 'wx' }),
    );
    await client.query('commit');
    return { tables: tables.length, rows: count };
  } finally {
    await client.end();
  }
}
