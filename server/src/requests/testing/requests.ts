import { requestIds } from '../ids.ts';
import type { LoggedRequest } from '../write.ts';

const idsAt = new Map<number, () => string>();

/** A create of a key that was accepted, with what a test wants different. */
export function someRequest(over: Partial<LoggedRequest> & { accountId: string }): LoggedRequest {
  const atMs = over.atMs ?? Date.now();
  const ids = idsAt.get(atMs) ?? requestIds(() => atMs);
  idsAt.set(atMs, ids);
  return {
    id: ids(),
    atMs,
    keyId: '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
    personId: null,
    mode: 'live',
    api: 'platform',
    method: 'POST',
    route: '/platform/v1/tasks',
    path: '/platform/v1/tasks',
    status: 202,
    code: null,
    detail: null,
    tookMs: 12,
    taskId: null,
    address: '192.0.2.7',
    body: '{"model":"seedance-2.0"}',
    ...over,
  };
}
