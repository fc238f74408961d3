import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { microsOf } from '../../generation/money.ts';
import { changeMailWishes, readMailWishes, type MailWishes } from '../../people/mail-wishes.ts';
import { dismissNotice, readNotices, type Notice } from '../../people/notices.ts';
import type { PeopleParts } from '../../people/parts.ts';
import { actorOf } from '../actors.ts';
import { creditsOrNull } from './limits.ts';
import { credits } from './key-terms.ts';
import { idPath, jsonRoute, pageOf, personRoute, type PlatformRoute } from './route.ts';

/** What is to be known of an account, on its pages and by mail. */

const kinds = [
  'account_suspended',
  'low_balance',
  'endpoint_disabled',
  'price_change',
  'retention',
] as const satisfies readonly Notice['kind'][];

const severities: Readonly<Record<Notice['kind'], 'info' | 'warning' | 'critical'>> = {
  account_suspended: 'critical',
  low_balance: 'warning',
  endpoint_disabled: 'warning',
  price_change: 'info',
  retention: 'info',
};

const noticeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(kinds),
    severity: z.enum(['info', 'warning', 'critical']),
    object: z
      .string()
      .describe('What it is about: the id of an endpoint or of the account, or a price book.'),
    since: z.iso.datetime(),
  })
  .describe('Something to be known, for as long as it lasts.')
  .meta({ id: 'Notice' });

function noticeJson({ id, kind, object, since }: Notice): z.infer<typeof noticeSchema> {
  return { id, kind, severity: severities[kind], object, since: isoTime(since.getTime()) };
}

const on = (what: string) => z.boolean().describe(what);
const specs = {
  lowBalanceCredits: credits('Credits below which a mail is sent, once; null: none is.')
    .positive()
    .nullable(),
  endpointDisabled: on('When a webhook endpoint is disabled by its own failures.'),
  priceChange: on('When another price book is in force.'),
  newSignIn: on('To each member who signs in from where they have no session.'),
  retention: on('Before tasks go that nobody was charged for.'),
};
const wishesSchema = z
  .object(specs)
  .describe('What is told by mail: to owners and whoever pays, once for each occasion.')
  .meta({ id: 'MailWishes' });

function wishesJson(found: MailWishes): z.infer<typeof wishesSchema> {
  const { lowBalanceMicros, endpointDisabled, priceChange, signIn, retention } = found;
  const lowBalanceCredits = creditsOrNull(lowBalanceMicros);
  return { lowBalanceCredits, endpointDisabled, priceChange, newSignIn: signIn, retention };
}

export function noticeRoutes(parts: Pick<PeopleParts, 'database'>): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/notices',
      summary: 'List what is to be known of the account now, the newest first',
      needs: 'records:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(noticeSchema) },
      refuses: [],
      act: async ({ accountId, person }) => ({
        data: (await readNotices(parts.database, accountId, person?.id ?? null)).map(noticeJson),
        nextCursor: null,
      }),
    }),
    personRoute({
      method: 'POST',
      path: '/notices/{id}/dismiss',
      summary: 'Have a notice shown no more to the person who asks; others see it',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['notice_not_found', 'forbidden'],
      act: ({ accountId, person }, { path: { id } }) =>
        dismissNotice(parts.database, { accountId, id, personId: person.id }),
    }),
    jsonRoute({
      method: 'GET',
      path: '/account/mails',
      name: 'getMailWishes',
      summary: 'Read what the account wants to be told by mail',
      needs: 'account:write',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: wishesSchema },
      refuses: [],
      act: async ({ accountId }) =>
        wishesJson(await readMailWishes(parts.database.query, accountId)),
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/account/mails',
      name: 'updateMailWishes',
      summary: 'Choose what the account wants to be told by mail',
      needs: 'account:write',
      asks: { body: z.strictObject(specs).partial() },
      answers: { status: 200, schema: wishesSchema },
      refuses: [],
      async act(principal, { body }, visit) {
        const { lowBalanceCredits, newSignIn: signIn, ...switches } = body;
        const lowBalanceMicros = lowBalanceCredits === null ? null : microsOf(lowBalanceCredits);
        const change = { ...switches, signIn, lowBalanceMicros };
        const { accountId } = principal;
        const by = actorOf(principal, visit);
        return wishesJson(await changeMailWishes(parts.database, accountId, change, by));
      },
    }),
  ];
}
