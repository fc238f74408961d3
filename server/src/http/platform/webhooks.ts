import { z } from 'zod';
import { urlCharactersMost } from '../../dialects/bounds.ts';
import { isoTime } from '../../dialects/values.ts';
import {
  defaultEventTypes,
  eventTypes,
  testEventType,
  type Endpoint,
  type WebhookParts,
} from '../../webhooks/endpoint.ts';
import {
  addEndpoint,
  changeEndpoint,
  descriptionCharactersMax,
  findEndpoint,
  formerSecretHours,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from '../../webhooks/endpoints.ts';
import {
  awaitTest,
  deliveryStates,
  resendMax,
  resendRange,
  sendTestEvent,
  type DeliveryState,
} from '../../webhooks/log.ts';
import { actorOf } from '../actors.ts';
import { createRoute } from './creates.ts';
import { deliveryIdExample } from './deliveries.ts';
import { momentText } from './filters.ts';
import { modeOf, modeWanted, ownerOf } from './modes.ts';
import { idPath, jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** Webhook endpoints of the account: each is of a mode, and a key has to do with those of its own. */

const time = z.iso.datetime({ offset: true });
const exampleUrl = 'https://shop.example.com/hooks/filmgate';
const typesWanted = z
  .array(z.enum(eventTypes))
  .min(1)
  .max(eventTypes.length)
  .describe(`What it is told of; ${defaultEventTypes.join(', ')} where nothing is said.`);
const urlWanted = z
  .string()
  .max(urlCharactersMost)
  .meta({ examples: [exampleUrl] });
const descriptionWanted = z
  .string()
  .max(descriptionCharactersMax)
  .meta({ examples: ['The shop'] });
const secret = z
  .string()
  .describe('`whsec_…`, which signs what is sent. Shown this once: keep it.')
  .meta({ examples: ['whsec_pN3sTqk1e8dQ0w7yq2m0vZrJ4oV6c9xB5hL8aG2fK1s='] });

const plainSchema = z
  .object({
    id: z.string(),
    mode: z
      .enum(['live', 'test'])
      .describe(
        'Of the key that made it: it is told of tasks of that mode, and seen with such keys.',
      ),
    url: z.string(),
    description: z.string(),
    types: z.array(z.enum(eventTypes)),
    enabled: z.boolean(),
    disabledBecause: z
      .enum(['owner', 'gone', 'failing'])
      .nullable()
      .describe('Your own wish, its answer 410, or five days of failures.'),
    failingSince: time.nullable().describe('Since when nothing got through.'),
    formerSecretUntil: time
      .nullable()
      .describe('Until when deliveries are signed with the secret before the rotation as well.'),
    createdAt: time,
    updatedAt: time,
  })
  .describe('Where the account is told of its tasks.');

const example: z.infer<typeof plainSchema> = {
  id: 'whe_1rz4c7k2m9x0t3v6h8qz',
  mode: 'live',
  url: exampleUrl,
  description: 'The shop',
  types: ['task.succeeded', 'task.failed'],
  enabled: true,
  disabledBecause: null,
  failingSince: null,
  formerSecretUntil: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
};

const endpointSchema = plainSchema.meta({ id: 'WebhookEndpoint', examples: [example] });

const withSecret = endpointSchema
  .extend({
    secret: secret
      .nullable()
      .describe(
        '`whsec_…`, which signs what is sent. Shown this once: keep it. Null where the request is answered again by its `Idempotency-Key`.',
      ),
  })
  .meta({ id: 'NewWebhookEndpoint' });

function endpointJson(endpoint: Endpoint): z.infer<typeof endpointSchema> {
  const { id, mode, url, description, types, enabled, disabledBecause } = endpoint;
  return {
    id,
    mode,
    url,
    description,
    types: [...types],
    enabled,
    disabledBecause,
    failingSince: timeOrNull(endpoint.failingSinceMs),
    formerSecretUntil: timeOrNull(endpoint.formerSecretUntilMs),
    createdAt: isoTime(endpoint.createdAtMs),
    updatedAt: isoTime(endpoint.updatedAtMs),
  };
}

const testSchema = z
  .object({
    deliveryId: z.string().meta({ examples: [deliveryIdExample] }),
    state: z.enum(deliveryStates),
    status: z.int().nullable().describe('Of HTTP; null: there was none, or not yet.'),
    error: z.string().nullable().describe('Why there was none.'),
    tookMs: z.int().nullable(),
  })
  .describe('What became of a test event.');

const notTried = { state: 'pending', status: null, error: null, tookMs: null } as const;

/** What is sent again where nothing is said. */
const resentStates: readonly DeliveryState[] = ['failed'];

function timeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : isoTime(atMs);
}

export function webhookRoutes(parts: WebhookParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/webhook-endpoints',
      summary: 'List webhook endpoints, the oldest first',
      needs: 'webhooks:read',
      asks: { query: z.strictObject({ mode: modeWanted }) },
      answers: { status: 200, schema: pageOf(endpointSchema) },
      refuses: ['forbidden'],
      // They are few, so a page holds them all.
      async act(principal, { query }) {
        const owner = { accountId: principal.accountId, mode: modeOf(principal, query.mode) };
        return { data: (await listEndpoints(parts, owner)).map(endpointJson), nextCursor: null };
      },
    }),
    createRoute({
      path: '/webhook-endpoints',
      summary: 'Add a webhook endpoint',
      needs: 'webhooks:write',
      asks: {
        body: z.strictObject({
          url: urlWanted,
          types: typesWanted.optional(),
          description: descriptionWanted.optional(),
          mode: modeWanted,
        }),
      },
      answers: { status: 201, schema: withSecret },
      refuses: ['endpoint_limit', 'endpoint_not_found'],
      async make(principal, { body }, { remember, visit }) {
        const { accountId } = principal;
        const spec = { ...body, accountId, mode: modeOf(principal, body.mode), remember };
        const added = await addEndpoint(parts, spec, actorOf(principal, visit));
        return { ...endpointJson(added.endpoint), secret: added.secret };
      },
      again: async (principal, id) => ({
        ...endpointJson(await findEndpoint(parts, { ...ownerOf(principal), id })),
        secret: null,
      }),
    }),
    jsonRoute({
      method: 'GET',
      path: '/webhook-endpoints/{id}',
      summary: 'Read a webhook endpoint',
      needs: 'webhooks:read',
      asks: { path: idPath },
      answers: { status: 200, schema: endpointSchema },
      refuses: ['endpoint_not_found'],
      act: async (principal, { path: { id } }) =>
        endpointJson(await findEndpoint(parts, { ...ownerOf(principal), id })),
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/webhook-endpoints/{id}',
      summary: 'Change a webhook endpoint, or disable and enable it',
      needs: 'webhooks:write',
      asks: {
        path: idPath,
        body: z.strictObject({
          url: urlWanted.optional(),
          types: typesWanted.nullable().optional(),
          description: descriptionWanted.nullable().optional(),
          enabled: z
            .boolean()
            .optional()
            .describe('While it is false what waits for it goes on waiting; nothing new is told.'),
        }),
      },
      answers: { status: 200, schema: endpointSchema },
      refuses: ['endpoint_not_found'],
      async act(principal, { path: { id }, body: { types, description, ...body } }, visit) {
        const change = {
          ...body,
          types: types === null ? defaultEventTypes : types,
          description: description === null ? '' : description,
        };
        const by = actorOf(principal, visit);
        const endpoint = { ...ownerOf(principal), id };
        return endpointJson(await changeEndpoint(parts, endpoint, change, by));
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/webhook-endpoints/{id}',
      summary: 'Remove a webhook endpoint and give up what waits for it',
      needs: 'webhooks:write',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['endpoint_not_found'],
      act: (principal, { path: { id } }, visit) =>
        removeEndpoint(parts, { ...ownerOf(principal), id }, actorOf(principal, visit)),
    }),
    jsonRoute({
      method: 'POST',
      path: '/webhook-endpoints/{id}/rotate-secret',
      summary: `Give it a new secret; the old one signs as well for ${String(formerSecretHours)} hours`,
      needs: 'webhooks:write',
      asks: { path: idPath },
      answers: { status: 200, schema: z.object({ secret, formerSecretUntil: time }) },
      refuses: ['endpoint_not_found'],
      async act(principal, { path: { id } }, visit) {
        const by = actorOf(principal, visit);
        const rotated = await rotateSecret(parts, { ...ownerOf(principal), id }, by);
        return {
          secret: rotated.secret,
          formerSecretUntil: isoTime(rotated.formerSecretUntilMs),
        };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/webhook-endpoints/{id}/test',
      summary: `Send it an event of type ${testEventType}`,
      needs: 'webhooks:write',
      asks: {
        path: idPath,
        query: z.strictObject({
          wait: z
            .enum(['true', 'false'])
            .optional()
            .describe('Whether to answer once it was tried, at the latest after 20 seconds.'),
        }),
      },
      answers: { status: 202, schema: testSchema },
      refuses: ['endpoint_not_found'],
      async act(principal, { path: { id }, query: { wait } }) {
        const { accountId } = principal;
        const deliveryId = await sendTestEvent(parts, { ...ownerOf(principal), id });
        if (wait !== 'true') return { deliveryId, ...notTried };
        const { state, failure, tried } = await awaitTest(parts, { accountId, id: deliveryId });
        const { status = null, error = failure, tookMs = null } = tried ?? {};
        return { deliveryId, state, status, error, tookMs };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/webhook-endpoints/{id}/resend',
      summary: `Send again what it was told of in a time, at most ${String(resendMax)} deliveries`,
      needs: 'webhooks:write',
      asks: {
        path: idPath,
        body: z.strictObject({
          from: momentText.describe('Of the events, included.'),
          to: momentText.describe('Likewise.'),
          states: z
            .array(z.enum(deliveryStates))
            .min(1)
            .max(deliveryStates.length)
            .optional()
            .describe('Only deliveries in these states; `failed` where nothing is said.'),
        }),
      },
      answers: { status: 202, schema: z.object({ count: z.int().min(0) }) },
      refuses: ['endpoint_not_found'],
      act: async (principal, { path: { id }, body: { from, to, states } }) => ({
        count: await resendRange(parts, {
          ...ownerOf(principal),
          endpointId: id,
          fromMs: Date.parse(from),
          toMs: Date.parse(to),
          states: states ?? resentStates,
        }),
      }),
    }),
  ];
}
