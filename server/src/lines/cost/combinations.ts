import type { MediaForm } from '../../generation/abilities.ts';
import type { ProbedFile } from '../../generation/complete.ts';
import type { Model } from '../../generation/models.ts';
import { greatest, least } from '../../generation/extremes.ts';
import { ProblemError } from '../../generation/problems.ts';
import type { MediaAsk, MediaRole, Ratio, Resolution } from '../../generation/request.ts';
import { framesOf, framesPerSecond } from '../../generation/tokens.ts';
import { platformOrigin } from '../../tasks/origin.ts';
import { draft, plan } from '../../tasks/plan.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';

/** What of a request decides its price and its cost, beside the model and the resolution. */
export const combinationKinds = ['text', 'image', 'input video'] as const;
export type CombinationKind = (typeof combinationKinds)[number];

/**
 * The extreme requests of a combination: the shortest and the longest output, and with input video the least and the
 * most of it. Prices and costs grow evenly with both, so whatever is sold below its cost is so in one of
 * these. Empty: the model takes no such request.
 */
export function extremesOf(
  model: Model,
  resolution: Resolution,
  kind: CombinationKind,
): PlannedRequest[] {
  const { seconds } = model.limits;
  return [...new Set([least(seconds), greatest(seconds)])].flatMap((length) =>
    mediaOf(model, kind).flatMap((ways) => firstPlanned(model, resolution, length, ways) ?? []),
  );
}

/** A medium as it would be sent, and what it would be found to be. */
interface Sent {
  role: MediaRole;
  file: ProbedFile;
}

/** Of each extreme, the ways in which media may be sent: models differ in what they take. */
function mediaOf(model: Model, kind: CombinationKind): (readonly Sent[])[][] {
  switch (kind) {
    case 'text':
      return [[[]]];
    case 'image':
      return [
        [
          [picture('reference_image')],
          [picture('first_frame')],
          [picture('first_frame'), picture('last_frame')],
        ],
      ];
    case 'input video':
      return inputLengths(model).map((lengths) => [lengths.map(clip)]);
  }
}

/** Whole seconds of each clip: the shortest one that is taken, and as many films as may be. */
function inputLengths({ limits }: Model): number[][] {
  const { videos, clipSeconds, clipSecondsTotal } = limits.references;
  if (videos === 0) return [];
  const least = Math.max(1, clipSeconds.least);
  const count = Math.min(videos, Math.floor(clipSecondsTotal / least));
  const each = Math.min(Math.floor(clipSecondsTotal / count), clipSeconds.most);
  const over = each === clipSeconds.most ? 0 : clipSecondsTotal - each * count;
  return [[least], Array.from({ length: count }, (_, index) => each + (index < over ? 1 : 0))];
}

function picture(role: MediaRole): Sent {
  return { role, file: fileOf('image', 'image/png', 0) };
}

/** A film as such models make it, with the frames at both ends. */
function clip(seconds: number): Sent {
  const file = fileOf('video', 'video/mp4', framesOf(seconds) / framesPerSecond);
  return { role: 'reference_video', file };
}

function fileOf(kind: ProbedFile['kind'], contentType: string, seconds: number): ProbedFile {
  return { kind, sha256: '', contentType, bytes: 1, width: 1280, height: 720, seconds };
}

/** The checks of the door say what the model takes. */
function firstPlanned(
  model: Model,
  resolution: Resolution,
  seconds: number,
  ways: readonly (readonly Sent[])[],
): PlannedRequest | null {
  const origin = { ...platformOrigin, catalogue: { models: [model] } };
  const ratios: readonly Ratio[] = ['16:9', 'adaptive'];
  for (const ratio of ratios) {
    for (const media of ways) {
      const asked = media.map((sent, index) => askOf(sent, index, model));
      const ask = { model: model.name, prompt: 'a film', media: asked, seconds, resolution, ratio };
      try {
        return plan(
          draft(origin, ask, 0),
          media.map(({ file }) => file),
        );
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }
  }
  return null;
}

const urls: Readonly<Record<MediaForm, string>> = {
  url: 'https://media.example/a',
  data: 'data:,',
  asset: 'asset://a',
};

function askOf({ role, file }: Sent, index: number, { limits }: Model): MediaAsk {
  const [form = 'url'] = limits.mediaForms;
  return { url: urls[form], kind: file.kind, role, field: `media[${String(index)}]` };
}
