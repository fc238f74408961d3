/** Arbitraries of what a dialect can say, for round trips and for calls over HTTP. */
import * as fc from 'fast-check';
import { modelsOf } from '../../generation/catalogue.ts';
import { failureCodes } from '../../generation/problems.ts';
import type { Failure, FailureCode } from '../../generation/problems.ts';
import { fixedRatios, mediaKinds, ratios, resolutions } from '../../generation/request.ts';
import type { JsonObject, MediaAsk, MediaKind, MediaRole } from '../../generation/request.ts';
import type { ClientState } from '../../generation/states.ts';
import type { TaskView } from '../../generation/view.ts';
import type {
  AskSchemas,
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  ModelOffer,
  Operation,
  WireCall,
} from '../mechanism.ts';
import { allowedBy, jsonObject, text } from './from-schema.ts';

/** A call that passes an operation's schemas, such as a client could send. */
export function validCall({ path, query, body }: AskSchemas): fc.Arbitrary<WireCall> {
  return fc
    .record({
      path: path ? allowedBy(path) : fc.constant({}),
      query: query ? allowedBy(query) : fc.constant({}),
      body: body ? allowedBy(body) : fc.constant(undefined),
    })
    .map((call) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- schemas of path and query hold strings
      return call as WireCall;
    });
}

/** Commands that the operation can say in its dialect. */
export function sayableCommand<D extends Deed>(
  dialect: Dialect,
  operation: Operation<D>,
): fc.Arbitrary<Commands[D]> {
  return commands(dialect)[operation.does].filter(
    (command) => 'said' in operation.asks.encode(command),
  );
}

function commands(dialect: Dialect): { [D in Deed]: fc.Arbitrary<Commands[D]> } {
  const byId = fc.record({ id: text.filter((id) => id !== '') });
  return { create: createCommand(dialect), get: byId, cancel: byId, models: fc.constant({}) };
}

/** The kind that a file of `mediaAddress` really has: dialects may lose it on the way. */
export function kindOfFile(url: string): MediaKind {
  const kind = mediaKinds.find((each) => url.includes(`/${each}/`));
  if (!kind) throw new RangeError(`no file of the arbitraries: ${url}`);
  return kind;
}

const extensionOf = { image: 'png', video: 'mp4', audio: 'wav' } as const;

function mediaAddress(kind: MediaKind): fc.Arbitrary<string> {
  const extension = fc.constantFrom(`.${extensionOf[kind]}`, `.${extensionOf[kind]}?x=1`, '');
  return fc
    .tuple(fc.nat(), extension)
    .map(([number, end]) => `https://media.example/${kind}/${String(number)}${end}`);
}

/** Media of these kinds, with their roles all told or all left open. */
function mediaOf(
  roles: readonly MediaRole[],
  kinds: readonly MediaKind[],
): fc.Arbitrary<MediaAsk[]> {
  const asks = (told: boolean) =>
    kinds.map((kind, index) =>
      fc.record({
        url: mediaAddress(kind),
        kind: fc.constantFrom(kind, kind, null),
        role: fc.constant(told ? (roles[index] ?? null) : null),
        field: fc.constant(`media[${String(index)}]`),
      }),
    );
  return fc.boolean().chain((told) => fc.tuple(...asks(told)));
}

const references = fc
  .array(fc.constantFrom(...mediaKinds), { minLength: 1, maxLength: 6 })
  .chain((kinds) =>
    mediaOf(
      kinds.map((kind) => `reference_${kind}` as const),
      kinds,
    ),
  );

const media: fc.Arbitrary<MediaAsk[]> = fc.oneof(
  mediaOf([], []),
  mediaOf(['first_frame'], ['image']),
  mediaOf(['first_frame', 'last_frame'], ['image', 'image']),
  mediaOf(['last_frame', 'first_frame'], ['image', 'image']),
  references,
);

/** Mostly left out, as clients do; so that what a dialect cannot say is seldom in the way. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc
    .option(value, { nil: undefined, freq: 1 })
    .chain((first) =>
      first === undefined ? fc.constant(undefined) : fc.constantFrom(undefined, first),
    );
}

const metadata = jsonObject.map((object) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the JSON values of fast-check are ours
  return JSON.parse(JSON.stringify(object)) as JsonObject;
});

function createCommand(dialect: Dialect): fc.Arbitrary<CreateCommand> {
  const names = modelsOf(dialect.name).map(({ name }) => name);
  return fc.record({
    ask: fc.record({
      model: fc.constantFrom(...names),
      prompt: fc.oneof(text, fc.constant('two\nlines')),
      media,
      seconds: seldom(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('auto' as const))),
      resolution: seldom(fc.constantFrom(...resolutions)),
      ratio: seldom(fc.constantFrom(...ratios)),
      generateAudio: seldom(fc.boolean()),
      seed: seldom(fc.integer({ min: 0, max: 4_294_967_295 })),
      watermark: seldom(fc.boolean()),
      returnLastFrame: seldom(fc.boolean()),
    }),
    callbackUrl: seldom(fc.constant('https://hooks.example/films')),
    metadata: seldom(metadata),
  });
}

const micros = fc.bigInt({ min: 0n, max: 10n ** 15n });
const atMs = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2100, 0) });
const failedWith = failureCodes.filter((code) => code !== 'cancelled' && code !== 'expired');

function failureOf(...codes: FailureCode[]): fc.Arbitrary<Failure> {
  return fc.record({
    code: fc.constantFrom(...codes),
    message: text.filter((message) => message !== ''),
  });
}

const failures: Partial<Record<ClientState, fc.Arbitrary<Failure | null>>> = {
  failed: failureOf(...failedWith),
  cancelled: fc.option(failureOf('cancelled')),
  expired: fc.option(failureOf('expired')),
};

const output = fc.record({
  videoUrl: fc.constant('https://films.example/files/1.mp4'),
  posterUrl: fc.constant('https://films.example/files/1.jpg'),
  lastFrameUrl: fc.constantFrom('https://films.example/files/1-last.jpg', null),
  seconds: fc.integer({ min: 1, max: 30 }),
  frames: fc.integer({ min: 25, max: 721 }),
  width: fc.constant(1280),
  height: fc.constant(720),
  ratio: fc.constantFrom(...fixedRatios),
});

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;

/** Tasks in every state, each as it can be: also those that only other dialects could have made. */
export const views: fc.Arbitrary<TaskView> = fc.constantFrom(...states).chain(viewIn);

function viewIn(state: ClientState): fc.Arbitrary<TaskView> {
  const succeeded = state === 'succeeded';
  const open = state === 'queued' || state === 'running';
  return fc.record({
    id: text.filter((id) => id !== ''),
    model: text,
    state: fc.constant(state),
    progress: progressIn(state),
    mode: fc.constantFrom('text' as const, 'frames' as const, 'reference' as const),
    prompt: text,
    seconds: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('auto' as const)),
    resolution: fc.constantFrom(...resolutions),
    ratio: fc.constantFrom(...ratios),
    generateAudio: fc.boolean(),
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    watermark: fc.boolean(),
    returnLastFrame: fc.boolean(),
    metadata: fc.option(metadata),
    createdAtMs: atMs,
    updatedAtMs: atMs,
    finishedAtMs: open ? fc.constant(null) : atMs,
    output: succeeded ? output : fc.constant(null),
    quoteMicros: micros,
    chargedMicros: succeeded ? micros : fc.constant(null),
    completionTokens: succeeded ? fc.nat() : fc.constant(null),
    failure: failures[state] ?? fc.constant(null),
  });
}

function progressIn(state: ClientState): fc.Arbitrary<number> {
  if (state === 'queued') return fc.constant(0);
  if (state === 'succeeded') return fc.constant(100);
  return fc.integer({ min: 1, max: 99 });
}

/** Entries of a price list, with a price at none, some or all of their resolutions. */
export const offers: fc.Arbitrary<ModelOffer[]> = fc.array(
  fc.subarray([...resolutions]).chain((sold) =>
    fc.record({
      id: text.filter((id) => id !== ''),
      title: text,
      seconds: fc.array(fc.integer({ min: 1, max: 30 })),
      ratios: fc.shuffledSubarray([...ratios]),
      resolutions: fc.constant(sold),
      perSecondMicros: fc.record(
        Object.fromEntries(sold.map((resolution) => [resolution, micros])),
        { requiredKeys: [] },
      ),
      imageFactorThousandths: fc.integer({ min: 0, max: 10_000 }),
    }),
  ),
  { maxLength: 3 },
);
