/** The files that tasks lead to: a small real film and its last frame, under URLs that end. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeClip } from '../../src/studio/testing/media.ts';
import type { SimulatorClock } from './clock.ts';
import type { Task } from './task.ts';

export interface Films {
  video: Buffer;
  lastFrame: Buffer;
}

const colors = ['#204060', '#c08040'] as const;
const frames = 25;

/** Made once; its size is not the one that tasks tell. */
export async function makeFilms(): Promise<Films> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-simulator-'));
  try {
    const path = join(folder, 'clip.mp4');
    const { width, height } = await writeClip(path, colors, frames);
    const create = { width, height, channels: 3, background: colors[1] } as const;
    const lastFrame = await sharp({ create }).jpeg().toBuffer();
    return { video: await readFile(path), lastFrame };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const fileNames = ['video.mp4', 'last-frame.jpg'] as const;
export type FileName = (typeof fileNames)[number];

interface ResultFile {
  bytes: Buffer;
  contentType: string;
  sha256: string;
}

export interface ResultFiles {
  url(task: Task, name: FileName): string;
  file(task: Task, name: FileName): ResultFile;
  /** The code and status of the bucket's refusal; null where the file is handed out. */
  refusal(task: Task, name: FileName, query: URLSearchParams): BucketRefusal | null;
}

interface BucketRefusal {
  status: 403 | 404;
  code: 'AccessDenied' | 'SignatureDoesNotMatch' | 'NoSuchKey';
}

/** Documented for the films of Seedance 2.5. */
const downloadsMax = 100;

export function createResultFiles(
  films: Films,
  clock: Pick<SimulatorClock, 'nowMs'>,
  bound: { baseUrl(): string; urlSeconds(): number },
): ResultFiles {
  const secret = randomBytes(16);
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const textOf = (task: Task, name: FileName, date: string, expires: string) =>
    `/files/${task.id}/${name}?X-Tos-Date=${date}&X-Tos-Expires=${expires}`;

  return {
    url(task, name) {
      const date = String(task.endedAtMs ?? clock.nowMs());
      const text = textOf(task, name, date, String(bound.urlSeconds()));
      return `${bound.baseUrl()}${text}&X-Tos-Signature=${sign(text)}`;
    },
    file(task, name) {
      const isVideo = name === 'video.mp4';
      const bytes = isVideo ? Buffer.concat([films.video, freeBox(task.id)]) : films.lastFrame;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { bytes, contentType: isVideo ? 'video/mp4' : 'image/jpeg', sha256 };
    },
    refusal(task, name, query) {
      const date = query.get('X-Tos-Date') ?? '';
      const expires = query.get('X-Tos-Expires') ?? '';
      if (query.get('X-Tos-Signature') !== sign(textOf(task, name, date, expires))) {
        return { status: 403, code: 'SignatureDoesNotMatch' };
      }
      // The URL of an early callback leads nowhere yet.
      if (task.state !== 'succeeded') return { status: 404, code: 'NoSuchKey' };
      const isUsedUp = task.order.family === 'seedance-2.5' && task.downloads >= downloadsMax;
      const isOver = clock.nowMs() > Number(date) + Number(expires) * 1_000;
      return isOver || isUsedUp ? { status: 403, code: 'AccessDenied' } : null;
    },
  };
}

/** A box that players skip (ISO/IEC 14496-12, 8.1.2): it makes each task's film a file of its own. */
function freeBox(text: string): Buffer {
  const content = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + content.length);
  head.write('free', 4, 'latin1');
  return Buffer.concat([head, content]);
}
