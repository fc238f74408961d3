import { isoTime } from '../../dialects/values.ts';
import { inOneLine } from '../../generation/visible.ts';
import type { WebhookParts } from '../../webhooks/endpoint.ts';
import { endpointNotFound } from '../../webhooks/endpoints.ts';
import {
  deliveryNotFound,
  listDeliveries,
  readDelivery,
  resendDelivery,
  resendMax,
  resendRange,
  type DeliveryRecord,
  type DeliveryState,
  type TryRecord,
  type TrySummary,
} from '../../webhooks/log.ts';
import { requireAccount } from '../require-account.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';
import { withWebhooks } from './parts.ts';

export interface LogOptions {
  account?: string;
  endpoint?: string;
  task?: string;
  state?: DeliveryState;
  limit: number;
  before?: string;
}

export async function listLog(context: CommandContext, options: LogOptions): Promise<void> {
  const { account } = options;
  if (account === undefined) {
    throw new CommandError('--account: missing; name an account, or a delivery to show');
  }
  await withWebhooks(
    context,
    async (webhooks) => {
      const { id: accountId } = await requireAccount(webhooks.database, account);
      const deliveries = await listDeliveries(webhooks, {
        accountId,
        endpointId: options.endpoint,
        taskId: options.task,
        state: options.state,
        limit: options.limit,
        before: options.before,
      });
      const next = deliveries.length === options.limit ? (deliveries.at(-1)?.id ?? null) : null;
      const text = deliveries.length === 0 ? 'There are no deliveries.' : inTable(deliveries, next);
      printAnswer(context, { deliveries: deliveries.map(shown), next }, text);
    },
    { use: 'read' },
  );
}

export async function showDelivery(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(
    context,
    async (webhooks) => {
      const accountId = await ownerOf(webhooks, 'deliveries', id);
      if (accountId === null) throw deliveryNotFound();
      const delivery = await readDelivery(webhooks, { accountId, id });
      printAnswer(context, shown(delivery), inText(delivery));
    },
    { use: 'read' },
  );
}

export interface ResendOptions {
  endpoint?: string;
  from?: number;
  to?: number;
  state: DeliveryState;
}

export async function resend(
  context: CommandContext,
  id: string | undefined,
  options: ResendOptions,
): Promise<void> {
  const { endpoint: endpointId, from: fromMs, to: toMs = Date.now(), state } = options;
  if (id !== undefined) return resendOne(context, id);
  if (endpointId === undefined || fromMs === undefined) {
    throw new CommandError('Name a delivery, or --endpoint and --from.');
  }
  await withWebhooks(context, async (webhooks) => {
    const accountId = await ownerOf(webhooks, 'webhook_endpoints', endpointId);
    if (accountId === null) throw endpointNotFound();
    const range = { accountId, endpointId, fromMs, toMs, states: [state] };
    const count = await resendRange(webhooks, range);
    const more = count < resendMax ? '' : ' There may be more: go on with a later --from.';
    printAnswer(context, { count }, `A server sends ${String(count)} again.${more}`);
  });
}

async function resendOne(context: CommandContext, id: string): Promise<void> {
  await withWebhooks(context, async (webhooks) => {
    const accountId = await ownerOf(webhooks, 'deliveries', id);
    if (accountId === null) throw deliveryNotFound();
    await resendDelivery(webhooks, { accountId, id });
    printAnswer(context, { count: 1 }, `A server sends ${id} again.`);
  });
}

/** An operator need not know whose it is. */
async function ownerOf(
  { database }: WebhookParts,
  table: 'deliveries' | 'webhook_endpoints',
  id: string,
): Promise<string | null> {
  const row = await database.query
    .selectFrom(table)
    .select('account_id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.account_id ?? null;
}

function inTable(deliveries: readonly DeliveryRecord[], next: string | null): string {
  const table = inColumns([
    ['DELIVERY', 'TYPE', 'TASK', 'STATE', 'TRIES', 'LAST', 'TO'],
    ...deliveries.map((one) => {
      const last = one.tries.at(-1);
      return [
        one.id,
        one.type,
        one.taskId ?? '-',
        one.state,
        String(one.tries.length),
        last ? resultOf(last) : '-',
        one.endpointId ?? one.url ?? '-',
      ];
    }),
  ]);
  return next === null ? table : `${table}\nMore with --before ${next}`;
}

function inText(delivery: DeliveryRecord<TryRecord>): string {
  const { id, type, state, failure, nextTryAtMs, createdAtMs, tries } = delivery;
  const next = nextTryAtMs === null ? [] : [`Next try at ${isoTime(nextTryAtMs)}`];
  return [
    `${id}: ${type} of ${isoTime(createdAtMs)} is ${state}.`,
    ...(failure === null ? [] : [inOneLine(failure)]),
    ...tries.flatMap((one) => [
      '',
      `Try ${String(one.number)} at ${isoTime(one.atMs)} to ${one.url}: ${inOneLine(resultOf(one))} after ${String(one.tookMs)} ms`,
      ...Object.entries(one.headers).map(([name, value]) => `> ${inOneLine(`${name}: ${value}`)}`),
      quoted('>', one.request),
      ...(one.answer === null || one.answer === '' ? [] : [quoted('<', one.answer)]),
    ]),
    ...next,
  ].join('\n');
}

/** Each line with its mark: what is quoted cannot be taken for words of ours. */
function quoted(mark: string, text: string): string {
  return `${mark} ${text.replaceAll('\n', `\n${mark} `)}`;
}

function resultOf({ status, error }: TrySummary): string {
  return status === null ? (error ?? '-') : `HTTP ${String(status)}`;
}

function shown<Try extends TrySummary>(delivery: DeliveryRecord<Try>) {
  const { createdAtMs, finishedAtMs, nextTryAtMs, tries, ...rest } = delivery;
  return {
    ...rest,
    createdAt: isoTime(createdAtMs),
    finishedAt: finishedAtMs === null ? null : isoTime(finishedAtMs),
    nextTryAt: nextTryAtMs === null ? null : isoTime(nextTryAtMs),
    tries: tries.map(({ atMs, ...one }) => ({ ...one, at: isoTime(atMs) })),
  };
}
