/** The simulator as a part for tests: a process of its own and its controls. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ledgerEntry, setFault, started, type ClockMove, type LedgerEntry } from './control.ts';
import { countersSchema, type Counts } from './counters.ts';
import type { FaultAsk } from './faults.ts';
import { settingsSchema, type Settings, type SettingsPatch } from './settings.ts';

export interface SimulatorOptions {
  /** Drawn and told where it is not given. */
  seed?: number;
  /** What differs from the documented limits of an enterprise account. */
  settings?: SettingsPatch;
}

export interface Simulator {
  /** What a line is given as its base URL. */
  url: string;
  controlUrl: string;
  seed: number;
  /** Resolves with the number of the fault. */
  fault(fault: FaultAsk): Promise<number>;
  /** One fault, or all. */
  clear(number?: number): Promise<void>;
  /** How often each fault that is set has happened. */
  happened(): Promise<Map<number, number>>;
  change(patch: SettingsPatch): Promise<Settings>;
  moveClock(move: ClockMove): Promise<void>;
  /** Lets stuck tasks go; resolves with how many there were. */
  release(): Promise<number>;
  /** Connections are refused until `open`, and those that stand are cut. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Everything that it was asked to make and took, in that order. */
  ledger(): Promise<LedgerEntry[]>;
  counters(): Promise<Counts>;
  /** Ends the process at once. It also ends with the process that started it. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('main.ts', import.meta.url));

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const args = ['--with-parent', '--settings', JSON.stringify(options.settings ?? {})];
  if (options.seed !== undefined) args.push('--seed', String(options.seed));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { url, controlUrl, seed } = await startOf(child);

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${controlUrl}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const told: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }

  return {
    url,
    controlUrl,
    seed,
    fault: async (fault) =>
      z.object({ number: z.int() }).parse(await control('POST', 'faults', fault)).number,
    async clear(number) {
      await control('DELETE', number === undefined ? 'faults' : `faults?number=${String(number)}`);
    },
    async happened() {
      const faults = z.array(setFault).parse(await control('GET', 'faults'));
      return new Map(faults.map(({ number, happened }) => [number, happened]));
    },
    change: async (patch) => settingsSchema.parse(await control('PATCH', 'settings', patch)),
    async moveClock(move) {
      await control('POST', 'clock', move);
    },
    release: async () =>
      z.object({ released: z.int() }).parse(await control('POST', 'release')).released,
    async shut() {
      await control('POST', 'door', { open: false });
    },
    async open() {
      await control('POST', 'door', { open: true });
    },
    ledger: async () => z.array(ledgerEntry).parse(await control('GET', 'ledger')),
    counters: async () => countersSchema.parse(await control('GET', 'counters')),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      // It keeps nothing that could be spoilt.
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What was made for one prompt more than once: with prompts that differ, this is what was paid twice. */
export function repeated(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  const byPrompt = Map.groupBy(entries, ({ prompt }) => prompt);
  return [...byPrompt.values()].filter((same) => same.length > 1);
}

/** Throws, with its words, where it ends before it has started. */
async function startOf(child: ChildProcess): Promise<z.infer<typeof started>> {
  if (!child.stdout || !child.stderr) throw new Error('the simulator has no pipes');
  const words = text(child.stderr);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) return started.parse(JSON.parse(line));
  throw new Error(`the simulator did not start: ${await words}`);
}
