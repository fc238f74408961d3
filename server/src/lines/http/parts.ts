import type { Logger } from 'pino';
import type { AssetWay, Dialect } from '../../dialects/mechanism.ts';
import type { Medium } from '../../generation/request.ts';
import type { Troubles } from '../../making/troubles.ts';
import type { GuardedFetch } from '../../media/fetch.ts';
import type { CallKind, Line } from '../book/line.ts';
import type { LineAssets } from './line-assets.ts';
import type { TakenCalls } from './rates.ts';
import type { Witness } from './witnesses.ts';

/** What an upstream is spoken to with. */
export interface HttpLineParts {
  line: Line;
  dialect: Dialect;
  secret: string | null;
  fetch: Pick<GuardedFetch, 'call'>;
  /**
   * Takes a call from the line's rate; false where it has to wait longer than a moment. Not asked for
   * creates: whoever sends has asked before the intent was written.
   */
  mayCall(kind: Exclude<CallKind, 'create'>): Promise<boolean>;
  /** Takes up to `wanted` calls that may be made at once. */
  takeNow(kind: 'get' | 'list', wanted: number): Promise<TakenCalls>;
  /** Whether an attempt of ours on this line has this upstream id. */
  isTaken(upstreamId: string): Promise<boolean>;
  /** For each of these times, a few tasks of a tier that this line had accepted before, the newest first. */
  acceptedBefore(
    atMs: readonly number[],
    isFlex: boolean,
  ): Promise<readonly (readonly Witness[])[]>;
  /** Signed address of our stored copy of a medium, as the upstream can fetch it. */
  mediaUrl(medium: Medium): string;
  /** For models whose tasks name media as assets of the line. */
  assetsOf?(way: AssetWay): Pick<LineAssets, 'urls' | 'doubt'>;
  /** Where the upstream tells of an attempt; null where it is not asked to. */
  callbackUrl(attemptId: string): string | null;
  trouble: Troubles['note'];
  log: Logger;
}
