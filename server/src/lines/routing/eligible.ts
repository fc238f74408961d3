import { canBeSilent, type Limits } from '../../generation/abilities.ts';
import { catalogueOf } from '../../dialects/catalogues.ts';
import { findModel } from '../../generation/catalogue.ts';
import type { CompleteAsk } from '../../generation/complete.ts';
import { families, wholeSeconds } from '../../generation/families.ts';
import { checkAsk, checkRequest } from '../../generation/limits.ts';
import type { Bounded } from '../../generation/models.ts';
import { ProblemError } from '../../generation/problems.ts';
import { framesOf, framesPerSecond } from '../../generation/tokens.ts';
import { checkMedium } from '../../media/limits.ts';
import { mediaLimitsOf } from '../../tasks/plan.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { Line, LineModel } from '../book/line.ts';

type Server = Pick<Line, 'name' | 'dialect' | 'models'>;

/** What a line makes of a request, or why it does not take it, in a sentence for operators. */
export function modelFor(line: Server, request: PlannedRequest): LineModel | { reason: string } {
  const models = line.models.filter(({ family }) => family === request.family);
  if (models.length === 0) return { reason: `${line.name} does not serve ${request.family}.` };
  let reason = '';
  for (const model of models) {
    const why = whyNot(model, line.dialect, request);
    if (why === null) return model;
    reason = `${line.name}: ${why}`;
  }
  return { reason };
}

/** Every line is given our own copies of the media: at our addresses, or as assets that are made of them. */
const ownCopies = { url: 'https:', asset: 'asset:', audit: 'asset:' };

/**
 * By the checks that the request has passed at the door for the model that it was sold as: that one may
 * take more than this one, or less. Null: it is taken.
 */
function whyNot(model: LineModel, dialect: string, request: PlannedRequest): string | null {
  const limits = limitsOf(model, dialect);
  const bounded = { name: model.upstreamName, limits };
  // At the door a platform’s own silence is no question: the client of one that has no field for it never asks.
  if (!request.generateAudio && !canBeSilent(limits)) {
    return `generateAudio is false, but ${model.upstreamName} cannot be silent.`;
  }
  const ask: CompleteAsk = {
    ...request,
    media: request.media.map(({ kind, role, field }) => ({
      url: ownCopies[model.media ?? 'url'],
      kind,
      role,
      field,
    })),
  };
  try {
    checkAsk(ask, bounded, {});
    checkRequest(request, bounded, {});
    return whyNotMedia(bounded, request);
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
}

function whyNotMedia(bounded: Bounded, { media }: PlannedRequest): string | null {
  if (media.length === 0) return null;
  const limits = mediaLimitsOf(bounded);
  for (const medium of media) {
    // How many frames a second it has was checked at the door: no model has limits of its own for that.
    const why = checkMedium({ ...medium, framesPerSecond }, limits[medium.kind]);
    if (why !== null) return `${medium.field} ${why}, for ${bounded.name}.`;
  }
  return null;
}

/** The same lengths, counted in frames. */
function framesWithin(
  made: NonNullable<Limits['frames']>,
  seconds: NonNullable<LineModel['seconds']>,
): Limits['frames'] {
  return {
    least: Math.max(made.least, framesOf(seconds.least)),
    most: Math.min(made.most, framesOf(seconds.most)),
  };
}

/** What a create says of sound there; undefined: nothing. */
export function soundSaid(
  { dialect }: Pick<Line, 'dialect'>,
  model: LineModel,
  generateAudio: boolean,
): boolean | undefined {
  return limitsOf(model, dialect).audioChoice ? generateAudio : undefined;
}

/** What a line says of a model goes before what is known of it. */
function limitsOf(model: LineModel, dialect: string): Limits {
  const catalogue = catalogueOf(dialect);
  const sold = findModel(model.upstreamName, catalogue);
  const known = sold?.family === model.family ? sold.limits : families[model.family].limits;
  const { resolutions, ratios, modes, seconds, audioOut, audioChoice, flex, references } = model;
  // Of a name that nobody knows it is taken that it reads what all others of the platform read.
  const usualChoice = catalogue.models
    .filter(({ family }) => family === model.family)
    .every(({ limits }) => limits.audioChoice);
  const lengths = seconds && wholeSeconds(seconds.least, seconds.most);
  return {
    ...known,
    resolutions: resolutions ?? known.resolutions,
    ratios: ratios ?? known.ratios,
    modes: modes ?? known.modes,
    seconds: lengths ?? known.seconds,
    frames: known.frames && seconds ? framesWithin(known.frames, seconds) : known.frames,
    // A length of the upstream's choice may be any that it makes.
    automaticSeconds:
      known.automaticSeconds && known.seconds.every((one) => lengths?.includes(one) ?? true),
    audioOut: audioOut ?? known.audioOut,
    flex: flex ?? known.flex,
    audioChoice: audioChoice ?? (known.audioChoice && (known === sold?.limits || usualChoice)),
    references: { ...known.references, ...references },
  };
}
