import { expect, onTestFinished, test } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { memoryBytes } from '../chaos/processes.ts';
import { clientDialects } from '../chaos/wire.ts';
import { call } from '../harness/api.ts';
import { openPlace } from '../outages/place.ts';
import { repeatTask } from '../security/siege/history.ts';
import { percentile, serve, startSiege } from '../security/siege/siege.ts';

const seconds = 60;
const historyTasks = 20_000;
const worstMs = 1_000;
const memoryBytesMax = 1_500_000_000;

const [, dialect] = clientDialects;

// Its memory is read where Linux tells it.
test.runIf(process.platform === 'linux')(
  'a minute of everything that an empty account and a stranger can send is noticed by no good client',
  async () => {
    const place = await openPlace();
    onTestFinished(() => place.close());
    const { server, customer } = place;
    const database = place.database();
    const attacker = await addCustomer(database, 1);
    const create = (key: string, name: string) =>
      call(server, 'POST', dialect.createPath, {
        key,
        headers: { 'idempotency-key': name },
        body: dialect.film(name),
      });
    const { body } = await create(attacker.keys.test, 'history');
    await repeatTask(database, dialect.idOf(body), historyTasks);

    const mine: string[] = [];
    let count = 0;
    const good = [
      {
        what: 'create',
        perSecond: 50,
        async call() {
          const answer = await create(customer.keys.live, `film ${String(count++)}`);
          if (answer.status === 200) mine.push(dialect.idOf(answer.body));
          return answer;
        },
      },
      {
        what: 'read',
        perSecond: 50,
        call: () =>
          call(server, 'GET', dialect.readPath(mine.at(-1 - (count % 50)) ?? mine[0] ?? ''), {
            key: customer.keys.live,
          }),
      },
      {
        what: 'list',
        perSecond: 5,
        call: () =>
          call(server, 'GET', '/api/v3/contents/generations/tasks?page_size=20', {
            key: customer.keys.live,
          }),
      },
    ];
    mine.push(dialect.idOf((await create(customer.keys.live, 'the first')).body));
    const calm = await serve(5, good);
    const siege = startSiege({
      port: Number(new URL(server.url).port),
      emptyKey: attacker.keys.live,
    });
    const served = await serve(seconds, good);
    const told = await siege.end();
    const bytes = await memoryBytes(server.pid, 'peak');
    const figures = [...Map.groupBy(served, ({ what }) => what)].map(
      ([what, theirs]) =>
        `${what} p50 ${percentile(theirs, 0.5).toFixed(0)} ms, p99 ${percentile(theirs, 0.99).toFixed(0)} ms`,
    );
    process.stdout.write(
      `${String(served.length)} good calls, p99 ${percentile(calm, 0.99).toFixed(0)} ms before; ` +
        `${figures.join(', ')}; ${(bytes / 1e6).toFixed(0)} MB; attacks: ${told}`,
    );
    const failed = served.filter(({ status }) => status !== 200);
    expect(counted(failed.map(({ what, status }) => `${what}: ${String(status)}`))).toEqual({});
    expect(percentile(served, 0.99)).toBeLessThan(worstMs);
    expect(bytes).toBeLessThan(memoryBytesMax);
  },
);

function counted(words: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...groups].map(([word, all]) => [word, all.length]));
}
