import { z } from 'zod';
import { isoTime } from '../../../dialects/values.ts';
import {
  findInvitation,
  invite,
  listInvitations,
  sendAgain,
  withdrawInvitation,
  type Invitation,
  type MadeInvitation,
} from '../../../people/invitations.ts';
import { acceptInvitation, readOffer } from '../../../people/join.ts';
import { invitationDays } from '../../../people/links.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { nameCharactersMost } from '../../../generation/names.ts';
import { actorOf } from '../../actors.ts';
import { roleWanted } from './members.ts';
import { createRoute } from '../creates.ts';
import { idPath, jsonRoute, openRoute, pageOf, type PlatformRoute } from '../route.ts';
import { begin, emailWanted, passwordWanted, sessionSchema, tokenWanted } from './session.ts';

/** How people join an account. */

const time = z.iso.datetime();
const invitation = z.object({
  id: z.string(),
  email: z.string().meta({ examples: ['ada@example.com'] }),
  role: roleWanted,
  expiresAt: time,
});
const listed = invitation
  .extend({
    createdAt: time,
    isExpired: z.boolean().describe('It was not used in time: send it again, or withdraw it.'),
  })
  .describe('One that was neither used nor withdrawn.')
  .meta({ id: 'Invitation' });
const made = invitation
  .extend({
    link: z
      .string()
      .nullable()
      .describe(
        'Shown this once, to hand on: whoever has it joins the account with it, once. Null where it was mailed, or where the request is answered again by its `Idempotency-Key`.',
      )
      .meta({ examples: ['https://films.example.com/join#token=mXq3Tzq0wYB1n7cJrV5aP8dL'] }),
    mailed: z
      .boolean()
      .describe('Whether the link was mailed to the invited, and is shown to nobody else.'),
  })
  .describe(`An invitation, good for ${String(invitationDays)} days.`);
const offer = z
  .object({
    account: z.object({ name: z.string() }),
    email: z.string(),
    role: roleWanted,
    isKnown: z
      .boolean()
      .describe(
        'Whether the invited have a password here, which lets them join; else they set one.',
      ),
  })
  .describe('What an invitation is to.');

function listedJson(one: Invitation): z.infer<typeof listed> {
  const { id, email, role, isExpired, createdAtMs, expiresAtMs } = one;
  return {
    id,
    email,
    role,
    expiresAt: isoTime(expiresAtMs),
    createdAt: isoTime(createdAtMs),
    isExpired,
  };
}

function madeJson(one: MadeInvitation): z.infer<typeof made> {
  const { id, email, role, link, isMailed, expiresAtMs } = one;
  const shown = isMailed ? null : link;
  return { id, email, role, link: shown, mailed: isMailed, expiresAt: isoTime(expiresAtMs) };
}

export function invitationRoutes(parts: PeopleParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/invitations',
      summary: 'List open invitations, the oldest first',
      needs: 'members:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(listed) },
      refuses: [],
      act: async ({ accountId }) => ({
        data: (await listInvitations(parts, accountId)).map(listedJson),
        nextCursor: null,
      }),
    }),
    createRoute({
      path: '/invitations',
      summary: 'Invite somebody to the account',
      needs: 'members:write',
      asks: { body: z.strictObject({ email: emailWanted, role: roleWanted }) },
      answers: { status: 201, schema: made },
      refuses: ['already_member', 'member_limit', 'invitation_not_found'],
      make: async (principal, { body }, { visit, remember }) => {
        const { accountId } = principal;
        const spec = { ...body, accountId, language: visit.language, remember };
        return madeJson(await invite(parts, spec, actorOf(principal, visit)));
      },
      again: async ({ accountId }, id) => {
        const { email, role, expiresAtMs } = await findInvitation(parts, { accountId, id });
        const mailed = parts.outbox !== null;
        return { id, email, role, expiresAt: isoTime(expiresAtMs), link: null, mailed };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/invitations/{id}/resend',
      summary: 'Make another link for an invitation; the one before does not work any more',
      needs: 'members:write',
      asks: { path: idPath },
      answers: { status: 200, schema: made },
      refuses: ['invitation_not_found'],
      act: async (principal, { path: { id } }, visit) => {
        const { accountId } = principal;
        const which = { accountId, id, language: visit.language };
        return madeJson(await sendAgain(parts, which, actorOf(principal, visit)));
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/invitations/{id}',
      summary: 'Withdraw an invitation',
      needs: 'members:write',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['invitation_not_found'],
      act: (principal, { path: { id } }, visit) => {
        const { accountId } = principal;
        return withdrawInvitation(parts, { accountId, id }, actorOf(principal, visit));
      },
    }),
    openRoute({
      method: 'POST',
      path: '/invitations/read',
      summary: 'Read what an invitation is to, by its link',
      asks: { body: z.strictObject({ token: tokenWanted }) },
      answers: { status: 200, schema: offer },
      refuses: ['link_spent', 'forbidden'],
      async act({ body: { token } }) {
        const { accountName, email, role, isKnown } = await readOffer(parts, token);
        return { account: { name: accountName }, email, role, isKnown };
      },
    }),
    openRoute({
      method: 'POST',
      path: '/invitations/accept',
      summary: 'Join the account by the link of an invitation, and sign in',
      asks: {
        body: z.strictObject({
          token: tokenWanted,
          password: passwordWanted.describe('The own, where there is one; else the one to set.'),
          name: z.string().max(nameCharactersMost).optional(),
        }),
      },
      answers: { status: 201, schema: sessionSchema },
      refuses: ['link_spent', 'forbidden', 'already_member', 'rate_limited'],
      act: async ({ body }, visit) =>
        begin(parts, await acceptInvitation(parts, body, visit), visit),
    }),
  ];
}
