/** Arbitraries of what a dialect can say, for round trips and for calls over HTTP. */
import * as fc from 'fast-check';
import { assetShelves, assetStates } from '../../generation/asset.ts';
import type { AssetView } from '../../generation/asset.ts';
import { failureCodes } from '../../generation/problems.ts';
import type { Failure, FailureCode } from '../../generation/problems.ts';
import {
  fixedRatios,
  mediaKinds,
  ratios,
  referenceTasks,
  resolutions,
} from '../../generation/request.ts';
import type { JsonObject, MediaAsk, MediaKind, MediaRole } from '../../generation/request.ts';
import type { ClientState } from '../../generation/states.ts';
import type { TaskView } from '../../generation/view.ts';
import type {
  AskSchemas,
  AssetListCommand,
  AssetOrder,
  Balance,
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  ListCommand,
  ModelOffer,
  Operation,
  Results,
  WireCall,
} from '../mechanism.ts';
import { allowedBy, jsonObject, text, upload } from './from-schema.ts';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;

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

/** The same with few members in its body: words that exclude each other seldom meet. */
export function sparseCall(schemas: AskSchemas): fc.Arbitrary<WireCall> {
  const { body: schema } = schemas;
  return validCall(schemas).chain((call) => {
    const members = Object.entries(Object(call.body));
    const without = (name: string) => Object.fromEntries(members.filter(([key]) => key !== name));
    const needed = members.filter(([name]) => schema?.safeParse(without(name)).success === false);
    return fc
      .subarray(members, { maxLength: Math.min(3, members.length) })
      .map((some) => ({ ...call, body: Object.fromEntries([...needed, ...some]) }))
      .filter(({ body }) => schema?.safeParse(body).success === true);
  });
}

/** Commands that a line may be given, whether its dialect can say them or not. */
export function anyCommand<D extends Deed>(dialect: Dialect, does: D): fc.Arbitrary<Commands[D]> {
  return commands(dialect)[does];
}

/** Commands that the operation can say in its dialect. */
export function sayableCommand<D extends Deed>(
  dialect: Dialect,
  operation: Operation<D>,
): fc.Arbitrary<Commands[D]> {
  return anyCommand(dialect, operation.does).filter(
    (command) => 'said' in operation.asks.encode(command),
  );
}

function commands(dialect: Dialect): { [D in Deed]: fc.Arbitrary<Commands[D]> } {
  const byId = fc.record({ id: text.filter((id) => id !== '') });
  return {
    create: createCommand(dialect),
    get: byId,
    list: listCommand,
    cancel: byId,
    delete: fc.record({
      id: text.filter((id) => id !== ''),
      whileOpen: fc.constantFrom('cancel_queued' as const, 'cancel' as const),
    }),
    models: fc.constant({}),
    model: byId,
    balance: fc.constant({}),
    keyBalance: fc.constant({}),
    assetCreate: assetOrder,
    assetCreateMany: fc.record({
      orders: fc.array(namelessOrder, { minLength: 1, maxLength: 4 }),
    }),
    assetUpload: fc.record({
      upload,
      expiresSeconds: fc.oneof(fc.constantFrom(undefined, null), fc.integer({ min: 1, max: 1e7 })),
    }),
    assetGet: byId,
    assetGetMany: fc.record({
      ids: fc.array(fc.stringMatching(/^asset-[a-z0-9]{4,12}$/), { minLength: 1, maxLength: 4 }),
    }),
    assetList: assetListCommand,
    assetDelete: byId,
  };
}

const assetOrder: fc.Arbitrary<AssetOrder> = fc.constantFrom(...mediaKinds).chain((kind) =>
  fc.record({
    name: text,
    kind: fc.constant(kind),
    shelf: fc.constantFrom(...assetShelves),
    url: mediaAddress(kind),
    field: fc.constant('url'),
  }),
);

/** What is sent by the dozen has no names. */
const namelessOrder = assetOrder.map((order) => ({ ...order, name: '' }));

const listCommand: fc.Arbitrary<ListCommand> = fc.record({
  limit: fc.integer({ min: 1, max: 100 }),
  from: fc.oneof(
    fc.record({ page: fc.integer({ min: 1, max: 500 }) }),
    fc.record({ after: fc.option(text.filter((id) => id !== '')) }),
  ),
  order: fc.constantFrom('newest' as const, 'oldest' as const),
  states: seldom(fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 1 })),
  ids: seldom(fc.array(text, { minLength: 1, maxLength: 3 })),
  model: seldom(text),
  flex: seldom(fc.boolean()),
  withinSeconds: seldom(fc.constant(604_800)),
});

const assetListCommand: fc.Arbitrary<AssetListCommand> = fc.record(
  {
    page: fc.integer({ min: 1, max: 100 }),
    limit: fc.integer({ min: 1, max: 100 }),
    shelf: fc.constantFrom(...assetShelves),
    states: fc.uniqueArray(fc.constantFrom(...assetStates), { minLength: 1 }),
    name: text,
    sortBy: fc.constantFrom('created' as const, 'updated' as const),
    order: fc.constantFrom('newest' as const, 'oldest' as const),
  },
  { requiredKeys: ['page', 'limit', 'sortBy', 'order'] },
);

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
  return fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 3 },
    { arbitrary: value, weight: 1 },
  );
}

/** What few platforms have a word for. */
function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 9 },
    { arbitrary: value, weight: 1 },
  );
}

const metadata = jsonObject.map((object) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the JSON values of fast-check are ours
  return JSON.parse(JSON.stringify(object)) as JsonObject;
});

/** As clients say it, with much left out, and as lines do, who leave nothing to an upstream. */
function createCommand(dialect: Dialect): fc.Arbitrary<CreateCommand> {
  return fc.oneof(
    createLeaving(dialect, seldom),
    createLeaving(dialect, (value) => value),
  );
}

function createLeaving(
  dialect: Dialect,
  left: <T>(value: fc.Arbitrary<T>) => fc.Arbitrary<T | undefined>,
): fc.Arbitrary<CreateCommand> {
  const names = dialect.catalogue.models.map(({ name }) => name);
  if (names.length === 0) throw new RangeError(`${dialect.name} sells no model`);
  return fc.record({
    ask: fc.record({
      model: fc.constantFrom(...names),
      prompt: fc.oneof(text, fc.constant('two\nlines')),
      media,
      seconds: left(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('auto' as const))),
      resolution: left(fc.constantFrom(...resolutions)),
      ratio: left(fc.constantFrom(...ratios)),
      generateAudio: seldom(fc.boolean()),
      seed: seldom(fc.integer({ min: 0, max: 4_294_967_295 })),
      watermark: seldom(fc.boolean()),
      returnLastFrame: seldom(fc.boolean()),
      flex: rarely(fc.constant(true as const)),
      cameraFixed: rarely(fc.constant(true as const)),
      frames: rarely(fc.integer({ min: 29, max: 289 })),
      referenceTask: rarely(fc.constantFrom(...referenceTasks)),
    }),
    callbackUrl: seldom(fc.constant('https://hooks.example/films')),
    metadata: seldom(metadata),
    expiresSeconds: seldom(fc.integer({ min: 3_600, max: 259_200 })),
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
  thumbUrl: fc.constant('https://films.example/files/1-thumb.jpg'),
  stripUrl: fc.constant('https://films.example/files/1-strip.jpg'),
  seconds: fc.integer({ min: 1, max: 30 }),
  frames: fc.integer({ min: 25, max: 721 }),
  width: fc.constant(1280),
  height: fc.constant(720),
  ratio: fc.constantFrom(...fixedRatios),
});

/** Tasks in every state, each as it can be: also those that only other dialects could have made. */
export const views: fc.Arbitrary<TaskView> = fc.constantFrom(...states).chain(viewIn);

function viewIn(state: ClientState): fc.Arbitrary<TaskView> {
  const succeeded = state === 'succeeded';
  const open = state === 'queued' || state === 'running';
  const view = fc.record({
    id: text.filter((id) => id !== ''),
    dialect: fc.constantFrom('hmtm', 'platform'),
    model: text,
    keyMode: fc.constantFrom('live' as const, 'test' as const),
    keyId: fc.option(fc.uuid()),
    state: fc.constant(state),
    progress: progressIn(state),
    mode: fc.constantFrom('text' as const, 'frames' as const, 'reference' as const),
    prompt: text,
    seconds: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('auto' as const)),
    frames: seldom(fc.integer({ min: 29, max: 289 })),
    flex: seldom(fc.constant(true as const)),
    resolution: fc.constantFrom(...resolutions),
    ratio: fc.constantFrom(...ratios),
    size: fc.constantFrom(null, '1024x1792'),
    generateAudio: fc.boolean(),
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    watermark: fc.boolean(),
    returnLastFrame: fc.boolean(),
    metadata: fc.option(metadata.map((kept) => JSON.stringify(kept))),
    createdAtMs: atMs,
    updatedAtMs: atMs,
    finishedAtMs: open ? fc.constant(null) : atMs,
    expiresSeconds: fc.integer({ min: 3_600, max: 259_200 }),
    output: succeeded ? output : fc.constant(null),
    quoteMicros: micros,
    chargedMicros: succeeded ? micros : fc.constant(null),
    refundedMicros: succeeded ? micros : fc.constant(0n),
    completionTokens: succeeded ? fc.nat() : fc.constant(null),
    failure: failures[state] ?? fc.constant(null),
  });
  return view.map(asRefunded).map(asOrdered);
}

/** No more is given back than was charged. */
function asRefunded(view: TaskView): TaskView {
  const { chargedMicros, refundedMicros } = view;
  return { ...view, refundedMicros: refundedMicros % ((chargedMicros ?? 0n) + 1n) };
}

/** What was made is what was asked for, where that was not left open. */
function asOrdered(view: TaskView): TaskView {
  const { output: made } = view;
  if (!made) return view;
  const seconds = view.seconds === 'auto' ? made.seconds : view.seconds;
  const ratio = view.ratio === 'adaptive' ? made.ratio : view.ratio;
  return { ...view, output: { ...made, seconds, ratio } };
}

function progressIn(state: ClientState): fc.Arbitrary<number> {
  if (state === 'queued') return fc.constant(0);
  if (state === 'succeeded') return fc.constant(100);
  return fc.integer({ min: 1, max: 99 });
}

/** An entry of a price list, with a price at none, some or all of their resolutions. */
const offer: fc.Arbitrary<ModelOffer> = fc.subarray([...resolutions]).chain((sold) =>
  fc.record({
    id: text.filter((id) => id !== ''),
    title: text,
    seconds: fc.array(fc.integer({ min: 1, max: 30 })),
    ratios: fc.shuffledSubarray([...ratios]),
    resolutions: fc.constant(sold),
    per: fc.constantFrom('second' as const, 'task' as const, 'million_tokens' as const),
    rateMicros: fc.record(Object.fromEntries(sold.map((resolution) => [resolution, micros])), {
      requiredKeys: [],
    }),
    rateMicrosWithVideo: fc.constant(null),
    imageFactorThousandths: fc.integer({ min: 0, max: 10_000 }),
  }),
);

export const offers: fc.Arbitrary<ModelOffer[]> = fc.array(offer, { maxLength: 3 });

const assets: fc.Arbitrary<AssetView> = fc.constantFrom(...assetStates).chain((state) => {
  const active = state === 'active';
  return fc.record({
    id: text.filter((id) => id !== ''),
    name: text,
    shelf: fc.constantFrom(...assetShelves),
    kind: fc.constantFrom(...mediaKinds),
    state: fc.constant(state),
    sourceUrl: fc.option(fc.constant('https://media.example/image/1.png')),
    url: active ? fc.constant('https://films.example/files/a.png') : fc.constant(null),
    contentType: active ? fc.constant('image/png') : fc.constant(null),
    bytes: active ? fc.nat() : fc.constant(null),
    failure: state === 'failed' ? failureOf('media_fetch_failed') : fc.constant(null),
    createdAtMs: atMs,
    updatedAtMs: atMs,
  });
});

const problem = fc.record({
  code: fc.constantFrom('media_unreachable' as const, 'invalid_parameter' as const),
  message: text,
});

const balances: fc.Arbitrary<Balance> = fc
  .record({ balanceMicros: micros, availableMicros: micros, chargedMicros: micros })
  .map((balance) => ({
    ...balance,
    balanceMicros: balance.balanceMicros + balance.availableMicros,
  }));

function idOf(asset: AssetView | null): string | null {
  return asset?.id ?? null;
}

/** What each deed can end in, besides tasks and offers. */
export const otherResults: {
  [D in Exclude<Deed, 'create' | 'get' | 'cancel' | 'models'>]: fc.Arbitrary<Results[D]>;
} = {
  list: fc.record({
    tasks: fc.array(views, { maxLength: 4 }),
    total: fc.option(fc.nat()),
    hasMore: fc.boolean(),
  }),
  model: offer,
  delete: fc.record({
    id: text,
    became: fc.constantFrom('cancelled' as const, 'deleted' as const),
  }),
  balance: balances,
  keyBalance: fc.record({ name: text, chargedMicros: micros }),
  assetCreate: assets,
  assetCreateMany: fc.uniqueArray(fc.oneof(fc.record({ asset: assets }), fc.record({ problem })), {
    maxLength: 4,
    selector: (result) => ('asset' in result ? result.asset.id : result),
  }),
  assetUpload: assets.filter(({ state }) => state === 'active'),
  assetGet: assets,
  assetGetMany: fc.uniqueArray(fc.option(assets), { maxLength: 4, selector: idOf }),
  assetList: fc.record({
    assets: fc.uniqueArray(assets, { maxLength: 4, selector: idOf }),
    total: fc.nat(),
    page: fc.integer({ min: 1, max: 100 }),
    limit: fc.integer({ min: 1, max: 100 }),
  }),
  assetDelete: fc.record({ id: text }),
};
