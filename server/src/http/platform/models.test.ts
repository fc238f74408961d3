import { expect, test } from 'vitest';
import { ownPriceBook } from '../../pricing/book.ts';
import { openPlatformServer } from './testing/platform-server.ts';

test('models are told with their limits, the list price and the account’s own', async () => {
  const book = {
    ...ownPriceBook(),
    tiers: new Map([['gold', { discountPercent: 12 }]]),
  };
  await using server = await openPlatformServer({ book });
  const who = await server.customer();
  await server.database.general.query("update accounts set tier = 'gold' where id = $1", [
    who.accountId,
  ]);
  const { status, json } = await server.call(who.key, 'GET', '/models');
  expect(status).toBe(200);
  const { data } = json as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toEqual([
    'seedance-2.0',
    'seedance-2.0-fast',
    'seedance-2.0-mini',
    'seedance-2.5',
    'seedance-1.0-pro',
    'seedance-1.0-pro-fast',
  ]);
  expect(data[0]).toMatchObject({
    title: 'Seedance 2.0',
    defaults: { resolution: '720p', seconds: 5 },
    limits: { resolutions: ['480p', '720p', '1080p', '4k'], references: { images: 9 } },
    price: {
      rule: 'platform/seedance-2.0',
      unit: 'second',
      counted: 'input+output',
      listCredits: { '480p': 4, '720p': 8 },
      yourCredits: { '480p': 3.52, '720p': 7.04 },
      listCreditsWithVideo: null,
      extras: [],
      discountPercent: 12,
    },
  });
  expect(data[4]).toMatchObject({
    limits: { flex: true },
    price: { extras: [{ when: 'flex', factor: 0.5 }] },
  });
});

test('the models of a dialect have the names that it gives them', async () => {
  await using server = await openPlatformServer();
  const who = await server.customer();
  const { json } = await server.call(who.key, 'GET', '/models?dialect=hmtm');
  const { data } = json as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toContain('cme_doubao_seedance_2_0');
  const unknown = await server.call(who.key, 'GET', '/models?dialect=nobody');
  expect([unknown.status, unknown.json]).toMatchObject([400, { field: 'dialect' }]);
});
