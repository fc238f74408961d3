import sharp from 'sharp';
import { box, clipFile, mp3File, pictureFile, pictureFormats, u32, wavFile } from './files.ts';

/** Files that must not be taken for a medium, each with a name for those who read a failed test. */
export interface NamedFile {
  name: string;
  bytes: Buffer;
}

function text(content: string): Buffer {
  return Buffer.from(content, 'latin1');
}

/** What is no medium at all, or one in a format that no upstream documents. */
export async function otherFormats(): Promise<NamedFile[]> {
  const plain = sharp(await pictureFile('png'));
  const avif = await plain.clone().avif({ effort: 0 }).toBuffer();
  const files: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    'one byte': Buffer.from([0xff]),
    zeros: Buffer.alloc(5000),
    'ascending bytes': Buffer.from(Array.from({ length: 5000 }, (_, at) => at & 255)),
    'plain text': text('hello\n'.repeat(100)),
    HTML: text('<!doctype html><html><body><script>alert(1)</script></body></html>'),
    'HTML with a mark': text('\u00ef\u00bb\u00bf<html><body>hello</body></html>'),
    'error page': text('<html><head><title>404 Not Found</title></head></html>'),
    SVG: text('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"></svg>'),
    'SVG with a declaration': text(
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    ),
    'compressed SVG': Buffer.from('1f8b0800000000000003b32aae4b07000000ffff', 'hex'),
    XML: text('<?xml version="1.0"?><a/>'),
    JSON: text('{"error":"no such file"}'),
    script: text('#!/bin/sh\nrm -rf /\n'),
    JavaScript: text('alert(1)//'.repeat(50)),
    PHP: text('<?php system($_GET["c"]); ?>'),
    PDF: text('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF'),
    PostScript: text('%!PS-Adobe-3.0 EPSF-3.0\n'),
    ZIP: zip(),
    gzip: Buffer.from('1f8b080000000000000303000000000000000000', 'hex'),
    bzip2: text('BZh91AY&SY'),
    xz: Buffer.from('fd377a585a000004e6d6b446', 'hex'),
    '7z': Buffer.from('377abcaf271c000400000000', 'hex'),
    RAR: text('Rar!\u001a\u0007\u0000'),
    tar: Buffer.concat([Buffer.alloc(257), text('ustar\u000000'), Buffer.alloc(248)]),
    'Windows program': Buffer.concat([text('MZ'), Buffer.alloc(500)]),
    'Linux program': Buffer.concat([text('\u007fELF\u0002\u0001\u0001'), Buffer.alloc(500)]),
    WebAssembly: Buffer.from('0061736d01000000', 'hex'),
    'Java class': Buffer.from('cafebabe00000034', 'hex'),
    database: text('SQLite format 3\u0000'),
    font: Buffer.concat([text('wOFF'), Buffer.alloc(100)]),
    icon: Buffer.concat([Buffer.from('00000100010010100000010018006803000016000000', 'hex')]),
    Photoshop: Buffer.concat([text('8BPS\u0000\u0001'), Buffer.alloc(100)]),
    AVIF: avif,
    'AVIF that calls itself HEIC': relabelled(avif, 'avif', 'heic'),
    'JPEG XL': Buffer.from('ff0a000000000000', 'hex'),
    'JPEG 2000': Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220', 'hex'),
    'animated PNG': await animatedPng(),
    WebM: Buffer.concat([
      Buffer.from('1a45dfa3934282', 'hex'),
      text('\u0084webm'),
      Buffer.alloc(100),
    ]),
    AVI: Buffer.concat([text('RIFF'), u32(0x64000000), text('AVI LIST'), Buffer.alloc(100)]),
    Ogg: Buffer.concat([text('OggS'), Buffer.alloc(24), text('\u0001vorbis'), Buffer.alloc(100)]),
    FLAC: Buffer.concat([text('fLaC'), Buffer.alloc(100)]),
    'MPEG layer 2': mpegLayer2(),
    AAC: Buffer.concat(Array.from({ length: 20 }, () => Buffer.from('fff150800bfffc', 'hex'))),
    M4A: Buffer.concat([box('ftyp', text('M4A \0\0\0\0M4A mp42')), Buffer.alloc(100)]),
    '3GP': Buffer.concat([box('ftyp', text('3gp4\0\0\0\0isom3gp4')), Buffer.alloc(100)]),
    'MP4 without contents': box('ftyp', text('isom\0\0\0\0isomavc1')),
    'MP4 that is a picture': relabelled(await pictureFile('heic'), 'heic', 'isom'),
    'picture that is an MP4': relabelled(await clipFile(), 'isom', 'heic'),
    'WAV without sound': wavFile(0).subarray(0, 36),
    'MP3 tag alone': Buffer.concat([text('ID3\u0004\0\0\0\0\u0001\0'), Buffer.alloc(128)]),
  };
  for (const format of pictureFormats) {
    const picture = await pictureFile(format);
    files[`the first bytes of ${format}`] = picture.subarray(0, 16);
    files[`${format} with another's bytes behind its magic`] = Buffer.concat([
      picture.subarray(0, 12),
      Buffer.alloc(5000, 'a'),
    ]);
  }
  return Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
}

/** Good media that are a page, a script, a document or an archive as well. */
export async function disguises(): Promise<NamedFile[]> {
  const media: Record<string, Buffer> = {
    mp4: await clipFile(),
    mov: await clipFile({ container: 'mov' }),
    wav: wavFile(3),
    mp3: mp3File(3),
  };
  for (const format of pictureFormats) media[format] = await pictureFile(format);
  const passengers: Record<string, Buffer> = {
    page: text('<!DOCTYPE html><body>hello</body>'),
    'page in capitals': text('\n<HTML lang="en"><BODY>'),
    script: text('<script>alert(document.cookie)</script>'),
    'broken-up script': text('--><ScRiPt src=//evil.example></sCrIpT>'),
    frame: text('<iframe src="https://evil.example">'),
    drawing: text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'),
    'short drawing': text('<svg/onload=alert(1)>'),
    PHP: text('<?php system($_GET["c"]); ?>'),
    'PHP archive': text('<?PHP\n__HALT_COMPILER(); ?>'),
    PDF: text('%PDF-1.4\n1 0 obj'),
    ZIP: zip(),
    'ZIP with a comment': zip('a comment that hides the end'),
    '7z': Buffer.from('377abcaf271c0004', 'hex'),
    RAR: text('Rar!\u001a\u0007\u0001\u0000'),
  };
  const behind = Object.entries(media).flatMap(([format, medium]) =>
    Object.entries(passengers).map(([name, passenger]) => ({
      name: `${format} with a ${name} behind it`,
      bytes: Buffer.concat([medium, passenger]),
    })),
  );
  const jpeg = media['jpeg'] ?? Buffer.alloc(0);
  const script = Buffer.concat([text('*/=1;alert(1)/*'), Buffer.alloc(0x2f2a - 17)]);
  return [
    ...behind,
    {
      name: 'JPEG with a page in a comment',
      bytes: Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.from('fffe0020', 'hex'),
        text('<html ><script>alert(1)</script>').subarray(0, 30),
        jpeg.subarray(2),
      ]),
    },
    {
      name: 'JPEG that is a script',
      bytes: Buffer.concat([Buffer.from('ffd8ffe02f2a', 'hex'), script, jpeg.subarray(2)]),
    },
    {
      name: 'WAV that is a script',
      bytes: Buffer.concat([text('RIFF/*'), wavFile(3).subarray(6)]),
    },
    {
      name: 'GIF that is a script',
      bytes: Buffer.concat([text('GIF89a/*'), (media['gif'] ?? jpeg).subarray(8)]),
    },
    {
      name: 'MP3 that is mostly something else',
      bytes: Buffer.concat([mp3File(2), Buffer.alloc(100_000, 'a'), mp3File(1)]),
    },
  ];
}

/** One stored file named `a`. */
function zip(comment = ''): Buffer {
  const local = Buffer.from(
    '504b03040a0000000000000000000000000000000000000000000100000061',
    'hex',
  );
  const central = Buffer.from(
    '504b01021e030a000000000000000000000000000000000000000000010000000000000000000000a4810000000061',
    'hex',
  );
  const end = Buffer.from('504b05060000000001000100', 'hex');
  const lengths = Buffer.alloc(10);
  lengths.writeUInt32LE(central.length, 0);
  lengths.writeUInt32LE(local.length, 4);
  lengths.writeUInt16LE(comment.length, 8);
  return Buffer.concat([local, central, end, lengths, text(comment)]);
}

function relabelled(file: Buffer, from: string, to: string): Buffer {
  return text(file.toString('latin1').replaceAll(from, to));
}

/** A PNG with the chunk that announces an animation right after its header. */
async function animatedPng(): Promise<Buffer> {
  const png = await pictureFile('png');
  const control = Buffer.concat([u32(8), text('acTL'), u32(2), u32(0), u32(0)]);
  return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
}

/** MPEG 1 layer 2, 128 kbit/s, 44.1 kHz. */
function mpegLayer2(): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffd8000);
  return Buffer.concat(Array.from({ length: 20 }, () => frame));
}
