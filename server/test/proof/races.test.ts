import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import {
  cancelsAmongEnds,
  endsInAnyOrder,
  openRace,
  type Race,
} from '../../src/making/testing/races.ts';
import { openTaskFixture, type TaskFixture } from '../../src/tasks/testing/fixture.ts';

let fixture: TaskFixture;
let race: Race;
beforeEach(async () => {
  fixture = await openTaskFixture();
  race = await openRace(fixture);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await race.close();
  await fixture.close();
  expect(broken).toEqual([]);
});

test('cancel, claim and success in 1 000 orders: one final state, and the money matches it', () =>
  cancelsAmongEnds(race, 1_000));

test('granted = free + held + spent, at any time of 10 000 ends in any order', () =>
  endsInAnyOrder(race, 10_000));
