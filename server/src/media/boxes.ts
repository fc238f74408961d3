import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** The boxes of ISO base media files: MP4, MOV and HEIF (ISO/IEC 14496-12, 4.2). */
interface Box {
  type: string;
  /** Of what is in the box, behind its header. */
  start: number;
  end: number;
}

/**
 * Whether the outermost boxes fill the file exactly: one that was cut off, or has something else
 * behind it, does not.
 */
export async function boxesFit(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let end = 0;
    for await (const box of boxesIn(file, 0, size)) end = box.end;
    return end === size;
  } finally {
    await file.close();
  }
}

/** How many tracks an MP4 or MOV announces; stops counting above `most`. */
export async function countTracks(path: string, most: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let tracks = 0;
    for await (const outer of boxesIn(file, 0, size)) {
      if (outer.type !== 'moov') continue;
      for await (const inner of boxesIn(file, outer.start, outer.end)) {
        if (inner.type === 'trak') tracks += 1;
        if (tracks > most) return tracks;
      }
    }
    return tracks;
  } finally {
    await file.close();
  }
}

/** Far more than an honest file has. */
const boxesMax = 10_000;

/** Ends at the first box that does not fit. */
async function* boxesIn(file: FileHandle, start: number, end: number): AsyncGenerator<Box> {
  const header = Buffer.alloc(16);
  let at = start;
  for (let boxes = 0; at < end && boxes < boxesMax; boxes += 1) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    if (bytesRead < 8) return;
    const short = header.readUInt32BE(0);
    // 1 announces a 64-bit length, 0 means "to the end of the file".
    const long = short === 1;
    const length = long ? Number(header.readBigUInt64BE(8)) : short === 0 ? end - at : short;
    const headerBytes = long ? 16 : 8;
    if (length < headerBytes || at + length > end) return;
    const type = header.toString('latin1', 4, 8);
    yield { type, start: at + headerBytes, end: at + length };
    at += length;
  }
}
