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
  /** What those are told who may, where there is nothing for them yet. */
  answer?: ProblemCode;
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

/** Had by whoever made it alone: to all others it is not there, whatever they may. */
const ofMaker = (made: Rights): Rights => ({ ...made, answer: 'export_not_found' });

/** `open`: everybody may, known or not. */
export const rightsOf: Readonly<Record<string, Rights | 'open'>> = {
  'GET /tasks': read('odv', 'tasks:read', 'seen'),
  'GET /tasks/counts': read('odv', 'tasks:read'),
  'POST /tasks': change('od', 'tasks:create'),
  'POST /tasks/estimate': change('od', 'tasks:create'),
  'POST /tasks/{id}/cancel': read('od', 'tasks:cancel', 'forbidden'),
  'GET /tasks/{id}': read('odv', 'tasks:read', 'seen'),
  'GET /tasks/{id}/events': read('odv', 'tasks:read', 'seen'),
  'GET /tasks/{id}/content': { ...read('odv', 'tasks:read', 'seen'), answer: 'not_finished' },
  'GET /events': read('odv', 'tasks:read'),
  'GET /assets': read('odv', 'assets:read', 'seen'),
  'POST /assets': change('od', 'assets:write'),
  'POST /assets/upload': change('od', 'assets:write'),
  'GET /assets/{id}': read('odv', 'assets:read', 'seen'),
  'GET /assets/{id}/content': { ...read('odv', 'assets:read', 'seen'), answer: 'not_finished' },
  'DELETE /assets/{id}': read('od', 'assets:write', 'seen'),
  'GET /balance': read('odbv', 'records:read'),
  'GET /transactions': read('odbv', 'records:read'),
  'GET /deductions': read('odbv', 'records:read'),
  'GET /end-users': read('odbv', 'records:read'),
  'PATCH /end-users': change('od', 'end-users:write'),
  'GET /usage': read('odbv', 'records:read'),
  'GET /statements': read('odbv', 'records:read'),
  'GET /statements/{month}': read('odbv', 'records:read'),
  'POST /exports': change('odbv', 'records:read'),
  'GET /exports': read('odbv', 'records:read'),
  'GET /exports/{id}': ofMaker(read('odbv', 'records:read', 'hidden')),
  'GET /exports/{id}/file': ofMaker(read('odbv', 'records:read', 'hidden')),
  'DELETE /exports/{id}': ofMaker(read('odbv', 'records:read', 'hidden')),
  'GET /models': read(everybody, 'any'),
  'GET /dialects': read(everybody, 'any'),
  'GET /webhook-endpoints': read('odv', 'webhooks:read', 'hidden'),
  // Its example is of live mode, and a key makes those of its own.
  'POST /webhook-endpoints': change('od', 'webhooks:write', 'forbidden'),
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
  'GET /notices': read('odbv', 'records:read'),
  'POST /notices/{id}/dismiss': own,
  'GET /account/mails': read('o', 'none'),
  'PATCH /account/mails': change('o', 'none'),
  'POST /registrations': 'open',
  'POST /registrations/confirm': 'open',
  'POST /password/forgotten': 'open',
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
  'GET /requests': read('odv', 'requests:read', 'seen'),
  'GET /requests/reads': read('odv', 'requests:read'),
  'GET /requests/{id}': read('odv', 'requests:read', 'seen'),
  'GET /openapi': read('AFSW', 'none'),
};
