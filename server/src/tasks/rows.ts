import { noKeyId } from '../accounts/keys.ts';
import type { FamilyName } from '../generation/families.ts';
import { isFinal, clientState, type TaskState } from '../generation/states.ts';
import type { Failure } from '../generation/problems.ts';
import type { GenerationRequest, Ratio } from '../generation/request.ts';
import { framesPerSecond } from '../generation/tokens.ts';
import type { TaskView } from '../generation/view.ts';
import type { VideoShape } from '../media/stills.ts';

/** A request together with the engine that the catalogue named for it when it was accepted. */
export interface PlannedRequest extends GenerationRequest {
  family: FamilyName;
  /** Of a flex task, from its creation: whoever makes it may let it wait as long. */
  expiresSeconds?: number;
  /** The customer's own name for whom it is made. */
  endUser?: string;
  /** Its entry in the price book when it was accepted. Rows of before have none. */
  priceName?: string;
}

/** A task as the database keeps it, with the columns that a view is made of. */
export interface TaskRow {
  id: string;
  account_id: string;
  key_id: string;
  dialect: string;
  mode: 'live' | 'test';
  model: string;
  state: TaskState;
  progress: number;
  request: PlannedRequest;
  /** JSON, as the client wrote it. */
  metadata: string | null;
  quote_micros: bigint;
  charged_micros: bigint | null;
  refunded_micros: bigint;
  output: StoredOutput | null;
  failure: Failure | null;
  created_ms: number;
  updated_ms: number;
  finished_ms: number | null;
  expires_seconds: number;
}

/** What was made, and under which hashes it is stored once it was collected. */
export interface StoredOutput {
  width: number;
  height: number;
  frames: number;
  /** Whole seconds as sold. */
  seconds: number;
  ratio: Ratio;
  completionTokens: number;
  files: StoredFiles | null;
  /** When they were stored, in milliseconds since 1970. Rows of before do not tell. */
  storedAtMs?: number;
  /** Instead of files: the copy will never come, and the charge was given back. */
  lost?: LostResult;
}

export interface StoredFiles {
  video: string;
  videoBytes: number;
  /** Null where the video is of a kind that we cannot decode. */
  poster: string | null;
  lastFrame: string | null;
  /** What the file was found to be. Missing where we have made it, or could not measure it. */
  measured?: VideoShape;
}

export interface LostResult {
  reason: string;
  atMs: number;
}

/** What a line does not tell of progress follows from how long such tasks take; the end is never foretold. */
const progress = `
  case when t.state = 'running' and t.expected_seconds is not null
       then greatest(t.progress, least(95, floor(
              100 * extract(epoch from clock_timestamp() - t.started_at) / t.expected_seconds)))::smallint
       else t.progress end as progress`;

const columnsWith = (texts: string): string => `
  t.id, t.account_id, t.key_id, t.dialect, t.mode, t.model, t.state, ${progress}, ${texts}, t.quote_micros,
  t.charged_micros, t.refunded_micros, t.output, t.failure,
  (extract(epoch from t.created_at) * 1000)::float8 as created_ms,
  (extract(epoch from t.updated_at) * 1000)::float8 as updated_ms,
  (extract(epoch from t.finished_at) * 1000)::float8 as finished_ms,
  extract(epoch from t.expires_at - t.created_at)::int as expires_seconds`;

/**
 * As it was written, it stands as a text in the column, whose own objects lose the order of their keys and the
 * digits of long numbers; rows of before have such an object.
 */
const metadataText = `t.metadata #>> '{}'`;

export const viewColumns = columnsWith(`t.request, ${metadataText} as metadata`);

const promptCharactersLeft = 1_000;
const metadataBytesLeft = 4_096;

/** The same in few kilobytes: of a long prompt the beginning, of metadata nothing where they are long. */
export const briefViewColumns = columnsWith(`
  case when length(coalesce(t.request ->> 'writtenPrompt', t.request ->> 'prompt')) > ${String(promptCharactersLeft)}
       then t.request || jsonb_strip_nulls(jsonb_build_object(
              'prompt', left(t.request ->> 'prompt', ${String(promptCharactersLeft)}),
              'writtenPrompt', left(t.request ->> 'writtenPrompt', ${String(promptCharactersLeft)})))
       else t.request end as request,
  case when octet_length(${metadataText}) <= ${String(metadataBytesLeft)} then ${metadataText} end as metadata`);

/** Names of a task's files in signed URLs. */
export const fileNames = {
  video: (id: string) => `${id}.mp4`,
  poster: (id: string) => `${id}.poster.jpg`,
  lastFrame: (id: string) => `${id}.last.jpg`,
  thumb: (id: string) => `${id}.thumb.jpg`,
  strip: (id: string) => `${id}.strip.jpg`,
};

/** `sign` makes the absolute URL of a file name. */
export function toView(row: TaskRow, sign: (name: string) => string): TaskView {
  const { request } = row;
  return {
    id: row.id,
    dialect: row.dialect,
    model: row.model,
    keyMode: row.mode,
    keyId: row.key_id === noKeyId ? null : row.key_id,
    state: clientState(row.state),
    progress: row.progress,
    mode: request.mode,
    prompt: request.writtenPrompt ?? request.prompt,
    seconds:
      request.frames === undefined ? request.seconds : Math.floor(request.frames / framesPerSecond),
    resolution: request.resolution,
    ratio: request.ratio,
    size: request.size ?? null,
    generateAudio: request.generateAudio,
    seed: request.seed,
    watermark: request.watermark,
    returnLastFrame: request.returnLastFrame,
    ...(request.flex && { flex: request.flex }),
    ...(request.frames !== undefined && { frames: request.frames }),
    ...(request.endUser !== undefined && { endUser: request.endUser }),
    metadata: row.metadata,
    createdAtMs: Math.floor(row.created_ms),
    updatedAtMs: Math.floor(row.updated_ms),
    finishedAtMs: row.finished_ms === null ? null : Math.floor(row.finished_ms),
    expiresSeconds: row.expires_seconds,
    output: row.output && {
      videoUrl: sign(fileNames.video(row.id)),
      posterUrl: sign(fileNames.poster(row.id)),
      lastFrameUrl: request.returnLastFrame ? sign(fileNames.lastFrame(row.id)) : null,
      thumbUrl: sign(fileNames.thumb(row.id)),
      stripUrl: sign(fileNames.strip(row.id)),
      seconds: row.output.seconds,
      frames: row.output.frames,
      width: row.output.width,
      height: row.output.height,
      ratio: row.output.ratio,
    },
    quoteMicros: row.quote_micros,
    chargedMicros: row.charged_micros,
    refundedMicros: row.refunded_micros,
    completionTokens: row.output?.completionTokens ?? null,
    failure: row.failure,
  };
}

/** The task as it stood when it was accepted: what a create answers, the first time and at every replay. */
export function asAccepted(row: TaskRow): TaskRow {
  return {
    ...row,
    state: 'queued',
    progress: 0,
    charged_micros: null,
    refunded_micros: 0n,
    output: null,
    failure: null,
    updated_ms: row.created_ms,
    finished_ms: null,
  };
}

export function isFinalRow(row: TaskRow): boolean {
  return isFinal(row.state);
}
