import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import { exportFormats, exportKinds, type ExportKind } from '../../postgres/tables.ts';
import {
  exportFilter,
  exportWords,
  type ExportFilter,
} from '../../tasks/records/exports/export-table.ts';
import {
  deleteExport,
  exportsMost,
  listExports,
  makeExport,
  openExport,
  readExport,
  type ExportName,
  type RecordsExport,
} from '../../tasks/records/exports/exports.ts';
import { tableName } from '../../tasks/records/tables/csv.ts';
import { tableFiles } from '../../tasks/records/tables/table-file.ts';
import { actorOf } from '../actors.ts';
import type { Principal } from '../door.ts';
import { createRoute } from './creates.ts';
import { timeZoneName } from './filters.ts';
import { fileRoute, idPath, jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** Records as files, however long: made in the background, had by whoever asked for them, for a day. */

const time = z.iso.datetime();

const exportSchema = z
  .object({
    id: z.string(),
    kind: z.enum(exportKinds),
    format: z.enum(exportFormats),
    timeZone: z.string().describe('Of the times in it.'),
    filter: exportFilter,
    state: z.enum(['queued', 'running', 'ready', 'failed']),
    rows: z.int().min(0).describe('So far.'),
    bytes: z.int().min(0).nullable().describe('Of the file; null until it is ready.'),
    isCut: z.boolean().describe('Whether it ends before the records do: ask for a shorter time.'),
    failure: z.string().nullable(),
    fileUrl: z.string().nullable().describe('Where the file is read, once it is ready.'),
    createdAt: time,
    finishedAt: time.nullable(),
    expiresAt: time.describe('When it is deleted.'),
  })
  .describe('An export of records.');

function exportJson(one: RecordsExport): z.infer<typeof exportSchema> {
  const { id, kind, format, timeZone, filter, state, rows, isCut, failure } = one;
  const isReady = state === 'ready';
  return {
    id,
    kind,
    format,
    timeZone,
    filter,
    state,
    rows,
    bytes: isReady ? one.bytes : null,
    isCut,
    failure,
    fileUrl: isReady ? `/platform/v1/exports/${id}/file` : null,
    createdAt: isoTime(one.createdAtMs),
    finishedAt: one.finishedAtMs === null ? null : isoTime(one.finishedAtMs),
    expiresAt: isoTime(one.expiresAtMs),
  };
}

function nameOf({ accountId, keyId, person }: Principal, id: string): ExportName {
  return { accountId, makerId: person?.id ?? keyId, id };
}

/** Who may not read tasks has no file of them either. Throws forbidden. */
function requireTasks({ scopes }: Principal, kind: ExportKind): void {
  if (kind !== 'tasks' || scopes.has('tasks:read')) return;
  throw refuse('forbidden', 'An export of tasks needs the scope tasks:read as well.');
}

/** Throws invalid_parameter for what says nothing of this kind. */
function requireWords(kind: ExportKind, filter: ExportFilter): void {
  const known: readonly string[] = exportWords[kind];
  const strange = Object.entries(filter).find(
    ([word, value]) => value !== undefined && !known.includes(word),
  );
  if (!strange) return;
  const field = `filter.${strange[0]}`;
  throw refuse(
    'invalid_parameter',
    `${field} is not known of ${kind}; their filter may hold: ${known.join(', ')}.`,
    { field },
  );
}

export function exportRoutes({ database }: { database: Database }): PlatformRoute[] {
  return [
    createRoute({
      path: '/exports',
      summary: `Ask for records as one file; an account has at most ${String(exportsMost)} at a time`,
      needs: 'records:read',
      asks: {
        body: z
          .strictObject({
            kind: z.enum(exportKinds),
            format: z.enum(exportFormats).optional().describe('`csv` unless told.'),
            timeZone: timeZoneName.optional().describe('Of times in it; UTC unless told.'),
            filter: exportFilter.optional(),
          })
          .meta({
            examples: [
              {
                kind: 'deductions',
                format: 'xlsx',
                timeZone: 'Asia/Shanghai',
                filter: { from: '2026-11-01T00:00:00+08:00', to: '2026-12-01T00:00:00+08:00' },
              },
            ],
          }),
      },
      answers: { status: 202, schema: exportSchema },
      refuses: ['export_not_found'],
      async make(principal, { body }, { remember, visit }) {
        const { kind, format = 'csv', timeZone = 'UTC', filter = {} } = body;
        requireTasks(principal, kind);
        requireWords(kind, filter);
        const { accountId, makerId } = nameOf(principal, '');
        const order = { accountId, makerId, kind, format, timeZone, filter, remember };
        return exportJson(await makeExport(database, order, actorOf(principal, visit)));
      },
      again: async (principal, id) =>
        exportJson(await readExport(database.query, nameOf(principal, id))),
    }),
    jsonRoute({
      method: 'GET',
      path: '/exports',
      summary: 'List the exports that you asked for, the newest first',
      needs: 'records:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(exportSchema) },
      refuses: [],
      act: async (principal) => ({
        data: (await listExports(database, nameOf(principal, ''))).map(exportJson),
        nextCursor: null,
      }),
    }),
    jsonRoute({
      method: 'GET',
      path: '/exports/{id}',
      summary: 'Read how far an export is',
      needs: 'records:read',
      asks: { path: idPath },
      answers: { status: 200, schema: exportSchema },
      refuses: ['export_not_found'],
      goesOn: (answer) => openExportSchema.safeParse(answer).success,
      act: async (principal, { path: { id } }) =>
        exportJson(await readExport(database.query, nameOf(principal, id))),
    }),
    fileRoute({
      path: '/exports/{id}/file',
      summary: 'Read the file of an export',
      needs: 'records:read',
      asks: { path: idPath },
      types: Object.values(tableFiles).map(({ type }) => type.split(';')[0] ?? type),
      refuses: ['export_not_found', 'not_finished'],
      async make(principal, { path: { id } }, { visit }) {
        const which = nameOf(principal, id);
        requireTasks(principal, (await readExport(database.query, which)).kind);
        const { about, body } = await openExport(database, which, actorOf(principal, visit));
        const { kind, format, timeZone, createdAtMs, bytes } = about;
        const name = tableName(kind, timeZone, createdAtMs, format);
        return { name, type: tableFiles[format].type, body, bytes };
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/exports/{id}',
      summary: 'Delete an export, also one that is not ready',
      needs: 'records:read',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['export_not_found'],
      async act(principal, { path: { id } }, visit) {
        await deleteExport(database, nameOf(principal, id), actorOf(principal, visit));
      },
    }),
  ];
}

const openExportSchema = z.object({ state: z.enum(['queued', 'running']) });
