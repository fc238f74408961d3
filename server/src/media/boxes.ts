import { open } from 'node:fs/promises';

/**
 * Whether the outermost boxes of an ISO base media file fill it exactly (ISO/IEC 14496-12, 4.2): a
 * file that was cut off, or has something else behind it, does not.
 */
export async function boxesFit(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(16);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(header, 0, 16, at);
      if (bytesRead < 8) return false;
      const bytes = boxBytes(header, size - at);
      if (bytes < 8) return false;
      at += bytes;
    }
    return at === size;
  } finally {
    await file.close();
  }
}

/** 1 announces a 64-bit length, 0 means "to the end of the file". */
function boxBytes(header: Buffer, rest: number): number {
  const short = header.readUInt32BE(0);
  if (short === 1) return Number(header.readBigUInt64BE(8));
  return short === 0 ? rest : short;
}
