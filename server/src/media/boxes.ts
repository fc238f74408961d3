import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** The boxes of ISO base media files: MP4, MOV and HEIF (ISO/IEC 14496-12, 4.2). */
export interface FileBox {
  type: string;
  /** Of what is in the box, behind its header. */
  start: number;
  end: number;
}

/**
 * The outermost boxes of a file by their types, in order. Null: they do not fill it exactly, as where it was cut
 * off, or has something else behind them.
 */
export async function outermostBoxes(path: string): Promise<string[] | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const types: string[] = [];
    let end = 0;
    for await (const box of outerBoxes(file, size)) {
      types.push(box.type);
      end = box.end;
    }
    return end === size ? types : null;
  } finally {
    await file.close();
  }
}

/** Far more than an honest file has. */
export const outerBoxesMax = 10_000;

/** Ends at the first box that does not fit, and when there are too many. */
export async function* outerBoxes(file: FileHandle, size: number): AsyncGenerator<FileBox> {
  const header = Buffer.alloc(16);
  let at = 0;
  for (let boxes = 0; at < size && boxes < outerBoxesMax; boxes += 1) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    const found = headerOf(header.subarray(0, bytesRead), size - at);
    if (found === null) return;
    yield { type: found.type, start: at + found.headerBytes, end: at + found.length };
    at += found.length;
  }
}

export interface Box {
  type: string;
  body: Buffer;
}

/** The boxes inside another one. Ends at the first that does not fit. */
export function* boxesIn(body: Buffer): Generator<Box> {
  let at = 0;
  while (at < body.length) {
    const found = headerOf(body.subarray(at, at + 16), body.length - at);
    if (found === null) return;
    yield {
      type: found.type,
      body: body.subarray(at + found.headerBytes, at + found.length),
    };
    at += found.length;
  }
}

/** Null where there is no box that ends within `left` bytes. */
function headerOf(header: Buffer, left: number) {
  if (header.length < 8) return null;
  const short = header.readUInt32BE(0);
  // 1 announces a 64-bit length, 0 means "to the end of what is around it".
  const isLong = short === 1;
  const headerBytes = isLong ? 16 : 8;
  if (header.length < headerBytes) return null;
  const length = isLong ? Number(header.readBigUInt64BE(8)) : short === 0 ? left : short;
  if (length < headerBytes || length > left) return null;
  return { type: header.toString('latin1', 4, 8), headerBytes, length };
}
