/**
 * What a dialect is: plain data that describes one platform's wire format once, for both directions.
 * `http/open` serves every operation of every dialect (asks.decode -> task -> answers.encode);
 * `lines/` calls the same operations the other way round (asks.encode -> HTTP -> answers.decode).
 * A new dialect is one new file here and one line in `index.ts`; `typedOperation` of `codec.ts` holds its
 * codecs to its schemas.
 */
import type { z } from 'zod';
import type { RoleRule } from '../generation/assign-roles.ts';
import type { Failure, FailureCode, Problem } from '../generation/problems.ts';
import type {
  FieldNames,
  GenerationAsk,
  JsonObject,
  Ratio,
  Resolution,
  Seconds,
} from '../generation/request.ts';
import type { ClientState } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';

/** What a client can ask of us, whatever the dialect. */
export interface Commands {
  create: CreateCommand;
  get: { id: string };
  cancel: { id: string };
  models: Record<string, never>;
}
export type Deed = keyof Commands;

export interface CreateCommand {
  ask: GenerationAsk;
  /** Where this one task's final state is told. */
  callbackUrl?: string;
  /** Stored with the task and echoed where the dialect does. */
  metadata?: JsonObject;
}

/** What we answer. `create` answers as the task stood when it was accepted: a replay is the same. */
export interface Results {
  create: TaskView;
  get: TaskView;
  cancel: TaskView;
  models: readonly ModelOffer[];
}

/** What can be read out of an upstream's answer: only what its dialect says is set. */
export interface Reports {
  create: TaskReport;
  get: TaskReport;
  cancel: TaskReport;
  models: readonly ModelReport[];
}

export interface TaskReport {
  id: string;
  /** Null: a word that we do not know. The task is then still running, and a warning is raised. */
  state: ClientState | null;
  progress?: number;
  model?: string;
  prompt?: string;
  seconds?: Seconds;
  resolution?: Resolution;
  ratio?: Ratio;
  videoUrl?: string;
  posterUrl?: string;
  lastFrameUrl?: string;
  chargedMicros?: bigint;
  quoteMicros?: bigint;
  completionTokens?: number;
  failure?: Failure;
  createdAtMs?: number;
  finishedAtMs?: number;
}

/** A model as a price list shows it. Prices in micro-credits. */
export interface ModelOffer {
  id: string;
  title: string;
  seconds: readonly number[];
  ratios: readonly Ratio[];
  resolutions: readonly Resolution[];
  /** Micro-credits per second of output at each resolution, where it is sold by the second. */
  perSecondMicros: Partial<Record<Resolution, bigint>>;
  /** Factor in thousandths when the request carries an image (1600 = 1.6), 1000 when none. */
  imageFactorThousandths: number;
}
export type ModelReport = Pick<ModelOffer, 'id'> & Partial<ModelOffer>;

/** An HTTP call in the parts that a dialect writes. All strings of the path are decoded already. */
export interface WireCall {
  path: Record<string, string>;
  query: Record<string, string | string[]>;
  /** Parsed JSON, or undefined where the method has no body. */
  body: unknown;
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
  /** True where no key is needed. */
  readonly open?: boolean;
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

export interface Refusal {
  status: number;
  body: unknown;
}

/** How an upstream's no is to be taken: is the task certainly not accepted there, and may another line try? */
export interface UpstreamRefusal {
  kind: 'definite' | 'passing' | 'ambiguous';
  failure: Failure;
}

/** How a platform tells a request's own callback URL about a final state. */
export interface Callback {
  /** The field of a create that names the URL. */
  readonly field: string;
  /** Documented keys in documented order. It is written as JSON once, and those bytes are signed. */
  body(view: TaskView): unknown;
  headers(signed: SignedCallback): Record<string, string>;
}

/** The exact bytes of one try and what signs them. */
export interface SignedCallback {
  rawBody: string;
  /** The same for every try of one delivery. */
  deliveryId: string;
  /** Unix seconds of this try. */
  atSeconds: number;
  /** Hex HMAC-SHA256 of a text under the account's webhook secret. */
  hmacHex(text: string): string;
}

export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** Where a key may stand, the first one wins. `bearer` is `Authorization: Bearer …`. */
  readonly keyHeaders: readonly ('bearer' | 'x-api-key')[];
  /** A new task id in this platform's look, from ids.ts: unique, growing with time. */
  taskId(parts: TaskIdParts): string;
  readonly operations: readonly AnyOperation[];
  /** How this platform refuses. */
  problem(problem: Problem, does: Deed | null): Refusal;
  /** How this platform's refusals are read when it is our upstream. */
  refusal(answer: { status: number; body: unknown }, does: Deed): UpstreamRefusal;
  /** Absent where the platform documents no callback. */
  readonly callback?: Callback;
  /** What does not survive this platform's words, by the canonical value: tests know the list. */
  readonly lost: {
    /** Client states told as another one. */
    states: Partial<Record<ClientState, ClientState>>;
    /** Failure codes told as another one. */
    failures?: Partial<Record<FailureCode, FailureCode>>;
  };
  /** How a medium without a role is read, once its file is known. */
  readonly unsaidRoles: RoleRule;
  /** Fields of an ask as this platform names them, for problems found after decoding. */
  readonly fields: FieldNames;
}

/** Material for a task id: 48 bits of milliseconds and 80 random bits. */
export interface TaskIdParts {
  atMs: number;
  random: Uint8Array;
}
