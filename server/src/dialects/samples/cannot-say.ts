/** What a client cannot ask for in a dialect: found out from its codecs. Pure. */
import type { GenerationAsk, MediaAsk, MediaKind, MediaRole } from '../../generation/request.ts';
import type { AnyOperation, CreateCommand, Dialect } from '../mechanism.ts';
import { plainAsk } from './samples.ts';

const extensions = { image: 'png', video: 'mp4', audio: 'mp3' } as const;

function medium(kind: MediaKind, role: MediaRole): MediaAsk {
  const url = `https://films.example.com/medium.${extensions[kind]}`;
  return { url, kind, role, field: 'media' };
}

const firstFrame = medium('image', 'first_frame');
const picture = medium('image', 'reference_image');
const clip = medium('video', 'reference_video');

type Wish = Omit<CreateCommand, 'ask'> & { ask?: Partial<GenerationAsk> };

/** Each goes beyond a plain create by one thing. */
const specs = {
  firstFrame: { ask: { media: [firstFrame] } },
  lastFrame: { ask: { media: [firstFrame, medium('image', 'last_frame')] } },
  // A lone one is a first frame on some platforms.
  referenceImage: { ask: { media: [picture, picture] } },
  referenceVideo: { ask: { media: [clip] } },
  referenceAudio: { ask: { media: [picture, medium('audio', 'reference_audio')] } },
  automaticSeconds: { ask: { seconds: 'auto' } },
  frames: { ask: { seconds: undefined, frames: 121 } },
  seed: { ask: { seed: 7 } },
  silence: { ask: { generateAudio: false } },
  watermark: { ask: { watermark: true } },
  returnLastFrame: { ask: { returnLastFrame: true } },
  cameraFixed: { ask: { cameraFixed: true } },
  flex: { ask: { flex: true } },
  referenceTask: { ask: { media: [clip], referenceTask: 'extend' } },
  callbackUrl: { callbackUrl: 'https://shop.example.com/hook' },
  metadata: { metadata: { order: 4711 } },
  expiresSeconds: { expiresSeconds: 7_200 },
} as const satisfies Record<string, Wish>;

export type Sayable = keyof typeof specs;

// The keys of the table are its words.
export const sayables = Object.keys(specs) as [Sayable, ...Sayable[]];

export function cannotSay(dialect: Pick<Dialect, 'name' | 'catalogue' | 'operations'>): Sayable[] {
  const plain = plainAsk(dialect);
  return sayables.filter((what) => {
    const spec: Wish = specs[what];
    const command: CreateCommand = { ...spec, ask: { ...plain, ...spec.ask } };
    return !dialect.operations.some((op) => isSaid(op, command));
  });
}

function isSaid(op: AnyOperation, command: CreateCommand): boolean {
  return op.does === 'create' && op.isRefused !== true && 'said' in op.asks.encode(command);
}
