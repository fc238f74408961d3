import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createAsset } from '../../../assets/create.ts';
import { order as assetOrder } from '../../../assets/testing/library.ts';
import { createKey } from '../../../accounts/keys.ts';
import { invite } from '../../../people/invitations.ts';
import { makeReset } from '../../../people/own-password.ts';
import { register } from '../../../people/registrations.ts';
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

/** A path with its parameters: the id of something, or the month of now. */
export function placeOf(path: string, id: string): string {
  return path.replace('{id}', id).replace('{month}', new Date().toISOString().slice(0, 7));
}

export const pagesOrigin = 'https://films.example';
/** In a browser, not signed in. */
export const nobody: Browsing = { personId: '', email: '', headers: { origin: pagesOrigin } };

const tokenOf = (link: string) => link.split('#token=')[1] ?? '';
const by = { kind: 'command', id: null, name: 'tests', address: null } as const;

/** Of an account of their own. */
export async function subjectsOf(server: PlatformServer): Promise<Subjects> {
  const who = await server.customer();
  const owner = await server.browsing(who.accountId, 'owner', 'admin');
  const { accountId, mode } = who;

  async function invited() {
    const email = `${randomUUID()}@people.example`;
    const spec = { accountId, email, role: 'developer' } as const;
    const { id, link } = await invite(server.people, spec, by);
    return { email, id, token: tokenOf(link) };
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
      const { link } = await makeReset(server.people, { email, by, mayResetOperators: false });
      return { body: { token: tokenOf(link), password: 'another lighthouse' } };
    },
    async signIn() {
      const { email, password } = await joined();
      return { body: { email, password } };
    },
    register: () => {
      const email = `${randomUUID()}@people.example`;
      return Promise.resolve({ body: { email, password: 'a lighthouse in a storm' } });
    },
    async confirmRegistration() {
      const spec = { email: `${randomUUID()}@people.example`, password: 'a lighthouse in a storm' };
      const from = { address: '192.0.2.7', language: 'en' } as const;
      await server.mailbox.take();
      if (server.people.registration) await register(server.people, spec, from);
      const letters = await server.mailbox.take();
      const links = letters.map((letter) => ('link' in letter ? letter.link : ''));
      return { body: { token: tokenOf(links[0] ?? '') } };
    },
    async createExport() {
      await server.forgetExports(accountId);
      return {};
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
    async requests() {
      const { headers } = await server.call(who.key, 'GET', '/tasks/nothing');
      await server.requests.close();
      return headers.get('x-request-id') ?? '';
    },
    notices: () => server.notice(accountId),
    exports: () => server.export(who, true),
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
