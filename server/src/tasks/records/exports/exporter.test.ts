import { buffer, text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../audit/audit.ts';
import { readAudit } from '../../../audit/read.ts';
import { moveCredits } from '../../../ledger/movements.ts';
import type { ExportFormat, ExportKind } from '../../../postgres/tables.ts';
import type { Submitter } from '../../submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../../testing/fixture.ts';
import { partsOf } from '../testing/zip.ts';
import type { ExportFilter } from './export-table.ts';
import { createExporter, type ExporterParts } from './exporter.ts';
import {
  deleteExport,
  exportRules,
  exportsMost,
  listExports,
  makeExport,
  openExport,
  readExport,
} from './exports.ts';

let fixture: TaskFixture;
let who: Submitter;
let by: Actor;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

/** A customer with 25 movements. */
beforeEach(async () => {
  await fixture.empty();
  who = await addCustomer(fixture, 0);
  by = { kind: 'key', id: who.keyId, name: who.keyId, address: '192.0.2.7' };
  for (let count = 0; count < 25; count += 1) await grant();
});

const grant = () =>
  moveCredits(fixture.database, {
    accountId: who.accountId,
    kind: 'grant',
    amountMicros: 1_000_000_000n,
    reason: '=1+1',
  });

const named = (id: string) => ({ accountId: who.accountId, makerId: who.keyId, id });

async function make(
  kind: ExportKind,
  format: ExportFormat = 'csv',
  filter: ExportFilter = {},
): Promise<string> {
  const { accountId, keyId: makerId } = who;
  const remember = () => Promise.resolve();
  const wanted = { accountId, makerId, kind, format, filter, timeZone: 'UTC', remember };
  return (await makeExport(fixture.database, wanted, by)).id;
}

const exporter = (limits: ExporterParts['limits'] = {}) =>
  createExporter({
    database: fixture.database,
    log: pino({ level: 'silent' }),
    limits: { pageRows: 10, pages: 1, ...limits },
  });

const read = (id: string) => readExport(fixture.database.query, named(id));
const open = async (id: string) => (await openExport(fixture.database, named(id), by)).body;

/** Until it is over; by several processes in turns, each of which has been stopped and begun again. */
async function finished(id: string, limits: ExporterParts['limits'] = {}) {
  for (;;) {
    const one = exporter(limits);
    while (!(await one.turn()));
    await one.stop();
    const now = await read(id);
    if (now.state === 'ready' || now.state === 'failed') return now;
  }
}

describe('an export', () => {
  test('has every row once, whoever goes on with it and whatever is added meanwhile', async () => {
    const id = await make('transactions');
    expect(await read(id)).toMatchObject({ state: 'queued', rows: 0, bytes: 0 });
    await grant();
    const done = await finished(id);
    expect(done).toMatchObject({ state: 'ready', rows: 25, isCut: false, failure: null });
    const file = await buffer(await open(id));
    expect(file).toHaveLength(done.bytes);
    const table = file.toString('utf8');
    const [head, ...rows] = table.trimEnd().split('\r\n');
    expect(head).toMatch(/^\uFEFFid,kind,at,amountCredits/u);
    const ids = rows.map((row) => Number(row.split(',')[0]));
    expect(ids).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
    expect(rows[0]).toContain(",'=1+1,");
    const { rows: left } = await fixture.database.general.query(
      "select from work where step = 'export'",
    );
    expect(left).toEqual([]);
  });

  test('is a workbook as well', async () => {
    const id = await make('transactions', 'xlsx');
    const { bytes } = await finished(id);
    const file = await buffer(await open(id));
    expect(file).toHaveLength(bytes);
    const sheet = partsOf(file).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet.match(/<row /gu)).toHaveLength(26);
    expect(sheet).toContain('<c r="D2"><v>1000</v></c>');
  });

  test('is of deductions, tasks and usage', async () => {
    const plain = order();
    const decode = () => ({ ...plain.decode(), endUser: 'Ann', metadata: { order: 7 } });
    const { row } = await fixture.submit(who, { ...plain, decode });
    await fixture.submit(who, order());
    await fixture.settler.settle(success(row.id));
    const table = async (kind: ExportKind, filter: ExportFilter = {}) => {
      const id = await make(kind, 'csv', filter);
      await finished(id);
      return (await text(await open(id))).trimEnd().split('\r\n').slice(1);
    };
    expect(await table('deductions', { endUser: 'Ann' })).toEqual([
      expect.stringContaining(`,${row.id},live,`),
    ]);
    expect(await table('tasks')).toHaveLength(2);
    expect(await table('tasks', { state: ['succeeded'], metadata: { order: '7' } })).toEqual([
      expect.stringContaining(`,${row.id},succeeded,`),
    ]);
    const day = new Date().toISOString().slice(0, 10);
    expect(await table('usage', { by: ['endUser'] })).toEqual([
      expect.stringMatching(new RegExp(`^${day},,,Ann,,,1,5,`, 'u')),
    ]);
  });

  test('that would be too long ends, and says so', async () => {
    const id = await make('transactions');
    expect(await finished(id, { rows: 12 })).toMatchObject({ rows: 12, isCut: true });
    expect((await text(await open(id))).trimEnd().split('\r\n')).toHaveLength(13);
  });

  test('that ends its process again and again fails', async () => {
    const id = await make('transactions');
    await fixture.database.general.query("update work set claims = 30 where step = 'export'");
    expect(await finished(id)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('interrupted'),
    });
    await expect(open(id)).rejects.toMatchObject({ problem: { code: 'not_finished' } });
  });

  test('takes its turn with others', async () => {
    const from = new Date(Date.now() - 86_400_000).toISOString();
    const [long, short] = [await make('transactions'), await make('usage', 'csv', { from })];
    const one = exporter({ pageRows: 1 });
    const isShortReady = async () => (await read(short)).state === 'ready';
    while (!(await isShortReady())) await one.turn();
    expect((await read(long)).state).toBe('running');
    await one.stop();
  });
});

describe('it is had', () => {
  test('by who asked for it alone, and is in the audit log', async () => {
    const id = await make('transactions');
    await finished(id);
    await open(id);
    const { accountId } = who;
    const other = { accountId, makerId: (await addCustomer(fixture, 0)).keyId };
    const missing = { problem: { code: 'export_not_found' } };
    await expect(readExport(fixture.database.query, { ...other, id })).rejects.toMatchObject(
      missing,
    );
    await expect(openExport(fixture.database, { ...other, id }, by)).rejects.toMatchObject(missing);
    expect(await listExports(fixture.database, other)).toEqual([]);
    expect(await listExports(fixture.database, named(id))).toMatchObject([{ id }]);
    await deleteExport(fixture.database, named(id), by);
    await expect(read(id)).rejects.toMatchObject(missing);
    const log = await readAudit(fixture.database, { accountId, limit: 3 });
    expect(log.map(({ action, address }) => [action, address])).toEqual(
      ['deleted', 'fetched', 'made'].map((what) => [`export.${what}`, '192.0.2.7']),
    );
  });

  test('for a day, then it goes with all of its parts', async () => {
    const id = await make('transactions');
    await finished(id);
    const { general } = fixture.database;
    await general.query("update exports set expires_at = now() - interval '1 second'");
    await expect(read(id)).rejects.toMatchObject({ problem: { code: 'export_not_found' } });
    const [rule] = exportRules(fixture.database);
    expect(await rule?.batch(1)).toBe(false);
    const { rows } = await general.query('select from export_chunks');
    expect(rows).toEqual([]);
  });

  test('is gone with all that expired with it, however many there are', async () => {
    for (let count = 0; count < 6; count += 1) await finished(await make('usage'));
    const { general } = fixture.database;
    await general.query("update exports set expires_at = now() - interval '1 second'");
    const [rule] = exportRules(fixture.database);
    expect([await rule?.batch(1), await rule?.batch(2)]).toEqual([true, false]);
    const { rows } = await general.query('select from exports');
    expect(rows).toEqual([]);
  });

  test('by an account so many at a time', async () => {
    const ids: string[] = [];
    for (let count = 0; count < exportsMost; count += 1) ids.push(await make('usage'));
    await expect(make('usage')).rejects.toMatchObject({ problem: { code: 'rate_limited' } });
    await deleteExport(fixture.database, named(ids[0] ?? ''), by);
    await make('usage');
  });
});
