/** States are said in TypeScript and in SQL: every state is put to both, and they must agree. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientState,
  finalStates,
  isFinal,
  sentStates,
  taskStates,
  type ClientState,
  type TaskState,
} from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { eventTypes } from '../webhooks/endpoint.ts';
import { inState } from './list-states.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
  for (const state of taskStates) await add(state, isFinal(state));
});
afterAll(() => drop());

const accountId = '00000000-0000-7000-8000-000000000001';

/** A task in a state, that has ended or has not. */
async function add(state: string, hasEnded: boolean): Promise<void> {
  await database.general.query(
    `insert into tasks (id, account_id, key_id, mode, dialect, model, state, request, quote, quote_micros,
                        held_micros, charged_micros, finished_at, expires_at)
     values ($1, $2, $2, 'live', 'ark', 'm', $3, '{}', '{}', 10, case when $4 then 0 else 10 end,
             case when $3 = 'succeeded' then 10 end, case when $4 then now() end, now() + interval '1 day')`,
    [`${state}-${String(hasEnded)}`, accountId, state, hasEnded],
  );
}

test('the column takes all of them, and nothing else', async () => {
  const { rows } = await database.general.query<{ state: string }>('select state from tasks');
  expect(rows.map(({ state }) => state).sort()).toEqual([...taskStates].sort());
  await expect(add('pondering', false)).rejects.toThrow('tasks_state_check');
});

test.each(taskStates)('%s is an end in both, or in neither', async (state) => {
  await expect(add(state, !isFinal(state))).rejects.toThrow(/violates check constraint/u);
});

test.each(taskStates)('%s is told to clients as the same', async (state) => {
  const { rows } = await database.general.query<{ told: string }>(
    'select client_state($1) as told',
    [state],
  );
  expect(rows).toEqual([{ told: clientState(state) }]);
  if (clientState(state) !== 'queued') expect(eventTypes).toContain(`task.${clientState(state)}`);
});

describe('a list of tasks', () => {
  const told = [...new Set(taskStates.map(clientState))];
  const specs = Array.from({ length: 2 ** told.length }, (_, bits): ClientState[] =>
    told.filter((_state, index) => (bits >> index) % 2 === 1),
  );

  test('is of the states that are wanted, whichever they are', async () => {
    expect(specs).toHaveLength(64);
    for (const wanted of specs) {
      const { condition } = inState(wanted);
      const rows = await database.query
        .selectFrom('tasks as t')
        .select('t.state')
        .where(sql<boolean>`${condition}`)
        .execute();
      const expected = taskStates.filter((state) => wanted.includes(clientState(state)));
      expect([wanted, rows.map(({ state }) => state).sort()]).toEqual([
        wanted,
        [...expected].sort(),
      ]);
    }
  });
});

/** What a list of states in SQL can mean. */
const meanings: readonly (readonly TaskState[])[] = [
  sentStates,
  finalStates,
  // Sent, and not answered yet.
  ['submitting', 'unknown'],
];

/** The states that stand together in a text, where all of them are states of tasks. */
function listsIn(text: string): string[] {
  const found = text.matchAll(/\bstate in \(([^)]*)\)|\barray\[([^\]]*)\]/gu);
  return [...found].flatMap(([, list = '', array = '']) => {
    const words = [...(list + array).matchAll(/'(\w+)'/gu)].map(([, word = '']) => word);
    const isOfTasks = words.every((word) => taskStates.some((state) => state === word));
    return words.length > 1 && isOfTasks ? [`'${words.join("', '")}'`] : [];
  });
}

test('wherever SQL names several, they are those of one meaning', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.test\.ts$|(?:^|\/)testing(?:\/|\.ts$)/u.test(path),
  );
  const { rows: functions } = await database.general.query<{ text: string }>(
    `select prosrc as text from pg_proc where pronamespace = 'public'::regnamespace`,
  );
  const texts = [
    ...files.map((path) => readFileSync(join(folder, path), 'utf8')),
    ...functions.map(({ text }) => text),
  ];
  const lists = texts.flatMap(listsIn);
  expect(lists.length).toBeGreaterThan(4);
  for (const list of new Set(lists)) {
    const { rows } = await database.general.query<{ state: TaskState }>(
      `select state from unnest($1::text[]) told (state) where state in (${list})`,
      [taskStates],
    );
    const named = rows.map(({ state }) => state);
    expect(meanings.map((states) => [...states])).toContainEqual(named);
  }
});
