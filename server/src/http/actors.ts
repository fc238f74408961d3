import type { Actor } from '../audit/audit.ts';
import type { Visit } from './browser-sessions.ts';
import type { Principal } from './door.ts';

/** Whoever calls, as the audit log knows them. */
export function actorOf(
  { person, keyId }: Pick<Principal, 'person' | 'keyId'>,
  { address }: Pick<Visit, 'address'>,
): Actor {
  return person
    ? { kind: 'person', id: person.id, name: person.email, address }
    : { kind: 'key', id: keyId, name: keyId, address };
}
