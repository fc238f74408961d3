import type { Logger } from 'pino';
import { wellFormed } from '../generation/well-formed.ts';
import type { Database } from '../postgres/database.ts';
import { writeDivided } from '../postgres/divide.ts';

/** What goes wrong with a line, counted: nothing of it changes a task, all of it is for its operator. */
const troubleKinds = [
  /** A state that nobody knows: its task goes on as it was. */
  'unknown_word',
  /** A get or list without an answer that can be used. */
  'failed_look',
  /** An answer that tells of another task than was asked for, or gives out its id once more. */
  'wrong_task',
  /** What it told, or what followed from it, is refused by the database: it counts as nothing told. */
  'unkeepable',
  /** A success that names no video: it is not one yet. */
  'success_without_file',
  /** A create whose answer was lost. */
  'lost_answer',
  /** A create that was refused, in passing or for good. */
  'refusal',
  /** An attempt that costs us many times what was expected of it. */
  'dear',
  /** A film that could never be had: what it cost its customer was given back. */
  'lost_result',
  /** An attempt of which nothing was heard for so long that a person should look. */
  'unknown',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface Troubles {
  /** `words` as the upstream or the network said them, without secrets. */
  note(this: void, kind: TroubleKind, words: string): void;
  /** Writes down what was counted since the last time. */
  flush(): Promise<void>;
}

/** An upstream that is down says the same every second; the log says it so often. */
const logEveryMs = 60_000;
const wordsMax = 300;

export function createTroubles(
  database: Database,
  line: { id: string; name: string },
  log: Logger,
  nowMs: () => number = Date.now,
): Troubles {
  let fresh = new Map<TroubleKind, { count: number; words: string }>();
  const loggedAtMs = new Map<TroubleKind, number>();
  return {
    note(kind, words) {
      fresh.set(kind, {
        count: (fresh.get(kind)?.count ?? 0) + 1,
        words: wellFormed(words.slice(0, wordsMax)),
      });
      if (nowMs() - (loggedAtMs.get(kind) ?? -Infinity) < logEveryMs) return;
      loggedAtMs.set(kind, nowMs());
      log.warn({ line: line.name, trouble: kind, words }, 'a line has trouble');
    },
    async flush() {
      if (fresh.size === 0) return;
      const counted = [...fresh];
      fresh = new Map();
      // A count that is lost is no reason to lose the others.
      await writeDivided(
        counted.map(([kind, trouble]) => ({ kind, ...trouble })),
        (some) => writeTroubles(database, line.id, some),
      );
    },
  };
}

export async function writeTroubles(
  database: Database,
  lineId: string,
  troubles: readonly { kind: TroubleKind; count: number; words: string }[],
): Promise<void> {
  await database.claims.query({
    name: 'write troubles',
    text: `
insert into line_troubles as t (line, kind, count, last_words)
select $1, * from unnest($2::text[], $3::bigint[], $4::text[])
    on conflict (line, kind) do update
   set count = t.count + excluded.count, last_words = excluded.last_words, last_at = now()`,
    values: [
      lineId,
      troubles.map(({ kind }) => kind),
      troubles.map(({ count }) => count),
      troubles.map(({ words }) => words),
    ],
  });
}

/** Counts that a task's end could not be written as it was, for the line that it was sent to, if it was. */
export async function noteUnkept(
  database: Database,
  taskId: string,
  reason: string,
): Promise<void> {
  const { rows } = await database.claims.query<{ line: string }>(
    String.raw`select line from tasks where id = $1 and line like 'line\_%'`,
    [taskId],
  );
  const words = wellFormed(`the end of ${taskId}: ${reason}`.slice(0, wordsMax));
  for (const { line } of rows) {
    await writeTroubles(database, line, [{ kind: 'unkeepable', count: 1, words }]);
  }
}

export interface CountedTrouble {
  line: string;
  kind: string;
  count: number;
  lastAt: Date;
  lastWords: string;
}

/** By line and kind, the newest first. */
export async function readTroubles(database: Database): Promise<CountedTrouble[]> {
  const { rows } = await database.general.query<{
    line: string;
    kind: string;
    count: bigint;
    last_at: Date;
    last_words: string;
  }>('select line, kind, count, last_at, last_words from line_troubles order by last_at desc');
  return rows.map((row) => ({
    line: row.line,
    kind: row.kind,
    count: Number(row.count),
    lastAt: row.last_at,
    lastWords: row.last_words,
  }));
}
