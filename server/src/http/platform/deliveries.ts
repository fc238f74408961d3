import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import type { WebhookParts } from '../../webhooks/endpoint.ts';
import { hiddenEndpoints } from '../../webhooks/endpoints.ts';
import {
  deliveryNotFound,
  deliveryStates,
  listDeliveries,
  readDelivery,
  resendDelivery,
  triesShown,
  type DeliveryRecord,
  type TryRecord,
  type TrySummary,
} from '../../webhooks/log.ts';
import { modeOf, modeWanted, ownerOf } from './modes.ts';
import { idPath, jsonRoute, pageOf, wholeNumber, type PlatformRoute } from './route.ts';

/** What was told where: the deliveries of webhooks and of the callbacks of requests. */

const time = z.iso.datetime();

const trySummarySchema = z.object({
  number: z.int().min(1),
  at: time,
  url: z.string(),
  status: z.int().nullable().describe('Of HTTP; null: `error` says why there was none.'),
  error: z.string().nullable(),
  tookMs: z.int(),
});

const trySchema = trySummarySchema.extend({
  headers: z.record(z.string(), z.string()).describe('As sent; signatures are shortened.'),
  request: z.string().describe('The body that was sent.'),
  answer: z.string().nullable().describe('The first kilobyte of what came back.'),
});

const deliveryFields = z.object({
  id: z.string().describe('The `webhook-id` of every try.'),
  type: z.string(),
  taskId: z.string().nullable().describe('Null for a test event.'),
  endpointId: z.string().nullable().describe('Null: it goes to an address that a request named.'),
  url: z.string().nullable().describe('Only of such an address.'),
  state: z.enum(deliveryStates),
  failure: z.string().nullable().describe('Why it was given up.'),
  createdAt: time.describe('When the event happened.'),
  finishedAt: time.nullable(),
  nextTryAt: time
    .nullable()
    .describe('Null while a try is under way, while the endpoint is disabled, and afterwards.'),
});

export const deliveryIdExample = 'dlv_019a9b2f3c40f1c2a7e05d9b6c13';

const exampleTry: z.infer<typeof trySummarySchema> = {
  number: 1,
  at: '2026-11-21T08:01:13.000Z',
  url: 'https://shop.example.com/hooks/filmgate',
  status: 204,
  error: null,
  tookMs: 84,
};
const example: z.infer<typeof deliveryFields> = {
  id: deliveryIdExample,
  type: 'task.succeeded',
  taskId: 'req_2c4a90v6h1m8x0t3k7qz',
  endpointId: 'whe_1rz4c7k2m9x0t3v6h8qz',
  url: null,
  state: 'delivered',
  failure: null,
  createdAt: '2026-11-21T08:01:12.000Z',
  finishedAt: '2026-11-21T08:01:13.000Z',
  nextTryAt: null,
};

const deliverySchema = deliveryFields
  .extend({ tries: z.array(trySummarySchema).describe(`The last ${String(triesShown)}.`) })
  .meta({ id: 'DeliverySummary', examples: [{ ...example, tries: [exampleTry] }] });

const wholeDeliverySchema = deliveryFields.extend({ tries: z.array(trySchema) }).meta({
  id: 'Delivery',
  examples: [
    {
      ...example,
      tries: [
        {
          ...exampleTry,
          headers: {
            'content-type': 'application/json',
            'webhook-id': deliveryIdExample,
            'webhook-timestamp': '1795248073',
            'webhook-signature': 'v1,K5oZ…',
          },
          request: '{"type":"task.succeeded","timestamp":"2026-11-21T08:01:12.000Z","data":{…}}',
          answer: '',
        },
      ],
    },
  ],
});

function deliveryJson<Try, TryJson>(
  record: DeliveryRecord<Try>,
  tryJson: (one: Try) => TryJson,
): z.infer<typeof deliveryFields> & { tries: TryJson[] } {
  const { id, type, taskId, endpointId, url, state, failure } = record;
  return {
    id,
    type,
    taskId,
    endpointId,
    url,
    state,
    failure,
    createdAt: isoTime(record.createdAtMs),
    finishedAt: record.finishedAtMs === null ? null : isoTime(record.finishedAtMs),
    nextTryAt: record.nextTryAtMs === null ? null : isoTime(record.nextTryAtMs),
    tries: record.tries.map(tryJson),
  };
}

function trySummaryJson(one: TrySummary): z.infer<typeof trySummarySchema> {
  const { number, atMs, url, status, error, tookMs } = one;
  return { number, at: isoTime(atMs), url, status, error, tookMs };
}

function tryJson(one: TryRecord): z.infer<typeof trySchema> {
  const { headers, request, answer } = one;
  return { ...trySummaryJson(one), headers, request, answer };
}

const pageUsual = 20;
const pageMax = 100;

export function deliveryRoutes(parts: WebhookParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/deliveries',
      summary: 'List deliveries, the newest first',
      needs: 'webhooks:read',
      asks: {
        query: z.strictObject({
          endpointId: z.string().optional(),
          taskId: z.string().optional(),
          state: z.enum(deliveryStates).optional(),
          mode: modeWanted,
          limit: wholeNumber(1, pageMax).optional(),
          cursor: z.string().optional().describe('`nextCursor` of the page before.'),
        }),
      },
      answers: { status: 200, schema: pageOf(deliverySchema) },
      refuses: ['forbidden'],
      async act(principal, { query: { limit = pageUsual, cursor, mode: asked, ...filter } }) {
        const { accountId } = principal;
        const mode = modeOf(principal, asked);
        const hidden = await hiddenEndpoints(parts, { accountId, mode });
        if (hidden.has(filter.endpointId ?? '')) return { data: [], nextCursor: null };
        const found = await listDeliveries(parts, {
          ...filter,
          accountId,
          limit: limit + 1,
          before: cursor,
        });
        const page = found.slice(0, limit);
        return {
          // A page is what was read for it: to fill it up could read the whole log.
          data: page
            .filter(({ endpointId }) => !hidden.has(endpointId ?? ''))
            .map((record) => deliveryJson(record, trySummaryJson)),
          nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
        };
      },
    }),
    jsonRoute({
      method: 'GET',
      path: '/deliveries/{id}',
      summary: 'Read a delivery with all that was sent and what came back',
      needs: 'webhooks:read',
      asks: { path: idPath },
      answers: { status: 200, schema: wholeDeliverySchema },
      refuses: ['delivery_not_found'],
      async act({ accountId, mode, person }, { path: { id } }) {
        const record = await readDelivery(parts, { accountId, id });
        if (person) return deliveryJson(record, tryJson);
        const hidden = await hiddenEndpoints(parts, { accountId, mode });
        if (hidden.has(record.endpointId ?? '')) throw deliveryNotFound();
        return deliveryJson(record, tryJson);
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/deliveries/{id}/resend',
      summary: 'Send a delivery once more, under its id',
      needs: 'webhooks:write',
      asks: { path: idPath },
      answers: { status: 202, schema: wholeDeliverySchema },
      refuses: ['delivery_not_found', 'endpoint_not_found'],
      async act(principal, { path: { id } }) {
        const { accountId } = principal;
        await resendDelivery(parts, { ...ownerOf(principal), id });
        return deliveryJson(await readDelivery(parts, { accountId, id }), tryJson);
      },
    }),
  ];
}
