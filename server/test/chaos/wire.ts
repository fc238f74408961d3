import { z } from 'zod';

/** What a customer's program knows of a dialect: where to send what, and how to read the answer. */
export interface ClientDialect {
  name: string;
  createPath: string;
  /** The body of a create: 480p, four seconds, which costs `filmCredits`. */
  film(prompt: string): object;
  readPath(id: string): string;
  idOf(body: unknown): string;
}

export const filmCredits = 16;

const hmtmId = z.object({ taskId: z.string() });
const inkId = z.object({ requestId: z.string() });
const inkRoot = '/api/open/v1/video/generations';

const hmtm: ClientDialect = {
  name: 'hmtm',
  createPath: '/api/open/v1/generations',
  film: (prompt) => ({
    abilityId: 'cme_doubao_seedance_2_0',
    content: [{ type: 'text', text: prompt }],
    duration: 4,
    resolution: '480p',
    generate_audio: false,
  }),
  readPath: (id) => `/api/open/v1/tasks/${id}`,
  idOf: (body) => hmtmId.parse(body).taskId,
};

const seedance2ink: ClientDialect = {
  name: 'seedance2ink',
  createPath: inkRoot,
  film: (prompt) => ({ model: 'seedance-2.0', prompt, duration: 4, resolution: '480p' }),
  readPath: (id) => `${inkRoot}/${id}`,
  idOf: (body) => inkId.parse(body).requestId,
};

export const clientDialects = [hmtm, seedance2ink] as const;

/** Only seedance2.ink has a cancel; it cancels the tasks of every dialect. */
export const cancelPath = (id: string): string => `${inkRoot}/${id}/cancel`;

const told = z.object({ status: z.string() });
const finals: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** The state in the dialect's own word. */
export function stateOf(body: unknown): string {
  return told.parse(body).status;
}

export function isFinalWord(state: string): boolean {
  return finals.has(state);
}

/** Where the video of a succeeded task can be fetched, in either dialect. */
export function videoUrlOf(body: unknown): string {
  const { output } = z.object({ output: z.record(z.string(), z.string()) }).parse(body);
  return z.url().parse(output['videoUrl'] ?? output['url']);
}
