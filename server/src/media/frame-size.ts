/**
 * The size of frames as the stream itself states it, which a container's header can contradict.
 * Reads the first sequence parameter set of an `avcC` record (ISO/IEC 14496-15 5.3.3; ITU-T H.264
 * 7.3.2.1.1) or `hvcC` record (14496-15 8.3.3; H.265 7.3.2.2), up to the size and no further. Pure.
 */
export interface FrameSize {
  width: number;
  height: number;
}

/** Null where the record holds no parameter set. Throws RangeError where one is cut off. */
export function avcFrameSize(record: Uint8Array): FrameSize | null {
  const view = viewOf(record);
  if ((view.getUint8(5) & 31) === 0) return null;
  return avcSize(bitsOf(record.subarray(8, 8 + view.getUint16(6))));
}

/** Null where the record holds no parameter set. Throws RangeError where one is cut off. */
export function hevcFrameSize(record: Uint8Array): FrameSize | null {
  const view = viewOf(record);
  let at = 23;
  for (let array = view.getUint8(22); array > 0; array -= 1) {
    const isParameterSet = (view.getUint8(at) & 63) === 33;
    const units = view.getUint16(at + 1);
    at += 3;
    for (let unit = 0; unit < units; unit += 1) {
      const bytes = view.getUint16(at);
      if (isParameterSet) return hevcSize(bitsOf(record.subarray(at + 2, at + 2 + bytes)));
      at += 2 + bytes;
    }
  }
  return null;
}

/** Profiles that state their chroma format (H.264 7.3.2.1.1). */
const chromaProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function avcSize(bits: Bits): FrameSize {
  bits.skip(8);
  const profile = bits.read(8);
  bits.skip(16);
  bits.golomb();
  let chroma = 1;
  let separatePlanes = false;
  if (chromaProfiles.has(profile)) {
    chroma = bits.golomb();
    if (chroma === 3) separatePlanes = bits.flag();
    bits.golomb();
    bits.golomb();
    bits.skip(1);
    if (bits.flag()) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  bits.golomb();
  skipPictureOrder(bits);
  bits.golomb();
  bits.skip(1);
  const macroblocksWide = bits.golomb() + 1;
  const unitsHigh = bits.golomb() + 1;
  const frameOnly = bits.flag();
  if (!frameOnly) bits.skip(1);
  bits.skip(1);
  // Interlaced streams count in pairs of rows.
  const rows = frameOnly ? 1 : 2;
  const full = { width: macroblocksWide * 16, height: unitsHigh * 16 * rows };
  if (!bits.flag()) return full;
  const unit = chromaUnit(separatePlanes ? 0 : chroma);
  return cropped(bits, full, { width: unit.width, height: unit.height * rows });
}

function hevcSize(bits: Bits): FrameSize {
  bits.skip(16 + 4);
  const subLayers = bits.read(3);
  bits.skip(1);
  skipProfileTierLevel(bits, subLayers);
  bits.golomb();
  const chroma = bits.golomb();
  const separatePlanes = chroma === 3 && bits.flag();
  const full = { width: bits.golomb(), height: bits.golomb() };
  return bits.flag() ? cropped(bits, full, chromaUnit(separatePlanes ? 0 : chroma)) : full;
}

/** Left, right, top, bottom, in units of the chroma grid. */
function cropped(bits: Bits, full: FrameSize, unit: FrameSize): FrameSize {
  const across = bits.golomb() + bits.golomb();
  const down = bits.golomb() + bits.golomb();
  return { width: full.width - across * unit.width, height: full.height - down * unit.height };
}

/** Pixels that share a chroma sample: 4:2:0, 4:2:2, and one for all others. */
function chromaUnit(chroma: number): FrameSize {
  return { width: chroma === 1 || chroma === 2 ? 2 : 1, height: chroma === 1 ? 2 : 1 };
}

function skipScalingLists(bits: Bits, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (!bits.flag()) continue;
    let last = 8;
    let next = 8;
    for (let at = list < 6 ? 16 : 64; at > 0 && next !== 0; at -= 1) {
      next = (last + bits.signedGolomb() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

function skipPictureOrder(bits: Bits): void {
  const type = bits.golomb();
  if (type === 0) bits.golomb();
  if (type !== 1) return;
  bits.skip(1);
  bits.golomb();
  bits.golomb();
  for (let frames = bits.golomb(); frames > 0; frames -= 1) bits.golomb();
}

function skipProfileTierLevel(bits: Bits, subLayers: number): void {
  bits.skip(96);
  const present = Array.from({ length: subLayers }, () => ({
    profile: bits.flag(),
    level: bits.flag(),
  }));
  if (subLayers > 0) bits.skip((8 - subLayers) * 2);
  for (const layer of present) bits.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0));
}

interface Bits {
  read(count: number): number;
  flag(): boolean;
  skip(count: number): void;
  golomb(): number;
  signedGolomb(): number;
}

/** Without the bytes 3 that keep the stream from imitating a start code. */
function bitsOf(unit: Uint8Array): Bits {
  const bytes = unit.filter(
    (byte, at) => !(byte === 3 && unit[at - 1] === 0 && unit[at - 2] === 0),
  );
  let at = 0;
  const read = (count: number): number => {
    let value = 0;
    for (let left = count; left > 0; left -= 1, at += 1) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw new RangeError('the parameter set is cut off');
      value = value * 2 + ((byte >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  const golomb = (): number => {
    let zeros = 0;
    while (read(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + read(zeros);
  };
  return {
    read,
    flag: () => read(1) === 1,
    skip(count) {
      at += count;
    },
    golomb,
    signedGolomb() {
      const code = golomb();
      return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
