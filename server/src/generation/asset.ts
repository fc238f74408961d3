import type { Failure } from './problems.ts';
import type { MediaKind } from './request.ts';

/** `processing`: being fetched and measured. Only an `active` asset may be named in a request. */
export const assetStates = ['processing', 'active', 'failed'] as const;
export type AssetState = (typeof assetStates)[number];

/**
 * Which shelf it stands on: media in general, or portraits of real people, which some platforms keep
 * apart. Every asset can be named in a request, whichever it is.
 */
export const assetShelves = ['media', 'portraits'] as const;
export type AssetShelf = (typeof assetShelves)[number];

/** A medium that a customer keeps here, as its account may see it. Named `asset://<id>` in requests. */
export interface AssetView {
  id: string;
  name: string;
  shelf: AssetShelf;
  kind: MediaKind;
  state: AssetState;
  /** Where it was fetched from; null for an upload. */
  sourceUrl: string | null;
  /** Absolute, signed; null until it is active. */
  url: string | null;
  /** Of the stored bytes, null until it is active. */
  contentType: string | null;
  bytes: number | null;
  failure: Failure | null;
  /** Milliseconds since 1970. */
  createdAtMs: number;
  updatedAtMs: number;
}
