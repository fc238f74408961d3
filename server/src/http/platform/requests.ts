import { z } from 'zod';
import { idCharactersMost } from '../../dialects/bounds.ts';
import { isoTime } from '../../dialects/values.ts';
import { problemStatus, refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import {
  findCounts,
  findRequest,
  findRequests,
  type CountKey,
  type ListedRequest,
} from '../../requests/read.ts';
import type { CountedRequests } from '../../requests/write.ts';
import { pageUsual, pageWords, rangeWords } from './filters.ts';
import { idPath, jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** The log of requests: what an account's keys and people asked for, and what became of it. */

const time = z.iso.datetime();
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const codes = Object.keys(problemStatus);
const pathCharactersMost = 500;

const example = {
  id: 'mi7k2c1x-9f2c4a90d6e1b870-4k',
  at: '2026-11-21T08:00:00.000Z',
  api: 'seedance2ink',
  method: 'POST',
  route: '/api/open/v1/video/generations',
  path: '/api/open/v1/video/generations',
  status: 402,
  code: 'insufficient_credits',
  tookMs: 12,
  mode: 'live' as const,
  keyId: '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
  personId: null,
  taskId: null,
  address: '192.0.2.7',
};

const requestSchema = z
  .object({
    id: z.string().describe('As `X-Request-Id` of its answer says it.'),
    at: time.describe('When it began.'),
    api: z.string().describe('The dialect, or `platform`.'),
    method: z.string(),
    route: z.string().describe('As it is documented.'),
    path: z.string().describe('As it was called, without secrets.'),
    status: z.int().describe('Of HTTP.'),
    code: z.string().nullable().describe('Of the problem that it was refused with.'),
    tookMs: z.int().min(0),
    mode: z.enum(['live', 'test']),
    keyId: z.string().nullable().describe('Null: a person asked.'),
    personId: z.string().nullable(),
    taskId: z.string().nullable().describe('The task that it made, or was about.'),
    address: z.string().describe('Where it came from.'),
  })
  .describe('A create, a change or a refusal.')
  .meta({ id: 'Request', examples: [example] });

const wholeSchema = requestSchema
  .extend({
    detail: z.string().nullable().describe('Why it was refused, in English.'),
    body: z
      .string()
      .nullable()
      .describe(
        'As JSON, without media and secrets, and with long texts cut. Null: there was none, or nobody read it.',
      ),
  })
  .meta({
    id: 'WholeRequest',
    examples: [
      {
        ...example,
        detail: 'The account has 3 credits, and this request needs 40.',
        body: '{"model":"seedance-2.0","prompt":"A river in autumn"}',
      },
    ],
  });

const countSchema = z
  .object({
    minute: time.describe('When it began.'),
    keyId: z.string().nullable().describe('Null: people asked.'),
    route: z.string(),
    reads: z.int().describe('That were answered.'),
    unlisted: z
      .int()
      .describe('Creates, changes and refusals that were too many to be written one by one.'),
  })
  .describe('Of one key, one route and one minute.');

function requestJson(request: ListedRequest): z.infer<typeof requestSchema> {
  const { id, api, method, route, path, status, code, tookMs } = request;
  const { mode, keyId, personId, taskId, address } = request;
  const what = { id, at: isoTime(request.atMs), api, method, route, path };
  return { ...what, status, code, tookMs, mode, keyId, personId, taskId, address };
}

function countJson({ minuteAtMs, keyId, route, reads, unlisted }: CountedRequests) {
  return { minute: isoTime(minuteAtMs), keyId, route, reads, unlisted };
}

/** A page goes on behind it. */
function cursorOf({ minuteAtMs, keyId, route }: CountKey): string {
  const name = Buffer.from(route).toString('base64url');
  return [minuteAtMs.toString(36), keyId ?? '', name].join('.');
}

const countCursor =
  /^([0-9a-z]{8})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\.([\w-]{1,200})$/;

/** Throws invalid_parameter. */
function countKeyOf(cursor: string): CountKey {
  const [, minute, keyId = null, name = ''] = countCursor.exec(cursor) ?? [];
  if (minute === undefined) {
    throw refuse(
      'invalid_parameter',
      'cursor is none of this list: give the nextCursor of the page before.',
      { field: 'cursor' },
    );
  }
  const route = Buffer.from(name, 'base64url').toString();
  return { minuteAtMs: Number.parseInt(minute, 36), keyId, route };
}

const statusWanted = z
  .string()
  .regex(/^[1-5](?:xx|\d\d)$/, { error: 'must be a status such as 429, or a class such as 4xx' })
  .transform((text) => Number(text.replace('xx', '')))
  .optional()
  .describe('One, such as `429`, or a class, such as `4xx`.');

export function requestRoutes({ database }: { database: Database }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/requests',
      summary: 'List creates, changes and refusals, the newest first',
      needs: 'requests:read',
      asks: {
        query: z.strictObject({
          status: statusWanted,
          method: z.enum(methods).optional(),
          path: z
            .string()
            .max(pathCharactersMost)
            .optional()
            .describe('With which paths begin, or the whole of a documented one.'),
          keyId: z.string().max(idCharactersMost).optional(),
          taskId: z.string().max(idCharactersMost).optional(),
          code: z.enum(codes).optional().describe('Of a problem.'),
          ...rangeWords,
          ...pageWords,
        }),
      },
      answers: { status: 200, schema: pageOf(requestSchema) },
      refuses: [],
      async act({ accountId }, { query: { from, to, limit = pageUsual, cursor = null, ...rest } }) {
        const range = { fromMs: from, toMs: to };
        const search = { ...rest, ...range, accountId, limit, after: cursor };
        const { requests, next } = await findRequests(database, search);
        return { data: requests.map(requestJson), nextCursor: next };
      },
    }),
    jsonRoute({
      method: 'GET',
      path: '/requests/reads',
      summary: 'Count reads, by key, route and minute, the newest first',
      needs: 'requests:read',
      asks: { query: z.strictObject({ ...rangeWords, ...pageWords }) },
      answers: { status: 200, schema: pageOf(countSchema) },
      refuses: [],
      async act({ accountId }, { query: { from, to, limit = pageUsual, cursor } }) {
        const after = cursor === undefined ? null : countKeyOf(cursor);
        const search = { accountId, limit: limit + 1, after, fromMs: from, toMs: to };
        const found = await findCounts(database, search);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        return { data: shown.map(countJson), nextCursor: last ? cursorOf(last) : null };
      },
    }),
    jsonRoute({
      method: 'GET',
      path: '/requests/{id}',
      summary: 'Read a create, a change or a refusal, with its body',
      needs: 'requests:read',
      asks: { path: idPath },
      answers: { status: 200, schema: wholeSchema },
      refuses: ['request_not_found'],
      async act({ accountId }, { path: { id } }) {
        const { detail, body, ...request } = await findRequest(database, { accountId, id });
        return { ...requestJson(request), detail, body };
      },
    }),
  ];
}
