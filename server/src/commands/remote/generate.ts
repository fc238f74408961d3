import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { CreateTaskBody, Filmgate, Task, TaskInEvent } from '../../../../client/src/index.ts';
import { kindOfRole } from '../../generation/modes.ts';
import { CommandError } from '../failure.ts';
import { namedMedia, type GenerationOptions, type NamedMedium } from '../generation-options.ts';
import type { Made } from '../made.ts';
import type { Progress } from '../progress.ts';
import { writeInto, type Places } from '../save-video.ts';
import { withRemote } from './open.ts';
import type { RemoteOptions } from './options.ts';

interface RemoteOrder {
  prompt: string;
  options: GenerationOptions & RemoteOptions;
  places: Places;
  progress: Progress;
  /** Aborts when the task is to be cancelled. */
  stop: AbortSignal;
}

/** One video by the account of the key. A task that fails or is cancelled is no error here. */
export async function generateElsewhere(order: RemoteOrder): Promise<Made> {
  return withRemote(order.options, async (filmgate) => {
    const body = await bodyOf(order);
    if (order.stop.aborted) throw new CommandError('Cancelled before anything was asked for.');
    const { id } = await filmgate.tasks.create(body);
    const task = await follow(filmgate, id, order);
    return take(task, order.places);
  });
}

async function follow(
  { tasks }: Filmgate,
  id: string,
  { stop, progress }: RemoteOrder,
): Promise<Task> {
  const onProgress = (task: TaskInEvent): void => progress.show(standingOf(task, stop.aborted));
  try {
    return await tasks.wait(id, { signal: stop, onProgress });
  } catch (error) {
    if (!stop.aborted) throw error;
    // A refusal is no news: either it is too late, or it cannot be stopped there; what comes of it is seen.
    await tasks.cancel(id).catch(() => undefined);
    return tasks.wait(id, { onProgress });
  }
}

const words: Readonly<Record<Task['state'], string>> = {
  queued: 'waiting',
  running: 'rendering',
  succeeded: 'saving',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

function standingOf(
  { state, progress, quotedCredits, chargedCredits }: TaskInEvent,
  cancelling: boolean,
) {
  const cost =
    chargedCredits === null
      ? `up to ${String(quotedCredits)} credits`
      : `${String(chargedCredits)} credits`;
  const isOpen = state === 'queued' || state === 'running';
  return { state: cancelling && isOpen ? 'cancelling' : words[state], percent: progress, cost };
}

async function bodyOf({ prompt, options, places }: RemoteOrder): Promise<CreateTaskBody> {
  const { model, seconds, resolution, ratio, seed, watermark, noAudio } = options;
  return {
    model,
    prompt,
    media: await Promise.all(namedMedia(options).map(mediumOf)),
    seconds,
    resolution,
    ratio,
    seed,
    watermark,
    generateAudio: noAudio === true ? false : undefined,
    returnLastFrame: places.lastFrame !== null,
  };
}

type Medium = NonNullable<CreateTaskBody['media']>[number];

/** What a request may hold of its own: base64 makes a third more of it. */
const inlineBytesMost = 700_000;

async function mediumOf({ source, role, field }: NamedMedium): Promise<Medium> {
  const kind = kindOfRole[role];
  if (/^(https?|data|asset):/i.test(source)) return { url: source, kind, role };
  const found = await stat(source).catch(() => null);
  if (!found?.isFile()) {
    throw new CommandError(`${field}: there is no such file; give a path or an http(s) URL`);
  }
  if (kind === 'video' || found.size > inlineBytesMost) {
    throw new CommandError(
      `${field} is too much to be sent along: give the http(s) URL where it is`,
    );
  }
  const format = extname(source).slice(1).toLowerCase().replace(/^jpg$/, 'jpeg');
  const bytes = await readFile(source);
  return { url: `data:${kind}/${format || 'bin'};base64,${bytes.toString('base64')}`, kind, role };
}

async function take(task: Task, places: Places): Promise<Made> {
  const { id, output } = task;
  if (output) {
    await save(output.videoUrl, places.video, id);
    if (places.poster !== null) await save(output.posterUrl, places.poster, id);
    if (places.lastFrame !== null && output.lastFrameUrl !== null) {
      await save(output.lastFrameUrl, places.lastFrame, id);
    }
  }
  return {
    id,
    state: task.state,
    model: task.model,
    file: output && places.video,
    posterFile: output && places.poster,
    lastFrameFile: output?.lastFrameUrl ? places.lastFrame : null,
    seconds: output?.seconds ?? null,
    width: output?.width ?? null,
    height: output?.height ?? null,
    frames: output?.frames ?? null,
    seed: task.seed,
    creditsCharged: task.chargedCredits ?? 0,
    ...(output
      ? {}
      : { error: `${task.failure?.message ?? `It is ${task.state}.`} Nothing was charged.` }),
  };
}

/** Its address is signed: no key goes there. */
async function save(address: string, to: string, id: string): Promise<void> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || !response.body) {
    throw new CommandError(`${id} is made, but could not be fetched from ${address}`);
  }
  await writeInto(Readable.fromWeb(response.body), to);
}
