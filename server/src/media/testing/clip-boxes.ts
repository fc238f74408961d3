import { box, u32 } from './files.ts';

/** Takes clips apart and puts them together again otherwise than any tool would. */

interface Part {
  type: string;
  body: Buffer;
}

export function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at) || bytes.length - at;
    parts.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: bytes.subarray(at + 8, at + length),
    });
    at += length;
  }
  return parts;
}

export function joined(parts: readonly Part[]): Buffer {
  return Buffer.concat(parts.map(({ type, body }) => box(type, body)));
}

/** What is in the box at the end of the path, changed, and all lengths around it put right. */
export function changed(
  bytes: Buffer,
  [first, ...rest]: readonly string[],
  change: (body: Buffer) => Buffer,
): Buffer {
  const parts = partsOf(bytes);
  const found = parts.find(({ type }) => type === first);
  if (found === undefined) throw new Error(`there is no box ${String(first)}`);
  found.body = rest.length === 0 ? change(found.body) : changed(found.body, rest, change);
  return joined(parts);
}

export interface Edit {
  /** Of the movie's thousand ticks a second in clips of mediabunny. */
  seconds: number;
  /** Ticks of the track; -1 for a gap. */
  from: number;
  /** 0 holds one picture. */
  rate?: number;
}

const movieTicks = 57_600;

/** A clip whose index stands at its end, with an edit list in its track of this number. */
export function withEdits(clip: Buffer, edits: readonly Edit[], track = 0): Buffer {
  const entries = edits.flatMap(({ seconds, from, rate = 1 }) => [
    u32(Math.round(seconds * movieTicks)),
    u32(from >>> 0),
    u32(rate * 65_536),
  ]);
  const list = box('edts', box('elst', u32(0), u32(edits.length), ...entries));
  return changed(clip, ['moov'], (moov) => {
    const parts = partsOf(moov);
    const traks = parts.filter(({ type }) => type === 'trak');
    const trak = traks[track];
    if (trak === undefined) throw new Error('there is no such track');
    const others = partsOf(trak.body).filter(({ type }) => type !== 'edts');
    trak.body = Buffer.concat([joined(others), list]);
    return joined(parts);
  });
}
