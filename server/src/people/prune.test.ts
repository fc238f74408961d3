import { expect, test } from 'vitest';
import { addOperator } from './operators.ts';
import { peopleRules } from './prune.ts';
import { command, openPeople } from './testing/people.ts';

test('what is over goes, and nothing else', async () => {
  await using people = await openPeople();
  const { database, parts, join, age } = people;
  const counts = async () => {
    const { rows } = await database.general.query<{ kept: string }>(
      `select concat_ws(' ', (select count(*) from sessions), (select count(*) from links),
                             (select count(*) from sign_in_tries)) as kept`,
    );
    return rows[0]?.kept;
  };
  const prune = async () => {
    for (const rule of peopleRules(database)) expect(await rule.batch(1)).toBe(false);
  };
  await join();
  await addOperator(parts, { email: 'ops@people.example', role: 'admin' }, command);
  await database.general.query(
    "insert into sign_in_tries (subject, tries) values ('a', 1), ('b', 1)",
  );
  await prune();
  expect(await counts()).toBe('1 2 2');
  await age('sessions', '31 days');
  await age('links', '36 days');
  await database.general.query(
    "update sign_in_tries set began_at = began_at - interval '2 hours' where subject = 'a'",
  );
  await prune();
  expect(await counts()).toBe('0 2 1');
  await age('links', '2 days');
  await prune();
  expect(await counts()).toBe('0 0 1');
});
