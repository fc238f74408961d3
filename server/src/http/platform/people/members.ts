import { z } from 'zod';
import type { KeyOfMember } from '../../../accounts/key-records.ts';
import { isoTime } from '../../../dialects/values.ts';
import { changeRole, listMembers, removeMember, type Member } from '../../../people/members.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { accountRoles } from '../../../people/roles.ts';
import { actorOf } from '../../actors.ts';
import { idPath, jsonRoute, pageOf, type PlatformRoute } from '../route.ts';

/** Who acts for an account, and as what. */

export const roleWanted = z
  .enum(accountRoles)
  .describe(
    '`owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads.',
  );

const keyOfMember = z
  .object({
    id: z.string(),
    name: z.string().meta({ examples: ['batch'] }),
    mode: z.enum(['live', 'test']),
    lastFour: z
      .string()
      .describe('With which it ends.')
      .meta({ examples: ['3aXk'] }),
  })
  .describe('A key that a member made.');

const memberSchema = z
  .object({
    id: z.string().describe('Of the person.'),
    email: z.string().meta({ examples: ['ada@example.com'] }),
    name: z.string().meta({ examples: ['Ada'] }),
    role: roleWanted,
    joinedAt: z.iso.datetime(),
    signedInAt: z.iso.datetime().nullable().describe('The last time.'),
    keys: z
      .array(keyOfMember)
      .describe('Those that they made and that are not revoked: they stay when the member goes.'),
  })
  .describe('A person who acts for the account.')
  .meta({ id: 'Member' });

function memberJson(member: Member): z.infer<typeof memberSchema> {
  const { id, email, name, role, joinedAtMs, signedInAtMs, keys } = member;
  const signedInAt = signedInAtMs === null ? null : isoTime(signedInAtMs);
  const joinedAt = isoTime(joinedAtMs);
  return { id, email, name, role, joinedAt, signedInAt, keys: keys.map(keyJson) };
}

function keyJson({ id, name, mode, lastFour }: KeyOfMember): z.infer<typeof keyOfMember> {
  return { id, name, mode, lastFour };
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
      summary:
        'Remove a member, and say which keys they made: those stay, unless they are to end too',
      needs: 'members:write',
      asks: {
        path: idPath,
        query: z.strictObject({
          keys: z
            .enum(['stay', 'end'])
            .optional()
            .describe('`end` revokes the keys that they made as well; they stay unless told.'),
        }),
      },
      answers: {
        status: 200,
        schema: z.object({
          keys: z.array(keyOfMember).describe('Those that they made.'),
          keysEnded: z.boolean().describe('Whether these are revoked now.'),
        }),
      },
      refuses: ['member_not_found', 'last_owner'],
      async act(principal, { path: { id }, query }, visit) {
        const endsKeys = query.keys === 'end';
        const which = { accountId: principal.accountId, id, endsKeys };
        const keys = await removeMember(parts, which, actorOf(principal, visit));
        return { keys: keys.map(keyJson), keysEnded: endsKeys };
      },
    }),
  ];
}
