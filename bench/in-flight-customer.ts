import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Pool } from 'undici';
import { z } from 'zod';

/** Submits tasks and is told of their ends: each end can be followed by another task. */
export interface Customer {
  /** Of each task, without its webhook address. */
  readonly order: Record<string, unknown>;
  /** In the order of their answers. */
  readonly taskIds: readonly string[];
  /** By task id, when its webhook came; the first one where several did. */
  readonly toldAtMs: ReadonlyMap<string, number>;
  /** Resolves once so many tasks are accepted; from then on each end is followed by another task. */
  fill(count: number): Promise<void>;
  /** Of submits and webhooks, the first thing that went wrong; null: nothing. */
  trouble(): string | null;
  /** No more tasks. */
  rest(): void;
  stop(): Promise<void>;
}

const connections = 32;
const path = '/d/ark/api/v3/contents/generations/tasks';
const created = z.object({ id: z.string() });
const told = z.object({ id: z.string(), status: z.string() });

export async function startCustomer(serverUrl: string, key: string): Promise<Customer> {
  const toldAtMs = new Map<string, number>();
  const taskIds: string[] = [];
  const pool = new Pool(serverUrl, { connections });
  let refills = false;
  let trouble: string | null = null;

  const receiver = createServer((request, response) => {
    const atMs = Date.now();
    response.end();
    json(request).then(
      (body) => {
        heard(told.parse(body), atMs);
      },
      (error: unknown) => {
        trouble ??= `a webhook could not be read: ${String(error)}`;
      },
    );
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  // A listening TCP server has an address of this form.
  const { port } = receiver.address() as AddressInfo;
  const callback_url = `http://127.0.0.1:${String(port)}/told`;
  const body = JSON.stringify({ ...order, callback_url });

  function heard({ id, status }: z.infer<typeof told>, atMs: number): void {
    if (status !== 'succeeded') trouble ??= `the task ${id} ended as ${status}`;
    if (toldAtMs.has(id)) return;
    toldAtMs.set(id, atMs);
    if (refills) void submit();
  }

  async function submit(): Promise<void> {
    try {
      const answer = await pool.request({
        method: 'POST',
        path,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      });
      taskIds.push(created.parse(await answer.body.json()).id);
    } catch (error) {
      trouble ??= `a submit was not answered: ${String(error)}`;
    }
  }

  return {
    order,
    taskIds,
    toldAtMs,
    async fill(count) {
      refills = true;
      let left = count;
      const submitSome = async (): Promise<void> => {
        while (left-- > 0) await submit();
      };
      await Promise.all(Array.from({ length: connections }, submitSome));
    },
    trouble: () => trouble,
    rest() {
      refills = false;
    },
    async stop() {
      refills = false;
      await pool.destroy();
      receiver.close();
      receiver.closeAllConnections();
    },
  };
}

/** A film of 4 seconds of 480p. */
const order = {
  model: 'doubao-seedance-2-0-260128',
  content: [{ type: 'text', text: 'A river flowing through an autumn forest' }],
  resolution: '480p',
  ratio: '16:9',
  duration: 4,
};
