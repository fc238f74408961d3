import { unlimitedKey } from '../../accounts/scopes.ts';
import { ProblemError, refuse } from '../../generation/problems.ts';
import type { Problem } from '../../generation/problems.ts';
import type { TaskView } from '../../generation/view.ts';
import type { CreateOrder, Door, Principal } from '../door.ts';

/** The keys that the door in memory knows, each of its own account. */
export const keys = { ours: 'fg_test_ours', theirs: 'fg_test_theirs' };

const principals = new Map<string, Principal>([
  [
    keys.ours,
    {
      accountId: 'account-ours',
      keyId: 'key-ours',
      mode: 'live',
      tier: null,
      scopes: unlimitedKey,
      models: null,
      createsPerMinute: null,
      isSuspended: false,
    },
  ],
  [
    keys.theirs,
    {
      accountId: 'account-theirs',
      keyId: 'key-theirs',
      mode: 'live',
      tier: null,
      scopes: unlimitedKey,
      models: null,
      createsPerMinute: null,
      isSuspended: false,
    },
  ],
]);

export interface MemoryDoor extends Door {
  /** Every create that came through, whatever became of it. */
  orders: CreateOrder[];
  refuseCreates(problem: Problem): void;
  failCreates(error: Error): void;
  /** As if it were new, for the next test of a file: another server would be far more work. */
  empty(): void;
}

/** The core in a few lines: tasks in a map, idempotency by key and prompt, no money. */
export function memoryDoor(): MemoryDoor {
  const tasks = new Map<string, { accountId: string; view: TaskView }>();
  const known = new Map<string, { prompt: string; view: TaskView }>();
  const unanswered = new Map<string, string>();
  const orders: CreateOrder[] = [];
  let failure: Error | null = null;

  function own(principal: Principal, id: string): TaskView {
    const task = tasks.get(id);
    if (task?.accountId === principal.accountId) return task.view;
    throw refuse('task_not_found', 'There is no task with this id.');
  }

  return {
    orders,
    refuseCreates(problem) {
      failure = new ProblemError(problem);
    },
    failCreates(error) {
      failure = error;
    },
    empty() {
      for (const kept of [tasks, known, unanswered]) kept.clear();
      orders.length = 0;
      failure = null;
    },
    async authenticate(key) {
      return principals.get(key) ?? null;
    },
    async create(principal, order) {
      orders.push(order);
      if (failure !== null) throw failure;
      const { ask, metadata } = order.decode();
      const idempotencyKey = `${principal.accountId} ${order.idempotencyKey}`;
      const earlier = order.idempotencyKey === null ? undefined : known.get(idempotencyKey);
      if (earlier?.prompt === ask.prompt) return { view: earlier.view, replayed: true };
      if (earlier !== undefined) {
        throw refuse('idempotency_mismatch', 'This idempotency key came with another request.');
      }
      await order.askAgain?.();
      const id = `task-${tasks.size + 1}`;
      const dialect = order.dialect.name;
      const view = {
        ...queuedTask,
        id,
        dialect,
        ...ask,
        metadata: metadata ? JSON.stringify(metadata) : null,
      };
      tasks.set(id, { accountId: principal.accountId, view });
      known.set(idempotencyKey, { prompt: ask.prompt, view });
      return { view, replayed: false };
    },
    async takeKey() {
      return { known: null, keep: () => undefined, end: () => undefined };
    },
    async takeUnanswered(_principal, said) {
      const id = unanswered.get(said);
      unanswered.delete(said);
      return (id !== undefined && tasks.get(id)?.view) || null;
    },
    async noteUnanswered(_principal, said, taskId) {
      unanswered.set(said, taskId);
    },
    async beforeBody() {},
    countCreate: () => undefined,
    async get(principal, { id }) {
      return own(principal, id);
    },
    async list({ accountId }) {
      const ours = [...tasks.values()].filter((task) => task.accountId === accountId);
      return { tasks: ours.map(({ view }) => view), total: ours.length, hasMore: false };
    },
    async cancel(principal, { id }) {
      return { ...own(principal, id), state: 'cancelled' };
    },
    async delete(principal, { id }) {
      own(principal, id);
      tasks.delete(id);
      return { id, became: 'deleted' };
    },
    async balance() {
      return { balanceMicros: 0n, availableMicros: 0n, chargedMicros: 0n };
    },
    async keyBalance() {
      return { name: 'memory', chargedMicros: 0n };
    },
    assetCreate: noAssets,
    assetCreateMany: noAssets,
    assetUpload: noAssets,
    assetGet: noAssets,
    assetGetMany: noAssets,
    assetList: noAssets,
    assetDelete: noAssets,
    models: () => [],
    model(_dialect, { id }) {
      throw refuse('model_unavailable', `model is ${id}: there are no models in memory.`);
    },
    async file(principal, { id }) {
      return `${own(principal, id).id}.mp4`;
    },
  };
}

function noAssets(): Promise<never> {
  return Promise.reject(refuse('asset_not_found', 'There are no assets in memory.'));
}

export const queuedTask: TaskView = {
  id: 'task-0',
  dialect: 'seedance2ink',
  model: 'seedance-2.0',
  keyMode: 'live',
  keyId: null,
  state: 'queued',
  progress: 0,
  mode: 'text',
  prompt: 'A river in autumn',
  seconds: 5,
  resolution: '720p',
  ratio: '16:9',
  size: null,
  generateAudio: true,
  seed: 7,
  watermark: false,
  returnLastFrame: false,
  metadata: null,
  createdAtMs: 1_795_000_000_000,
  updatedAtMs: 1_795_000_000_000,
  finishedAtMs: null,
  expiresSeconds: 172_800,
  output: null,
  quoteMicros: 40_000_000n,
  chargedMicros: null,
  refundedMicros: 0n,
  completionTokens: null,
  failure: null,
};
