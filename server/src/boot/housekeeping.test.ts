/** Everything that is written down is told here: how it goes, or why it stays. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pino } from 'pino';
import type { MediaStore } from '../media/store/store.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import type { Settler } from '../tasks/settle.ts';
import type { Wake } from '../work/wake.ts';
import { housekeepingRules } from './housekeeping.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

/** By table: the rule that removes its rows, or in words what bounds them. */
const kept: Record<string, { rule: string } | { stays: string }> = {
  absorbed_cancels: { rule: 'remove counts of absorbed cancels' },
  accounts: { stays: 'the books name them' },
  asset_room: { stays: 'one for each account' },
  assets: { rule: 'expire assets' },
  attempts: { rule: 'remove tasks' },
  audit_log: { stays: 'append-only' },
  creates_under_way: { rule: 'remove idempotency keys' },
  debts: { stays: 'the books' },
  deliveries: { rule: 'remove deliveries' },
  delivery_tries: { rule: 'remove deliveries' },
  end_user_budgets: { stays: 'until they are removed: so many for each account' },
  end_user_uses: { stays: 'one for each end user that a budget binds' },
  events: { rule: 'remove tasks' },
  export_chunks: { rule: 'remove exports' },
  exports: { rule: 'remove exports' },
  former_files: { stays: 'until their platform is removed: nobody else may have them any more' },
  former_key_secrets: { stays: 'few for each key' },
  former_secrets: { stays: 'one for each rotation' },
  former_platforms: { stays: 'until they are removed' },
  former_tasks: { stays: 'until their platform is removed' },
  idempotency: { rule: 'remove idempotency keys' },
  installation: { stays: 'one' },
  key_spending: { stays: 'one for each key' },
  key_spending_known: { stays: 'one for each account' },
  key_rates: { stays: 'one for each key' },
  key_uses: { stays: 'of a day for each key: what is older goes as it is used' },
  keys: { stays: 'tasks name them' },
  limits: { stays: 'one for each key and account' },
  line_assets: { rule: 'forget assets of lines' },
  line_calls: { stays: 'some for each line' },
  line_lengths: { stays: 'some for each line' },
  line_slots: { stays: 'some for each line' },
  line_troubles: { stays: 'some for each line' },
  lines: { stays: 'attempts name them' },
  links: { rule: 'remove links of people' },
  mail_wishes: { stays: 'one for each account' },
  mails: { rule: 'remove unsent mails' },
  members: { stays: 'until they are removed' },
  migrations: { stays: 'one for each' },
  movements: { stays: 'the books' },
  notice_dismissals: { rule: 'remove notices' },
  notices: { rule: 'remove notices' },
  persons: { stays: 'the audit log names them' },
  registrations: { rule: 'remove registrations' },
  request_counts: { rule: 'remove requests' },
  request_log: { rule: 'remove requests' },
  sessions: { rule: 'remove sessions' },
  sign_in_tries: { rule: 'remove tries to sign in' },
  statement_months: { stays: 'one for each month of an account' },
  task_pictures: { rule: 'remove tasks' },
  tasks: { rule: 'remove tasks' },
  turn_clocks: { stays: 'one for each queue of a family' },
  unanswered_creates: { rule: 'remove unanswered creates' },
  upstream_tasks: { rule: 'remove tasks' },
  usage_known: { stays: 'one for each account' },
  usage_quarters: { stays: 'the books, added up' },
  wallets: { stays: 'the books' },
  watched_files: { rule: 'remove unused files' },
  webhook_endpoints: { stays: 'until they are removed' },
  work: { stays: 'until it is done' },
};

const rules = () =>
  housekeepingRules({
    config: { kept: { taskDays: 400, deliveryDays: 30, requestDays: 7 } },
    database,
    settler: {} as Settler,
    store: {} as MediaStore,
    wake: {} as Wake,
    log: pino({ level: 'silent' }),
    people: { publicUrl: 'https://films.example', outbox: null },
    book: { version: '1' },
  });

test('every table is told, and no other', async () => {
  const { rows } = await database.general.query<{ name: string }>(
    `select relname as name from pg_class
      where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace`,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(kept).sort());
});

test('every rule has a name of its own, and those that remove rows are told', () => {
  const names = rules().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const told = Object.values(kept).flatMap((one) => ('rule' in one ? [one.rule] : []));
  expect(names).toEqual(expect.arrayContaining(told));
  expect(names.filter((name) => name.startsWith('remove') && !told.includes(name))).toEqual([]);
});
