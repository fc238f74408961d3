/** For the tests of the simulator: our own client of the dialect on the other side of it. */
import { dialects } from '../../src/dialects/index.ts';
import type { CreateCommand } from '../../src/dialects/mechanism.ts';
import { createLineClient, type LineClient } from '../../src/lines/http/client.ts';
import { createGuardedFetch, type GuardedFetch } from '../../src/media/fetch.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

export interface Trial {
  simulator: Simulator;
  client: LineClient;
  fetch: GuardedFetch;
  /** Creates a 4 s film of 480p; resolves with its id. Throws where it was not answered. */
  order(prompt: string, more?: Partial<CreateCommand>): Promise<string>;
  /** The task as it is told, unread by any codec. */
  told(id: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export const model = 'doubao-seedance-2-0-260128';
export const tasksPath = '/api/v3/contents/generations/tasks';

/** No rate is in the way unless it is the one that is tried. */
export const free = {
  getPerSecond: null,
  listPerSecond: null,
  deletePerSecond: null,
  createPerMinute: null,
  runningAtOnce: 1_000,
  runSeconds: 1_000,
} as const;

export async function startTrial(options: SimulatorOptions = {}): Promise<Trial> {
  const simulator = await startSimulator({
    ...options,
    settings: { ...free, ...options.settings },
  });
  const fetch = createGuardedFetch({ allowPrivateHosts: true });
  const client = clientOf(simulator, fetch);
  return {
    simulator,
    client,
    fetch,
    async order(prompt, more) {
      const outcome = await client.call('create', film(prompt, more));
      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
      return outcome.report.id;
    },
    async told(id) {
      const { answer } = await fetch.call(`${simulator.url}${tasksPath}/${id}`, {
        method: 'GET',
        headers: { authorization: 'Bearer a-key' },
        totalMs: 5_000,
        answerBytesMax: 100_000,
      });
      // A JSON object, or the test fails.
      return JSON.parse(answer) as Record<string, unknown>;
    },
    async close() {
      await fetch.close();
      await simulator.stop();
    },
  };
}

function clientOf({ url }: Pick<Simulator, 'url'>, fetch: GuardedFetch): LineClient {
  const dialect = dialects.find(({ name }) => name === 'ark');
  if (!dialect) throw new Error('there is no ark');
  return createLineClient({ dialect, baseUrl: url, secret: 'a-key', fetch });
}

export function film(prompt: string, more: Partial<CreateCommand> = {}): CreateCommand {
  return {
    ask: { model, prompt, media: [], seconds: 4, resolution: '480p', ratio: '16:9' },
    ...more,
  };
}
