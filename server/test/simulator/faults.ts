/** What can be made to go wrong. */
import { z } from 'zod';

/** Calls that the simulator takes; `download` is of a result file. */
export const callKinds = ['create', 'get', 'list', 'delete', 'download'] as const;
export type CallKind = (typeof callKinds)[number];

/** `task`: a task that was just accepted. `callback`: a change of state that is to be told. */
export type Occasion = CallKind | 'task' | 'callback';

const told = ['create', 'get', 'list'] as const;
const on = <const Kinds extends readonly [Occasion, ...Occasion[]]>(kinds: Kinds) =>
  z.array(z.enum(kinds)).min(1);

const when = {
  /** How often it happens where it may: 1 is always. */
  share: z.number().min(0).max(1).default(1),
  /** After so many times it is over. */
  times: z.int().positive().optional(),
  /** By the simulator's clock, from when it was set. */
  forSeconds: z.number().positive().optional(),
  /** Only what is about a task whose prompt holds this. */
  prompt: z.string().min(1).optional(),
};

/** Whether a create was carried out, or a delete, before its answer went wrong. */
const carriedOut = z.boolean().default(false);

const callFaults = [
  /** The connection ends: before anything is done, before the answer, or in the middle of it. */
  z.strictObject({
    does: z.literal('drop'),
    on: on(callKinds),
    at: z.enum(['arrival', 'answer', 'half']),
    ...when,
  }),
  /** 429 storms, 5xx, and any other status. */
  z.strictObject({
    does: z.literal('refuse'),
    on: on(callKinds),
    status: z.int().min(400).max(599),
    /** An Ark error code; without one the body is empty, as of a broken proxy. */
    code: z.string().optional(),
    retryAfterSeconds: z.number().optional(),
    carriedOut,
    ...when,
  }),
  /** The page of a proxy. */
  z.strictObject({
    does: z.literal('html'),
    on: on(callKinds),
    status: z.int().min(200).max(599).default(200),
    carriedOut,
    ...when,
  }),
  /** It is carried out at once and answered later. */
  z.strictObject({
    does: z.literal('slow'),
    on: on(callKinds),
    ms: z.int().positive(),
    ...when,
  }),
  /** It is carried out and never answered. */
  z.strictObject({ does: z.literal('hang'), on: on(callKinds), ...when }),
  /** Half of the JSON, as if it were whole. */
  z.strictObject({ does: z.literal('garble'), on: on(told), ...when }),
  /** It is carried out and answered with `{}`. */
  z.strictObject({ does: z.literal('blank'), on: on(told), ...when }),
  /** A status that nobody documents, such as `completed`. */
  z.strictObject({ does: z.literal('word'), on: on(['get', 'list']), word: z.string(), ...when }),
  /** Tasks are not found, or not in the list, though they live. */
  z.strictObject({ does: z.literal('forget'), on: on(['get', 'list']), ...when }),
  /** A success does not name its files. */
  z.strictObject({ does: z.literal('nofile'), on: on(['get', 'list']), ...when }),
  /** The safety identifier is not repeated. */
  z.strictObject({ does: z.literal('notoken'), on: on(['get', 'list']), ...when }),
  /** Another task is told of, under its own id or the one that was asked for; a create answers with its id. */
  z.strictObject({
    does: z.literal('othertask'),
    on: on(told),
    under: z.enum(['its', 'asked']).default('its'),
    ...when,
  }),
] as const;

const fileFaults = [
  /** Half of the file under the length of the whole. */
  z.strictObject({ does: z.literal('truncate'), on: on(['download']), ...when }),
  /** It goes on until the client has enough. */
  z.strictObject({ does: z.literal('endless'), on: on(['download']), ...when }),
  z.strictObject({ does: z.literal('expired'), on: on(['download']), ...when }),
] as const;

const taskFaults = [
  /** It stays there until it expires or is released. */
  z.strictObject({
    does: z.literal('stick'),
    on: on(['task']),
    in: z.enum(['queued', 'running']),
    ...when,
  }),
  z.strictObject({
    does: z.literal('fail'),
    on: on(['task']),
    code: z.string().default('OutputVideoSensitiveContentDetected'),
    ...when,
  }),
  /** It tells so many times the tokens that it was; 0 tells none. */
  z.strictObject({
    does: z.literal('misbill'),
    on: on(['task']),
    factor: z.number().min(0),
    ...when,
  }),
] as const;

const callbackFaults = [
  /** So many more of the same. */
  z.strictObject({
    does: z.literal('duplicate'),
    on: on(['callback']),
    more: z.int().positive().default(1),
    ...when,
  }),
  /** A success is told although the task has only been queued or begun. */
  z.strictObject({ does: z.literal('early'), on: on(['callback']), ...when }),
  /** Another state, or the id of another task, beside the truth that is told later. */
  z.strictObject({
    does: z.literal('lie'),
    on: on(['callback']),
    status: z.string().optional(),
    id: z.enum(['other', 'unknown']).optional(),
    ...when,
  }),
  z.strictObject({ does: z.literal('withhold'), on: on(['callback']), ...when }),
  z.strictObject({
    does: z.literal('late'),
    on: on(['callback']),
    ms: z.int().positive(),
    ...when,
  }),
] as const;

export const faultSchema = z.discriminatedUnion('does', [
  ...callFaults,
  ...fileFaults,
  ...taskFaults,
  ...callbackFaults,
]);
export type Fault = z.infer<typeof faultSchema>;
/** As it is asked for: what has a default may be left out. */
export type FaultAsk = z.input<typeof faultSchema>;

export type CallFault = z.infer<(typeof callFaults)[number] | (typeof fileFaults)[number]>;
export type TaskFault = z.infer<(typeof taskFaults)[number]>;
export type CallbackFault = z.infer<(typeof callbackFaults)[number]>;
