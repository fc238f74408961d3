/**
 * Size of a Windows bitmap from its first 54 bytes; a sentence without subject for one that cannot
 * be read. Uncompressed pixels must all be there: a decoder would leave out in silence what is not. Pure.
 * Layout: BITMAPFILEHEADER, then BITMAPCOREHEADER (12 bytes) or BITMAPINFOHEADER and longer.
 */
export function bitmapSize(
  header: Buffer,
  fileBytes: number,
): { width: number; height: number } | string {
  if (header.length < 54 || header.toString('latin1', 0, 2) !== 'BM') return damaged;
  const core = header.readUInt32LE(14) === 12;
  const width = core ? header.readUInt16LE(18) : header.readInt32LE(18);
  // Negative where the rows run from the top.
  const height = Math.abs(core ? header.readUInt16LE(20) : header.readInt32LE(22));
  const bitsPerPixel = header.readUInt16LE(core ? 24 : 28);
  const compression = core ? 0 : header.readUInt32LE(30);
  if (![0, 3].includes(compression))
    return 'is a compressed bitmap; save it uncompressed or as PNG';
  if (![1, 4, 8, 16, 24, 32].includes(bitsPerPixel) || width <= 0 || height <= 0) return damaged;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const pixelsAt = header.readUInt32LE(10);
  if (pixelsAt < 26 || pixelsAt + rowBytes * height > fileBytes) return damaged;
  return { width, height };
}

const damaged = 'is damaged or cut off: it cannot be decoded';
