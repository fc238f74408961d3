import { expect, onTestFinished, test } from 'vitest';
import { readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { call } from '../harness/api.ts';
import { addCustomer } from './customers.ts';
import { openDoors } from './in-process.ts';
import { cancelPath, clientDialects, filmCredits } from './wire.ts';

const affordable = 50;
const asked = 200;

test('of 200 submits at once with credits for 50, 50 are accepted and 150 told to pay', async () => {
  const { database, urls, close } = await openDoors(2);
  onTestFinished(close);
  const customer = await addCustomer(database, affordable * filmCredits);

  const order = async (number: number) => {
    const dialect = clientDialects[number % 2 === 0 ? 0 : 1];
    const url = urls[Math.floor(number / 2) % urls.length] ?? '';
    const answer = await call({ url }, 'POST', dialect.createPath, {
      key: customer.keys.live,
      body: dialect.film(`film ${String(number)}`),
    });
    return { ...answer, dialect };
  };
  const answers = await Promise.all(Array.from({ length: asked }, (_, number) => order(number)));

  const accepted = answers.filter(({ status }) => status === 200);
  expect(accepted).toHaveLength(affordable);
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(asked - affordable);
  expect(await readWallet(database, customer.accountId)).toEqual({
    balanceMicros: customer.grantedMicros,
    heldMicros: customer.grantedMicros,
    debtMicros: 0n,
  });
  expect(await checkLedger(database)).toMatchObject({ broken: [], openTasks: affordable });

  // What one of them gives back is enough for one more.
  const [one] = accepted;
  if (!one) throw new Error('nothing was accepted');
  const [url = ''] = urls;
  await call({ url }, 'POST', cancelPath(one.dialect.idOf(one.body)), { key: customer.keys.live });
  const more = await Promise.all([order(asked), order(asked + 1), order(asked + 2)]);
  expect(more.filter(({ status }) => status === 200)).toHaveLength(1);
});
