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
  /** What it can cost while it is open, and what it was charged; null: nothing, or it cannot be told in parts. */
  charge?: Charge | null;
  /** What happened to it, in order. */
  timeline?: Array<{
    what:
      | 'accepted'
      | 'sent'
      | 'waiting'
      | 'running'
      | 'succeeded'
      | 'failed'
      | 'cancelled'
      | 'expired'
      | 'refunded'
      | 'told';
    at: string;
    /** Which try at making it this was, from 1. */
    attempt: number | null;
    /** Of `refunded`. */
    credits: number | null;
  }>;
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
  limit: 'budget' | 'heldCredits' | 'tasksAtOnce';
  /** Credits, or tasks. */
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
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  limit?: number;
  /** `nextCursor` of the page before, which may have held fewer than its limit. */
  cursor?: string;
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
  /** `charge`, `timeline`, or both with a comma between. */
  include?: string;
};

export type GetTaskAnswer = Task;

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
  /** `csv`: all of it as a table, instead of a page. */
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
  /** Included. */
  from?: string;
  /** Not included. */
  to?: string;
  /** `csv`: all of it as a table, instead of a page. */
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

export type GetUsageQuery = {
  /** The first day; 29 before the last unless told. */
  from?: string;
  /** The last day, included; today unless told. */
  to?: string;
  /** In which days begin and end; UTC unless told. */
  timeZone?: string;
  /** `csv`: all of it as a table, instead of a page. */
  format?: 'json' | 'csv';
  /** What it is told apart by: one, or several by repeating it; `day` unless told. */
  by?: 'day' | 'model' | 'key' | 'endUser' | Array<'day' | 'model' | 'key' | 'endUser'>;
};

/** What was charged and given back, of live keys. With a day’s end it is complete. */
export type GetUsageAnswer = {
  from: string;
  to: string;
  timeZone: string;
  data: Array<UsageRow>;
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

export type TestWebhookEndpointAnswer = {
  deliveryId: string;
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
  passwordResets: 'by_operator';
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
  /** Shown this once, to hand on to the person. */
  link: string;
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

export type CreateInvitationAnswer = {
  id: string;
  email: string;
  /** `owner` may do all, `developer` all but people, `billing` records alone, `viewer` reads. */
  role: 'owner' | 'developer' | 'billing' | 'viewer';
  expiresAt: string;
  /** Shown this once, to hand on: whoever has it joins the account with it, once. Null where the request is answered again by its `Idempotency-Key`. */
  link: string | null;
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
  /** Shown this once, to hand on: whoever has it joins the account with it, once. */
  link: string;
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
  /** Follow a task by server-sent events. */
  streamTaskEvents: {
    path: StreamTaskEventsPath;
    query: undefined;
    body: undefined;
    answer: undefined;
    events: StreamTaskEventsEvents;
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
  /** Read usage by day, model, key or end user. */
  getUsage: {
    path: undefined;
    query: GetUsageQuery;
    body: undefined;
    answer: GetUsageAnswer;
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
  /** List webhook endpoints, the oldest first. */
  listWebhookEndpoints: {
    path: undefined;
    query: undefined;
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
    query: undefined;
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
  /** Remove a member; what they made stays. */
  deleteMember: {
    path: DeleteMemberPath;
    query: undefined;
    body: undefined;
    answer: undefined;
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
  /** Change the account’s time zone, and the limits over all of its live keys. */
  updateAccount: {
    path: undefined;
    query: undefined;
    body: UpdateAccountBody;
    answer: UpdateAccountAnswer;
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
