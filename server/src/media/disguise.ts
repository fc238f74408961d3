import { open } from 'node:fs/promises';
import { Unfit } from './unfit.ts';

/**
 * Files that are a good picture, clip or sound and at the same time something that runs or unpacks:
 * a page, a script, a document, an archive. Photos with harmless data behind them, as phones write
 * them, pass. Each pattern is long enough not to occur by chance in compressed data.
 */
const smuggled =
  // eslint-disable-next-line no-control-regex -- signatures of archives hold them
  /<(?:script|!doctype|html[\s>]|iframe|\?php\s|svg[\s/]+[a-z:]{1,20}\s*=)|%pdf-[12]\.|__halt_compiler|7z\xbc\xaf'\x1c|rar!\x1a\x07/iu;

/** A length field read as the start of a comment: the rest of the file is then a script. */
const commentOpener = /^(?:\xff\xd8\xff\xe0|RIFF|BM|GIF8[79]a)\/\*/u;

const windowBytes = 1_048_576;
/** Longer than any match. */
const overlapBytes = 64;

/** Throws Unfit. Reads the whole file once, in pieces. */
export async function checkDisguise(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(windowBytes + overlapBytes);
    const { size } = await file.stat();
    for (let at = 0; at < size; at += windowBytes) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      const text = buffer.toString('latin1', 0, bytesRead);
      if (smuggled.test(text) || (at === 0 && commentOpener.test(text))) throw disguised();
    }
    const tail = Buffer.alloc(Math.min(size, zipTailBytes));
    await file.read(tail, 0, tail.length, size - tail.length);
    if (endsAsZip(tail)) throw disguised();
  } finally {
    await file.close();
  }
}

/** The end record of a ZIP archive with the longest comment (APPNOTE 4.3.16). */
const zipTailBytes = 22 + 65_535;

/** Unpackers look for the record from the end; its comment must reach to the end of the file. */
function endsAsZip(tail: Buffer): boolean {
  for (
    let at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf('PK\u0005\u0006', at - 1, 'latin1')
  ) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) <= tail.length) return true;
  }
  return false;
}

function disguised(): Unfit {
  return new Unfit('also holds a page, script, document or archive; save it anew as a plain file');
}
