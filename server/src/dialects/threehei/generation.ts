/** 3hei takes over the native create, and documents that of two pictures each has to say its role. */
import { refuse } from '../../generation/problems.ts';
import type { MediaAsk } from '../../generation/request.ts';
import { unsayable } from '../codec.ts';
import { threeheiCatalogue } from '../models/threehei.ts';
import { decodeNativeGeneration, encodeNativeGeneration } from '../native-generation.ts';
import type { NativeGeneration } from '../native-generation.ts';
import type { CreateCommand } from '../mechanism.ts';

/** Throws ProblemError as `decodeNativeGeneration` does, and for a picture beside another that says no role. */
export function decodeRoledGeneration(body: NativeGeneration): CreateCommand {
  const command = decodeNativeGeneration(body, threeheiCatalogue);
  const roleless = withoutRole(command.ask.media);
  if (!roleless) return command;
  const field = roleless.field.replace(/\.image_url\.url$/u, '.role');
  throw refuse(
    'missing_parameter',
    `${field} is missing: beside another picture each needs its role. Give first_frame to the one and last_frame to the other, or reference_image to each.`,
    { field },
  );
}

export function encodeRoledGeneration(command: CreateCommand) {
  const roleless = withoutRole(command.ask.media);
  return roleless
    ? unsayable(
        `${roleless.field} has no role, which 3hei needs to know of each of several pictures`,
      )
    : encodeNativeGeneration(command);
}

function withoutRole(media: readonly MediaAsk[]): MediaAsk | undefined {
  const pictures = media.filter(({ kind }) => kind === 'image');
  return pictures.length < 2 ? undefined : pictures.find(({ role }) => role === null);
}
