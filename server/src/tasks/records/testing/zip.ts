import { inflateRawSync } from 'node:zlib';

/** The parts of a zip archive, by its own list of them. */
export function partsOf(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const parts = new Map<string, string>();
  let place = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const nameBytes = zip.readUInt16LE(place + 28);
    const otherBytes = zip.readUInt16LE(place + 30) + zip.readUInt16LE(place + 32);
    const name = zip.toString('utf8', place + 46, place + 46 + nameBytes);
    const header = zip.readUInt32LE(place + 42);
    const begin = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const data = zip.subarray(begin, begin + zip.readUInt32LE(place + 20));
    const isStored = zip.readUInt16LE(place + 10) === 0;
    parts.set(name, (isStored ? data : inflateRawSync(data)).toString('utf8'));
    place += 46 + nameBytes + otherBytes;
  }
  return parts;
}
