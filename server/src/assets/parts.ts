import type { IntakeDeps } from '../media/intake.ts';
import { mediaLimits, type KindLimits } from '../media/limits.ts';
import type { MediaKind } from '../generation/request.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';

/** What assets are made with. */
export interface AssetParts {
  database: Database;
  wake: Wake;
  intake: IntakeDeps;
  /** Refuses a URL by its looks, before anything is written: a sentence, or null. */
  checkUrl(url: string): string | null;
  /** `roomLimits` unless told. */
  limits?: RoomLimits;
}

/** What one account may keep. */
export interface RoomLimits {
  assetsMax: number;
  bytesMax: number;
}

const gibibyte = 1_073_741_824;

export const roomLimits: RoomLimits = { assetsMax: 1_000, bytesMax: 20 * gibibyte };

/**
 * What an asset may be, whatever model will take it: clips up to the 30 s of Seedance 2.5 (30.2 is what
 * Ark was seen to take). The limits of the model come with the request that names it.
 */
export const assetLimits: Readonly<Record<MediaKind, KindLimits>> = {
  ...mediaLimits,
  video: { ...mediaLimits.video, seconds: { least: 2, most: 30.2 } },
  audio: { ...mediaLimits.audio, seconds: { least: 2, most: 30.2 } },
};
