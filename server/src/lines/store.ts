import { base36Id } from '../dialects/ids.ts';
import type { Database } from '../postgres/database.ts';
import { randomBytes } from 'node:crypto';
import type { Line } from './line.ts';
import { seal } from './seal.ts';

/** Lines as the database keeps them. */

interface LineRow {
  id: string;
  name: string;
  dialect: string;
  base_url: string;
  secret_sealed: Buffer | null;
  models: Line['models'];
  priority: number;
  weight: number;
  call_rates: Line['callRates'];
  callbacks: boolean;
  allow_private_host: boolean;
  enabled: boolean;
  draining: boolean;
}

/** With the secret, still sealed. */
export interface StoredLine {
  line: Line;
  secretSealed: Buffer | null;
}

const columns = `id, name, dialect, base_url, secret_sealed, models, priority, weight, call_rates,
  callbacks, allow_private_host, enabled, draining`;

/** All that were not removed, by name. */
export async function readLines(database: Database): Promise<StoredLine[]> {
  const { rows } = await database.general.query<LineRow>(
    `select ${columns} from lines where removed_at is null order by name`,
  );
  return rows.map(storedLine);
}

/** By its id or its name; null where there is none, or it was removed. */
export async function findLine(database: Database, idOrName: string): Promise<StoredLine | null> {
  const { rows } = await database.general.query<LineRow>(
    `select ${columns} from lines where (id = $1 or name = $1) and removed_at is null`,
    [idOrName],
  );
  const [row] = rows;
  return row ? storedLine(row) : null;
}

export interface NewLine extends Omit<Line, 'id' | 'enabled' | 'draining'> {
  secret: string | null;
}

/** Throws what PostgreSQL says where the name is taken (code 23505). */
export async function addLine(database: Database, key: Buffer, line: NewLine): Promise<Line> {
  const id = `line_${base36Id({ atMs: Date.now(), random: randomBytes(10) }, 20)}`;
  const { secret, ...rest } = line;
  await database.general.query(
    `insert into lines (id, name, dialect, base_url, secret_sealed, models, priority, weight,
                        call_rates, callbacks, allow_private_host)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      line.name,
      line.dialect,
      line.baseUrl,
      secret === null ? null : seal(key, id, secret),
      JSON.stringify(line.models),
      line.priority,
      line.weight,
      JSON.stringify(line.callRates),
      line.callbacks,
      line.allowPrivateHost,
    ],
  );
  return { ...rest, id, enabled: true, draining: false };
}

/** No new tasks from now on; `false` takes them again. */
export async function drainLine(database: Database, id: string, draining: boolean): Promise<void> {
  await database.general.query('update lines set draining = $2, updated_at = now() where id = $1', [
    id,
    draining,
  ]);
}

/**
 * Removes a line that has nothing in flight, and its secret with it. Resolves with how many attempts it
 * still has: above 0, nothing was done. The lock keeps a new attempt from beginning meanwhile.
 */
export async function removeLine(database: Database, id: string): Promise<number> {
  const { rows } = await database.general.query<{ open: number }>(
    'select remove_line($1) as open',
    [id],
  );
  return rows[0]?.open ?? 0;
}

/** Attempts that have not ended, by line. */
export async function countInFlight(database: Database): Promise<Map<string, number>> {
  const { rows } = await database.general.query<{ line: string; open: number }>(
    `select line, count(*)::int as open from attempts where ended_at is null group by line`,
  );
  return new Map(rows.map((row) => [row.line, row.open]));
}

function storedLine(row: LineRow): StoredLine {
  return {
    line: {
      id: row.id,
      name: row.name,
      dialect: row.dialect,
      baseUrl: row.base_url,
      models: row.models,
      priority: row.priority,
      weight: row.weight,
      callRates: row.call_rates,
      callbacks: row.callbacks,
      allowPrivateHost: row.allow_private_host,
      enabled: row.enabled,
      draining: row.draining,
    },
    secretSealed: row.secret_sealed,
  };
}
