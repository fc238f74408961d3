/** A submit in our words and in seedance2.ink's, where the place and type of a URL are its role. */
import { rolesByPosition } from '../../generation/assign-roles.ts';
import type { MediaAsk, MediaKind } from '../../generation/request.ts';
import { mediaKinds } from '../../generation/request.ts';
import { keptOfBody } from '../bounds.ts';
import { unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped } from '../dropped.ts';
import type { Reader } from '../dropped.ts';
import { lackOf, particulars } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { seedance2inkCatalogue } from '../models/seedance2ink.ts';
import { submission } from './wire.ts';
import type { Submission } from './wire.ts';

/** Documented, without a dot. */
const extensions: Readonly<Record<MediaKind, readonly string[]>> = {
  image: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'],
  video: ['mp4', 'mov', 'm4v'],
  audio: ['mp3', 'wav'],
};

/** By the extension of the path, whatever the query; null for an unknown one. */
function kindOfUrl(url: string): MediaKind | null {
  const path = URL.parse(url)?.pathname ?? '';
  const extension = /\.([a-z0-9]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? '';
  return mediaKinds.find((kind) => extensions[kind].includes(extension)) ?? null;
}

/** A seed chooses among equal films, at the same price. */
const reader: Reader = { catalogue: seedance2inkCatalogue, schema: submission, passes: ['seed'] };

/** Throws ProblemError naming what is not offered. */
export function decodeSubmission(body: Submission, metadataText?: string): CreateCommand {
  const media = (body.mediaUrls ?? []).map((url, index) => ({
    url,
    kind: kindOfUrl(url),
    role: null,
    field: `mediaUrls[${String(index)}]`,
  }));
  const command: CreateCommand = {
    ask: {
      model: body.model,
      prompt: body.prompt,
      media,
      seconds: body.duration,
      resolution: body.resolution,
      ratio: body.aspectRatio,
    },
    callbackUrl: body.webhookUrl,
    ...keptOfBody(body.metadata, metadataText),
  };
  refuseDropped(body, command, reader);
  return command;
}

export function encodeSubmission(command: CreateCommand): { body: Keys<Submission> } | Unsayable {
  const lack = lackOf(command, 'seedance2.ink', [
    ...particulars,
    'expiresSeconds',
    'seed',
    'silence',
    'watermark',
    'lastFrame',
  ]);
  if (lack) return lack;
  const { ask, callbackUrl, metadata } = command;
  const media = inPosition(ask.media);
  const trouble = positionTrouble(media);
  if (trouble !== null) return unsayable(trouble);
  return {
    body: {
      model: ask.model,
      prompt: ask.prompt,
      mediaUrls: media.length === 0 ? undefined : media.map(({ url }) => url),
      aspectRatio: ask.ratio,
      duration: ask.seconds,
      resolution: ask.resolution,
      webhookUrl: callbackUrl,
      metadata,
    },
  };
}

/** The first frame stands before the last one, whatever order they were named in. */
function inPosition(media: readonly MediaAsk[]): readonly MediaAsk[] {
  const [one, two] = media;
  return one?.role === 'last_frame' && two && media.length === 2 ? [two, one] : media;
}

/** Why the list would not be taken there, or not say what the media are; null where it does. */
function positionTrouble(media: readonly MediaAsk[]): string | null {
  const open = media.find(({ url }) => !url.startsWith('https:'));
  if (open) return `${open.field} is no https URL`;
  const misread = media.find(({ url, kind }) => kind !== null && kindOfUrl(url) !== kind);
  if (misread) return `${misread.field} has no extension of type ${String(misread.kind)}`;
  const kinds = media.flatMap(({ kind }) => kind ?? []);
  const byPosition = kinds.length === media.length ? rolesByPosition(kinds) : [];
  const other = media.find(({ role }, index) => role !== null && role !== byPosition[index]);
  return other ? `${other.field} cannot be a ${String(other.role)} by its place` : null;
}
