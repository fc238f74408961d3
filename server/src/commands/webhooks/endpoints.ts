import { itself } from '../../audit/audit.ts';
import { isoTime } from '../../dialects/values.ts';
import type { Endpoint, EndpointKey, WebhookParts } from '../../webhooks/endpoint.ts';
import {
  addEndpoint,
  changeEndpoint,
  endpointNotFound,
  findEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from '../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../webhooks/log.ts';
import { requireAccount } from '../require-account.ts';
import { printAnswer, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';
import { withWebhooks } from './parts.ts';

export interface AddOptions {
  account: string;
  url: string;
  types?: string;
  description?: string;
  mode?: 'live' | 'test';
}

export async function addOneEndpoint(context: CommandContext, options: AddOptions): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    const { id: accountId } = await requireAccount(webhooks.database, options.account);
    const spec = {
      accountId,
      url: options.url,
      types: options.types?.split(',').map((type) => type.trim()),
      description: options.description,
      mode: options.mode,
    };
    const { endpoint, secret } = await addEndpoint(webhooks, spec, itself);
    const text = `${endpoint.id} is told of ${endpoint.types.join(', ')} of ${endpoint.mode} tasks.\n${secret}\nThe secret is shown this once.`;
    printAnswer(context, { ...shown(endpoint), secret }, text);
  });
}

export async function listAll(context: CommandContext, idOrName: string): Promise<void> {
  await withWebhooks(
    context,
    async (webhooks) => {
      const { id: accountId } = await requireAccount(webhooks.database, idOrName);
      const endpoints = await listEndpoints(webhooks, { accountId });
      const heads = ['ENDPOINT', 'MODE', 'STATE', 'URL', 'TYPES'];
      const table = inColumns([
        heads,
        ...endpoints.map((one) => [one.id, one.mode, stateOf(one), one.url, one.types.join(',')]),
      ]);
      const text = endpoints.length === 0 ? 'The account has no webhook endpoints.' : table;
      printAnswer(context, { endpoints: endpoints.map(shown) }, text);
    },
    { use: 'read' },
  );
}

export async function showOne(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(
    context,
    async (webhooks) => {
      const endpoint = await findEndpoint(webhooks, await endpointKeyOf(webhooks, id));
      const facts = Object.entries({ ...shown(endpoint), state: stateOf(endpoint) });
      const lines = facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => [name, String(value)]);
      printAnswer(context, shown(endpoint), inColumns(lines));
    },
    { use: 'read' },
  );
}

export async function setEnabled(
  context: CommandContext,
  id: string,
  enabled: boolean,
): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    const endpoint = await changeEndpoint(
      webhooks,
      await endpointKeyOf(webhooks, id),
      { enabled },
      itself,
    );
    printAnswer(context, shown(endpoint), `${id} is ${stateOf(endpoint)}.`);
  });
}

export async function removeOne(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    await removeEndpoint(webhooks, await endpointKeyOf(webhooks, id), itself);
    printAnswer(context, { removed: id }, `Removed ${id}.`);
  });
}

export async function rotateOne(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    const key = await endpointKeyOf(webhooks, id);
    const { secret, formerSecretUntilMs } = await rotateSecret(webhooks, key, itself);
    const until = isoTime(formerSecretUntilMs);
    printAnswer(
      context,
      { id, secret, formerSecretUntil: until },
      `${secret}\nThe secret is shown this once. The one before is valid until ${until} as well.`,
    );
  });
}

export async function testOne(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    const delivery = await sendTestEvent(webhooks, await endpointKeyOf(webhooks, id));
    printAnswer(
      context,
      { delivery },
      `A server sends it as ${delivery}. What came of it: filmgate webhooks log ${delivery}`,
    );
  });
}

/** An operator need not know whose endpoint it is. */
async function endpointKeyOf({ database }: WebhookParts, id: string): Promise<EndpointKey> {
  const row = await database.query
    .selectFrom('webhook_endpoints')
    .select('account_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw endpointNotFound();
  return { accountId: row.account_id, id };
}

function stateOf({ enabled, disabledBecause, failingSinceMs }: Endpoint): string {
  if (disabledBecause === 'gone') return 'disabled: it answered 410';
  if (disabledBecause === 'failing') return 'disabled: five days of failures';
  if (!enabled) return 'disabled';
  return failingSinceMs === null ? 'enabled' : `failing since ${isoTime(failingSinceMs)}`;
}

function shown({
  failingSinceMs,
  formerSecretUntilMs,
  createdAtMs,
  updatedAtMs,
  ...rest
}: Endpoint) {
  return {
    ...rest,
    failingSince: failingSinceMs === null ? null : isoTime(failingSinceMs),
    formerSecretUntil: formerSecretUntilMs === null ? null : isoTime(formerSecretUntilMs),
    createdAt: isoTime(createdAtMs),
    updatedAt: isoTime(updatedAtMs),
  };
}
