/** What a platform has no field for, and so cannot be asked for when it is an upstream. */
import { unsayable } from './codec.ts';
import type { CreateCommand, Unsayable } from './mechanism.ts';

/** Each is whether the command asks for it, and why it cannot be said, after the platform's name. */
const extras = {
  callbackUrl: [({ callbackUrl }) => callbackUrl !== undefined, 'takes no callback URL'],
  metadata: [({ metadata }) => metadata !== undefined, 'takes no metadata'],
  expiresSeconds: [({ expiresSeconds }) => expiresSeconds !== undefined, 'takes no deadline'],
  seed: [({ ask }) => ask.seed !== undefined, 'takes no seed'],
  silence: [({ ask }) => ask.generateAudio === false, 'cannot be asked for silence'],
  watermark: [({ ask }) => ask.watermark === true, 'cannot be asked for a watermark'],
  lastFrame: [({ ask }) => ask.returnLastFrame === true, 'hands out no last frame'],
  flex: [({ ask }) => ask.flex === true, 'has no flex tier'],
  cameraFixed: [({ ask }) => ask.cameraFixed === true, 'cannot be asked for a fixed camera'],
  frames: [({ ask }) => ask.frames !== undefined, 'takes no length in frames'],
  referenceTask: [
    ({ ask }) => ask.referenceTask !== undefined,
    'has no word for what is made of a video',
  ],
} as const satisfies Record<string, readonly [(command: CreateCommand) => boolean, string]>;

/** What only native bodies have words for. */
export const particulars = ['flex', 'cameraFixed', 'frames', 'referenceTask'] as const;

/** The first of the lacking things that the command asks for; null where it asks for none of them. */
export function lackOf(
  command: CreateCommand,
  platform: string,
  lacking: readonly (keyof typeof extras)[],
): Unsayable | null {
  for (const extra of lacking) {
    const [isAsked, why] = extras[extra];
    if (isAsked(command)) return unsayable(`${platform} ${why}`);
  }
  return null;
}
