/**
 * How a client of a dialect makes a task and hears what becomes of it: found out from the codecs that serve it, so that
 * a sample says what is so. Pure.
 */
import type { ClientState, FinalState } from '../../generation/states.ts';
import type { TaskView } from '../../generation/view.ts';
import { urlOfCall } from '../codec.ts';
import type { AnyOperation, Dialect, Operation, Said, WireCall } from '../mechanism.ts';

export interface Sample {
  /** Path and query, and the body that is sent as JSON. */
  create: { target: string; body: unknown };
  /** Path and query, with `taskIdWord` where the id goes. */
  read: string;
  /** Where the id of the task stands in the answer of the create. */
  id: Keys;
  /** Where the word for its state stands in the answer of the read. */
  state: Keys;
  /** That word of a task that has succeeded, and those of tasks that have ended otherwise. */
  succeeded: string;
  ended: readonly string[];
  /** Where the address of the video stands in that answer, or path and query at which it is read itself. */
  video: { keys: Keys } | { target: string };
}

/** From the outside to the inside of a JSON value. */
export type Keys = readonly (string | number)[];

export const taskIdWord = 'TASK_ID';

const prompt = 'A red lighthouse in a storm, the camera pushes in';
const usualSeconds = 5;
const usualResolution = '480p';
const videoWord = 'https://films.example.com/video.mp4';

/** Throws RangeError for a dialect without words for it. */
export function sampleOf(
  dialect: Pick<Dialect, 'name' | 'catalogue' | 'operations' | 'files'>,
): Sample {
  const { name, operations, files = [] } = dialect;
  const lacking = (what: string): never => {
    throw new RangeError(`${name} ${what}.`);
  };
  const create =
    firstSaid(operations, 'create', { ask: plainAsk(dialect) }) ??
    lacking('cannot say a plain create');
  const read = firstSaid(operations, 'get', { id: taskIdWord }) ?? lacking('cannot say a read');
  const told = (state: ClientState): unknown => read.op.answers.encode(viewIn(state, name));
  const state = stateKeys(told) ?? lacking('tells no state');
  const wordOf = (one: FinalState): string => String(valueAt(told(one), state));
  const video = keysTo(told('succeeded'), videoWord);
  const [file] = files;
  return {
    create: { target: urlOfCall(create.op.path, create.call), body: asSent(create.call.body) },
    read: urlOfCall(read.op.path, read.call),
    id:
      keysTo(create.op.answers.encode(viewIn('queued', name)), taskIdWord) ??
      lacking('tells no id'),
    state,
    succeeded: wordOf('succeeded'),
    ended: [...new Set([wordOf('failed'), wordOf('cancelled'), wordOf('expired')])],
    video: video
      ? { keys: video }
      : {
          target: file
            ? urlOfCall(file.path, file.asks.encode({ id: taskIdWord, file: 'video' }))
            : lacking('hands out no video'),
        },
  };
}

/** JSON has no word for what is undefined. */
function asSent(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body));
}

/** What costs little and every platform can say. */
export function plainAsk({ name, catalogue }: Pick<Dialect, 'name' | 'catalogue'>) {
  const [model] = catalogue.models;
  if (!model) throw new RangeError(`${name} sells nothing.`);
  const { seconds, resolutions } = model.limits;
  return {
    model: model.name,
    prompt,
    media: [],
    seconds: seconds.includes(usualSeconds) ? usualSeconds : seconds[0],
    resolution: resolutions.includes(usualResolution) ? usualResolution : resolutions[0],
    ratio: '16:9',
  } as const;
}

/** The first operation of its kind that can say the command. */
function firstSaid<D extends 'create' | 'get'>(
  operations: readonly AnyOperation[],
  does: D,
  command: Parameters<Operation<D>['asks']['encode']>[0],
): { op: Operation<D>; call: WireCall } | null {
  for (const op of operations) {
    if (!isOf(op, does) || op.isRefused) continue;
    const call: Said<WireCall> = op.asks.encode(command);
    if ('said' in call) return { op, call: call.said };
  }
  return null;
}

function isOf<D extends 'create' | 'get'>(
  op: AnyOperation,
  does: D,
): op is AnyOperation & Operation<D> {
  return op.does === does;
}

function viewIn(state: ClientState, dialect: string): TaskView {
  const output = {
    videoUrl: videoWord,
    posterUrl: 'https://films.example.com/poster.jpg',
    lastFrameUrl: null,
    seconds: usualSeconds,
    frames: 121,
    width: 1280,
    height: 720,
    ratio: '16:9',
  } as const;
  const isMade = state === 'succeeded';
  return {
    id: taskIdWord,
    dialect,
    model: 'model',
    keyMode: 'live',
    keyId: null,
    state,
    progress: 0,
    mode: 'text',
    prompt,
    seconds: usualSeconds,
    resolution: usualResolution,
    ratio: '16:9',
    size: null,
    generateAudio: true,
    seed: 0,
    watermark: false,
    returnLastFrame: false,
    metadata: null,
    createdAtMs: 0,
    updatedAtMs: 0,
    finishedAtMs: state === 'queued' || state === 'running' ? null : 0,
    expiresSeconds: 0,
    output: isMade ? output : null,
    quoteMicros: 0n,
    chargedMicros: isMade ? 0n : null,
    refundedMicros: 0n,
    completionTokens: isMade ? 0 : null,
    failure: state === 'failed' ? { code: 'provider_error', message: 'It failed.' } : null,
  };
}

/** Of the text that is another one for a task that waits, one that is made and one that is not. */
function stateKeys(told: (state: ClientState) => unknown): Keys | null {
  const [waiting, made, failed] = [told('queued'), told('succeeded'), told('failed')];
  const places = placesIn(made).filter(({ keys }) => {
    const words = [waiting, made, failed].map((one) => valueAt(one, keys));
    return words.every((word) => typeof word === 'string') && new Set(words).size === words.length;
  });
  return places[0]?.keys ?? null;
}

function keysTo(json: unknown, wanted: string): Keys | null {
  return placesIn(json).find(({ value }) => value === wanted)?.keys ?? null;
}

/** Every value that holds no other, outermost first. */
function placesIn(json: unknown): { keys: Keys; value: unknown }[] {
  const places = [{ keys: [] as Keys, value: json }];
  // A list goes on with what is added to it while it is gone through.
  for (const { keys, value } of places) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      places.push({ keys: [...keys, step], value: inner });
    }
  }
  return places;
}

function valueAt(json: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    json,
  );
}
