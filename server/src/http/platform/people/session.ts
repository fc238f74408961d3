import { z } from 'zod';
import { scopes } from '../../../accounts/scopes.ts';
import { refuse } from '../../../generation/problems.ts';
import { emailCharactersMost } from '../../../people/emails.ts';
import { changePassword, setPasswordByLink } from '../../../people/own-password.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { passwordCharactersMost } from '../../../people/passwords.ts';
import { listMemberships } from '../../../people/persons.ts';
import { accountRoles, operatorRoles, scopesOf } from '../../../people/roles.ts';
import { changeSession, findSession } from '../../../people/sessions.ts';
import { signIn, signOut } from '../../../people/sign-in.ts';
import type { Visit } from '../../browser-sessions.ts';
import { noAccountId } from '../../door.ts';
import { openRoute, personRoute, type Person, type PlatformRoute } from '../route.ts';

/** How people come in, what they find, and how they go. */

export const emailWanted = z
  .string()
  .max(emailCharactersMost)
  .meta({ examples: ['ada@example.com'] });
export const passwordWanted = z
  .string()
  .max(passwordCharactersMost)
  .meta({ examples: ['a lighthouse in a storm'] });
export const tokenWanted = z
  .string()
  .max(100)
  .describe('What stands behind `token=` in the link.')
  .meta({ examples: ['mXq3Tzq0wYB1n7cJrV5aP8dLk2hEsG4u'] });
const mode = z.enum(['live', 'test']);
const membership = z.object({
  id: z.uuid(),
  name: z.string().meta({ examples: ['The shop'] }),
  role: z.enum(accountRoles),
});

export const sessionSchema = z
  .object({
    id: z.string(),
    person: z.object({
      id: z.string(),
      email: z.string().meta({ examples: ['ada@example.com'] }),
      name: z.string().meta({ examples: ['Ada'] }),
      passwordDue: z
        .boolean()
        .describe('They must set a password of their own: nothing else is allowed before.'),
    }),
    accounts: z.array(membership).describe('Those that the person is a member of, by name.'),
    account: membership
      .nullable()
      .describe('For which they act, unless a request names another one in X-Filmgate-Account.'),
    mode: mode.describe('Whose tasks are seen and made.'),
    operatorRole: z
      .enum(operatorRoles)
      .nullable()
      .describe('What they are for the whole installation.'),
    scopes: z.array(z.enum(scopes)).describe('What they may do here.'),
  })
  .describe('Who has signed in.')
  .meta({ id: 'Session' });

type Session = z.infer<typeof sessionSchema>;

interface Stay {
  id: string;
  person: Omit<Person['person'], 'sessionId' | 'role'>;
  accountId: string;
  mode: 'live' | 'test';
}

async function sessionJson(
  { database }: Pick<PeopleParts, 'database'>,
  { id, person, accountId, mode: current }: Stay,
): Promise<Session> {
  const { passwordDue, operatorRole } = person;
  const accounts = await listMemberships(database.query, person.id);
  const account = accounts.find((one) => one.id === accountId) ?? null;
  const allowed = scopesOf(account?.role ?? null, operatorRole);
  return {
    id,
    person: { id: person.id, email: person.email, name: person.name, passwordDue },
    accounts,
    account,
    mode: current,
    operatorRole,
    scopes: passwordDue ? [] : scopes.filter((scope) => allowed.has(scope)),
  };
}

/** Gives the browser a session that was begun just now, and tells it. */
export async function begin(
  parts: PeopleParts,
  { token }: { token: string },
  visit: Visit,
): Promise<Session> {
  const found = await findSession(parts.database, token, null);
  if (!found) throw refuse('unauthorized', 'Your session has ended: sign in again.');
  visit.keepSession(token);
  const { sessionId: id, account } = found;
  return sessionJson(parts, { ...found, id, accountId: account?.id ?? noAccountId });
}

const stayOf = (principal: Person): Stay => ({ ...principal, id: principal.person.sessionId });

export function sessionRoutes(parts: PeopleParts): PlatformRoute[] {
  return [
    openRoute({
      method: 'POST',
      path: '/session',
      summary: 'Sign in',
      name: 'signIn',
      asks: { body: z.strictObject({ email: emailWanted, password: passwordWanted }) },
      answers: { status: 201, schema: sessionSchema },
      refuses: ['unauthorized', 'forbidden', 'rate_limited'],
      act: async ({ body }, visit) => begin(parts, await signIn(parts, body, visit), visit),
    }),
    personRoute({
      method: 'GET',
      path: '/session',
      summary: 'Read who has signed in, and for which account they act',
      asks: {},
      answers: { status: 200, schema: sessionSchema },
      refuses: ['forbidden'],
      act: (principal) => sessionJson(parts, stayOf(principal)),
    }),
    personRoute({
      method: 'PATCH',
      path: '/session',
      summary: 'Act for another account, or in the other mode',
      asks: { body: z.strictObject({ accountId: z.uuid().optional(), mode: mode.optional() }) },
      answers: { status: 200, schema: sessionSchema },
      refuses: ['forbidden'],
      async act(principal, { body }) {
        const { sessionId, id: personId } = principal.person;
        await changeSession(parts.database, { sessionId, personId }, body);
        const { accountId = principal.accountId, mode: chosen = principal.mode } = body;
        return sessionJson(parts, { ...stayOf(principal), accountId, mode: chosen });
      },
    }),
    personRoute({
      method: 'DELETE',
      path: '/session',
      summary: 'Sign out',
      name: 'signOut',
      asks: {},
      answers: { status: 204 },
      refuses: ['forbidden'],
      async act({ person }, _call, visit) {
        await signOut(parts, person, visit.address);
        visit.keepSession(null);
      },
    }),
    personRoute({
      method: 'PATCH',
      path: '/password',
      summary: 'Change the own password, and end all other sessions',
      name: 'changePassword',
      asks: {
        body: z.strictObject({ currentPassword: passwordWanted, password: passwordWanted }),
      },
      answers: { status: 204 },
      refuses: ['forbidden', 'rate_limited'],
      async act({ person }, { body }, visit) {
        visit.keepSession(await changePassword(parts, person, body, visit.address));
      },
    }),
    openRoute({
      method: 'POST',
      path: '/password',
      summary: 'Set a password by the link that resets it, and end all sessions',
      name: 'setPassword',
      asks: { body: z.strictObject({ token: tokenWanted, password: passwordWanted }) },
      answers: { status: 204 },
      refuses: ['link_spent', 'forbidden'],
      act: ({ body }, visit) => setPasswordByLink(parts, body, visit.address),
    }),
  ];
}
