/** What native-parts.ts and its child say to each other. */

/** In the order in which the child tries them. */
export const nativeParts = ['canvas', 'sharp', 'webcodecs', 'mediabunny'] as const;
export type NativePart = (typeof nativeParts)[number];

/** What the child tells of each part as it goes. */
export interface ToldOfPart {
  part: NativePart;
  trouble: string | null;
}
