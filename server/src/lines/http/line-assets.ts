import type { AssetCalls, AssetOrder, AssetReport } from '../../dialects/mechanism.ts';
import { greatest } from '../../generation/extremes.ts';
import type { Failure } from '../../generation/problems.ts';
import type { MediaKind, Medium } from '../../generation/request.ts';
import type { Database } from '../../postgres/database.ts';
import { refusesRow } from '../../postgres/transient.ts';
import type { CallOutcome, LineClient } from './client.ts';
import {
  doubtLineAssets,
  forgetLineAsset,
  holdLineAsset,
  noteLineAsset,
  readLineAssets,
  releaseLineAsset,
  type AssetPlace,
  type LineAsset,
} from './line-asset-store.ts';

export interface LineAssetParts {
  database: Database;
  place: AssetPlace;
  /** What its platform is asked in that way; null: it documents none. */
  calls: AssetCalls | null;
  client: Pick<LineClient, 'call'>;
  /** Signed address of our stored copy of a medium, as the upstream can fetch it. */
  mediaUrl(medium: Medium): string;
  /** Takes a call from the line's rate; false where it has to wait longer than a moment. */
  mayCall(): Promise<boolean>;
}

/** Our media as assets of a line's own account, for lines whose tasks name media only so. */
export interface LineAssets {
  /** Whether a task may name all of them now. One look into the database, none where there are no media. */
  areReady(media: readonly Medium[]): Promise<boolean>;
  /**
   * Makes one step with each of them that is not ready: gives it to the line, or asks what became of it. Takes
   * as long as the line takes to answer, and never throws for what the line does.
   */
  prepare(media: readonly Medium[]): Promise<Prepared>;
  /** What a task names them by, by our hash: `asset://…`, of those that are ready. */
  urls(media: readonly Medium[]): Promise<ReadonlyMap<string, string>>;
  /** The line refused a task that names them: they are looked at again before they are used. */
  doubt(media: readonly Medium[]): Promise<void>;
}

export type Prepared =
  | { kind: 'ready' }
  | { kind: 'waiting'; seconds: number }
  /** `passing`: another line, or a later try, may do. */
  | { kind: 'refused'; passing: boolean; failure: Failure };

/** What a line told is believed for so long: platforms let assets expire. */
const believedSeconds = 600;
/** A medium that was refused is not offered again for so long. */
const refusedSeconds = 3_600;
/** What is still processing then is given up. */
const processingMaxSeconds = 300;
/** Longer than any call lasts. */
const holdSeconds = 60;
const soonSeconds = 2;

export function createLineAssets(parts: LineAssetParts): LineAssets {
  const { database, place } = parts;
  const read = (media: readonly Medium[]): Promise<Map<string, LineAsset>> =>
    readLineAssets(
      database,
      place,
      media.map(({ sha256 }) => sha256),
    );
  return {
    async areReady(media) {
      if (media.length === 0) return true;
      const known = await read(media);
      return media.every(({ sha256 }) => isReady(known.get(sha256)));
    },
    async prepare(media) {
      const known = await read(media);
      const bySha256 = new Map(media.map((medium) => [medium.sha256, medium]));
      const steps = await Promise.all(
        [...bySha256.values()].map((medium) =>
          step(parts, medium, known.get(medium.sha256)).catch((error: unknown) => {
            if (!refusesRow(error)) throw error;
            return letGo(parts, medium.sha256, passing(unkeepable));
          }),
        ),
      );
      return worst(steps);
    },
    async urls(media) {
      const known = await read(media);
      return new Map(
        [...known.values()].flatMap(({ sha256, state, upstreamId }) =>
          state === 'active' && upstreamId !== null ? [[sha256, `asset://${upstreamId}`]] : [],
        ),
      );
    },
    doubt: (media) =>
      doubtLineAssets(
        database,
        place,
        media.map(({ sha256 }) => sha256),
      ),
  };
}

function isReady(asset: LineAsset | undefined): boolean {
  return asset?.state === 'active' && (asset.toldSeconds ?? Infinity) < believedSeconds;
}

/** A refusal goes before all else, a final one before a passing one; the longest wait is the whole's. */
function worst(steps: readonly Prepared[]): Prepared {
  const refusals = steps.filter((one) => one.kind === 'refused');
  const refusal = refusals.find(({ passing }) => !passing) ?? refusals[0];
  if (refusal) return refusal;
  const waits = steps.flatMap((one) => (one.kind === 'waiting' ? [one.seconds] : []));
  return waits.length === 0 ? { kind: 'ready' } : { kind: 'waiting', seconds: greatest(waits) };
}

async function step(
  parts: LineAssetParts,
  medium: Medium,
  known: LineAsset | undefined,
): Promise<Prepared> {
  const { database, place } = parts;
  const { sha256 } = medium;
  if (isReady(known)) return { kind: 'ready' };
  if (known?.failure && (known.toldSeconds ?? 0) < refusedSeconds) {
    return { kind: 'refused', passing: false, failure: known.failure };
  }
  const held = await holdLineAsset(database, place, sha256, holdSeconds);
  if (!held) return waiting(soonSeconds);
  try {
    // Somebody else was at it between our two looks.
    if (isReady(held)) return await letGo(parts, sha256, { kind: 'ready' });
    if (!(await parts.mayCall())) return await letGo(parts, sha256, waiting(soonSeconds));
    return held.upstreamId === null || held.state === 'refused'
      ? await give(parts, medium)
      : await look(parts, held, held.upstreamId);
  } catch (error) {
    await releaseLineAsset(database, place, sha256);
    throw error;
  }
}

/** To give it twice, where an answer was lost, leaves an asset there that nobody names. */
async function give(parts: LineAssetParts, medium: Medium): Promise<Prepared> {
  const { sha256, kind } = medium;
  const outcome = await create(parts, {
    name: parts.calls?.named === false ? '' : sha256.slice(0, 32),
    kind,
    shelf: 'media',
    url: parts.mediaUrl(medium),
    field: medium.field,
  });
  if (outcome.kind === 'answered') return told(parts, sha256, outcome.report, 0);
  return notGiven(parts, sha256, kind, outcome);
}

async function notGiven(
  parts: LineAssetParts,
  sha256: string,
  kind: MediaKind,
  outcome: Exclude<CallOutcome<'assetCreate'>, { kind: 'answered' }>,
): Promise<Prepared> {
  switch (outcome.kind) {
    case 'unsayable':
      await forgetLineAsset(parts.database, parts.place, sha256);
      return passing(`The line takes no ${kind} as an asset: ${outcome.reason}`);
    case 'unsent':
    case 'lost':
      return letGo(parts, sha256, passing(outcome.reason));
    case 'refused':
      if (outcome.refusal.kind !== 'definite') {
        return letGo(parts, sha256, passing(outcome.refusal.failure.message));
      }
      return refused(parts, sha256, outcome.refusal.failure);
  }
}

async function look(
  parts: LineAssetParts,
  { sha256, ageSeconds }: LineAsset,
  upstreamId: string,
): Promise<Prepared> {
  const outcome = await get(parts, upstreamId);
  if (outcome.kind === 'answered') return told(parts, sha256, outcome.report, ageSeconds);
  if (outcome.kind === 'refused' && outcome.refusal.kind === 'definite') {
    await forgetLineAsset(parts.database, parts.place, sha256);
    return waiting(0);
  }
  const reason = outcome.kind === 'refused' ? outcome.refusal.failure.message : outcome.reason;
  return letGo(parts, sha256, passing(reason));
}

async function create(
  { client, calls }: LineAssetParts,
  order: AssetOrder,
): Promise<CallOutcome<'assetCreate'>> {
  if (calls === null) return noSuchCall;
  if (calls.gives === 'assetCreate') return client.call('assetCreate', order);
  const outcome = await client.call('assetCreateMany', { orders: [order] });
  if (outcome.kind !== 'answered') return outcome;
  const [report] = outcome.report;
  return report
    ? { kind: 'answered', report }
    : { kind: 'lost', reason: 'The line names no asset for a medium that it was given.' };
}

async function get(
  { client, calls }: LineAssetParts,
  id: string,
): Promise<CallOutcome<'assetGet'>> {
  if (calls === null) return noSuchCall;
  if (calls.looks === 'assetGet') return client.call('assetGet', { id });
  const outcome = await client.call('assetGetMany', { ids: [id] });
  if (outcome.kind !== 'answered') return outcome;
  const report = outcome.report.find((one) => one.id === id);
  return report ? { kind: 'answered', report } : missing;
}

const noSuchCall = {
  kind: 'unsayable',
  reason: 'its platform documents no call for that',
} as const;

/** As a platform says of one asset. */
const missing: CallOutcome<'assetGet'> = {
  kind: 'refused',
  status: 404,
  refusal: {
    kind: 'definite',
    isOwn: true,
    failure: { code: 'provider_error', message: 'The line does not have the asset.' },
  },
  retryAfterSeconds: null,
};

async function told(
  parts: LineAssetParts,
  sha256: string,
  { id, state, failure }: AssetReport,
  ageSeconds: number,
): Promise<Prepared> {
  const { database, place } = parts;
  if (state === 'failed') return refused(parts, sha256, failure ?? noReason);
  if (state !== 'active' && ageSeconds > processingMaxSeconds) {
    await forgetLineAsset(database, place, sha256);
    return passing('The line has been processing a medium for minutes.');
  }
  const now = state === 'active' ? 'active' : 'processing';
  await noteLineAsset(database, place, sha256, { state: now, upstreamId: id, failure: null });
  return now === 'active'
    ? { kind: 'ready' }
    : waiting(Math.min(15, Math.max(soonSeconds, ageSeconds / 2)));
}

const noReason: Failure = {
  code: 'media_fetch_failed',
  message: 'The provider could not use a medium.',
};

/** By what the line says of the medium itself: another line is not asked, as with a task that is refused. */
async function refused(
  parts: LineAssetParts,
  sha256: string,
  { code, message }: Failure,
): Promise<Prepared> {
  const failure: Failure = {
    code: code === 'content_policy' ? code : 'media_fetch_failed',
    message,
  };
  const asset = { state: 'refused', upstreamId: null, failure } as const;
  await noteLineAsset(parts.database, parts.place, sha256, asset);
  return { kind: 'refused', passing: false, failure };
}

async function letGo(
  { database, place }: LineAssetParts,
  sha256: string,
  prepared: Prepared,
): Promise<Prepared> {
  await releaseLineAsset(database, place, sha256);
  return prepared;
}

const unkeepable = 'What the line tells of a medium cannot be kept.';

function passing(message: string): Prepared {
  return { kind: 'refused', passing: true, failure: { code: 'provider_error', message } };
}

function waiting(seconds: number): Prepared {
  return { kind: 'waiting', seconds };
}
