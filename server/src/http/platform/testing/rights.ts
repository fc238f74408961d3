import type { Scope } from '../../../accounts/scopes.ts';
import type { ProblemCode } from '../../../generation/problems.ts';

/**
 * Who may ask what, written down once more: not made from the routes, so that one that lets in too many is found. A
 * new route needs its row here.
 */
export interface Rights {
  /**
   * Of an account `o`wners, `d`evelopers, `b`illing and `v`iewers; of the installation `A`dmins, `F`inance, `S`upport
   * and `W`atchers, who are members of nothing.
   */
  people: string;
  /** What a key must hold; `any`: whichever key; `none`: keys have no part in it. */
  key: Scope | 'any' | 'none';
  /** What a test key finds of what was made with a live one; null: it is about none of that. */
  testKey: 'seen' | 'hidden' | 'forbidden' | null;
  /** While the account is suspended. */
  suspended: 'goes on' | 'stops';
  /** What people are told who may not, where that is not `forbidden`. */
  refusal?: ProblemCode;
}

const everybody = 'odbvAFSW';

const rights = (
  people: string,
  key: Rights['key'],
  suspended: Rights['suspended'],
  testKey: Rights['testKey'] = null,
): Rights => ({ people, key, suspended, testKey });

/** Of people alone: what is theirs, whatever account they act for. */
const own = rights(everybody, 'none', 'goes on');
const read = (people: string, key: Rights['key'], testKey: Rights['testKey'] = null) =>
  rights(people, key, 'goes on', testKey);
const change = (people: string, key: Rights['key'], testKey: Rights['testKey'] = null) =>
  rights(people, key, 'stops', testKey);

/** `open`: everybody may, known or not. */
export const rightsOf: Readonly<Record<string, Rights | 'open'>> = {
  'GET /tasks': read('odv', 'tasks:read', 'seen'),
  'GET /tasks/counts': read('odv', 'tasks:read'),
  'POST /tasks': change('od', 'tasks:create'),
  'POST /tasks/estimate': change('od', 'tasks:create'),
  'POST /tasks/{id}/cancel': read('od', 'tasks:cancel', 'forbidden'),
  'GET /tasks/{id}': read('odv', 'tasks:read', 'seen'),
  'GET /tasks/{id}/events': read('odv', 'tasks:read', 'seen'),
  'GET /balance': read('odbv', 'records:read'),
  'GET /transactions': read('odbv', 'records:read'),
  'GET /deductions': read('odbv', 'records:read'),
  'GET /usage': read('odbv', 'records:read'),
  'GET /models': read(everybody, 'any'),
  'GET /webhook-endpoints': read('odv', 'webhooks:read', 'hidden'),
  'POST /webhook-endpoints': change('od', 'webhooks:write'),
  'GET /webhook-endpoints/{id}': read('odv', 'webhooks:read', 'hidden'),
  'PATCH /webhook-endpoints/{id}': change('od', 'webhooks:write', 'hidden'),
  'DELETE /webhook-endpoints/{id}': read('od', 'webhooks:write', 'hidden'),
  'POST /webhook-endpoints/{id}/rotate-secret': change('od', 'webhooks:write', 'hidden'),
  'POST /webhook-endpoints/{id}/test': change('od', 'webhooks:write', 'hidden'),
  'POST /webhook-endpoints/{id}/resend': change('od', 'webhooks:write', 'hidden'),
  'GET /deliveries': read('odv', 'webhooks:read', 'hidden'),
  'GET /deliveries/{id}': read('odv', 'webhooks:read', 'hidden'),
  'POST /deliveries/{id}/resend': change('od', 'webhooks:write', 'hidden'),
  'GET /instance': 'open',
  'POST /password-reset': read('AS', 'none'),
  'POST /session': 'open',
  'GET /session': own,
  'PATCH /session': own,
  'DELETE /session': own,
  'PATCH /password': own,
  'POST /password': 'open',
  'GET /sessions': own,
  'DELETE /sessions/{id}': own,
  'POST /sessions/end-others': own,
  'GET /members': read('o', 'none'),
  'PATCH /members/{id}': change('o', 'none'),
  'DELETE /members/{id}': read('o', 'none'),
  'GET /invitations': read('o', 'none'),
  'POST /invitations': change('o', 'none'),
  'POST /invitations/{id}/resend': change('o', 'none'),
  'DELETE /invitations/{id}': read('o', 'none'),
  'POST /invitations/read': 'open',
  'POST /invitations/accept': 'open',
  'GET /audit': read('o', 'none'),
  'GET /keys': read('od', 'none'),
  'POST /keys': change('od', 'none'),
  'GET /keys/{id}': read('od', 'none'),
  'PATCH /keys/{id}': change('od', 'none'),
  'DELETE /keys/{id}': read('od', 'none'),
  'POST /keys/{id}/cancel-queued': read('od', 'none'),
  'POST /keys/{id}/roll': change('od', 'none'),
  'GET /account': read('odbv', 'records:read'),
  'PATCH /account': change('o', 'none'),
  'GET /key': { ...read('', 'any'), refusal: 'key_not_found' },
  'GET /openapi': read('AFSW', 'none'),
};
