/**
 * What a dialect is: plain data that describes one platform's wire format once, for both directions.
 * `http/open` serves every operation of every dialect (asks.decode -> task -> answers.encode);
 * `lines/` calls the same operations the other way round (asks.encode -> HTTP -> answers.decode).
 * A new dialect is a file here with one of its models, and their lines in `index.ts` and `catalogues.ts`;
 * `typedOperation` of `codec.ts` holds its codecs to its schemas.
 */
import type { z } from 'zod';
import type { AssetShelf, AssetState, AssetView } from '../generation/asset.ts';
import type { RoleRule } from '../generation/assign-roles.ts';
import type { Catalogue } from '../generation/catalogue.ts';
import type { Failure, FailureCode, Problem } from '../generation/problems.ts';
import type {
  FieldNames,
  GenerationAsk,
  JsonObject,
  MediaKind,
  Ratio,
  Resolution,
  Seconds,
} from '../generation/request.ts';
import type { ClientState } from '../generation/states.ts';
import type { Upload } from '../generation/upload.ts';
import type { TaskView } from '../generation/view.ts';

/** What a client can ask of us, whatever the dialect. */
export interface Commands {
  create: CreateCommand;
  get: { id: string };
  list: ListCommand;
  cancel: { id: string };
  delete: DeleteCommand;
  models: { search?: string };
  /** By a name that a create takes. */
  model: { id: string };
  balance: Record<string, never>;
  keyBalance: Record<string, never>;
  assetCreate: AssetOrder;
  assetCreateMany: { orders: readonly AssetOrder[] };
  assetUpload: UploadCommand;
  assetGet: { id: string };
  assetGetMany: { ids: readonly string[] };
  assetList: AssetListCommand;
  assetDelete: { id: string };
}
export type Deed = keyof Commands;

export interface CreateCommand {
  ask: GenerationAsk;
  /** The client's own words for fields, where it used others than the dialect's usual ones. */
  named?: FieldNames;
  /** Where this one task's final state is told. */
  callbackUrl?: string;
  /** Stored with the task and echoed where the dialect does. */
  metadata?: JsonObject;
  /** The same as the client wrote it, where it is its own: what is stored then. */
  metadataText?: string;
  /** From its creation, after which a task that is not done expires. */
  expiresSeconds?: number;
}

export interface ListCommand {
  limit: number;
  /**
   * A page by its number from 1, or what follows a task in the list; null: from the beginning. What is long
   * is cut on pages by number: who tells prompts or metadata in a list goes on after tasks.
   */
  from: { page: number } | { after: string | null };
  order: 'newest' | 'oldest';
  states?: readonly ClientState[];
  ids?: readonly string[];
  model?: string;
  /** True: only tasks of the flex tier; false: only those that are not. */
  flex?: boolean;
  /** Only tasks that are no older. */
  withinSeconds?: number;
}

export interface DeleteCommand {
  id: string;
  /**
   * What becomes of a task that is not over yet. `cancel_queued`: it is cancelled while it waits and
   * refused once it runs (Ark). `cancel`: it is cancelled, where that can be, and forgotten.
   */
  whileOpen: 'cancel_queued' | 'cancel';
}

export interface AssetOrder {
  name: string;
  kind: MediaKind;
  shelf: AssetShelf;
  /** http(s) or data URL. */
  url: string;
  /** Where the URL stands in the client's own words, for errors. */
  field: string;
}

export interface UploadCommand {
  upload: Upload;
  /** From now, after which it is deleted; null: it is kept; left out: a few days, in which it is soon named. */
  expiresSeconds?: number | null;
}

export interface AssetListCommand {
  page: number;
  limit: number;
  shelf?: AssetShelf;
  states?: readonly AssetState[];
  kinds?: readonly MediaKind[];
  /** Part of a name. */
  name?: string;
  sortBy: 'created' | 'updated';
  order: 'newest' | 'oldest';
}

/** What we answer. `create` answers as the task stood when it was accepted: a replay is the same. */
export interface Results {
  create: TaskView;
  get: TaskView;
  list: TaskList;
  cancel: TaskView;
  /** `cancelled`: the task is kept as such. `deleted`: it is forgotten. */
  delete: { id: string; became: 'cancelled' | 'deleted' };
  models: readonly ModelOffer[];
  model: ModelOffer;
  balance: Balance;
  keyBalance: KeyBalance;
  assetCreate: AssetView;
  /** One entry an order, in their order. */
  assetCreateMany: readonly ({ asset: AssetView } | { problem: Problem })[];
  assetUpload: AssetView;
  assetGet: AssetView;
  /** In the order of the ids; null for what is missing. */
  assetGetMany: readonly (AssetView | null)[];
  assetList: { assets: readonly AssetView[]; total: number; page: number; limit: number };
  assetDelete: { id: string };
}

export interface TaskList {
  tasks: readonly TaskView[];
  /** Of all that match, where the list was asked for by page; else null. */
  total: number | null;
  hasMore: boolean;
}

/** Micro-credits. */
export interface Balance {
  balanceMicros: bigint;
  /** What of it may be spent now: neither held for tasks nor owed. Never below 0. */
  availableMicros: bigint;
  /** Over all time, less what was given back. */
  chargedMicros: bigint;
}

interface KeyBalance {
  name: string;
  /** Less what was given back. Only the balance of its account bounds it. */
  chargedMicros: bigint;
}

/** What can be read out of an upstream's answer: only what its dialect says is set. */
export interface Reports {
  create: TaskReport;
  get: TaskReport;
  list: { tasks: readonly TaskReport[]; total?: number; hasMore?: boolean };
  cancel: TaskReport;
  delete: { id?: string };
  models: readonly ModelReport[];
  model: ModelReport;
  balance: { availableMicros?: bigint };
  keyBalance: { chargedMicros?: bigint };
  assetCreate: AssetReport;
  assetCreateMany: readonly AssetReport[];
  assetUpload: { url: string };
  assetGet: AssetReport;
  assetGetMany: readonly AssetReport[];
  assetList: { assets: readonly AssetReport[]; total?: number };
  assetDelete: { id?: string };
}

export interface AssetReport {
  id: string;
  /** Null: a word that we do not know, or none. It is then still being processed. */
  state: AssetState | null;
  url?: string;
  failure?: Failure;
}

export interface TaskReport {
  id: string;
  /** Null: a word that we do not know. The task is then still running, and a warning is raised. */
  state: ClientState | null;
  progress?: number;
  model?: string;
  prompt?: string;
  seconds?: Seconds;
  /** Where the length was asked for in frames. */
  frames?: number;
  resolution?: Resolution;
  ratio?: Ratio;
  seed?: number;
  videoUrl?: string;
  posterUrl?: string;
  lastFrameUrl?: string;
  chargedMicros?: bigint;
  quoteMicros?: bigint;
  completionTokens?: number;
  failure?: Failure;
  createdAtMs?: number;
  finishedAtMs?: number;
  /** What the create sent under `attemptToken`. */
  token?: string;
}

/** A model as a price list shows it. Prices in micro-credits. */
export interface ModelOffer {
  id: string;
  title: string;
  seconds: readonly number[];
  ratios: readonly Ratio[];
  resolutions: readonly Resolution[];
  /** What the rates are for: a second, a whole task, or a million tokens. */
  per: 'second' | 'task' | 'million_tokens';
  /** Micro-credits at each resolution. */
  rateMicros: Partial<Record<Resolution, bigint>>;
  /** The same for requests with an input video; null where they cost no more. */
  rateMicrosWithVideo: Partial<Record<Resolution, bigint>> | null;
  /** Factor in thousandths when the request carries an image (1600 = 1.6), 1000 when none. */
  imageFactorThousandths: number;
}
export type ModelReport = Pick<ModelOffer, 'id'> & Partial<ModelOffer>;

/**
 * An HTTP call in the parts that a dialect writes. All strings of the path are decoded already. The
 * fields of a form are a body like any other: its texts are strings, `a[b]` and `a[]` are an object and
 * a list, and a file is an `Upload`.
 */
export interface WireCall {
  path: Record<string, string>;
  query: Record<string, string | string[]>;
  /** Parsed JSON or form, or undefined where the method has no body. */
  body: unknown;
  /** The body's `metadata` as it was written, where that was JSON. */
  metadataText?: string;
}

/** What cannot be said in a dialect: the reason, which also tells routing that a line cannot take it. */
export interface Unsayable {
  unsayable: string;
}
export type Said<Wire> = { said: Wire } | Unsayable;

/** Schemas of the wire call. A part that is absent does not exist in this operation. */
export interface AskSchemas {
  path?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
}

export interface Operation<D extends Deed = Deed> {
  readonly does: D;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces, as the platform's documentation prints it. */
  readonly path: string;
  /** How a body may be sent; JSON only where it is not said. */
  readonly takes?: 'json' | 'form' | 'json_or_form';
  /** True where no key is needed. */
  readonly open?: boolean;
  /** True where what the platform offers here is always refused: decode throws, encode says nothing. */
  readonly isRefused?: boolean;
  /** HTTP status of success. */
  readonly status: number;
  /** Most bytes of a body, where it differs from the server's 1 MiB (inline media). */
  readonly bodyBytesMax?: number;
  readonly asks: {
    readonly schemas: AskSchemas;
    /** The call has passed `schemas`. Throws ProblemError for what a schema cannot say. Pure. */
    decode(call: WireCall): Commands[D];
    encode(command: Commands[D]): Said<WireCall>;
  };
  readonly answers: {
    /** Exactly what is written. */
    readonly schema: z.ZodType;
    /** Documented keys only, in documented order. Pure. */
    encode(result: Results[D]): unknown;
    /**
     * Reads loosely, so takes any JSON, not only what `schema` allows: an unknown status is null, an
     * unknown key is ignored, a missing or wrong one is not reported. Throws ProblemError where the
     * answer says nothing that can be used, such as a create without an id.
     */
    decode(body: unknown): Reports[D];
  };
}

export type AnyOperation = { [D in Deed]: Operation<D> }[Deed];

/** An operation that answers with the bytes of a file: GET and HEAD, with ranges. */
export interface FileOperation {
  readonly path: string;
  readonly asks: {
    readonly schemas: AskSchemas;
    decode(call: WireCall): FileCommand;
    encode(command: FileCommand): Omit<WireCall, 'body'>;
  };
}

/** What a platform has, and nobody here does. */
export interface NotOffered {
  /** As the path of an operation. */
  readonly path: string;
  /** A sentence that says so and names the way out. */
  readonly message: string;
}

export interface FileCommand {
  /** Of the task. */
  id: string;
  file: 'video' | 'poster';
}

export interface Refusal {
  status: number;
  body: unknown;
}

/** How an upstream's no is to be taken: is the task certainly not accepted there, and may another line try? */
export interface UpstreamRefusal {
  kind: 'definite' | 'passing' | 'ambiguous';
  /** Said in the platform's own shape. What is not may come from a proxy, or from another platform. */
  isOwn: boolean;
  failure: Failure;
}

/** How a platform tells a request's own callback URL about a final state. */
export interface Callback {
  /** The field of a create that names the URL. */
  readonly field: string;
  /** Documented keys in documented order. It is written as JSON once, and those bytes are signed. */
  body(view: TaskView): unknown;
  headers(signed: SignedCallback): Record<string, string>;
  /** What a platform that is our upstream tells: any JSON is taken, and what says nothing is null. */
  decode(body: unknown): CallbackReport;
}

/** Whoever has the address can say it: it is a hint, and never believed. */
export interface CallbackReport {
  /** The task that it is said to be about. */
  id: string | null;
  state: ClientState | null;
}

/** The exact bytes of one try and what signs them. */
interface SignedCallback {
  rawBody: string;
  /** The same for every try of one delivery. */
  deliveryId: string;
  /** Unix seconds of this try. */
  atSeconds: number;
  /** Hex HMAC-SHA256 of a text under the account's webhook secret. */
  hmacHex(text: string): string;
}

/**
 * `bearer` is `Authorization: Bearer …`, `authorization` the key and no more; any other header by its name, as the
 * platform prints it.
 */
export type KeyHeader = 'bearer' | 'authorization' | { readonly name: string };

/** How a medium is made an asset of an upstream account: added to its library, or handed in for an audit. */
export type AssetWay = 'asset' | 'audit';

/** What the platform is asked in that way: one by one, or several at once. */
export interface AssetCalls {
  readonly gives: 'assetCreate' | 'assetCreateMany';
  readonly looks: 'assetGet' | 'assetGetMany';
  /** Whether an asset is given a name. */
  readonly named: boolean;
}

export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** What is sold in it, by the names that its clients write. */
  readonly catalogue: Catalogue;
  /** Where a key may stand, the first one wins. */
  readonly keyHeaders: readonly KeyHeader[];
  /** A new task id in this platform's look, from ids.ts: unique, growing with time. */
  taskId(parts: TaskIdParts): string;
  /** Likewise of an asset, where the platform keeps assets. */
  assetId?(parts: TaskIdParts): string;
  /** Of several that do the same, lines call the first that can say what is wanted. */
  readonly operations: readonly AnyOperation[];
  readonly files?: readonly FileOperation[];
  /** Refused by name, whatever the method: else what stands there would be taken for an id. */
  readonly notOffered?: readonly NotOffered[];
  /**
   * Where two platforms have an operation at the same place: whether a body is one of this platform's.
   * The one without this word gets what nobody else recognises.
   */
  recognises?(body: unknown): boolean;
  /** How this platform refuses, at an operation or (null) outside of any. */
  problem(problem: Problem, operation: AnyOperation | FileOperation | null): Refusal;
  /** How this platform's refusals are read when it is our upstream. */
  refusal(answer: { status: number; body: unknown }, operation: AnyOperation): UpstreamRefusal;
  /**
   * Its documentation promises that what runs can be cancelled. Where the line of such a task cannot stop
   * it, the cancel is kept at our expense, unless the line says otherwise.
   */
  readonly cancelsRunning?: true;
  /** Absent where the platform documents no callback. */
  readonly callback?: Callback;
  /** What we chose where the platform's documentation is silent: sentences, printed in its page. */
  readonly choices: readonly string[];
  /** What does not survive this platform's words, by the canonical value: tests know the list. */
  readonly lost: {
    /** Client states told as another one. */
    states: Partial<Record<ClientState, ClientState>>;
    /** Failure codes told as another one. */
    failures?: Partial<Record<FailureCode, FailureCode>>;
  };
  /**
   * Key of the metadata that this platform keeps and lists with a task: lines send their own name for an
   * attempt in it, by which a task is found again whose answer was lost. At most 64 characters.
   */
  readonly attemptToken?: string;
  /** The ways in which lines make media assets there; absent: none. */
  readonly assetWays?: Readonly<Partial<Record<AssetWay, AssetCalls>>>;
  /** How a medium without a role is read, once its file is known. */
  readonly unsaidRoles: RoleRule;
  /** As its documentation prints a lone picture, which it reads as the first frame; lines send it so. */
  readonly loneFirstFrame?: 'without_role';
  /** The member of what it keeps with a task by which clients name for whom of their own users it is; absent: none. */
  readonly endUserWord?: string;
  /** Fields of an ask as this platform names them, for problems found after decoding. */
  readonly fields: FieldNames;
}

/** Material for an id: 48 bits of milliseconds and 80 random bits. */
export interface TaskIdParts {
  atMs: number;
  random: Uint8Array;
}
