import { addressOf } from './addresses.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noKeyId } from '../accounts/keys.ts';
import type { Language } from '../generation/problem-texts.ts';
import { refuse } from '../generation/problems.ts';
import { scopesOf } from '../people/roles.ts';
import { findSession, rotateToken, sessionDays, type SignedIn } from '../people/sessions.ts';
import type { Database } from '../postgres/database.ts';
import type { WireRoute } from './call.ts';
import { sessionCookie } from './cookies.ts';
import { passing } from './core-door.ts';
import { noAccountId, type Principal } from './door.ts';
import { apiKey } from './headers.ts';
import { languageOf } from './language.ts';
import { refuseOtherPages, requireOwnPage } from './same-origin.ts';

/** What a route may know of where a call comes from, and do to the browser that sent it. */
export interface Visit {
  /** An IP address. */
  address: string;
  userAgent: string;
  /** That it asks for. */
  language: Language;
  /** Of the session that the browser has; null: it has none. */
  token: string | null;
  /** Gives the browser a session, or takes it back. */
  keepSession(token: string | null): void;
}

type Request = FastifyRequest<WireRoute>;

/** People who have signed in: a cookie in place of a key. */
export interface BrowserSessions {
  /**
   * Null: the request has a key, or no session. Throws unauthorized where the session has ended, forbidden and
   * unsupported_media_type where a change may be somebody else's wish.
   */
  enter(request: Request, reply: FastifyReply, takes?: 'json' | 'form'): Promise<Principal | null>;
  /** Looks once more, and changes nothing. */
  lookAgain(request: Request): Promise<Principal | null>;
  /** Of a call that anybody may make. Throws forbidden. */
  refuseOtherPages(request: Request): void;
  visit(request: Request, reply: FastifyReply): Visit;
}

const accountHeader = 'x-filmgate-account';

export function createBrowserSessions(
  database: Pick<Database, 'reads' | 'general'>,
  publicUrl: string,
): BrowserSessions {
  const cookie = sessionCookie(publicUrl, sessionDays);

  const keep = (reply: FastifyReply, token: string | null): void => {
    void reply.header('set-cookie', cookie.write(token));
  };

  const find = (token: string, { headers }: Request): Promise<SignedIn | null> => {
    const named = headers[accountHeader];
    return passing(findSession(database, token, typeof named === 'string' ? named : null));
  };

  const tokenOf = ({ headers }: Request): string | null =>
    apiKey(headers, ['bearer']) === null ? cookie.read(headers) : null;

  return {
    async enter(request, reply, takes) {
      const token = tokenOf(request);
      if (token === null) return null;
      const { method, headers } = request;
      if (method !== 'GET' && method !== 'HEAD') requireOwnPage(headers, publicUrl, takes);
      const found = await find(token, request);
      if (!found) {
        keep(reply, null);
        throw refuse('unauthorized', 'Your session has ended: sign in again.');
      }
      const rotated = found.isRotationDue ? await passing(rotateToken(database, token)) : null;
      if (rotated !== null) keep(reply, rotated);
      return toPrincipal(found);
    },
    async lookAgain(request) {
      const token = tokenOf(request);
      const found = token === null ? null : await find(token, request);
      return found && toPrincipal(found);
    },
    refuseOtherPages({ method, headers }) {
      if (method !== 'GET' && method !== 'HEAD') refuseOtherPages(headers, publicUrl);
    },
    visit: (request, reply) => ({
      address: addressOf(request),
      userAgent: request.headers['user-agent'] ?? '',
      language: languageOf(request.headers['accept-language']),
      token: cookie.read(request.headers),
      keepSession: (token) => {
        keep(reply, token);
      },
    }),
  };
}

function toPrincipal({ sessionId, mode, person, account }: SignedIn): Principal {
  const role = account?.role ?? null;
  return {
    accountId: account?.id ?? noAccountId,
    keyId: noKeyId,
    mode,
    tier: account?.tier ?? null,
    models: null,
    createsPerMinute: null,
    isSuspended: account?.isSuspended ?? false,
    scopes: person.passwordDue ? new Set() : scopesOf(role, person.operatorRole),
    person: { ...person, sessionId, role },
  };
}
