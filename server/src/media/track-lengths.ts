import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { boxesIn, outerBoxes, outerBoxesMax } from './boxes.ts';
import type { Box, FileBox } from './boxes.ts';
import { Unfit } from './unfit.ts';

/**
 * How long the tracks of an MP4 or MOV are, by their own tables (ISO/IEC 14496-12): every sample of the
 * index and of all fragments, and all that the edit list shows. Lengths that headers and indexes of
 * fragments sum up are not read at all. Throws Unfit.
 */
export interface TrackLength {
  id: number;
  kind: 'video' | 'audio';
  samples: number;
  /** Of all samples together, as a decoder gets them. */
  sampleSeconds: number;
  /** Of what a player shows, where an edit list says so; else that of the samples. */
  shownSeconds: number;
  /** The first and the last moment of the samples in fragments; null where there are none. */
  fragments: { startSeconds: number; endSeconds: number } | null;
}

export async function readTrackLengths(path: string): Promise<TrackLength[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let movie: Movie | null = null;
    let boxes = 0;
    for await (const box of outerBoxes(file, size)) {
      boxes += 1;
      if (box.type === 'moov') movie ??= readMovie(await bodyOf(file, box));
      if (box.type === 'moof' && movie) addFragment(movie, await bodyOf(file, box));
    }
    if (boxes >= outerBoxesMax) throw new Unfit('is in far too many pieces');
    return movie ? movie.tracks.flatMap((track) => lengthOf(track, movie.ticksPerSecond)) : [];
  } finally {
    await file.close();
  }
}

/** Longer indexes are of no clip that is taken. */
const indexBytesMax = 67_108_864;
const tracksMax = 32;

async function bodyOf(file: FileHandle, { start, end }: FileBox): Promise<Buffer> {
  if (end - start > indexBytesMax) throw new Unfit('is much too long');
  const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer;
}

interface Movie {
  ticksPerSecond: number;
  tracks: Track[];
}

interface Track {
  id: number;
  /** Undefined for what is neither seen nor heard, such as time codes. */
  kind: TrackLength['kind'] | undefined;
  ticksPerSecond: number;
  /** How many samples last how long, in ticks. */
  runs: { count: number; ticks: number }[];
  samples: number;
  edits: Edit[];
  /** Of a sample in fragments that do not say it themselves. */
  usualTicks: number;
  fragments: { startTicks: number; endTicks: number; ticks: number; samples: number } | null;
}

/** A span of the movie: of the track's media from `mediaTicks` on, or of nothing where that is -1. */
interface Edit {
  /** Of the movie; 0 in fragmented files: to the end. */
  movieTicks: number;
  mediaTicks: number;
  /** Whether the media run; else one picture is held. */
  isRunning: boolean;
}

function readMovie(body: Buffer): Movie {
  const movie: Movie = { ticksPerSecond: 0, tracks: [] };
  const usual = new Map<number, number>();
  for (const box of boxesIn(body)) {
    if (box.type === 'mvhd') movie.ticksPerSecond = ticksPerSecondOf(box.body);
    if (box.type === 'trak') movie.tracks.push(readTrack(box.body));
    if (movie.tracks.length > tracksMax) throw new Unfit('has too many tracks');
    if (box.type !== 'mvex') continue;
    for (const { body: trex } of boxesNamed(box.body, 'trex')) {
      usual.set(trex.readUInt32BE(4), trex.readUInt32BE(12));
    }
  }
  for (const track of movie.tracks) track.usualTicks = usual.get(track.id) ?? 0;
  return movie;
}

/** The same place in `mvhd` and `mdhd`: behind two times, which are longer in version 1. */
function ticksPerSecondOf(header: Buffer): number {
  return header.readUInt32BE(header.readUInt8(0) === 1 ? 20 : 12);
}

function readTrack(body: Buffer): Track {
  const track: Track = {
    id: 0,
    kind: undefined,
    ticksPerSecond: 0,
    runs: [],
    samples: 0,
    edits: [],
    usualTicks: 0,
    fragments: null,
  };
  readInto(track, body);
  return track;
}

const kinds: Readonly<Record<string, TrackLength['kind']>> = { vide: 'video', soun: 'audio' };

const containers: ReadonlySet<string> = new Set(['edts', 'mdia', 'minf', 'stbl']);

function readInto(track: Track, outer: Buffer): void {
  for (const { type, body } of boxesIn(outer)) {
    if (containers.has(type)) readInto(track, body);
    if (type === 'tkhd') track.id = body.readUInt32BE(body.readUInt8(0) === 1 ? 20 : 12);
    if (type === 'mdhd') track.ticksPerSecond = ticksPerSecondOf(body);
    // MOV has one more in `minf`, of where the bytes are.
    if (type === 'hdlr') track.kind ??= kinds[body.toString('latin1', 8, 12)];
    if (type === 'elst') track.edits = track.edits.concat(readEdits(body));
    if (type === 'stts') track.runs = track.runs.concat(readRuns(body));
    if (type === 'stsz' || type === 'stz2') track.samples = body.readUInt32BE(8);
  }
}

function readRuns(body: Buffer): Track['runs'] {
  return Array.from({ length: entriesOf(body, 8) }, (_, index) => ({
    count: body.readUInt32BE(8 + index * 8),
    ticks: body.readUInt32BE(12 + index * 8),
  }));
}

function readEdits(body: Buffer): Edit[] {
  const isLong = body.readUInt8(0) === 1;
  const entryBytes = isLong ? 20 : 12;
  return Array.from({ length: entriesOf(body, entryBytes) }, (_, index) => {
    const at = 8 + index * entryBytes;
    const [movieTicks, mediaTicks] = isLong
      ? [Number(body.readBigUInt64BE(at)), Number(body.readBigInt64BE(at + 8))]
      : [body.readUInt32BE(at), body.readInt32BE(at + 4)];
    return { movieTicks, mediaTicks, isRunning: body.readInt32BE(at + entryBytes - 4) !== 0 };
  });
}

const entriesMax = 1_000_000;

/** As many as it states; it is damaged where it holds fewer. */
function entriesOf(body: Buffer, entryBytes: number): number {
  const count = body.readUInt32BE(4);
  if (count > entriesMax) throw new Unfit('is much too long');
  if (count * entryBytes > body.length - 8) throw new Unfit('has a header that makes no sense');
  return count;
}

function addFragment(movie: Movie, body: Buffer): void {
  for (const { body: traf } of boxesNamed(body, 'traf')) {
    const parts = [...boxesIn(traf)];
    const head = parts.find(({ type }) => type === 'tfhd')?.body;
    const track = movie.tracks.find(({ id }) => id === head?.readUInt32BE(4));
    if (head === undefined || track === undefined) continue;
    const usualTicks = statedUsualTicks(head) ?? track.usualTicks;
    const startTicks = startOf(parts) ?? track.fragments?.endTicks ?? 0;
    let ticks = 0;
    let samples = 0;
    for (const { type, body: run } of parts) {
      if (type !== 'trun') continue;
      ticks += runTicks(run, usualTicks);
      samples += run.readUInt32BE(4);
    }
    const endTicks = startTicks + ticks;
    const before = track.fragments;
    track.fragments = {
      startTicks: Math.min(startTicks, before?.startTicks ?? startTicks),
      endTicks: Math.max(endTicks, before?.endTicks ?? endTicks),
      ticks: ticks + (before?.ticks ?? 0),
      samples: samples + (before?.samples ?? 0),
    };
  }
}

/** Optional fields of `tfhd` stand in this order, each where its flag is set. */
function statedUsualTicks(head: Buffer): number | null {
  const flags = head.readUInt32BE(0);
  if ((flags & 0x8) === 0) return null;
  return head.readUInt32BE(8 + ((flags & 0x1) === 0 ? 0 : 8) + ((flags & 0x2) === 0 ? 0 : 4));
}

function startOf(parts: readonly Box[]): number | null {
  const body = parts.find(({ type }) => type === 'tfdt')?.body;
  if (body === undefined) return null;
  return body.readUInt8(0) === 1 ? Number(body.readBigUInt64BE(4)) : body.readUInt32BE(4);
}

function runTicks(run: Buffer, usualTicks: number): number {
  const flags = run.readUInt32BE(0);
  const count = run.readUInt32BE(4);
  if ((flags & 0x100) === 0) return count * usualTicks;
  const start = 8 + ((flags & 0x1) === 0 ? 0 : 4) + ((flags & 0x4) === 0 ? 0 : 4);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  let ticks = 0;
  for (let index = 0; index < count; index += 1) {
    ticks += run.readUInt32BE(start + index * fields * 4);
  }
  return ticks;
}

function* boxesNamed(body: Buffer, name: string): Generator<Box> {
  for (const box of boxesIn(body)) if (box.type === name) yield box;
}

function lengthOf(track: Track, movieTicksPerSecond: number): TrackLength[] {
  const { id, kind, ticksPerSecond, fragments } = track;
  if (kind === undefined) return [];
  const ticks = tableTicks(track) + (fragments?.ticks ?? 0);
  const sampleSeconds = ticks / ticksPerSecond;
  return [
    {
      id,
      kind,
      samples: track.samples + (fragments?.samples ?? 0),
      sampleSeconds,
      shownSeconds: shownOf(track, sampleSeconds, movieTicksPerSecond),
      fragments: fragments && {
        startSeconds: fragments.startTicks / ticksPerSecond,
        endSeconds: fragments.endTicks / ticksPerSecond,
      },
    },
  ];
}

/** Decoders go on with the last length where the table has no more of them, and take no sample that is not there. */
function tableTicks({ runs, samples }: Track): number {
  let left = samples;
  let sum = 0;
  for (const { count, ticks } of runs) {
    const taken = Math.min(count, left);
    sum += taken * ticks;
    left -= taken;
  }
  return sum + left * (runs.at(-1)?.ticks ?? 0);
}

/** Media that run end where the samples do, whatever the edit says. */
function shownOf(
  { edits, ticksPerSecond }: Track,
  sampleSeconds: number,
  movieTicks: number,
): number {
  if (edits.length === 0) return sampleSeconds;
  return edits.reduce((sum, edit) => {
    const seconds = edit.movieTicks / movieTicks;
    if (edit.mediaTicks === -1 || !edit.isRunning) return sum + seconds;
    const left = Math.max(0, sampleSeconds - edit.mediaTicks / ticksPerSecond);
    return sum + Math.min(left, edit.movieTicks === 0 ? left : seconds);
  }, 0);
}
