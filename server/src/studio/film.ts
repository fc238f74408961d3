import type { SKRSContext2D } from '@napi-rs/canvas';

/** Pictures over time. Frames are asked for in order, each once. */
export interface Film {
  /** Draws one whole frame; nothing of the frame before needs to stand. */
  draw(context: SKRSContext2D, frame: number): void | Promise<void>;
  close(): void;
}
