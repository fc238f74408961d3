import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { changeRole, listMembers, removeMember, type Member } from '../../people/members.ts';
import type { PeopleParts } from '../../people/parts.ts';
import { accountRoles } from '../../people/roles.ts';
import { actorOf } from '../actors.ts';
import { idPath, jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** Who acts for an account, and as what. */

export const roleWanted = z
  .enum(accountRoles)
  .describe(
    '`owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads.',
  );

const memberSchema = z
  .object({
    id: z.string().describe('Of the person.'),
    email: z.string().meta({ examples: ['ada@example.com'] }),
    name: z.string().meta({ examples: ['Ada'] }),
    role: roleWanted,
    joinedAt: z.iso.datetime(),
    signedInAt: z.iso.datetime().nullable().describe('The last time.'),
  })
  .describe('A person who acts for the account.')
  .meta({ id: 'Member' });

function memberJson(member: Member): z.infer<typeof memberSchema> {
  const { id, email, name, role, joinedAtMs, signedInAtMs } = member;
  const signedInAt = signedInAtMs === null ? null : isoTime(signedInAtMs);
  return { id, email, name, role, joinedAt: isoTime(joinedAtMs), signedInAt };
}

export function memberRoutes(parts: Pick<PeopleParts, 'database'>): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/members',
      summary: 'List the members of the account, by e-mail address',
      needs: 'members:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(memberSchema) },
      refuses: [],
      act: async ({ accountId }) => ({
        data: (await listMembers(parts, accountId)).map(memberJson),
        nextCursor: null,
      }),
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/members/{id}',
      summary: 'Give a member another role',
      needs: 'members:write',
      asks: { path: idPath, body: z.strictObject({ role: roleWanted }) },
      answers: { status: 200, schema: memberSchema },
      refuses: ['member_not_found', 'last_owner'],
      act: async (principal, { path: { id }, body: { role } }, visit) => {
        const { accountId } = principal;
        return memberJson(
          await changeRole(parts, { accountId, id }, role, actorOf(principal, visit)),
        );
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/members/{id}',
      summary: 'Remove a member; what they made stays',
      needs: 'members:write',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['member_not_found', 'last_owner'],
      act: (principal, { path: { id } }, visit) =>
        removeMember(parts, { accountId: principal.accountId, id }, actorOf(principal, visit)),
    }),
  ];
}
