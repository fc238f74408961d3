/** Everything that can be asked and told, field by field: what both directions of a dialect drop shows in these. */
import { assetShelves, assetStates, type AssetView } from '../../generation/asset.ts';
import {
  mediaKinds,
  type GenerationAsk,
  type MediaAsk,
  type MediaKind,
  type MediaRole,
} from '../../generation/request.ts';
import { taskOutput, taskView } from '../../generation/testing.ts';
import { Upload } from '../../generation/upload.ts';
import type { TaskView } from '../../generation/view.ts';
import type {
  AssetReport,
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  ModelOffer,
  Results,
  TaskReport,
} from '../mechanism.ts';

/** A command with a field of it that is as nobody would have it by default. */
export interface Probe<D extends Deed> {
  field: string;
  /** What is asked without it. */
  plain: Commands[D];
  command: Commands[D];
}

type Changes<D extends Deed> = Record<string, readonly Partial<Commands[D]>[]>;

/** Of each deed, what may be asked, over all that it may be asked with. */
const asked: { [D in Exclude<Deed, 'create'>]: [plain: readonly Commands[D][], Changes<D>] } = {
  get: [[{ id: 'task-1' }], { id: [{ id: 'task-2' }] }],
  list: [
    [
      { limit: 20, from: { page: 1 }, order: 'newest', withinSeconds: 604_800 },
      { limit: 20, from: { after: null }, order: 'newest' },
    ],
    {
      limit: [{ limit: 7 }],
      page: [{ from: { page: 3 } }],
      after: [{ from: { after: 'task-9' } }],
      order: [{ order: 'oldest' }],
      states: [{ states: ['running'] }, { states: ['failed'] }],
      ids: [{ ids: ['task-1', 'task-2'] }],
      model: [{ model: 'a-model' }],
      flex: [{ flex: true }, { flex: false }],
      withinSeconds: [{ withinSeconds: 604_800 }, { withinSeconds: 3_600 }],
    },
  ],
  cancel: [[{ id: 'task-1' }], { id: [{ id: 'task-2' }] }],
  delete: [
    [
      { id: 'task-1', whileOpen: 'cancel' },
      { id: 'task-1', whileOpen: 'cancel_queued' },
    ],
    {
      id: [{ id: 'task-2' }],
      cancelOfAll: [{ whileOpen: 'cancel' }],
      cancelOfQueued: [{ whileOpen: 'cancel_queued' }],
    },
  ],
  models: [[{}], { search: [{ search: 'mini' }] }],
  model: [[{ id: 'a-model' }], { id: [{ id: 'another-model' }] }],
  balance: [[{}], {}],
  keyBalance: [[{}], {}],
  assetCreate: [
    [assetOrder('image', 'media'), assetOrder('image', 'portraits')],
    {
      name: [{ name: 'harbour' }],
      url: [{ url: fileAt('image', 7) }],
      video: [{ kind: 'video', url: fileAt('video') }],
      audio: [{ kind: 'audio', url: fileAt('audio') }],
      media: [{ shelf: 'media' }],
      portraits: [{ shelf: 'portraits' }],
    },
  ],
  assetCreateMany: [
    [{ orders: [assetOrder('image', 'media')] }],
    {
      many: [{ orders: mediaKinds.map((kind) => assetOrder(kind, 'media')) }],
      names: [{ orders: [{ ...assetOrder('image', 'media'), name: 'harbour' }] }],
      portraits: [{ orders: [assetOrder('image', 'portraits')] }],
    },
  ],
  assetUpload: [
    [{ upload: photo('a') }, { upload: photo('a'), expiresSeconds: 7_200 }],
    {
      upload: [{ upload: photo('b') }],
      expiresSeconds: [{ expiresSeconds: 86_400 }],
      kept: [{ expiresSeconds: null }],
    },
  ],
  assetGet: [[{ id: 'asset-1' }], { id: [{ id: 'asset-2' }] }],
  assetGetMany: [[{ ids: ['asset-a1b2'] }], { ids: [{ ids: ['asset-c3d4', 'asset-e5f6'] }] }],
  assetList: [
    [{ page: 1, limit: 20, sortBy: 'created', order: 'newest' }],
    {
      page: [{ page: 3 }],
      limit: [{ limit: 7 }],
      media: [{ shelf: 'media' }],
      portraits: [{ shelf: 'portraits' }],
      states: [{ states: ['active'] }, { states: ['processing', 'failed'] }],
      kinds: [{ kinds: ['image'] }],
      name: [{ name: 'harbour' }],
      sortBy: [{ sortBy: 'updated' }],
      order: [{ order: 'oldest' }],
    },
  ],
  assetDelete: [[{ id: 'asset-1' }], { id: [{ id: 'asset-2' }] }],
};

/** Fields of an ask; those that change nothing of what is made have no place here. */
const asksOf: {
  [
    Field in Exclude<keyof GenerationAsk, 'model' | 'media' | 'size'>
  ]: readonly Partial<GenerationAsk>[];
} = {
  prompt: [{ prompt: 'a harbour\nat night' }],
  seconds: [{ seconds: 4 }, { seconds: 8 }, { seconds: 12 }],
  resolution: [{ resolution: '480p' }, { resolution: '720p' }, { resolution: '1080p' }],
  ratio: [{ ratio: '9:16' }, { ratio: '1:1' }, { ratio: 'adaptive' }],
  generateAudio: [{ generateAudio: false }],
  seed: [{ seed: 7 }],
  watermark: [{ watermark: true }],
  returnLastFrame: [{ returnLastFrame: true }],
  flex: [{ flex: true }],
  cameraFixed: [{ cameraFixed: true }],
  frames: [{ frames: 57 }],
  referenceTask: [{ referenceTask: 'edit' }, { referenceTask: 'extend' }],
};

const mediaAsked: Readonly<Record<string, readonly MediaAsk[]>> = {
  firstFrame: [medium('image', 'first_frame')],
  lastFrame: [medium('image', 'first_frame'), medium('image', 'last_frame', 1)],
  referenceImage: [medium('image', 'reference_image')],
  referenceVideo: [medium('video', 'reference_video')],
  referenceAudio: [medium('image', 'reference_image'), medium('audio', 'reference_audio', 1)],
};

/** Of a create besides its ask. */
const createsOf: {
  [
    Field in Exclude<keyof CreateCommand, 'ask' | 'metadataText' | 'named'>
  ]: readonly Partial<CreateCommand>[];
} = {
  callbackUrl: [{ callbackUrl: 'https://hooks.example/films' }],
  metadata: [{ metadata: { order: 'A-17' } }],
  expiresSeconds: [{ expiresSeconds: 7_200 }],
};

function creates(dialect: Dialect): Probe<'create'>[] {
  return dialect.catalogue.models.flatMap((model) => {
    const { resolutions, seconds } = model.limits;
    return resolutions.flatMap((resolution) => {
      const ask: GenerationAsk = {
        model: model.name,
        prompt: 'a river in autumn',
        media: [],
        seconds: seconds.at(1) ?? 5,
        resolution,
        ratio: '16:9',
      };
      const plain: CreateCommand = { ask };
      const probe = (field: string, command: CreateCommand): Probe<'create'> => ({
        field,
        plain,
        command,
      });
      const withAsk = (field: string, more: Partial<GenerationAsk>) =>
        probe(field, { ask: { ...ask, ...more } });
      return [
        ...Object.entries(asksOf).flatMap(([field, values]) =>
          values.map((more) => withAsk(field, more)),
        ),
        withAsk('secondsAuto', { seconds: 'auto' }),
        // Of metadata, native bodies have a field for these alone.
        probe('safetyIdentifier', { ...plain, metadata: { safety_identifier: 'reader-7' } }),
        probe('priority', { ...plain, metadata: { priority: 3 } }),
        ...Object.entries(mediaAsked).map(([field, media]) => withAsk(field, { media })),
        ...Object.entries(createsOf).flatMap(([field, values]) =>
          values.map((more) => probe(field, { ...plain, ...more })),
        ),
      ];
    });
  });
}

/** Every field of what can be asked, each over all that it may stand in. */
export function probesOf<D extends Deed>(dialect: Dialect, does: D): readonly Probe<D>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the probes of `does`
  if (does === 'create') return creates(dialect) as unknown as readonly Probe<D>[];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the entry of `does`
  const [plains, changes] = asked[does as Exclude<D, 'create'>] as unknown as [
    readonly Commands[D][],
    Changes<D>,
  ];
  return plains.flatMap((plain) => [
    { field: 'all', plain, command: plain },
    ...Object.entries(changes).flatMap(([field, values]) =>
      values.map((more) => ({ field, plain, command: { ...plain, ...more } })),
    ),
  ]);
}

function fileAt(kind: MediaKind, number = 1): string {
  const end = { image: 'png', video: 'mp4', audio: 'wav' }[kind];
  return `https://media.example/${kind}/${String(number)}.${end}`;
}

function medium(kind: MediaKind, role: MediaRole, index = 0): MediaAsk {
  return { url: fileAt(kind, index), kind, role, field: `media[${String(index)}]` };
}

function assetOrder(kind: MediaKind, shelf: (typeof assetShelves)[number]) {
  return { name: '', kind, shelf, url: fileAt(kind), field: 'url' };
}

function photo(letter: string): Upload {
  const sha256 = letter.repeat(64);
  return new Upload({ sha256, bytes: 1_000, fileName: 'photo.jpg', contentType: 'image/jpeg' });
}

const createdAtMs = Date.UTC(2026, 10, 21, 8);

/** Tasks with nothing in them as it usually is: each field is told of one of them, wherever it is told at all. */
export function viewsFor({ attemptToken = 'token' }: Dialect): readonly TaskView[] {
  const view = taskView({
    id: 'task-1',
    // JimmyAI tells the usage of such alone.
    model: 'a-model-gz',
    mode: 'frames',
    prompt: 'a harbour',
    seconds: 8,
    resolution: '1080p',
    ratio: '9:16',
    generateAudio: false,
    seed: 4_242,
    watermark: true,
    returnLastFrame: true,
    metadata: JSON.stringify({ [attemptToken]: 'attempt-1' }),
    createdAtMs,
    updatedAtMs: createdAtMs + 60_000,
    expiresSeconds: 7_200,
    quoteMicros: 64_000_000n,
  });
  const ended = { ...view, finishedAtMs: createdAtMs + 60_000 };
  const framed = { frames: 57, seconds: 2, flex: true } as const;
  return [
    view,
    { ...view, ...framed },
    { ...view, state: 'running', progress: 42 },
    {
      ...ended,
      state: 'succeeded',
      progress: 100,
      chargedMicros: 56_000_000n,
      completionTokens: 108_900,
      output: taskOutput({
        lastFrameUrl: 'https://films.example/t1.last.jpg',
        seconds: 8,
        frames: 193,
        ratio: '9:16',
      }),
    },
    {
      ...ended,
      ...framed,
      state: 'succeeded',
      progress: 100,
      chargedMicros: 56_000_000n,
      refundedMicros: 8_000_000n,
      completionTokens: 50_000,
      output: taskOutput({ seconds: 2, frames: 57, ratio: '9:16' }),
    },
    { ...ended, state: 'failed', failure: { code: 'content_policy', message: 'not this one' } },
    { ...ended, state: 'cancelled', failure: { code: 'cancelled', message: 'it was cancelled' } },
    { ...ended, state: 'expired', failure: { code: 'expired', message: 'it took too long' } },
  ];
}

const assetsTold: readonly AssetView[] = assetStates.flatMap((state) =>
  assetShelves.map((shelf) => ({
    id: `asset-${state}-${shelf}`,
    name: 'harbour',
    shelf,
    kind: 'image',
    state,
    sourceUrl: null,
    url: state === 'active' ? 'https://films.example/files/a.png' : null,
    contentType: state === 'active' ? 'image/png' : null,
    bytes: state === 'active' ? 1_000 : null,
    failure: state === 'failed' ? { code: 'media_fetch_failed', message: 'not there' } : null,
    createdAtMs,
    updatedAtMs: createdAtMs + 60_000,
  })),
);

const offersTold: readonly ModelOffer[] = (['second', 'task', 'million_tokens'] as const).map(
  (per) => ({
    id: `sold-by-${per}`,
    title: 'A model',
    seconds: [4, 5],
    ratios: ['16:9', '9:16'],
    resolutions: ['480p', '720p'],
    per,
    rateMicros: { '480p': 4_000_000n, '720p': 8_000_000n },
    rateMicrosWithVideo: { '480p': 6_000_000n, '720p': 12_000_000n },
    imageFactorThousandths: 1_600,
  }),
);

/** What each deed can end in, with everything in it. */
export function resultsOf(dialect: Dialect): { [D in Deed]: readonly Results[D][] } {
  const views = viewsFor(dialect);
  const accepted = views.filter(({ state }) => state === 'queued');
  const active = assetsTold.filter(({ state }) => state === 'active');
  return {
    create: accepted,
    get: views,
    list: [
      { tasks: views, total: 17, hasMore: true },
      { tasks: [], total: null, hasMore: false },
    ],
    cancel: views,
    delete: (['cancelled', 'deleted'] as const).map((became) => ({ id: 'task-1', became })),
    models: [offersTold],
    model: offersTold,
    balance: [
      { balanceMicros: 80_000_000n, availableMicros: 40_000_000n, chargedMicros: 8_000_000n },
    ],
    keyBalance: [{ name: 'a key', chargedMicros: 80_000_000n }],
    assetCreate: assetsTold,
    assetCreateMany: [
      [
        ...assetsTold.map((asset) => ({ asset })),
        { problem: { code: 'media_unreachable', message: 'not there' } },
      ],
    ],
    assetUpload: active,
    assetGet: assetsTold,
    assetGetMany: [[...assetsTold, null]],
    assetList: [{ assets: assetsTold, total: 17, page: 2, limit: 6 }],
    assetDelete: [{ id: 'asset-1' }],
  };
}

const ofTask: Record<keyof TaskReport, true> = {
  id: true,
  state: true,
  progress: true,
  model: true,
  prompt: true,
  seconds: true,
  frames: true,
  resolution: true,
  ratio: true,
  seed: true,
  videoUrl: true,
  posterUrl: true,
  lastFrameUrl: true,
  chargedMicros: true,
  quoteMicros: true,
  completionTokens: true,
  failure: true,
  createdAtMs: true,
  finishedAtMs: true,
  token: true,
};
const ofOffer: Record<keyof ModelOffer, true> = {
  id: true,
  title: true,
  seconds: true,
  ratios: true,
  resolutions: true,
  per: true,
  rateMicros: true,
  rateMicrosWithVideo: true,
  imageFactorThousandths: true,
};
const ofAsset: Record<keyof AssetReport, true> = {
  id: true,
  state: true,
  url: true,
  failure: true,
};

export const taskFields: readonly string[] = Object.keys(ofTask);
export const offerFields: readonly string[] = Object.keys(ofOffer);

/** What can be read out of an answer. */
export const reportFields: Readonly<Record<Deed, readonly string[]>> = {
  create: taskFields,
  get: taskFields,
  list: ['total', 'hasMore', ...taskFields],
  cancel: taskFields,
  delete: ['id'],
  models: offerFields,
  model: offerFields,
  balance: ['availableMicros'],
  keyBalance: ['chargedMicros'],
  assetCreate: Object.keys(ofAsset),
  assetCreateMany: Object.keys(ofAsset),
  assetUpload: ['url'],
  assetGet: Object.keys(ofAsset),
  assetGetMany: Object.keys(ofAsset),
  assetList: ['total', ...Object.keys(ofAsset)],
  assetDelete: ['id'],
};

/** All that can be read of a task, or of a model that is offered, but for what is told. */
export function allOfTaskBut(...told: readonly (keyof TaskReport)[]): readonly string[] {
  return taskFields.filter((field) => !told.some((one) => one === field));
}
export function allOfOfferBut(...told: readonly (keyof ModelOffer)[]): readonly string[] {
  return offerFields.filter((field) => !told.some((one) => one === field));
}
