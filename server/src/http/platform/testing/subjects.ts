import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createAsset } from '../../../assets/create.ts';
import { order as assetOrder } from '../../../assets/testing/library.ts';
import { createKey } from '../../../accounts/keys.ts';
import { listSessions } from '../../../people/sessions.ts';
import { addEndpoint } from '../../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../../webhooks/log.ts';
import type { Browsing, Customer, PlatformServer } from './platform-server.ts';

/** Who calls in tests of all routes, and what they call about: made when it is asked for. */
export interface Subjects {
  who: Customer;
  /** Of the account, who is an admin of the installation as well. */
  owner: Browsing;
  /** What is to be there before an operation is called as its example says, and by whom. */
  prepare(operation: { name: string; path: string }): Promise<Prepared>;
}

interface Prepared {
  who?: string | Browsing;
  id?: string;
  body?: object;
}

export const pagesOrigin = 'https://films.example';
/** In a browser, not signed in. */
export const nobody: Browsing = { personId: '', email: '', headers: { origin: pagesOrigin } };

const made = z.object({ id: z.string(), link: z.string() });
const tokenOf = (json: unknown) =>
  made.partial({ id: true }).parse(json).link.split('#token=')[1] ?? '';

/** Of an account of their own. */
export async function subjectsOf(server: PlatformServer): Promise<Subjects> {
  const who = await server.customer();
  const owner = await server.browsing(who.accountId, 'owner', 'admin');
  const { accountId, mode } = who;

  async function invited() {
    const email = `${randomUUID()}@people.example`;
    const answer = await server.call(owner, 'POST', '/invitations', { email, role: 'developer' });
    return { email, id: made.parse(answer.json).id, token: tokenOf(answer.json) };
  }

  /** Somebody who has joined the account with a password. */
  async function joined() {
    const { email, token } = await invited();
    const password = 'a lighthouse in a storm';
    const answer = await server.call(nobody, 'POST', '/invitations/accept', { token, password });
    const { person } = z.object({ person: z.object({ id: z.string() }) }).parse(answer.json);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    const headers = { cookie, origin: pagesOrigin };
    return { email, password, id: person.id, browser: { ...nobody, headers } };
  }

  async function endpoint(): Promise<string> {
    const url = 'https://receiver.example/hook';
    return (await addEndpoint(server.webhooks, { accountId, mode, url })).endpoint.id;
  }

  /** By the name of an operation, where its example alone will not do. */
  const special: Readonly<Record<string, () => Promise<Prepared>>> = {
    createPasswordReset: async () => ({ body: { email: (await joined()).email } }),
    async setPassword() {
      const { email } = await joined();
      const reset = await server.call(owner, 'POST', '/password-reset', { email });
      return { body: { token: tokenOf(reset.json), password: 'another lighthouse' } };
    },
    async signIn() {
      const { email, password } = await joined();
      return { body: { email, password } };
    },
    updateSession: async () => ({ body: { mode: 'test' } }),
    signOut: async () => ({ who: await server.browsing(accountId) }),
    async changePassword() {
      const { browser, password } = await joined();
      return { who: browser, body: { currentPassword: password, password: 'another lighthouse' } };
    },
    async endSession() {
      const person = await server.browsing(accountId);
      const [session] = await listSessions(server.database, person.personId);
      return { who: person, id: session?.id ?? '' };
    },
    updateMember: async () => ({ id: (await joined()).id, body: { role: 'viewer' } }),
    deleteMember: async () => ({ id: (await joined()).id }),
    resendInvitation: async () => ({ id: (await invited()).id }),
    deleteInvitation: async () => ({ id: (await invited()).id }),
    readInvitation: async () => ({ body: { token: (await invited()).token } }),
    async acceptInvitation() {
      return { body: { token: (await invited()).token, password: 'a lighthouse' } };
    },
  };

  /** By the beginning of the path. Resolves with the id. */
  const kinds: Readonly<Record<string, () => Promise<string>>> = {
    tasks: () => server.submit(who),
    keys: async () => (await createKey(server.database, { accountId, mode: 'test' })).id,
    'webhook-endpoints': endpoint,
    assets: async () => (await createAsset(server.assets, assetOrder(accountId))).id,
    deliveries: async () => sendTestEvent(server.webhooks, { accountId, id: await endpoint() }),
  };

  return {
    who,
    owner,
    async prepare({ name, path }) {
      const found = special[name];
      if (found) return found();
      if (!path.includes('{id}')) return {};
      const [, kind = ''] = path.split('/');
      const make = kinds[kind];
      if (!make) throw new Error(`${name}: there is no way to make one of ${kind}`);
      return { id: await make() };
    },
  };
}
