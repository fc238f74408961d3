import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

/** What an order of seedance-2.0 comes to with a key that may use these. */
async function outcome(...models: string[]): Promise<unknown> {
  const who = await addCustomer(fixture, 100);
  try {
    return (await fixture.submit({ ...who, models: new Set(models) }, order())).row.model;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

test('a key makes what its list names, by any of its names', async () => {
  expect(await outcome('seedance-2.0')).toBe('seedance-2.0');
  expect(await outcome('seedance-2.5', 'seedance-2.0')).toBe('seedance-2.0');
});

test('a key makes nothing else, and is told what it may', async () => {
  expect(await outcome('seedance-2.5', 'seedance-2.0-fast')).toMatchObject({
    code: 'forbidden',
    field: 'model',
    message: expect.stringContaining('use seedance-2.5 or seedance-2.0-fast') as string,
  });
});
