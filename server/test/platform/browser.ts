import { z } from 'zod';
import { call } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';

/** A person in a browser, as a page of the server's own would call. */
export interface Browser {
  /** Of the cookie that it has now; empty: none. */
  cookie(): string;
  call(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown; headers: Headers }>;
}

export function openBrowser(server: Pick<TestServer, 'url'>): Browser {
  let cookie = '';
  return {
    cookie: () => cookie,
    async call(method, path, body, headers = {}) {
      const answer = await call(server, method, `/platform/v1${path}`, {
        body,
        headers: {
          origin: server.url,
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
          ...(cookie === '' ? {} : { cookie }),
          ...headers,
        },
      });
      const [set] = answer.headers.getSetCookie();
      if (set !== undefined) cookie = set.split(';')[0] ?? '';
      return answer;
    },
  };
}

const session = z.object({
  person: z.object({ passwordDue: z.boolean() }),
  account: z.object({ id: z.string() }).nullable(),
});

/** Signs in with what the first start printed, and sets the password that is due. */
export async function signInFirst(
  server: Pick<TestServer, 'url' | 'first'>,
  password: string,
): Promise<Browser> {
  const browser = openBrowser(server);
  const signedIn = await browser.call('POST', '/session', server.first.admin);
  if (signedIn.status !== 201) throw new Error(JSON.stringify(signedIn.body));
  if (!session.parse(signedIn.body).person.passwordDue) return browser;
  const currentPassword = server.first.admin.password;
  const changed = await browser.call('PATCH', '/password', { currentPassword, password });
  if (changed.status !== 204) throw new Error(JSON.stringify(changed.body));
  return browser;
}
