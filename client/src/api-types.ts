/** The platform API in types. `npm run docs` writes this file from docs/openapi.json. */

/** Problem details after RFC 9457. */
export type Problem = {
  /** Of the page that describes this code, below this server. */
  type: string;
  /** The same for each refusal of this code, in the language asked for. */
  title: string;
  /** Of HTTP. */
  status: number;
  /** What is wrong with this request, for people. */
  detail: string;
  /** What a program should look at: one of the catalogue, which may grow. */
  code: string;
  /** What in the request is meant, where it is one thing. */
  field?: string;
  /** Whether the same request may get through later, as `X-Should-Retry` says too. */
  retryable: boolean;
  /** What helps, in the language asked for. */
  remedy: string;
  /** Id of the request, which `X-Request-Id` says too. */
  instance: string;
};

/** A task. */
export type TaskInEvent = {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
  /** Of the key that the task was made with. */
  mode: 'live' | 'test';
  /** Id of that key; null where an operator made it without one. */
  keyId: string | null;
  /** The API that it was made in, or `platform`. */
  dialect: string;
  /** As it was named in the request. */
  model: string;
  /** Percent. */
  progress: number;
  prompt: string;
  /** As asked for, after defaults; `auto`: the model picks the length. */
  seconds: number | 'auto';
  /** The length as it was asked for in frames, which `seconds` rounds; null: it was not. */
  frames: number | null;
  resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** As asked for, after defaults. */
  ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  generateAudio: boolean;
  /** The same seed makes the same video, as far as the model can. */
  seed: number;
  watermark: boolean;
  /** `flex`: made when there is room, for less. */
  serviceTier: 'default' | 'flex';
  /** The most that the task can cost, said when it was accepted. */
  quotedCredits: number;
  /** What its success was charged; null until it has succeeded. */
  chargedCredits: number | null;
  /** What of the charge was given back. */
  refundedCredits: number;
  /** Of what was made; null until then. */
  completionTokens: number | null;
  output: {
    /** The MP4; signed, and stable for as long as the file is kept. */
    videoUrl: string;
    /** The first frame as JPEG. */
    posterUrl: string;
    /** The last frame as JPEG, where it was asked for. */
    lastFrameUrl: string | null;
    /** The first frame as JPEG, 320 pixels wide and at most 15 kB. */
    thumbUrl: string;
    /** Twelve frames of its whole length as one JPEG, beside each other, each 160 pixels wide; made when somebody first asks for it. */
    stripUrl: string;
    /** Whole seconds, as sold. */
    seconds: number;
    frames: number;
    /** Pixels. */
    width: number;
    /** Pixels. */
    height: number;
    ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  } | null;
  /** Why there is no video. */
  failure: {
    code:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    message: string;
    /** The medium that it is about, as the request named it, where it is about one. */
    field: string | null;
    /** What whoever was to make it said, in its own words, where it gave any. */
    upstream: {
      code: string | null;
      message: string;
    } | null;
  } | null;
  /** What the request carried, byte for byte. */
  metadata: { [name: string]: Json } | null;
  /** Your own name for whom it is made, where the request gave one. */
  endUser: string | null;
  /** ISO 8601 in UTC with milliseconds. */
  createdAt: string;
  /** ISO 8601 in UTC with milliseconds. */
  updatedAt: string;
  finishedAt: string | null;
  /** When the task expires, unless it is over by then. */
  expiresAt: string;
  /** Fields that a webhook had no room for: read the task to see them whole. */
  shortened: Array<'prompt' | 'metadata'>;
};

export type Json = string | number | boolean | null | Array<Json> | { [name: string]: Json };

/** What it costs, by the rule that was frozen when it was accepted. */
export type Charge = {
  /** The entry of the price book; null: it was not kept. */
  rule: string | null;
  /** Of the price book that was in force. */
  bookVersion: string;
  /** They sum to the total. */
  lines: Array<
    | {
        kind: 'base';
        unit: 'second' | 'task' | 'million_tokens';
        /** Of the unit: 5 seconds, 0.1089 million tokens. */
        quantity: number;
        /** For one unit. */
        rateCredits: number;
        amountCredits: number;
        /** The line in English, for a receipt. */
        text: string;
      }
    | {
        kind: 'extra';
        /** What makes it apply, such as `image`. */
        when: string;
        /** By which the price so far is multiplied. */
        factor: number;
        /** What that adds; below 0 where it takes. */
        amountCredits: number;
        /** The line in English, for a receipt. */
        text: string;
      }
    | {
        kind: 'discount';
        tier: string;
        percent: number;
        /** Below 0. */
        amountCredits: number;
        /** The line in English, for a receipt. */
        text: string;
      }
  >;
  /** Without the discount of a tier. */
  listCredits: number;
  /** What the tier takes off; 0 or below. */
  discountCredits: number;
  totalCredits: number;
};

/** A task. */
export type Task = {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
  /** Of the key that the task was made with. */
  mode: 'live' | 'test';
  /** Id of that key; null where an operator made it without one. */
  keyId: string | null;
  /** The API that it was made in, or `platform`. */
  dialect: string;
  /** As it was named in the request. */
  model: string;
  /** Percent. */
  progress: number;
  prompt: string;
  /** As asked for, after defaults; `auto`: the model picks the length. */
  seconds: number | 'auto';
  /** The length as it was asked for in frames, which `seconds` rounds; null: it was not. */
  frames: number | null;
  resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** As asked for, after defaults. */
  ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  generateAudio: boolean;
  /** The same seed makes the same video, as far as the model can. */
  seed: number;
  watermark: boolean;
  /** `flex`: made when there is room, for less. */
  serviceTier: 'default' | 'flex';
  /** The most that the task can cost, said when it was accepted. */
  quotedCredits: number;
  /** What its success was charged; null until it has succeeded. */
  chargedCredits: number | null;
  /** What of the charge was given back. */
  refundedCredits: number;
  /** Of what was made; null until then. */
  completionTokens: number | null;
  output: {
    /** The MP4; signed, and stable for as long as the file is kept. */
    videoUrl: string;
    /** The first frame as JPEG. */
    posterUrl: string;
    /** The last frame as JPEG, where it was asked for. */
    lastFrameUrl: string | null;
    /** The first frame as JPEG, 320 pixels wide and at most 15 kB. */
    thumbUrl: string;
    /** Twelve frames of its whole length as one JPEG, beside each other, each 160 pixels wide; made when somebody first asks for it. */
    stripUrl: string;
    /** Whole seconds, as sold. */
    seconds: number;
    frames: number;
    /** Pixels. */
    width: number;
    /** Pixels. */
    height: number;
    ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  } | null;
  /** Why there is no video. */
  failure: {
    code:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    message: string;
    /** The medium that it is about, as the request named it, where it is about one. */
    field: string | null;
    /** What whoever was to make it said, in its own words, where it gave any. */
    upstream: {
      code: string | null;
      message: string;
    } | null;
  } | null;
  /** What the request carried, byte for byte. */
  metadata: { [name: string]: Json } | null;
  /** Your own name for whom it is made, where the request gave one. */
  endUser: string | null;
  /** ISO 8601 in UTC with milliseconds. */
  createdAt: string;
  /** ISO 8601 in UTC with milliseconds. */
  updatedAt: string;
  finishedAt: string | null;
  /** When the task expires, unless it is over by then. */
  expiresAt: string;
  /** Fields that a webhook had no room for: read the task to see them whole. */
  shortened: Array<'prompt' | 'metadata'>;
  /** While it waits: its place among all that wait for the same lines. */
  queue: {
    /** 1: it is the next. */
    position: number;
    /** Whether it is further back still, where nobody counts. */
    more: boolean;
    /** From how long such tasks took lately; null: nobody knows. */
    expectedWaitSeconds: number | null;
  } | null;
  /** While it runs, from how long such tasks took there; null: nobody knows. */
  expectedFinishAt: string | null;
  /** Where the provider says nothing of it: when it is given up at the latest, fails and costs nothing. Null: it is in order, or over. */
  endsBy: string | null;
  /** When it is removed; null: it is not over, or was charged and stays. */
  retentionUntil: string | null;
  /** What it can cost while it is open, and what it was charged; null: nothing, or it cannot be told in parts. */
  charge?: Charge | null;
  /** What happened to it, in order. */
  timeline?: Array<{
    what:
      | 'accepted'
      | 'held'
      | 'sent'
      | 'waiting'
      | 'running'
      | 'made'
      | 'succeeded'
      | 'failed'
      | 'cancelled'
      | 'expired'
      | 'charged'
      | 'stored'
      | 'lost'
      | 'refunded'
      | 'told';
    at: string;
    /** Which try at making it this was, from 1. */
    attempt: number | null;
    /** Of `held`, `charged` and `refunded`. */
    credits: number | null;
  }>;
  /** Each try at making it, in order. */
  attempts?: Array<{
    number: number;
    /** `interrupted`: lost by whoever made it; `unknown`: nobody knows yet. */
    state:
      | 'sent'
      | 'running'
      | 'succeeded'
      | 'refused'
      | 'failed'
      | 'stopped'
      | 'interrupted'
      | 'unknown';
    sentAt: string;
    acceptedAt: string | null;
    endedAt: string | null;
  }>;
  /** How long films of these settings took lately, from being sent until they were made: half of them at most so long, and 95 of 100. Null: there were too few. */
  usualSeconds?: {
    p50: number;
    p95: number;
  } | null;
  /** Whether it could be cancelled now. */
  cancellable?: {
    now: boolean;
    /** Why not. */
    reason: 'over' | 'provider_cannot_stop' | 'provider_has_not_answered' | null;
  };
};

/** A medium that the account keeps. */
export type Asset = {
  /** Named `asset://<id>` wherever a request takes media. */
  id: string;
  name: string;
  kind: 'image' | 'video' | 'audio';
  /** `processing`: it is being fetched and measured; only an `active` one can be used. */
  state: 'processing' | 'active' | 'failed';
  /** Where its bytes are; signed, and fresh with each read. Null until it is active. */
  url: string | null;
  /** Where it was fetched from; null for an upload. */
  sourceUrl: string | null;
  contentType: string | null;
  /** As measured, as all that follows; null until it is active. */
  bytes: number | null;
  /** Pixels; null for sound. */
  width: number | null;
  height: number | null;
  /** Null for pictures. */
  seconds: number | null;
  failure: {
    code:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    message: string;
  } | null;
  createdAt: string;
  updatedAt: string;
  /** Null: it is kept until it is deleted. */
  expiresAt: string | null;
};

/** A movement of credits. None is ever changed. */
export type Transaction = {
  /** Counts the account’s transactions from 1. */
  id: string;
  kind:
    'grant' | 'top_up' | 'redemption' | 'charge' | 'refund' | 'reversal' | 'expiry' | 'adjustment';
  at: string;
  /** Above 0: it came to the wallet. */
  amountCredits: number;
  /** What the wallet had afterwards. */
  balanceCredits: number;
  /** Of a charge or a refund. */
  taskId: string | null;
  reason: string;
  /** Of whoever moved it, such as an order’s number. */
  reference: string | null;
  /** Whether it pays what could not be taken before. */
  paysDebt: boolean;
};

/** What one video was charged. */
export type Deduction = {
  /** Of the transaction. */
  id: string;
  at: string;
  taskId: string;
  /** Of the key that the task was made with. */
  mode: 'live' | 'test';
  /** Id of that key; null where an operator made it without one. */
  keyId: string | null;
  /** The API that it was made in, or `platform`. */
  dialect: string;
  /** As it was named in the request. */
  model: string;
  /** Your own name for whom it is made, where the request gave one. */
  endUser: string | null;
  /** What the request carried, byte for byte. */
  metadata: { [name: string]: Json } | null;
  /** Of what was made, as sold. */
  seconds: number | null;
  resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** Of what was made; null until then. */
  completionTokens: number | null;
  /** Null: it cannot be told in parts. */
  charge: Charge | null;
  chargedCredits: number;
  /** What of it was given back since. */
  refundedCredits: number;
  /** What the wallet had afterwards. */
  balanceCredits: number;
};

/** What was charged and given back, told apart as was asked. */
export type UsageRow = {
  /** In the zone that was asked for; null: of all days. */
  day: string | null;
  /** Null: of all models; so it is with the others. */
  model: string | null;
  /** Empty: an operator made them without a key. */
  keyId: string | null;
  /** Empty: of requests that named none. */
  endUser: string | null;
  /** The API that they were asked for in, such as `ark`. */
  api: string | null;
  resolution: string | null;
  /** How many were charged for. */
  films: number;
  /** Of these, as sold. */
  seconds: number;
  /** Of these, by the published formula. */
  tokens: number;
  chargedCredits: number;
  /** Given back in that time, whenever it was charged. */
  refundedCredits: number;
};

/** A model as it is sold here. */
export type Model = {
  /** As requests name it. */
  id: string;
  title: string;
  aliases: Array<string>;
  /** Models of one family are made by the same engine. */
  family: string;
  defaults: {
    resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
    seconds: number | 'auto';
    ratio: {
      withoutMedia: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
      withMedia: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
    };
    generateAudio: boolean;
  };
  limits: ModelLimits;
  /** What it costs. */
  price: {
    /** Its entry in the price book. */
    rule: string;
    bookVersion: string;
    unit: 'second' | 'task' | 'million_tokens';
    /** Which seconds are paid; null where none are counted. */
    counted: 'output' | 'input+output' | 'first-input+output' | null;
    /** Credits for one unit, by resolution. */
    listCredits: Partial<Record<'480p' | '720p' | '1080p' | '2k' | '4k', number>>;
    /** Credits for one unit, by resolution. */
    yourCredits: Partial<Record<'480p' | '720p' | '1080p' | '2k' | '4k', number>>;
    /** With an input video, where that differs. */
    listCreditsWithVideo: Partial<Record<'480p' | '720p' | '1080p' | '2k' | '4k', number>> | null;
    yourCreditsWithVideo: Partial<Record<'480p' | '720p' | '1080p' | '2k' | '4k', number>> | null;
    extras: Array<{
      when: string;
      factor: number;
    }>;
    /** Of the account’s tier. */
    discountPercent: number;
  };
  /** How long its films took lately until they were made, where there were enough. */
  usualSeconds: Array<{
    resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
    /** Of the video; 0: the model picked the length. */
    seconds: number;
    p50: number;
    p95: number;
  }>;
};

/** As requests are checked by them. */
export type ModelLimits = {
  promptCharacters: number;
  /** Those that are sold here at present. */
  resolutions: Array<'480p' | '720p' | '1080p' | '2k' | '4k'>;
  ratios: Array<'16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive'>;
  modes: Array<'text' | 'frames' | 'reference'>;
  /** Every length that is made. */
  seconds: Array<number>;
  /** Whether it can pick the length itself. */
  automaticSeconds: boolean;
  /** Where a length can be given in frames. */
  frames: {
    least: number;
    most: number;
  } | null;
  lastFrame: 'none' | 'optional' | 'needed';
  audioWithFrames: boolean;
  mediaForms: Array<'url' | 'data' | 'asset'>;
  references: {
    images: number;
    videos: number;
    audios: number;
    total: number;
    clipSeconds: {
      least: number;
      most: number;
    };
    clipSecondsTotal: number;
    audioAlone: boolean;
  };
  referenceTasks: Array<'edit' | 'extend'>;
  generatesAudio: boolean;
  /** Whether `generateAudio` is heeded. */
  audioChoice: boolean;
  returnLastFrame: boolean;
  cameraFixed: boolean;
  flex: boolean;
};

/** An API that is spoken here. */
export type Dialect = {
  name: string;
  title: string;
  /** Below which its paths stand; at the last one nothing of another API does. */
  baseUrls: Array<string>;
  /** Where a key may stand, written as `{{key}}`; the first one wins. */
  keyHeaders: Array<{
    name: string;
    value: string;
  }>;
  /** By the names that its requests write; `GET /models` has limits and prices. */
  models: Array<{
    name: string;
    title: string;
    aliases: Array<string>;
  }>;
  /** Makes a video and waits for it. Put a key in the place of `{{key}}`; no other package is needed. */
  samples: Array<{
    language: 'curl' | 'python' | 'javascript';
    text: string;
  }>;
  /** What its requests have no words for: another API here has them. */
  cannotSay: Array<
    | 'firstFrame'
    | 'lastFrame'
    | 'referenceImage'
    | 'referenceVideo'
    | 'referenceAudio'
    | 'automaticSeconds'
    | 'frames'
    | 'seed'
    | 'silence'
    | 'watermark'
    | 'returnLastFrame'
    | 'cameraFixed'
    | 'flex'
    | 'referenceTask'
    | 'callbackUrl'
    | 'metadata'
    | 'expiresSeconds'
  >;
  /** States that it has no word for, and as which one each is told. */
  statesToldAs: Array<{
    state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
    as: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
  }>;
  docsUrl: string;
};

/** Where the account is told of its tasks. */
export type WebhookEndpoint = {
  id: string;
  /** Of the key that made it: it is told of tasks of that mode, and seen with such keys. */
  mode: 'live' | 'test';
  url: string;
  description: string;
  types: Array<
    | 'task.running'
    | 'task.succeeded'
    | 'task.failed'
    | 'task.cancelled'
    | 'task.expired'
    | 'task.refunded'
    | 'test.ping'
  >;
  enabled: boolean;
  /** Your own wish, its answer 410, or five days of failures. */
  disabledBecause: 'owner' | 'gone' | 'failing' | null;
  /** Since when nothing got through. */
  failingSince: string | null;
  /** Until when deliveries are signed with the secret before the rotation as well. */
  formerSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
};

export type NewWebhookEndpoint = {
  id: string;
  /** Of the key that made it: it is told of tasks of that mode, and seen with such keys. */
  mode: 'live' | 'test';
  url: string;
  description: string;
  types: Array<
    | 'task.running'
    | 'task.succeeded'
    | 'task.failed'
    | 'task.cancelled'
    | 'task.expired'
    | 'task.refunded'
    | 'test.ping'
  >;
  enabled: boolean;
  /** Your own wish, its answer 410, or five days of failures. */
  disabledBecause: 'owner' | 'gone' | 'failing' | null;
  /** Since when nothing got through. */
  failingSince: string | null;
  /** Until when deliveries are signed with the secret before the rotation as well. */
  formerSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
  /** `whsec_…`, which signs what is sent. Shown this once: keep it. Null where the request is answered again by its `Idempotency-Key`. */
  secret: string | null;
};

export type DeliverySummary = {
  /** The `webhook-id` of every try. */
  id: string;
  type: string;
  /** Null for a test event. */
  taskId: string | null;
  /** Null: it goes to an address that a request named. */
  endpointId: string | null;
  /** Only of such an address. */
  url: string | null;
  state: 'pending' | 'delivered' | 'failed';
  /** Why it was given up. */
  failure: string | null;
  /** When the event happened. */
  createdAt: string;
  finishedAt: string | null;
  /** Null while a try is under way, while the endpoint is disabled, and afterwards. */
  nextTryAt: string | null;
  /** The last 20. */
  tries: Array<{
    number: number;
    at: string;
    url: string;
    /** Of HTTP; null: `error` says why there was none. */
    status: number | null;
    error: string | null;
    tookMs: number;
  }>;
};

export type Delivery = {
  /** The `webhook-id` of every try. */
  id: string;
  type: string;
  /** Null for a test event. */
  taskId: string | null;
  /** Null: it goes to an address that a request named. */
  endpointId: string | null;
  /** Only of such an address. */
  url: string | null;
  state: 'pending' | 'delivered' | 'failed';
  /** Why it was given up. */
  failure: string | null;
  /** When the event happened. */
  createdAt: string;
  finishedAt: string | null;
  /** Null while a try is under way, while the endpoint is disabled, and afterwards. */
  nextTryAt: string | null;
  tries: Array<{
    number: number;
    at: string;
    url: string;
    /** Of HTTP; null: `error` says why there was none. */
    status: number | null;
    error: string | null;
    tookMs: number;
    /** As sent; signatures are shortened. */
    headers: { [name: string]: string };
    /** The body that was sent. */
    request: string;
    /** The first kilobyte of what came back. */
    answer: string | null;
  }>;
};

/** Who has signed in. */
export type Session = {
  id: string;
  person: {
    id: string;
    email: string;
    name: string;
    /** They must set a password of their own: nothing else is allowed before. */
    passwordDue: boolean;
  };
  /** Those that the person is a member of, by name. */
  accounts: Array<{
    id: string;
    name: string;
    role: 'owner' | 'developer' | 'billing' | 'viewer';
  }>;
  /** For which they act, unless a request names another one in X-Filmgate-Account. */
  account: {
    id: string;
    name: string;
    role: 'owner' | 'developer' | 'billing' | 'viewer';
  } | null;
  /** Whose tasks are seen and made. */
  mode: 'live' | 'test';
  /** What they are for the whole installation. */
  operatorRole: 'admin' | 'finance' | 'support' | 'watcher' | null;
  /** What they may do here. */
  scopes: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
    | 'keys:read'
    | 'keys:write'
    | 'members:read'
    | 'members:write'
    | 'account:write'
    | 'audit:read'
    | 'persons:write'
  >;
};

/** A person who acts for the account. */
export type Member = {
  /** Of the person. */
  id: string;
  email: string;
  name: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  joinedAt: string;
  /** The last time. */
  signedInAt: string | null;
  /** Those that they made and that are not revoked: they stay when the member goes. */
  keys: Array<{
    id: string;
    name: string;
    mode: 'live' | 'test';
    /** With which it ends. */
    lastFour: string;
  }>;
};

/** One that was neither used nor withdrawn. */
export type Invitation = {
  id: string;
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  expiresAt: string;
  createdAt: string;
  /** It was not used in time: send it again, or withdraw it. */
  isExpired: boolean;
};

/** One change. */
export type Change = {
  id: string;
  actor: {
    /** `command`: an operator, on the machine of the server. */
    kind: 'person' | 'key' | 'command';
    id: string | null;
    name: string;
  };
  address: string | null;
  /** Such as `member.changed`. */
  action: string;
  object: {
    kind: string;
    id: string;
    name: string;
  };
  /** Of what changed; null: it was not there. */
  before: { [name: string]: unknown } | null;
  /** Likewise; null: it is not there any more. */
  after: { [name: string]: unknown } | null;
  at: string;
};

/** Something to be known, for as long as it lasts. */
export type Notice = {
  id: string;
  kind: 'account_suspended' | 'low_balance' | 'endpoint_disabled' | 'price_change' | 'retention';
  severity: 'info' | 'warning' | 'critical';
  /** What it is about: the id of an endpoint or of the account, or a price book. */
  object: string;
  since: string;
};

/** What is told by mail: to owners and whoever pays, once for each occasion. */
export type MailWishes = {
  lowBalanceCredits: number | null;
  /** When a webhook endpoint is disabled by its own failures. */
  endpointDisabled: boolean;
  /** When another price book is in force. */
  priceChange: boolean;
  /** To each member who signs in from where they have no session. */
  newSignIn: boolean;
  /** Before tasks go that nobody was charged for. */
  retention: boolean;
};

/** An API key, without what it could be used with. */
export type Key = {
  id: string;
  name: string;
  mode: 'live' | 'test';
  /** With which it begins, to tell keys apart. */
  prefix: string;
  /** With which it ends. */
  lastFour: string;
  state: 'active' | 'disabled' | 'expired' | 'revoked';
  /** Null: all that keys may have. */
  scopes: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Null: all of them. */
  models: Array<string> | null;
  /** Null: from anywhere. */
  addresses: Array<string> | null;
  expiresAt: string | null;
  createsPerMinute: number | null;
  tasksAtOnce: number | null;
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost: number | null;
  /** What of its limits is used now. */
  limits: Array<Limit>;
  /** Of before it was rolled, and still good. */
  formerSecrets: Array<{
    lastFour: string;
    until: string;
  }>;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
};

/** A limit, and what is left of it. */
export type Limit = {
  /** Whose it is; an account’s holds over all live keys. */
  of: 'key' | 'account';
  limit: 'budget' | 'heldCredits' | 'tasksAtOnce' | 'createsPerMinute';
  /** Credits, tasks, or creates a minute. */
  most: number;
  used: number;
  left: number;
  /** Tasks that wait until fewer are there. */
  waiting: number | null;
  /** More than so many are refused. */
  waitingMost: number | null;
  /** Of a budget. */
  period: 'day' | 'month' | 'total' | null;
  /** Of a day or a month. */
  periodStart: string | null;
  /** Of a budget, when its next period begins; of a rate, when there is one more. */
  resetsAt: string | null;
  /** In which days and months are reckoned. */
  timeZone: string | null;
};

/** An account, with what its owner set for all of its keys. */
export type Account = {
  id: string;
  name: string;
  /** By which its days and months begin. */
  timeZone: string;
  /** In which dialects tell its keys what is wrong. Here `Accept-Language` decides. */
  problemLanguage: 'en' | 'zh';
  /** Since then it can be read, and nothing new is made or changed. */
  suspendedAt: string | null;
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost: number | null;
  tasksAtOnce: number | null;
  /** What of its limits is used now. */
  limits: Array<Limit>;
};

/** A create, a change or a refusal. */
export type Request = {
  /** As `X-Request-Id` of its answer says it. */
  id: string;
  /** When it began. */
  at: string;
  /** The dialect, or `platform`. */
  api: string;
  method: string;
  /** As it is documented. */
  route: string;
  /** As it was called, without secrets. */
  path: string;
  /** Of HTTP. */
  status: number;
  /** Of the problem that it was refused with. */
  code: string | null;
  tookMs: number;
  mode: 'live' | 'test';
  /** Null: a person asked. */
  keyId: string | null;
  personId: string | null;
  /** The task that it made, or was about. */
  taskId: string | null;
  /** Where it came from. */
  address: string;
};

export type WholeRequest = {
  /** As `X-Request-Id` of its answer says it. */
  id: string;
  /** When it began. */
  at: string;
  /** The dialect, or `platform`. */
  api: string;
  method: string;
  /** As it is documented. */
  route: string;
  /** As it was called, without secrets. */
  path: string;
  /** Of HTTP. */
  status: number;
  /** Of the problem that it was refused with. */
  code: string | null;
  tookMs: number;
  mode: 'live' | 'test';
  /** Null: a person asked. */
  keyId: string | null;
  personId: string | null;
  /** The task that it made, or was about. */
  taskId: string | null;
  /** Where it came from. */
  address: string;
  /** Why it was refused, in English. */
  detail: string | null;
  /** As JSON, without media and secrets, and with long texts cut. Null: there was none, or nobody read it. */
  body: string | null;
};

/** A task of whose charge something was given back. */
export type RefundedTask = {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
  /** Of the key that the task was made with. */
  mode: 'live' | 'test';
  /** Id of that key; null where an operator made it without one. */
  keyId: string | null;
  /** The API that it was made in, or `platform`. */
  dialect: string;
  /** As it was named in the request. */
  model: string;
  /** Percent. */
  progress: number;
  prompt: string;
  /** As asked for, after defaults; `auto`: the model picks the length. */
  seconds: number | 'auto';
  /** The length as it was asked for in frames, which `seconds` rounds; null: it was not. */
  frames: number | null;
  resolution: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** As asked for, after defaults. */
  ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  generateAudio: boolean;
  /** The same seed makes the same video, as far as the model can. */
  seed: number;
  watermark: boolean;
  /** `flex`: made when there is room, for less. */
  serviceTier: 'default' | 'flex';
  /** The most that the task can cost, said when it was accepted. */
  quotedCredits: number;
  /** What its success was charged; null until it has succeeded. */
  chargedCredits: number | null;
  /** What of the charge was given back. */
  refundedCredits: number;
  /** Of what was made; null until then. */
  completionTokens: number | null;
  output: {
    /** The MP4; signed, and stable for as long as the file is kept. */
    videoUrl: string;
    /** The first frame as JPEG. */
    posterUrl: string;
    /** The last frame as JPEG, where it was asked for. */
    lastFrameUrl: string | null;
    /** The first frame as JPEG, 320 pixels wide and at most 15 kB. */
    thumbUrl: string;
    /** Twelve frames of its whole length as one JPEG, beside each other, each 160 pixels wide; made when somebody first asks for it. */
    stripUrl: string;
    /** Whole seconds, as sold. */
    seconds: number;
    frames: number;
    /** Pixels. */
    width: number;
    /** Pixels. */
    height: number;
    ratio: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  } | null;
  /** Why there is no video. */
  failure: {
    code:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    message: string;
    /** The medium that it is about, as the request named it, where it is about one. */
    field: string | null;
    /** What whoever was to make it said, in its own words, where it gave any. */
    upstream: {
      code: string | null;
      message: string;
    } | null;
  } | null;
  /** What the request carried, byte for byte. */
  metadata: { [name: string]: Json } | null;
  /** Your own name for whom it is made, where the request gave one. */
  endUser: string | null;
  /** ISO 8601 in UTC with milliseconds. */
  createdAt: string;
  /** ISO 8601 in UTC with milliseconds. */
  updatedAt: string;
  finishedAt: string | null;
  /** When the task expires, unless it is over by then. */
  expiresAt: string;
  /** Fields that a webhook had no room for: read the task to see them whole. */
  shortened: Array<'prompt' | 'metadata'>;
  /** What was given back this time. */
  refundedNowCredits: number;
};

export type ListTasksQuery = {
  /** One, or several by repeating it. */
  state?:
    | 'queued'
    | 'running'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
    | 'expired'
    | Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
  model?: string;
  /** Of the key that the task was made with. */
  mode?: 'live' | 'test';
  keyId?: string;
  dialect?: string;
  endUser?: string;
  resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** Why there is no film. */
  failureCode?:
    | 'content_policy'
    | 'invalid_parameter'
    | 'provider_error'
    | 'timeout'
    | 'media_fetch_failed'
    | 'cancelled'
    | 'expired';
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
  /** `csv`: all of it as a table, instead of a page, up to 10000 rows; `POST /exports` makes longer ones. */
  format?: 'json' | 'csv';
  /** Of times in a table; UTC unless told. */
  timeZone?: string;
};

export type ListTasksAnswer = {
  data: Array<TaskInEvent>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type CreateTaskBody = {
  /** One of `GET /models`. */
  model: string;
  prompt?: string;
  media?: Array<{
    /** http(s), `asset://<id>` of an asset or of a task that has succeeded, or a small data URL. */
    url: string;
    /** Left out: the file tells. */
    kind?: 'image' | 'video' | 'audio';
    /** Left out: a single image is the first frame, all else is a reference. */
    role?: 'first_frame' | 'last_frame' | 'reference_image' | 'reference_video' | 'reference_audio';
  }>;
  /** Whole seconds, or `auto`: the model picks the length. */
  seconds?: number | 'auto';
  /** Instead of `seconds`. */
  frames?: number;
  resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
  ratio?: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  generateAudio?: boolean;
  /** Left out: random. */
  seed?: number;
  watermark?: boolean;
  returnLastFrame?: boolean;
  cameraFixed?: boolean;
  /** What is made of the first reference video: it itself anew, or what comes after it. */
  referenceTask?: 'edit' | 'extend';
  /** `flex`: made when there is room, for less. */
  serviceTier?: 'default' | 'flex';
  /** What could cost more is refused with `above_max_credits`. */
  maxCredits?: number;
  /** Your own name for whom it is made: records and usage are told by it. */
  endUser?: string;
  /** Kept with the task and told again. */
  metadata?: { [name: string]: unknown };
  /** Where the end of this task is told. */
  callbackUrl?: string;
  /** From its creation, after which it expires unless it is done; 172 800 unless told. */
  expiresSeconds?: number;
};

export type CreateTaskAnswer = TaskInEvent;

export type GetTaskCountsQuery = {
  /** One, or several by repeating it. */
  state?:
    | 'queued'
    | 'running'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
    | 'expired'
    | Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
  model?: string;
  /** Of the key that the task was made with. */
  mode?: 'live' | 'test';
  keyId?: string;
  dialect?: string;
  endUser?: string;
  resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** Why there is no film. */
  failureCode?:
    | 'content_policy'
    | 'invalid_parameter'
    | 'provider_error'
    | 'timeout'
    | 'media_fetch_failed'
    | 'cancelled'
    | 'expired';
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
};

/** How many tasks there are of each state, and what they cost. */
export type GetTaskCountsAnswer = {
  /** False: there are more than could be counted, and each number is at least this. */
  isExact: boolean;
  total: number;
  states: {
    queued: number;
    running: number;
    succeeded: number;
    failed: number;
    cancelled: number;
    expired: number;
  };
  heldCredits: number;
  chargedCredits: number;
  refundedCredits: number;
};

export type EstimateTaskBody = {
  /** One of `GET /models`. */
  model: string;
  prompt?: string;
  media?: Array<{
    /** http(s), `asset://<id>` of an asset or of a task that has succeeded, or a small data URL. */
    url: string;
    /** Left out: the file tells. */
    kind?: 'image' | 'video' | 'audio';
    /** Left out: a single image is the first frame, all else is a reference. */
    role?: 'first_frame' | 'last_frame' | 'reference_image' | 'reference_video' | 'reference_audio';
  }>;
  /** Whole seconds, or `auto`: the model picks the length. */
  seconds?: number | 'auto';
  /** Instead of `seconds`. */
  frames?: number;
  resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
  ratio?: '16:9' | '4:3' | '1:1' | '3:4' | '9:16' | '21:9' | 'adaptive';
  generateAudio?: boolean;
  /** Left out: random. */
  seed?: number;
  watermark?: boolean;
  returnLastFrame?: boolean;
  cameraFixed?: boolean;
  /** What is made of the first reference video: it itself anew, or what comes after it. */
  referenceTask?: 'edit' | 'extend';
  /** `flex`: made when there is room, for less. */
  serviceTier?: 'default' | 'flex';
  /** What could cost more is refused with `above_max_credits`. */
  maxCredits?: number;
  /** False: media are not looked at, and the answer is the most that it can cost with any such. Usually they are, once in ten minutes. */
  measure?: boolean;
};

/** What a create would hold. Nothing was made or held. */
export type EstimateTaskAnswer = {
  /** What a create would hold; 0 with a test key. */
  credits: number;
  /** Whether the charge can be lower: a length, a shape or media are open. */
  isAtMost: boolean;
  charge: Charge;
  estimatedAt: string;
};

export type CancelTaskPath = {
  id: string;
};

export type CancelTaskAnswer = TaskInEvent;

export type GetTaskPath = {
  id: string;
};

export type GetTaskQuery = {
  /** What is told beside it, with commas between: charge, timeline, attempts, usualSeconds, cancellable. */
  include?: string;
  /** Seconds. The answer comes when the state is another one than when this was asked, or when the task is over; at the latest after this time, and at once where very many of the account wait. */
  wait?: number;
};

export type GetTaskAnswer = Task;

export type GetTaskContentPath = {
  id: string;
};

export type GetTaskContentQuery = {
  /** As `output` of the task has them; `video` where nothing is said. */
  variant?: 'video' | 'poster' | 'lastFrame' | 'thumb' | 'strip';
};

export type GetTaskContentAnswer = Blob;

export type StreamTaskEventsPath = {
  id: string;
};

export type StreamTaskEventsEvents = {
  'task.queued': TaskInEvent;
  'task.running': TaskInEvent;
  'task.succeeded': TaskInEvent;
  'task.failed': TaskInEvent;
  'task.cancelled': TaskInEvent;
  'task.expired': TaskInEvent;
  'task.progress': TaskInEvent;
};

export type FollowAccountQuery = {
  /** With commas between, of tasks, balance; others are passed over. `tasks` where nothing is said. */
  topics?: string;
  /** Of tasks: of the keys that they were made with; both where nothing is said. */
  mode?: 'live' | 'test';
};

export type FollowAccountEvents = {
  /** Read your lists anew: something may have happened that was not told. */
  resync: {
    /** What this stream tells of. */
    topics: Array<'tasks' | 'balance'>;
  };
  task: TaskInEvent;
  /** The account’s credits, all of one moment. */
  balance: {
    /** What the wallet has. */
    balanceCredits: number;
    /** What of it is put aside for tasks that are not over. */
    heldCredits: number;
    /** What the next credits pay first. */
    owedCredits: number;
    /** What may be spent now. */
    availableCredits: number;
    /** Over all time, less what was given back. */
    chargedCredits: number;
    /** How long what is free lasts, where `include=forecast` asks for it. */
    forecast?: {
      /** What a day cost in the last seven that are over. */
      dailyCredits: number;
      /** Null: it costs nothing. */
      lastsDays: number | null;
    };
  };
};

export type ListAssetsQuery = {
  /** One, or several by repeating it. */
  kind?: 'image' | 'video' | 'audio' | Array<'image' | 'video' | 'audio'>;
  state?: 'processing' | 'active' | 'failed';
  /** A part of the name, in capitals or small letters. */
  q?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
};

export type ListAssetsAnswer = {
  data: Array<Asset>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
  /** What the account keeps, and may keep. */
  room: {
    assets: number;
    assetsMost: number;
    /** One that is not measured yet counts with the most that its kind may have. */
    bytes: number;
    bytesMost: number;
  };
};

export type CreateAssetBody = {
  /** http(s) */
  url: string;
  kind: 'image' | 'video' | 'audio';
  /** The end of the address where nothing is said. */
  name?: string;
};

export type CreateAssetAnswer = Asset;

export type UploadAssetBody = {
  /** A picture, a clip or sound; what it is is found by looking. */
  file: Blob;
  /** That of the file where nothing is said. */
  name?: string;
  /** From 3600 to 2592000: it is deleted then. Without, it is kept. */
  expiresInSeconds?: number | string;
};

export type UploadAssetAnswer = Asset;

export type GetAssetPath = {
  id: string;
};

export type GetAssetAnswer = Asset;

export type DeleteAssetPath = {
  id: string;
};

export type GetAssetContentPath = {
  id: string;
};

export type GetAssetContentAnswer = Blob;

export type GetBalanceQuery = {
  include?: string;
};

/** The account’s credits, all of one moment. */
export type GetBalanceAnswer = {
  /** What the wallet has. */
  balanceCredits: number;
  /** What of it is put aside for tasks that are not over. */
  heldCredits: number;
  /** What the next credits pay first. */
  owedCredits: number;
  /** What may be spent now. */
  availableCredits: number;
  /** Over all time, less what was given back. */
  chargedCredits: number;
  /** How long what is free lasts, where `include=forecast` asks for it. */
  forecast?: {
    /** What a day cost in the last seven that are over. */
    dailyCredits: number;
    /** Null: it costs nothing. */
    lastsDays: number | null;
  };
};

export type ListTransactionsQuery = {
  /** One, or several by repeating it. */
  kind?:
    | 'grant'
    | 'top_up'
    | 'redemption'
    | 'charge'
    | 'refund'
    | 'reversal'
    | 'expiry'
    | 'adjustment'
    | Array<
        | 'grant'
        | 'top_up'
        | 'redemption'
        | 'charge'
        | 'refund'
        | 'reversal'
        | 'expiry'
        | 'adjustment'
      >;
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
  /** `csv`: all of it as a table, instead of a page, up to 10000 rows; `POST /exports` makes longer ones. */
  format?: 'json' | 'csv';
  /** Of times in a table; UTC unless told. */
  timeZone?: string;
};

export type ListTransactionsAnswer = {
  data: Array<Transaction>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListDeductionsQuery = {
  model?: string;
  keyId?: string;
  dialect?: string;
  endUser?: string;
  resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  /** `csv`: all of it as a table, instead of a page, up to 10000 rows; `POST /exports` makes longer ones. */
  format?: 'json' | 'csv';
  /** Of times in a table; UTC unless told. */
  timeZone?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
};

export type ListDeductionsAnswer = {
  data: Array<Deduction>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListEndUsersQuery = {
  /** The one that binds this end user, its own or the one of all others. */
  endUser?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
};

export type ListEndUsersAnswer = {
  data: Array<{
    /** As requests name it; null: each that has no budget of its own. */
    endUser: string | null;
    /** Most that its tasks of one period may hold and cost. */
    credits: number;
    period: 'day' | 'month' | 'total';
    /** In this period; null where it is of many. */
    usedCredits: number | null;
    leftCredits: number | null;
    /** Of a day or a month. */
    periodStart: string | null;
    resetsAt: string | null;
    /** Of the account: in which days and months are reckoned. */
    timeZone: string;
  }>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type UpdateEndUserBody = {
  /** As requests name it; null: each that has no budget of its own. At most 10000 have one. */
  endUser: string | null;
  /** Null: none any more. */
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
};

export type UpdateEndUserAnswer = {
  data: Array<{
    /** As requests name it; null: each that has no budget of its own. */
    endUser: string | null;
    /** Most that its tasks of one period may hold and cost. */
    credits: number;
    period: 'day' | 'month' | 'total';
    /** In this period; null where it is of many. */
    usedCredits: number | null;
    leftCredits: number | null;
    /** Of a day or a month. */
    periodStart: string | null;
    resetsAt: string | null;
    /** Of the account: in which days and months are reckoned. */
    timeZone: string;
  }>;
};

export type GetUsageQuery = {
  /** The first day; 29 before the last unless told. */
  from?: string;
  /** The last day, included; today unless told. */
  to?: string;
  /** In which days begin and end; UTC unless told. */
  timeZone?: string;
  /** `csv`: all of it as a table, instead of a page, up to 10000 rows; `POST /exports` makes longer ones. */
  format?: 'json' | 'csv';
  /** What it is told apart by: one, or several by repeating it; `day` unless told. */
  by?:
    | 'day'
    | 'model'
    | 'key'
    | 'endUser'
    | 'api'
    | 'resolution'
    | Array<'day' | 'model' | 'key' | 'endUser' | 'api' | 'resolution'>;
};

/** What was charged and given back, of live keys. With a day’s end it is complete. */
export type GetUsageAnswer = {
  from: string;
  to: string;
  timeZone: string;
  data: Array<UsageRow>;
};

export type ListStatementsAnswer = {
  data: Array<{
    /** Such as `2026-11`. */
    month: string;
    /** Of the account: by which the month begins and ends. */
    timeZone: string;
    from: string;
    /** Not included. */
    to: string;
    /** Whether it is over, some minutes ago: then its statement never changes. */
    isOver: boolean;
  }>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type GetStatementPath = {
  month: string;
};

export type GetStatementQuery = {
  /** A name of the metadata, by whose values it is told as well. */
  metadata?: string;
  /** `xlsx` is for Excel, `html` a page that prints; `json` unless told. */
  format?: 'json' | 'csv' | 'xlsx' | 'html';
  /** Of the page and the workbook; by `Accept-Language` unless told. */
  language?: 'en' | 'zh';
};

/** What a month came to, of live keys. */
export type GetStatementAnswer = {
  /** Such as `2026-11`. */
  month: string;
  /** Of the account: by which the month begins and ends. */
  timeZone: string;
  from: string;
  /** Not included. */
  to: string;
  /** Whether it is over, some minutes ago: then its statement never changes. */
  isOver: boolean;
  account: {
    id: string;
    name: string;
  };
  /** What the wallet had when the month began. */
  openingCredits: number;
  /** How many were charged for. */
  films: number;
  seconds: number;
  tokens: number;
  chargedCredits: number;
  /** Given back in that month, whenever it was charged. */
  refundedCredits: number;
  /** What was charged, less what was given back. */
  totalCredits: number;
  /** What else came to the wallet, less what else was taken. */
  otherCredits: number;
  /** What it had at its end, or has now. */
  closingCredits: number;
  byKey: Array<{
    /** Null: none is named, or it is the line of the others. */
    id: string | null;
    name: string;
    /** How many the last line of very many holds; else 0. */
    others: number;
    /** How many were charged for. */
    films: number;
    seconds: number;
    tokens: number;
    chargedCredits: number;
    /** Given back in that month, whenever it was charged. */
    refundedCredits: number;
    /** What was charged, less what was given back. */
    totalCredits: number;
  }>;
  /** By the person who made the key. */
  byMember: Array<{
    /** Null: none is named, or it is the line of the others. */
    id: string | null;
    name: string;
    /** How many the last line of very many holds; else 0. */
    others: number;
    /** How many were charged for. */
    films: number;
    seconds: number;
    tokens: number;
    chargedCredits: number;
    /** Given back in that month, whenever it was charged. */
    refundedCredits: number;
    /** What was charged, less what was given back. */
    totalCredits: number;
  }>;
  byEndUser: Array<{
    /** Null: none is named, or it is the line of the others. */
    id: string | null;
    name: string;
    /** How many the last line of very many holds; else 0. */
    others: number;
    /** How many were charged for. */
    films: number;
    seconds: number;
    tokens: number;
    chargedCredits: number;
    /** Given back in that month, whenever it was charged. */
    refundedCredits: number;
    /** What was charged, less what was given back. */
    totalCredits: number;
  }>;
  /** By the values of one name, where `metadata` asks for it. */
  byMetadata: Array<{
    /** Null: none is named, or it is the line of the others. */
    id: string | null;
    name: string;
    /** How many the last line of very many holds; else 0. */
    others: number;
    /** How many were charged for. */
    films: number;
    seconds: number;
    tokens: number;
    chargedCredits: number;
    /** Given back in that month, whenever it was charged. */
    refundedCredits: number;
    /** What was charged, less what was given back. */
    totalCredits: number;
  }> | null;
};

export type CreateExportBody = {
  kind: 'deductions' | 'tasks' | 'transactions' | 'usage';
  /** `csv` unless told. */
  format?: 'csv' | 'xlsx';
  /** Of times in it; UTC unless told. */
  timeZone?: string;
  filter?: {
    /** Of tasks. */
    state?: Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
    /** Of tasks. */
    mode?: 'live' | 'test';
    /** Of tasks and deductions. */
    model?: string;
    /** Of tasks and deductions. */
    keyId?: string;
    /** Of tasks and deductions. */
    dialect?: string;
    /** Of tasks and deductions. */
    endUser?: string;
    /** Of tasks and deductions. */
    resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
    /** Of tasks. */
    failureCode?:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    /** Of tasks and deductions: values by their names, as texts. */
    metadata?: { [name: string]: string };
    /** Of transactions. */
    kind?: Array<
      'grant' | 'top_up' | 'redemption' | 'charge' | 'refund' | 'reversal' | 'expiry' | 'adjustment'
    >;
    /** Of usage, which is told by day as well. */
    by?: Array<'day' | 'model' | 'key' | 'endUser' | 'api' | 'resolution'>;
    /** Included; of usage, the day in which it lies. */
    from?: string;
    /** Not included; of usage, the day before which it lies, or in. */
    to?: string;
  };
};

/** An export of records. */
export type CreateExportAnswer = {
  id: string;
  kind: 'deductions' | 'tasks' | 'transactions' | 'usage';
  format: 'csv' | 'xlsx';
  /** Of the times in it. */
  timeZone: string;
  filter: {
    /** Of tasks. */
    state?: Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
    /** Of tasks. */
    mode?: 'live' | 'test';
    /** Of tasks and deductions. */
    model?: string;
    /** Of tasks and deductions. */
    keyId?: string;
    /** Of tasks and deductions. */
    dialect?: string;
    /** Of tasks and deductions. */
    endUser?: string;
    /** Of tasks and deductions. */
    resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
    /** Of tasks. */
    failureCode?:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    /** Of tasks and deductions: values by their names, as texts. */
    metadata?: { [name: string]: string };
    /** Of transactions. */
    kind?: Array<
      'grant' | 'top_up' | 'redemption' | 'charge' | 'refund' | 'reversal' | 'expiry' | 'adjustment'
    >;
    /** Of usage, which is told by day as well. */
    by?: Array<'day' | 'model' | 'key' | 'endUser' | 'api' | 'resolution'>;
    /** Included; of usage, the day in which it lies. */
    from?: string;
    /** Not included; of usage, the day before which it lies, or in. */
    to?: string;
  };
  state: 'queued' | 'running' | 'ready' | 'failed';
  /** So far. */
  rows: number;
  /** Of the file; null until it is ready. */
  bytes: number | null;
  /** Whether it ends before the records do: ask for a shorter time. */
  isCut: boolean;
  failure: string | null;
  /** Where the file is read, once it is ready. */
  fileUrl: string | null;
  createdAt: string;
  finishedAt: string | null;
  /** When it is deleted. */
  expiresAt: string;
};

export type ListExportsAnswer = {
  data: Array<{
    id: string;
    kind: 'deductions' | 'tasks' | 'transactions' | 'usage';
    format: 'csv' | 'xlsx';
    /** Of the times in it. */
    timeZone: string;
    filter: {
      /** Of tasks. */
      state?: Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
      /** Of tasks. */
      mode?: 'live' | 'test';
      /** Of tasks and deductions. */
      model?: string;
      /** Of tasks and deductions. */
      keyId?: string;
      /** Of tasks and deductions. */
      dialect?: string;
      /** Of tasks and deductions. */
      endUser?: string;
      /** Of tasks and deductions. */
      resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
      /** Of tasks. */
      failureCode?:
        | 'content_policy'
        | 'invalid_parameter'
        | 'provider_error'
        | 'timeout'
        | 'media_fetch_failed'
        | 'cancelled'
        | 'expired';
      /** Of tasks and deductions: values by their names, as texts. */
      metadata?: { [name: string]: string };
      /** Of transactions. */
      kind?: Array<
        | 'grant'
        | 'top_up'
        | 'redemption'
        | 'charge'
        | 'refund'
        | 'reversal'
        | 'expiry'
        | 'adjustment'
      >;
      /** Of usage, which is told by day as well. */
      by?: Array<'day' | 'model' | 'key' | 'endUser' | 'api' | 'resolution'>;
      /** Included; of usage, the day in which it lies. */
      from?: string;
      /** Not included; of usage, the day before which it lies, or in. */
      to?: string;
    };
    state: 'queued' | 'running' | 'ready' | 'failed';
    /** So far. */
    rows: number;
    /** Of the file; null until it is ready. */
    bytes: number | null;
    /** Whether it ends before the records do: ask for a shorter time. */
    isCut: boolean;
    failure: string | null;
    /** Where the file is read, once it is ready. */
    fileUrl: string | null;
    createdAt: string;
    finishedAt: string | null;
    /** When it is deleted. */
    expiresAt: string;
  }>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type GetExportPath = {
  id: string;
};

/** An export of records. */
export type GetExportAnswer = {
  id: string;
  kind: 'deductions' | 'tasks' | 'transactions' | 'usage';
  format: 'csv' | 'xlsx';
  /** Of the times in it. */
  timeZone: string;
  filter: {
    /** Of tasks. */
    state?: Array<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'>;
    /** Of tasks. */
    mode?: 'live' | 'test';
    /** Of tasks and deductions. */
    model?: string;
    /** Of tasks and deductions. */
    keyId?: string;
    /** Of tasks and deductions. */
    dialect?: string;
    /** Of tasks and deductions. */
    endUser?: string;
    /** Of tasks and deductions. */
    resolution?: '480p' | '720p' | '1080p' | '2k' | '4k';
    /** Of tasks. */
    failureCode?:
      | 'content_policy'
      | 'invalid_parameter'
      | 'provider_error'
      | 'timeout'
      | 'media_fetch_failed'
      | 'cancelled'
      | 'expired';
    /** Of tasks and deductions: values by their names, as texts. */
    metadata?: { [name: string]: string };
    /** Of transactions. */
    kind?: Array<
      'grant' | 'top_up' | 'redemption' | 'charge' | 'refund' | 'reversal' | 'expiry' | 'adjustment'
    >;
    /** Of usage, which is told by day as well. */
    by?: Array<'day' | 'model' | 'key' | 'endUser' | 'api' | 'resolution'>;
    /** Included; of usage, the day in which it lies. */
    from?: string;
    /** Not included; of usage, the day before which it lies, or in. */
    to?: string;
  };
  state: 'queued' | 'running' | 'ready' | 'failed';
  /** So far. */
  rows: number;
  /** Of the file; null until it is ready. */
  bytes: number | null;
  /** Whether it ends before the records do: ask for a shorter time. */
  isCut: boolean;
  failure: string | null;
  /** Where the file is read, once it is ready. */
  fileUrl: string | null;
  createdAt: string;
  finishedAt: string | null;
  /** When it is deleted. */
  expiresAt: string;
};

export type DeleteExportPath = {
  id: string;
};

export type GetExportFilePath = {
  id: string;
};

export type ListModelsQuery = {
  /** By which names and at which prices it sells them; `platform` unless told. */
  dialect?:
    | 'platform'
    | 'hmtm'
    | 'seedance2ink'
    | 'tokenhub'
    | 'threehei'
    | 'jimmyai'
    | 'ark'
    | 'openai'
    | 'newapi';
};

export type ListModelsAnswer = {
  data: Array<Model>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListDialectsAnswer = {
  data: Array<Dialect>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListWebhookEndpointsQuery = {
  /** That of the key, or of the session, where nothing is said; a key can name no other. */
  mode?: 'live' | 'test';
};

export type ListWebhookEndpointsAnswer = {
  data: Array<WebhookEndpoint>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type CreateWebhookEndpointBody = {
  url: string;
  /** What it is told of; task.succeeded, task.failed, task.cancelled, task.expired where nothing is said. */
  types?: Array<
    | 'task.running'
    | 'task.succeeded'
    | 'task.failed'
    | 'task.cancelled'
    | 'task.expired'
    | 'task.refunded'
    | 'test.ping'
  >;
  description?: string;
  /** That of the key, or of the session, where nothing is said; a key can name no other. */
  mode?: 'live' | 'test';
};

export type CreateWebhookEndpointAnswer = NewWebhookEndpoint;

export type GetWebhookEndpointPath = {
  id: string;
};

export type GetWebhookEndpointAnswer = WebhookEndpoint;

export type UpdateWebhookEndpointPath = {
  id: string;
};

export type UpdateWebhookEndpointBody = {
  url?: string;
  types?: Array<
    | 'task.running'
    | 'task.succeeded'
    | 'task.failed'
    | 'task.cancelled'
    | 'task.expired'
    | 'task.refunded'
    | 'test.ping'
  > | null;
  description?: string | null;
  /** While it is false what waits for it goes on waiting; nothing new is told. */
  enabled?: boolean;
};

export type UpdateWebhookEndpointAnswer = WebhookEndpoint;

export type DeleteWebhookEndpointPath = {
  id: string;
};

export type RotateSecretOfWebhookEndpointPath = {
  id: string;
};

export type RotateSecretOfWebhookEndpointAnswer = {
  /** `whsec_…`, which signs what is sent. Shown this once: keep it. */
  secret: string;
  formerSecretUntil: string;
};

export type TestWebhookEndpointPath = {
  id: string;
};

export type TestWebhookEndpointQuery = {
  /** Whether to answer once it was tried, at the latest after 20 seconds. */
  wait?: boolean;
};

/** What became of a test event. */
export type TestWebhookEndpointAnswer = {
  deliveryId: string;
  state: 'pending' | 'delivered' | 'failed';
  /** Of HTTP; null: there was none, or not yet. */
  status: number | null;
  /** Why there was none. */
  error: string | null;
  tookMs: number | null;
};

export type ResendWebhookEndpointPath = {
  id: string;
};

export type ResendWebhookEndpointBody = {
  /** Of the events, included. */
  from: string;
  /** Likewise. */
  to: string;
  /** Only deliveries in these states; `failed` where nothing is said. */
  states?: Array<'pending' | 'delivered' | 'failed'>;
};

export type ResendWebhookEndpointAnswer = {
  count: number;
};

export type ListDeliveriesQuery = {
  endpointId?: string;
  taskId?: string;
  state?: 'pending' | 'delivered' | 'failed';
  /** That of the key, or of the session, where nothing is said; a key can name no other. */
  mode?: 'live' | 'test';
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
};

export type ListDeliveriesAnswer = {
  data: Array<DeliverySummary>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type GetDeliveryPath = {
  id: string;
};

export type GetDeliveryAnswer = Delivery;

export type ResendDeliveryPath = {
  id: string;
};

export type ResendDeliveryAnswer = Delivery;

/** This installation. */
export type GetInstanceAnswer = {
  name: string;
  version: string;
  /** Where it is reached. */
  url: string;
  signInWays: Array<'password'>;
  /** How somebody gets a link who has lost their password. */
  passwordResets: 'by_mail' | 'by_operator';
  /** How strangers get an account of their own; null: they do not. */
  registration: {
    /** Whether a code is asked for. */
    codeWanted: boolean;
    /** Of mail addresses that may register; null: all. */
    domains: Array<string> | null;
  } | null;
  /** Whom customers ask. */
  support: string | null;
  /** Which console it serves: a page of another build loads itself anew. */
  consoleBuild: string | null;
};

export type CreatePasswordResetBody = {
  email: string;
};

/** A link that sets a password once, within 30 minutes. */
export type CreatePasswordResetAnswer = {
  /** Shown this once, to hand on to the person; null: it was mailed to them. */
  link: string | null;
  mailed: boolean;
  expiresAt: string;
};

export type SignInBody = {
  email: string;
  password: string;
};

export type SignInAnswer = Session;

export type GetSessionAnswer = Session;

export type UpdateSessionBody = {
  accountId?: string;
  mode?: 'live' | 'test';
};

export type UpdateSessionAnswer = Session;

export type ChangePasswordBody = {
  currentPassword: string;
  password: string;
};

export type SetPasswordBody = {
  /** What stands behind `token=` in the link. */
  token: string;
  password: string;
};

export type ListSessionsAnswer = {
  data: Array<{
    id: string;
    /** It is the one that asks. */
    isCurrent: boolean;
    /** Where it began. */
    address: string;
    userAgent: string;
    createdAt: string;
    /** To the minute. */
    seenAt: string;
    expiresAt: string;
  }>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type EndSessionPath = {
  id: string;
};

export type EndOtherSessionsAnswer = {
  ended: number;
};

export type ListMembersAnswer = {
  data: Array<Member>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type UpdateMemberPath = {
  id: string;
};

export type UpdateMemberBody = {
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
};

export type UpdateMemberAnswer = Member;

export type DeleteMemberPath = {
  id: string;
};

export type DeleteMemberQuery = {
  /** `end` revokes the keys that they made as well; they stay unless told. */
  keys?: 'stay' | 'end';
};

export type DeleteMemberAnswer = {
  /** Those that they made. */
  keys: Array<{
    id: string;
    name: string;
    mode: 'live' | 'test';
    /** With which it ends. */
    lastFour: string;
  }>;
  /** Whether these are revoked now. */
  keysEnded: boolean;
};

export type ListInvitationsAnswer = {
  data: Array<Invitation>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type CreateInvitationBody = {
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
};

/** An invitation, good for 7 days. */
export type CreateInvitationAnswer = {
  id: string;
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  expiresAt: string;
  /** Shown this once, to hand on: whoever has it joins the account with it, once. Null where it was mailed, or where the request is answered again by its `Idempotency-Key`. */
  link: string | null;
  /** Whether the link was mailed to the invited, and is shown to nobody else. */
  mailed: boolean;
};

export type ResendInvitationPath = {
  id: string;
};

/** An invitation, good for 7 days. */
export type ResendInvitationAnswer = {
  id: string;
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  expiresAt: string;
  /** Shown this once, to hand on: whoever has it joins the account with it, once. Null where it was mailed, or where the request is answered again by its `Idempotency-Key`. */
  link: string | null;
  /** Whether the link was mailed to the invited, and is shown to nobody else. */
  mailed: boolean;
};

export type DeleteInvitationPath = {
  id: string;
};

export type ReadInvitationBody = {
  /** What stands behind `token=` in the link. */
  token: string;
};

/** What an invitation is to. */
export type ReadInvitationAnswer = {
  account: {
    name: string;
  };
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  /** Whether the invited have a password here, which lets them join; else they set one. */
  isKnown: boolean;
};

export type AcceptInvitationBody = {
  /** What stands behind `token=` in the link. */
  token: string;
  /** The own, where there is one; else the one to set. */
  password: string;
  name?: string;
};

export type AcceptInvitationAnswer = Session;

export type ListAuditQuery = {
  limit?: number;
  cursor?: string;
};

export type ListAuditAnswer = {
  data: Array<Change>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListNoticesAnswer = {
  data: Array<Notice>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type DismissNoticePath = {
  id: string;
};

export type GetMailWishesAnswer = MailWishes;

export type UpdateMailWishesBody = {
  lowBalanceCredits?: number | null;
  /** When a webhook endpoint is disabled by its own failures. */
  endpointDisabled?: boolean;
  /** When another price book is in force. */
  priceChange?: boolean;
  /** To each member who signs in from where they have no session. */
  newSignIn?: boolean;
  /** Before tasks go that nobody was charged for. */
  retention?: boolean;
};

export type UpdateMailWishesAnswer = MailWishes;

export type RegisterBody = {
  email: string;
  password: string;
  /** As the mail address begins where it is left out. */
  name?: string;
  /** Of the account; else that of the person. */
  accountName?: string;
  /** Where `GET /instance` says that one is asked for. */
  code?: string;
};

/** The same whether somebody signs in with the address or not. */
export type RegisterAnswer = {
  message: string;
};

export type ConfirmRegistrationBody = {
  /** What stands behind `token=` in the link. */
  token: string;
};

export type ConfirmRegistrationAnswer = Session;

export type ForgotPasswordBody = {
  email: string;
};

/** The same whether somebody signs in with the address or not. */
export type ForgotPasswordAnswer = {
  message: string;
};

export type ListKeysQuery = {
  /** Whether those that were revoked are listed as well. */
  revoked?: boolean;
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
};

export type ListKeysAnswer = {
  data: Array<Key>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type CreateKeyBody = {
  mode: 'live' | 'test';
  /** What it is for; several may have the same. */
  name?: string;
  /** What it may do. */
  scopes?: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Names of models, as requests write them; that of an engine stands for all of it. */
  models?: Array<string> | null;
  /** Addresses and networks, such as `203.0.113.0/24`, from which it may be used. */
  addresses?: Array<string> | null;
  /** From when on nobody may use it. */
  expiresAt?: string | null;
  /** Most creates, uploads and changes a minute, of which a sixth may come at once. */
  createsPerMinute?: number | null;
  budget?: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost?: number | null;
  /** Most tasks that are made, or wait for a line, at one time; others wait for these. */
  tasksAtOnce?: number | null;
};

export type CreateKeyAnswer = {
  id: string;
  name: string;
  mode: 'live' | 'test';
  /** With which it begins, to tell keys apart. */
  prefix: string;
  /** With which it ends. */
  lastFour: string;
  state: 'active' | 'disabled' | 'expired' | 'revoked';
  /** Null: all that keys may have. */
  scopes: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Null: all of them. */
  models: Array<string> | null;
  /** Null: from anywhere. */
  addresses: Array<string> | null;
  expiresAt: string | null;
  createsPerMinute: number | null;
  tasksAtOnce: number | null;
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost: number | null;
  /** What of its limits is used now. */
  limits: Array<Limit>;
  /** Of before it was rolled, and still good. */
  formerSecrets: Array<{
    lastFour: string;
    until: string;
  }>;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
  /** Null where the same create is answered again: it is shown once. */
  key: string | null;
};

export type GetKeyPath = {
  id: string;
};

export type GetKeyAnswer = {
  id: string;
  name: string;
  mode: 'live' | 'test';
  /** With which it begins, to tell keys apart. */
  prefix: string;
  /** With which it ends. */
  lastFour: string;
  state: 'active' | 'disabled' | 'expired' | 'revoked';
  /** Null: all that keys may have. */
  scopes: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Null: all of them. */
  models: Array<string> | null;
  /** Null: from anywhere. */
  addresses: Array<string> | null;
  expiresAt: string | null;
  createsPerMinute: number | null;
  tasksAtOnce: number | null;
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost: number | null;
  /** What of its limits is used now. */
  limits: Array<Limit>;
  /** Of before it was rolled, and still good. */
  formerSecrets: Array<{
    lastFour: string;
    until: string;
  }>;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
  /** From where its secrets were used in the last day, the newest first. */
  uses: Array<{
    lastFour: string;
    address: string;
    lastAt: string;
  }>;
};

export type UpdateKeyPath = {
  id: string;
};

export type UpdateKeyBody = {
  name?: string | null;
  /** While it is true nobody may use the key. */
  disabled?: boolean;
  /** What it may do. */
  scopes?: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Names of models, as requests write them; that of an engine stands for all of it. */
  models?: Array<string> | null;
  /** Addresses and networks, such as `203.0.113.0/24`, from which it may be used. */
  addresses?: Array<string> | null;
  /** From when on nobody may use it. */
  expiresAt?: string | null;
  /** Most creates, uploads and changes a minute, of which a sixth may come at once. */
  createsPerMinute?: number | null;
  budget?: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost?: number | null;
  /** Most tasks that are made, or wait for a line, at one time; others wait for these. */
  tasksAtOnce?: number | null;
};

export type UpdateKeyAnswer = Key;

export type DeleteKeyPath = {
  id: string;
};

export type DeleteKeyAnswer = {
  /** Tasks of the key that wait. */
  queued: number;
  /** Tasks of the key that are being made. */
  running: number;
};

export type CancelQueuedOfKeyPath = {
  id: string;
};

export type CancelQueuedOfKeyAnswer = {
  /** Tasks of the key that wait. */
  queued: number;
  /** Tasks of the key that are being made. */
  running: number;
  cancelled: number;
};

export type RollKeyPath = {
  id: string;
};

export type RollKeyBody = {
  /** How long the secret of now stays good, up to seven days; at 0 only the new one is. */
  overlapHours: 0 | 1 | 24 | 168;
};

export type RollKeyAnswer = {
  id: string;
  name: string;
  mode: 'live' | 'test';
  /** With which it begins, to tell keys apart. */
  prefix: string;
  /** With which it ends. */
  lastFour: string;
  state: 'active' | 'disabled' | 'expired' | 'revoked';
  /** Null: all that keys may have. */
  scopes: Array<
    | 'tasks:read'
    | 'tasks:create'
    | 'tasks:cancel'
    | 'assets:read'
    | 'assets:write'
    | 'webhooks:read'
    | 'webhooks:write'
    | 'records:read'
    | 'requests:read'
    | 'end-users:write'
  > | null;
  /** Null: all of them. */
  models: Array<string> | null;
  /** Null: from anywhere. */
  addresses: Array<string> | null;
  expiresAt: string | null;
  createsPerMinute: number | null;
  tasksAtOnce: number | null;
  budget: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost: number | null;
  /** What of its limits is used now. */
  limits: Array<Limit>;
  /** Of before it was rolled, and still good. */
  formerSecrets: Array<{
    lastFour: string;
    until: string;
  }>;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
  /** The key itself. Shown this once: keep it. */
  key: string;
};

export type GetOwnKeyAnswer = Key;

export type GetAccountAnswer = Account;

export type UpdateAccountBody = {
  /** As the IANA names it, such as `Asia/Shanghai`. */
  timeZone?: string;
  /** In which dialects tell its keys what is wrong. */
  problemLanguage?: 'en' | 'zh';
  budget?: {
    /** Most that the tasks asked for in one period may hold and cost. */
    credits: number;
    /** A day or a month of the account’s time zone, or all that there is. */
    period: 'day' | 'month' | 'total';
  } | null;
  heldCreditsMost?: number | null;
  /** Most tasks that are made, or wait for a line, at one time; others wait for these. */
  tasksAtOnce?: number | null;
};

export type UpdateAccountAnswer = Account;

export type ListRequestsQuery = {
  /** One, such as `429`, or a class, such as `4xx`. */
  status?: string;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With which paths begin, or the whole of a documented one. */
  path?: string;
  keyId?: string;
  taskId?: string;
  /** Of a problem. */
  code?:
    | 'invalid_parameter'
    | 'missing_parameter'
    | 'malformed_body'
    | 'model_unavailable'
    | 'unpriced'
    | 'above_max_credits'
    | 'media_unreachable'
    | 'media_invalid'
    | 'unauthorized'
    | 'insufficient_credits'
    | 'budget_exceeded'
    | 'forbidden'
    | 'account_suspended'
    | 'task_not_found'
    | 'asset_not_found'
    | 'endpoint_not_found'
    | 'delivery_not_found'
    | 'export_not_found'
    | 'member_not_found'
    | 'invitation_not_found'
    | 'session_not_found'
    | 'person_not_found'
    | 'key_not_found'
    | 'request_not_found'
    | 'route_not_found'
    | 'method_not_allowed'
    | 'not_cancellable'
    | 'not_finished'
    | 'notice_not_found'
    | 'asset_limit'
    | 'endpoint_limit'
    | 'already_member'
    | 'member_limit'
    | 'last_owner'
    | 'link_spent'
    | 'key_limit'
    | 'body_too_large'
    | 'unsupported_media_type'
    | 'idempotency_mismatch'
    | 'rate_limited'
    | 'internal'
    | 'overloaded';
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
};

export type ListRequestsAnswer = {
  data: Array<Request>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type ListRequestReadsQuery = {
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
};

export type ListRequestReadsAnswer = {
  data: Array<{
    /** When it began. */
    minute: string;
    /** Null: people asked. */
    keyId: string | null;
    route: string;
    /** That were answered. */
    reads: number;
    /** Creates, changes and refusals that were too many to be written one by one. */
    unlisted: number;
  }>;
  /** Send it as `cursor` to go on; null: that was all. */
  nextCursor: string | null;
};

export type GetRequestPath = {
  id: string;
};

export type GetRequestAnswer = WholeRequest;

/** As /openapi.json, which everybody may read, and more. */
export type GetWholeDocumentAnswer = {
  openapi: '3.1.0';
};

export type TaskRunningEvent = {
  type: 'task.running';
  /** When the event happened. */
  timestamp: string;
  data: TaskInEvent;
};

export type TaskSucceededEvent = {
  type: 'task.succeeded';
  /** When the event happened. */
  timestamp: string;
  data: TaskInEvent;
};

export type TaskFailedEvent = {
  type: 'task.failed';
  /** When the event happened. */
  timestamp: string;
  data: TaskInEvent;
};

export type TaskCancelledEvent = {
  type: 'task.cancelled';
  /** When the event happened. */
  timestamp: string;
  data: TaskInEvent;
};

export type TaskExpiredEvent = {
  type: 'task.expired';
  /** When the event happened. */
  timestamp: string;
  data: TaskInEvent;
};

export type TaskRefundedEvent = {
  type: 'task.refunded';
  /** When the event happened. */
  timestamp: string;
  data: RefundedTask;
};

export type TestPingEvent = {
  type: 'test.ping';
  /** When the event happened. */
  timestamp: string;
  data: {
    endpointId: string;
  };
};

/** What endpoints are told, as a webhook's body has it. */
export type WebhookEvent =
  | TaskRunningEvent
  | TaskSucceededEvent
  | TaskFailedEvent
  | TaskCancelledEvent
  | TaskExpiredEvent
  | TaskRefundedEvent
  | TestPingEvent;

/** What refusals are told apart by; the list may grow. */
export type ProblemCode =
  | 'above_max_credits'
  | 'account_suspended'
  | 'already_member'
  | 'asset_limit'
  | 'asset_not_found'
  | 'body_too_large'
  | 'delivery_not_found'
  | 'endpoint_limit'
  | 'endpoint_not_found'
  | 'export_not_found'
  | 'forbidden'
  | 'idempotency_mismatch'
  | 'insufficient_credits'
  | 'internal'
  | 'invalid_parameter'
  | 'invitation_not_found'
  | 'key_limit'
  | 'key_not_found'
  | 'last_owner'
  | 'link_spent'
  | 'malformed_body'
  | 'media_invalid'
  | 'media_unreachable'
  | 'member_limit'
  | 'member_not_found'
  | 'missing_parameter'
  | 'model_unavailable'
  | 'not_cancellable'
  | 'not_finished'
  | 'notice_not_found'
  | 'overloaded'
  | 'person_not_found'
  | 'rate_limited'
  | 'request_not_found'
  | 'route_not_found'
  | 'session_not_found'
  | 'task_not_found'
  | 'unauthorized'
  | 'unpriced'
  | 'unsupported_media_type';

/** Every operation by its name: what it asks, and what it answers. */
export interface Operations {
  /** List tasks, the newest first. */
  listTasks: {
    path: undefined;
    query: ListTasksQuery;
    body: undefined;
    answer: ListTasksAnswer;
    events: undefined;
  };
  /** Make a video. */
  createTask: {
    path: undefined;
    query: undefined;
    body: CreateTaskBody;
    answer: CreateTaskAnswer;
    events: undefined;
  };
  /** Count tasks by state, with what they cost. */
  getTaskCounts: {
    path: undefined;
    query: GetTaskCountsQuery;
    body: undefined;
    answer: GetTaskCountsAnswer;
    events: undefined;
  };
  /** Say what a video would cost, and make none. */
  estimateTask: {
    path: undefined;
    query: undefined;
    body: EstimateTaskBody;
    answer: EstimateTaskAnswer;
    events: undefined;
  };
  /** Cancel a task; what waits costs nothing. */
  cancelTask: {
    path: CancelTaskPath;
    query: undefined;
    body: undefined;
    answer: CancelTaskAnswer;
    events: undefined;
  };
  /** Read a task. */
  getTask: {
    path: GetTaskPath;
    query: GetTaskQuery;
    body: undefined;
    answer: GetTaskAnswer;
    events: undefined;
  };
  /** Read the film of a task, or a picture of it. */
  getTaskContent: {
    path: GetTaskContentPath;
    query: GetTaskContentQuery;
    body: undefined;
    answer: GetTaskContentAnswer;
    events: undefined;
  };
  /** Follow a task by server-sent events. */
  streamTaskEvents: {
    path: StreamTaskEventsPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: StreamTaskEventsEvents;
  };
  /** Follow all that happens to the account by server-sent events. */
  followAccount: {
    path: undefined;
    query: FollowAccountQuery;
    body: undefined;
    answer: undefined;
    events: FollowAccountEvents;
  };
  /** List assets, the newest first. */
  listAssets: {
    path: undefined;
    query: ListAssetsQuery;
    body: undefined;
    answer: ListAssetsAnswer;
    events: undefined;
  };
  /** Keep a medium by its address: it is fetched and measured meanwhile. */
  createAsset: {
    path: undefined;
    query: undefined;
    body: CreateAssetBody;
    answer: CreateAssetAnswer;
    events: undefined;
  };
  /** Keep a file that is sent as a form. */
  uploadAsset: {
    path: undefined;
    query: undefined;
    body: UploadAssetBody;
    answer: UploadAssetAnswer;
    events: undefined;
  };
  /** Read an asset. */
  getAsset: {
    path: GetAssetPath;
    query: undefined;
    body: undefined;
    answer: GetAssetAnswer;
    events: undefined;
  };
  /** Delete an asset: tasks that name it keep its file. */
  deleteAsset: {
    path: DeleteAssetPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Read the file of an asset. */
  getAssetContent: {
    path: GetAssetContentPath;
    query: undefined;
    body: undefined;
    answer: GetAssetContentAnswer;
    events: undefined;
  };
  /** Read the balance. */
  getBalance: {
    path: undefined;
    query: GetBalanceQuery;
    body: undefined;
    answer: GetBalanceAnswer;
    events: undefined;
  };
  /** List movements of credits, the newest first. */
  listTransactions: {
    path: undefined;
    query: ListTransactionsQuery;
    body: undefined;
    answer: ListTransactionsAnswer;
    events: undefined;
  };
  /** List what videos were charged, the newest first. */
  listDeductions: {
    path: undefined;
    query: ListDeductionsQuery;
    body: undefined;
    answer: ListDeductionsAnswer;
    events: undefined;
  };
  /** List the budgets of end users, by their names. */
  listEndUsers: {
    path: undefined;
    query: ListEndUsersQuery;
    body: undefined;
    answer: ListEndUsersAnswer;
    events: undefined;
  };
  /** Set or remove what an end user may use, or each that has no budget of its own. */
  updateEndUser: {
    path: undefined;
    query: undefined;
    body: UpdateEndUserBody;
    answer: UpdateEndUserAnswer;
    events: undefined;
  };
  /** Read usage by day, model, key, end user, API or resolution. */
  getUsage: {
    path: undefined;
    query: GetUsageQuery;
    body: undefined;
    answer: GetUsageAnswer;
    events: undefined;
  };
  /** List the months of which there are statements, the newest first. */
  listStatements: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListStatementsAnswer;
    events: undefined;
  };
  /** Read what a month came to, by key, member and end user. */
  getStatement: {
    path: GetStatementPath;
    query: GetStatementQuery;
    body: undefined;
    answer: GetStatementAnswer;
    events: undefined;
  };
  /** Ask for records as one file; an account has at most 10 at a time. */
  createExport: {
    path: undefined;
    query: undefined;
    body: CreateExportBody;
    answer: CreateExportAnswer;
    events: undefined;
  };
  /** List the exports that you asked for, the newest first. */
  listExports: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListExportsAnswer;
    events: undefined;
  };
  /** Read how far an export is. */
  getExport: {
    path: GetExportPath;
    query: undefined;
    body: undefined;
    answer: GetExportAnswer;
    events: undefined;
  };
  /** Delete an export, also one that is not ready. */
  deleteExport: {
    path: DeleteExportPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Read the file of an export. */
  getExportFile: {
    path: GetExportFilePath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** List models with their limits and prices. */
  listModels: {
    path: undefined;
    query: ListModelsQuery;
    body: undefined;
    answer: ListModelsAnswer;
    events: undefined;
  };
  /** List the APIs that are spoken here, each with samples of its use. */
  listDialects: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListDialectsAnswer;
    events: undefined;
  };
  /** List webhook endpoints, the oldest first. */
  listWebhookEndpoints: {
    path: undefined;
    query: ListWebhookEndpointsQuery;
    body: undefined;
    answer: ListWebhookEndpointsAnswer;
    events: undefined;
  };
  /** Add a webhook endpoint. */
  createWebhookEndpoint: {
    path: undefined;
    query: undefined;
    body: CreateWebhookEndpointBody;
    answer: CreateWebhookEndpointAnswer;
    events: undefined;
  };
  /** Read a webhook endpoint. */
  getWebhookEndpoint: {
    path: GetWebhookEndpointPath;
    query: undefined;
    body: undefined;
    answer: GetWebhookEndpointAnswer;
    events: undefined;
  };
  /** Change a webhook endpoint, or disable and enable it. */
  updateWebhookEndpoint: {
    path: UpdateWebhookEndpointPath;
    query: undefined;
    body: UpdateWebhookEndpointBody;
    answer: UpdateWebhookEndpointAnswer;
    events: undefined;
  };
  /** Remove a webhook endpoint and give up what waits for it. */
  deleteWebhookEndpoint: {
    path: DeleteWebhookEndpointPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Give it a new secret; the old one signs as well for 24 hours. */
  rotateSecretOfWebhookEndpoint: {
    path: RotateSecretOfWebhookEndpointPath;
    query: undefined;
    body: undefined;
    answer: RotateSecretOfWebhookEndpointAnswer;
    events: undefined;
  };
  /** Send it an event of type test.ping. */
  testWebhookEndpoint: {
    path: TestWebhookEndpointPath;
    query: TestWebhookEndpointQuery;
    body: undefined;
    answer: TestWebhookEndpointAnswer;
    events: undefined;
  };
  /** Send again what it was told of in a time, at most 10000 deliveries. */
  resendWebhookEndpoint: {
    path: ResendWebhookEndpointPath;
    query: undefined;
    body: ResendWebhookEndpointBody;
    answer: ResendWebhookEndpointAnswer;
    events: undefined;
  };
  /** List deliveries, the newest first. */
  listDeliveries: {
    path: undefined;
    query: ListDeliveriesQuery;
    body: undefined;
    answer: ListDeliveriesAnswer;
    events: undefined;
  };
  /** Read a delivery with all that was sent and what came back. */
  getDelivery: {
    path: GetDeliveryPath;
    query: undefined;
    body: undefined;
    answer: GetDeliveryAnswer;
    events: undefined;
  };
  /** Send a delivery once more, under its id. */
  resendDelivery: {
    path: ResendDeliveryPath;
    query: undefined;
    body: undefined;
    answer: ResendDeliveryAnswer;
    events: undefined;
  };
  /** Read what installation this is, and how to sign in. */
  getInstance: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetInstanceAnswer;
    events: undefined;
  };
  /** Make a link for somebody who has lost their password. */
  createPasswordReset: {
    path: undefined;
    query: undefined;
    body: CreatePasswordResetBody;
    answer: CreatePasswordResetAnswer;
    events: undefined;
  };
  /** Sign in. */
  signIn: {
    path: undefined;
    query: undefined;
    body: SignInBody;
    answer: SignInAnswer;
    events: undefined;
  };
  /** Read who has signed in, and for which account they act. */
  getSession: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetSessionAnswer;
    events: undefined;
  };
  /** Act for another account, or in the other mode. */
  updateSession: {
    path: undefined;
    query: undefined;
    body: UpdateSessionBody;
    answer: UpdateSessionAnswer;
    events: undefined;
  };
  /** Sign out. */
  signOut: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Change the own password, and end all other sessions. */
  changePassword: {
    path: undefined;
    query: undefined;
    body: ChangePasswordBody;
    answer: undefined;
    events: undefined;
  };
  /** Set a password by the link that resets it, and end all sessions. */
  setPassword: {
    path: undefined;
    query: undefined;
    body: SetPasswordBody;
    answer: undefined;
    events: undefined;
  };
  /** List the own sessions, the newest first. */
  listSessions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListSessionsAnswer;
    events: undefined;
  };
  /** End one of the own sessions. */
  endSession: {
    path: EndSessionPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** End all own sessions but the one that asks. */
  endOtherSessions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: EndOtherSessionsAnswer;
    events: undefined;
  };
  /** List the members of the account, by e-mail address. */
  listMembers: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListMembersAnswer;
    events: undefined;
  };
  /** Give a member another role. */
  updateMember: {
    path: UpdateMemberPath;
    query: undefined;
    body: UpdateMemberBody;
    answer: UpdateMemberAnswer;
    events: undefined;
  };
  /** Remove a member, and say which keys they made: those stay, unless they are to end too. */
  deleteMember: {
    path: DeleteMemberPath;
    query: DeleteMemberQuery;
    body: undefined;
    answer: DeleteMemberAnswer;
    events: undefined;
  };
  /** List open invitations, the oldest first. */
  listInvitations: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListInvitationsAnswer;
    events: undefined;
  };
  /** Invite somebody to the account. */
  createInvitation: {
    path: undefined;
    query: undefined;
    body: CreateInvitationBody;
    answer: CreateInvitationAnswer;
    events: undefined;
  };
  /** Make another link for an invitation; the one before does not work any more. */
  resendInvitation: {
    path: ResendInvitationPath;
    query: undefined;
    body: undefined;
    answer: ResendInvitationAnswer;
    events: undefined;
  };
  /** Withdraw an invitation. */
  deleteInvitation: {
    path: DeleteInvitationPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Read what an invitation is to, by its link. */
  readInvitation: {
    path: undefined;
    query: undefined;
    body: ReadInvitationBody;
    answer: ReadInvitationAnswer;
    events: undefined;
  };
  /** Join the account by the link of an invitation, and sign in. */
  acceptInvitation: {
    path: undefined;
    query: undefined;
    body: AcceptInvitationBody;
    answer: AcceptInvitationAnswer;
    events: undefined;
  };
  /** List what was changed in the account, the newest first. */
  listAudit: {
    path: undefined;
    query: ListAuditQuery;
    body: undefined;
    answer: ListAuditAnswer;
    events: undefined;
  };
  /** List what is to be known of the account now, the newest first. */
  listNotices: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ListNoticesAnswer;
    events: undefined;
  };
  /** Have a notice shown no more to the person who asks; others see it. */
  dismissNotice: {
    path: DismissNoticePath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: undefined;
  };
  /** Read what the account wants to be told by mail. */
  getMailWishes: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetMailWishesAnswer;
    events: undefined;
  };
  /** Choose what the account wants to be told by mail. */
  updateMailWishes: {
    path: undefined;
    query: undefined;
    body: UpdateMailWishesBody;
    answer: UpdateMailWishesAnswer;
    events: undefined;
  };
  /** Ask for an account; it is made by the link that is mailed, within 24 hours. */
  register: {
    path: undefined;
    query: undefined;
    body: RegisterBody;
    answer: RegisterAnswer;
    events: undefined;
  };
  /** Make the account by the link that was mailed, and sign in. */
  confirmRegistration: {
    path: undefined;
    query: undefined;
    body: ConfirmRegistrationBody;
    answer: ConfirmRegistrationAnswer;
    events: undefined;
  };
  /** Have a link mailed that sets a password, within 30 minutes. */
  forgotPassword: {
    path: undefined;
    query: undefined;
    body: ForgotPasswordBody;
    answer: ForgotPasswordAnswer;
    events: undefined;
  };
  /** List keys, the newest first. */
  listKeys: {
    path: undefined;
    query: ListKeysQuery;
    body: undefined;
    answer: ListKeysAnswer;
    events: undefined;
  };
  /** Make a key; an account has at most 200. */
  createKey: {
    path: undefined;
    query: undefined;
    body: CreateKeyBody;
    answer: CreateKeyAnswer;
    events: undefined;
  };
  /** Read a key. */
  getKey: {
    path: GetKeyPath;
    query: undefined;
    body: undefined;
    answer: GetKeyAnswer;
    events: undefined;
  };
  /** Change what a key may do, or disable and enable it. */
  updateKey: {
    path: UpdateKeyPath;
    query: undefined;
    body: UpdateKeyBody;
    answer: UpdateKeyAnswer;
    events: undefined;
  };
  /** Revoke a key for ever, and say what it has queued and running, which goes on. */
  deleteKey: {
    path: DeleteKeyPath;
    query: undefined;
    body: undefined;
    answer: DeleteKeyAnswer;
    events: undefined;
  };
  /** Cancel what a key has queued, at no cost, also of one that is disabled or revoked. */
  cancelQueuedOfKey: {
    path: CancelQueuedOfKeyPath;
    query: undefined;
    body: undefined;
    answer: CancelQueuedOfKeyAnswer;
    events: undefined;
  };
  /** Give a key another secret; at most 5 former ones stay good beside it. */
  rollKey: {
    path: RollKeyPath;
    query: undefined;
    body: RollKeyBody;
    answer: RollKeyAnswer;
    events: undefined;
  };
  /** Read the key that asks, with every limit that binds it. */
  getOwnKey: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetOwnKeyAnswer;
    events: undefined;
  };
  /** Read the account, with its limits. */
  getAccount: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetAccountAnswer;
    events: undefined;
  };
  /** Change the account’s time zone, the language of its problems, and the limits over all of its live keys. */
  updateAccount: {
    path: undefined;
    query: undefined;
    body: UpdateAccountBody;
    answer: UpdateAccountAnswer;
    events: undefined;
  };
  /** List creates, changes and refusals, the newest first. */
  listRequests: {
    path: undefined;
    query: ListRequestsQuery;
    body: undefined;
    answer: ListRequestsAnswer;
    events: undefined;
  };
  /** Count reads, by key, route and minute, the newest first. */
  listRequestReads: {
    path: undefined;
    query: ListRequestReadsQuery;
    body: undefined;
    answer: ListRequestReadsAnswer;
    events: undefined;
  };
  /** Read a create, a change or a refusal, with its body. */
  getRequest: {
    path: GetRequestPath;
    query: undefined;
    body: undefined;
    answer: GetRequestAnswer;
    events: undefined;
  };
  /** Read the OpenAPI document with what is for operators alone. */
  getWholeDocument: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: GetWholeDocumentAnswer;
    events: undefined;
  };
}
