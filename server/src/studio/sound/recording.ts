import { AudioSampleSink } from 'mediabunny';
import type { AudioSample } from 'mediabunny';
import { openMedia } from '../../media/samples.ts';
import { silence, soundRate } from './track.ts';
import type { Track } from './track.ts';

/**
 * The sound of a file from its start, at `soundRate`, at most `seconds` long and padded with silence.
 * Null when the file has no sound; throws when it cannot be decoded.
 */
export async function recordingOf(path: string, seconds: number): Promise<Track | null> {
  using input = openMedia(path);
  const source = await input.getPrimaryAudioTrack();
  if (source === null) return null;
  const codec = (await source.getCodec()) ?? 'unknown';
  if (!(await source.canDecode())) throw new Error(`its codec (${codec}) cannot be decoded here`);
  const track = silence(seconds);
  // What lies before zero is an encoder's run-up, not to be heard; some files start at a later clock.
  const firstSeconds = Math.max(0, await input.getFirstTimestamp());
  const sink = new AudioSampleSink(source);
  for await (const sample of sink.samples(firstSeconds, firstSeconds + seconds)) {
    using part = sample;
    const start = Math.round((part.timestamp - firstSeconds) * soundRate);
    place(track.left, start, part, 0);
    place(track.right, start, part, Math.min(1, part.numberOfChannels - 1));
  }
  return track;
}

/** Puts one channel of a decoded part into place, at our rate (straight lines between samples). */
function place(target: Float32Array, start: number, part: AudioSample, channel: number): void {
  const source = new Float32Array(part.numberOfFrames);
  part.copyTo(source, { planeIndex: channel, format: 'f32-planar' });
  const pace = part.sampleRate / soundRate;
  const length = Math.round(source.length / pace);
  for (let at = Math.max(0, -start); at < length; at += 1) {
    if (start + at >= target.length) return;
    const place = at * pace;
    const before = Math.floor(place);
    const here = source[before] ?? 0;
    const after = source[before + 1] ?? here;
    target[start + at] = here + (after - here) * (place - before);
  }
}
