import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { AssetReport, AssetWay, Commands, Deed } from '../../dialects/mechanism.ts';
import type { Failure } from '../../generation/problems.ts';
import type { Medium } from '../../generation/request.ts';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import type { CallOutcome } from './client.ts';
import { pruneLineAssets } from './line-asset-store.ts';
import { createLineAssets, type LineAssets } from './line-assets.ts';
import { addLine } from '../book/store.ts';

let database: Database;
let drop: () => Promise<void>;
let lineId: string;
let otherLineId: string;
let assets: LineAssets;
let medium: Medium;
let mayCall: boolean;

/** What the line says next, and what it was asked. */
let creates: (order: Commands['assetCreate']) => CallOutcome<'assetCreate'>;
let gets: (id: string) => CallOutcome<'assetGet'>;
/** What every call about audits answers. */
let audited: AssetReport[];
/** It has both ways. */
const jimmyai = dialects.find(({ name }) => name === 'jimmyai');
const asked: { does: Deed; url?: string; id?: string }[] = [];

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
  [lineId, otherLineId] = await Promise.all([newLine('one'), newLine('other')]);
});
beforeEach(() => {
  mayCall = true;
  asked.length = 0;
  medium = newMedium();
  assets = assetsOf(lineId);
  creates = () => answered('asset-1', null);
  gets = (id) => answered(id, 'active');
});
afterAll(() => drop());

async function newLine(name: string): Promise<string> {
  const line = await addLine(database, randomBytes(32), {
    name,
    dialect: 'threehei',
    baseUrl: 'https://line.example.com',
    secret: null,
    models: [],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
    resendLost: false,
    rerunFailed: false,
  });
  return line.id;
}

function newMedium(): Medium {
  return {
    kind: 'image',
    role: 'reference_image',
    field: 'content[1].image_url.url',
    sha256: randomBytes(32).toString('hex'),
    contentType: 'image/png',
    bytes: 1,
    width: 640,
    height: 480,
    seconds: 0,
  };
}

function assetsOf(id: string, way: AssetWay = 'asset'): LineAssets {
  return createLineAssets({
    database,
    place: { lineId: id, way },
    calls: jimmyai?.assetWays?.[way] ?? null,
    client: {
      async call<D extends Deed>(does: D, command: Commands[D]): Promise<CallOutcome<D>> {
        asked.push({
          does,
          ...('url' in command && { url: command.url }),
          ...('id' in command && { id: command.id }),
        });
        // oxlint-disable typescript/no-unsafe-type-assertion -- told apart by the deed
        if (does === 'assetCreate') {
          return creates(command as Commands['assetCreate']) as CallOutcome<D>;
        }
        if (does === 'assetGet') {
          return gets((command as Commands['assetGet']).id) as CallOutcome<D>;
        }
        const told: CallOutcome<'assetGetMany'> = { kind: 'answered', report: audited };
        return told as CallOutcome<D>;
        // oxlint-enable typescript/no-unsafe-type-assertion
      },
    },
    mediaUrl: ({ sha256 }) => `https://ours.example.com/media/${sha256}`,
    mayCall: () => Promise.resolve(mayCall),
  });
}

function answered(
  id: string,
  state: 'processing' | 'active' | 'failed' | null,
  failure?: Failure,
): CallOutcome<'assetCreate'> & CallOutcome<'assetGet'> {
  return { kind: 'answered', report: { id, state, ...(failure && { failure }) } };
}

function refusedWith(kind: 'definite' | 'passing' | 'ambiguous') {
  const failure: Failure = { code: 'provider_error', message: 'Its words.' };
  const refusal = { kind, isOwn: true, failure };
  return { kind: 'refused', status: 400, refusal, retryAfterSeconds: null } as const;
}

/** As if so much time had gone by. */
async function age(column: 'told_at' | 'began_at', seconds: number): Promise<void> {
  await database.general.query(
    `update line_assets set ${column} = ${column} - make_interval(secs => $2) where sha256 = $1`,
    [medium.sha256, seconds],
  );
}

async function makeReady(): Promise<void> {
  creates = () => answered('asset-1', 'active');
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  asked.length = 0;
}

test('a medium is given by our signed address, followed until it is active, and named by the line’s id', async () => {
  expect(await assets.areReady([medium])).toBe(false);
  expect(await assets.prepare([medium])).toEqual({ kind: 'waiting', seconds: 2 });
  expect(await assets.areReady([medium])).toBe(false);
  gets = (id) => answered(id, 'processing');
  expect(await assets.prepare([medium])).toMatchObject({ kind: 'waiting' });
  gets = (id) => answered(id, 'active');
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  expect(asked).toEqual([
    { does: 'assetCreate', url: `https://ours.example.com/media/${medium.sha256}` },
    { does: 'assetGet', id: 'asset-1' },
    { does: 'assetGet', id: 'asset-1' },
  ]);
  expect(await assets.areReady([medium])).toBe(true);
  expect(await assets.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://asset-1']]));
});

test('the same bytes are given to a line once, and to another line for itself', async () => {
  await makeReady();
  expect(await assets.prepare([medium, { ...medium, role: 'first_frame' }])).toEqual({
    kind: 'ready',
  });
  expect(asked).toEqual([]);
  const others = assetsOf(otherLineId);
  expect(await others.areReady([medium])).toBe(false);
  creates = () => answered('asset-other', 'active');
  await others.prepare([medium]);
  expect(await others.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://asset-other']]));
  expect(await assets.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://asset-1']]));
});

test('tasks that come together do not give the same medium twice', async () => {
  await Promise.all([1, 2, 3, 4].map(() => assets.prepare([medium])));
  expect(asked.filter(({ does }) => does === 'assetCreate')).toHaveLength(1);
});

test('the bytes of an asset that the line has no longer are given to it again', async () => {
  await makeReady();
  await age('told_at', 601);
  expect(await assets.areReady([medium])).toBe(false);
  gets = () => refusedWith('definite');
  expect(await assets.prepare([medium])).toEqual({ kind: 'waiting', seconds: 0 });
  creates = () => answered('asset-2', 'active');
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  expect(await assets.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://asset-2']]));
});

test('an asset that the line still has is not given again', async () => {
  await makeReady();
  await age('told_at', 601);
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  expect(asked).toEqual([{ does: 'assetGet', id: 'asset-1' }]);
});

test('after the line refused a task its assets are asked for before they are used again', async () => {
  await makeReady();
  await assets.doubt([medium]);
  expect(await assets.areReady([medium])).toBe(false);
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  expect(asked).toEqual([{ does: 'assetGet', id: 'asset-1' }]);
});

test('a refusal of the medium is final and is not asked for again; after an hour it is', async () => {
  creates = () => refusedWith('definite');
  const refusal = {
    kind: 'refused',
    passing: false,
    failure: { code: 'media_fetch_failed', message: 'Its words.' },
  };
  expect(await assets.prepare([medium])).toEqual(refusal);
  expect(await assets.prepare([medium])).toEqual(refusal);
  expect(asked).toHaveLength(1);
  await age('told_at', 3_601);
  await age('began_at', 3_601);
  creates = () => answered('asset-1', null);
  expect(await assets.prepare([medium])).toMatchObject({ kind: 'waiting' });
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
});

test('an asset that fails there fails with the line’s reason', async () => {
  await assets.prepare([medium]);
  const failure: Failure = { code: 'content_policy', message: 'A face.' };
  gets = (id) => answered(id, 'failed', failure);
  expect(await assets.prepare([medium])).toEqual({ kind: 'refused', passing: false, failure });
});

test.each([
  ['refused in passing', refusedWith('passing')],
  ['that may have been taken', refusedWith('ambiguous')],
  ['never sent', { kind: 'unsent', reason: 'no way' }],
  ['whose answer was lost', { kind: 'lost', reason: 'hung up' }],
  ['that the dialect cannot say', { kind: 'unsayable', reason: 'no portraits' }],
] as const)(
  'an asset %s is no fault of the medium, and is given again',
  async (_about, outcome) => {
    creates = () => outcome;
    expect(await assets.prepare([medium])).toMatchObject({ kind: 'refused', passing: true });
    creates = () => answered('asset-1', 'active');
    expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
  },
);

test('what is processing for minutes is given up in passing, and given anew', async () => {
  await assets.prepare([medium]);
  await age('began_at', 301);
  gets = (id) => answered(id, 'processing');
  expect(await assets.prepare([medium])).toMatchObject({ kind: 'refused', passing: true });
  await assets.prepare([medium]);
  expect(asked.filter(({ does }) => does === 'assetCreate')).toHaveLength(2);
});

test('one refused medium refuses the request, whatever becomes of the others', async () => {
  const bad = newMedium();
  creates = ({ url }) =>
    url.endsWith(bad.sha256) ? refusedWith('definite') : answered('asset-1', null);
  expect(await assets.prepare([medium, bad])).toMatchObject({ kind: 'refused', passing: false });
});

test('a rate that is used up is waited for', async () => {
  mayCall = false;
  expect(await assets.prepare([medium])).toEqual({ kind: 'waiting', seconds: 2 });
  expect(asked).toEqual([]);
  mayCall = true;
  await assets.prepare([medium]);
  expect(asked).toHaveLength(1);
});

test('without media nothing is asked', async () => {
  expect(await assets.areReady([])).toBe(true);
  expect(await assets.prepare([])).toEqual({ kind: 'ready' });
});

test('a medium is audited where that is the way, apart from what is in the library', async () => {
  await makeReady();
  const audits = assetsOf(lineId, 'audit');
  expect(await audits.areReady([medium])).toBe(false);
  audited = [];
  expect(await audits.prepare([medium])).toMatchObject({ kind: 'refused', passing: true });
  audited = [{ id: 'audit-1', state: 'processing' }];
  expect(await audits.prepare([medium])).toMatchObject({ kind: 'waiting' });
  audited = [{ id: 'audit-0', state: 'active' }];
  expect(await audits.prepare([medium])).toEqual({ kind: 'waiting', seconds: 0 });
  audited = [{ id: 'audit-2', state: 'processing' }];
  await audits.prepare([medium]);
  audited = [{ id: 'audit-2', state: 'active' }];
  expect(await audits.prepare([medium])).toEqual({ kind: 'ready' });
  expect(asked.map(({ does }) => does)).toEqual([
    'assetCreateMany',
    'assetCreateMany',
    'assetGetMany',
    'assetCreateMany',
    'assetGetMany',
  ]);
  expect(await audits.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://audit-2']]));
  expect(await assets.urls([medium])).toEqual(new Map([[medium.sha256, 'asset://asset-1']]));
});

test('an id that the database refuses lets the task go elsewhere, and is given up', async () => {
  creates = () => answered('a\0', 'active');
  expect(await assets.prepare([medium])).toMatchObject({ kind: 'refused', passing: true });
  creates = () => answered('asset-2', 'active');
  expect(await assets.prepare([medium])).toEqual({ kind: 'ready' });
});

test('what no task has named for half a year is given to the line anew', async () => {
  const unused = newMedium();
  const used = newMedium();
  for (const one of [unused, used]) {
    await assets.prepare([one]);
    await assets.prepare([one]);
  }
  await database.general.query(
    `update line_assets set held_until = now() - make_interval(days => case when sha256 = $1 then 181 else 179 end)
      where sha256 in ($1, $2)`,
    [unused.sha256, used.sha256],
  );
  expect(await pruneLineAssets(database)).toBe(1);
  expect([...(await assets.urls([unused, used])).keys()]).toEqual([used.sha256]);
  asked.length = 0;
  await assets.prepare([unused]);
  expect(asked).toMatchObject([{ does: 'assetCreate' }]);
});
