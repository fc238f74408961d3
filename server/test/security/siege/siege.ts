import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { call } from '../../harness/api.ts';
import type { Besieged } from './attacks.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

/** Attacks from a process of its own. */
export function startSiege(target: Besieged) {
  const child = spawn(process.execPath, [program, JSON.stringify(target)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const told = text(child.stdout);
  const ended = once(child, 'exit');
  return {
    /** Resolves with what came back, in JSON. */
    async end(): Promise<string> {
      child.stdin.end();
      await ended;
      return told;
    },
  };
}

export interface Served {
  what: string;
  status: number | string;
  tookMs: number;
}

interface Calls {
  what: string;
  perSecond: number;
  call(): ReturnType<typeof call>;
}

/** Calls so often, whatever becomes of the others, for so long. */
export async function serve(seconds: number, kinds: readonly Calls[]): Promise<Served[]> {
  const under: Promise<Served>[] = [];
  const timers = kinds.map((kind) =>
    setInterval(() => under.push(serveOne(kind)), 1_000 / kind.perSecond),
  );
  await wait(seconds * 1_000);
  for (const timer of timers) clearInterval(timer);
  return Promise.all(under);
}

async function serveOne({ what, call: make }: Calls): Promise<Served> {
  const begunMs = performance.now();
  const took = (status: number | string): Served => ({
    what,
    status,
    tookMs: performance.now() - begunMs,
  });
  try {
    return took((await make()).status);
  } catch (error) {
    return took(String(error));
  }
}

/** In milliseconds, of sorted times. */
export function percentile(served: readonly Served[], share: number): number {
  const sorted = served.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
