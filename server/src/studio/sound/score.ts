import type { Random } from '../random.ts';
import type { Storyboard } from '../storyboard.ts';
import type { SceneName, TimeOfDay } from '../vocabulary.ts';
import { silence, soundRate } from './track.ts';
import type { Track } from './track.ts';

/** Root as a MIDI note, scale in semitones, and chords as steps of the scale. */
interface Mood {
  root: number;
  scale: readonly number[];
  chords: readonly (readonly number[])[];
}

const major = [0, 2, 4, 7, 9];
const minor = [0, 3, 5, 7, 10];
const moods: Record<TimeOfDay, Mood> = {
  dawn: {
    root: 50,
    scale: major,
    chords: [
      [0, 7, 16],
      [-3, 4, 12],
      [5, 9, 16],
      [7, 11, 14],
    ],
  },
  day: {
    root: 53,
    scale: major,
    chords: [
      [0, 7, 16],
      [5, 9, 12],
      [-3, 4, 12],
      [7, 11, 14],
    ],
  },
  golden: {
    root: 50,
    scale: major,
    chords: [
      [0, 7, 12],
      [-3, 4, 9],
      [5, 9, 16],
      [2, 9, 14],
    ],
  },
  dusk: {
    root: 48,
    scale: minor,
    chords: [
      [0, 7, 15],
      [-4, 3, 12],
      [-2, 5, 14],
      [3, 7, 10],
    ],
  },
  night: {
    root: 45,
    scale: minor,
    chords: [
      [0, 7, 15],
      [-4, 8, 12],
      [3, 10, 15],
      [-2, 5, 14],
    ],
  },
};

const chordSeconds = 2.6;
const beatSeconds = chordSeconds / 8;

/** A gentle score for a scene: slow chords, a few plucked notes, and the air of the place. */
export function scoreOf(board: Storyboard, seconds: number): Track {
  const random = board.random('score');
  const track = silence(seconds);
  const mood = moods[board.time];
  const root = mood.root + Math.floor(random.between(-2, 3));
  for (let at = 0; at * chordSeconds < seconds; at += 1) {
    const chord = mood.chords[at % mood.chords.length] ?? [0];
    for (const step of chord) pad(track, random, root + step, at * chordSeconds);
  }
  for (let beat = 1; beat * beatSeconds < seconds; beat += 1) {
    if (random.next() > 0.42) continue;
    const step = mood.scale[Math.floor(random.next() * mood.scale.length)] ?? 0;
    const octave = random.next() < 0.35 ? 36 : 24;
    pluck(track, random, root + octave + step, beat * beatSeconds);
  }
  air(track, random, board);
  return track;
}

/** A held tone of three slightly detuned voices that swells and fades. */
function pad(track: Track, random: Random, note: number, startSeconds: number): void {
  const length = Math.round(chordSeconds * 1.5 * soundRate);
  const start = Math.round(startSeconds * soundRate);
  const end = Math.min(length, track.left.length - start);
  const voices = [0.9965, 1, 1.0037].map((detune, at) => ({
    step: (2 * Math.PI * frequency(note) * detune) / soundRate,
    phase: random.between(0, 7),
    right: at / 2,
  }));
  for (const { step, phase, right } of voices) {
    for (let at = 0; at < end; at += 1) {
      const swell = Math.sin((Math.PI * at) / length) ** 1.5 * 0.034;
      const wave = Math.sin(phase + at * step) + 0.22 * Math.sin(2 * (phase + at * step));
      add(track, start + at, wave * swell * (1.2 - right), wave * swell * (0.2 + right));
    }
  }
}

/** A soft bell that dies away, with one echo on the other side. */
function pluck(track: Track, random: Random, note: number, startSeconds: number): void {
  const step = (2 * Math.PI * frequency(note)) / soundRate;
  const right = random.between(0.2, 0.8);
  const loud = random.between(0.035, 0.075);
  const length = Math.round(1.5 * soundRate);
  for (const [delay, gain, pan] of [
    [0, 1, right],
    [beatSeconds * 1.5, 0.35, 1 - right],
  ] as const) {
    const start = Math.round((startSeconds + delay) * soundRate);
    const end = Math.min(length, track.left.length - start);
    for (let at = 0; at < end; at += 1) {
      const fade = Math.exp(-at / (0.34 * soundRate)) * Math.min(1, at / 160);
      const wave = Math.sin(at * step) + 0.3 * Math.sin(2.01 * at * step) * fade;
      add(
        track,
        start + at,
        wave * fade * loud * gain * (1 - pan),
        wave * fade * loud * gain * pan,
      );
    }
  }
}

/** Where water is heard. */
const waters: ReadonlySet<SceneName> = new Set(['sea', 'beach', 'lake', 'river', 'waterfall']);

/** Wind, waves or rain: noise through a filter that opens and closes slowly. */
function air(track: Track, random: Random, board: Storyboard): void {
  const rain = board.weather === 'rain' || board.weather === 'storm';
  const waves = waters.has(board.scene);
  const loud = rain ? 0.075 : waves ? 0.06 : board.scene === 'space' ? 0.012 : 0.026;
  const period = waves ? 4.2 : 6.5;
  const phase = random.between(0, 7);
  for (const side of [track.left, track.right]) {
    let low = 0;
    let lower = 0;
    for (let at = 0; at < side.length; at += 1) {
      const gust = 0.5 + 0.5 * Math.sin(phase + (2 * Math.PI * at) / (period * soundRate));
      const open = rain ? 0.32 : 0.012 + 0.075 * gust;
      low += (random.next() * 2 - 1 - low) * open;
      lower += (low - lower) * (rain ? 0.02 : 0.004);
      const swell = rain ? 0.85 : 0.35 + 0.65 * gust;
      side[at] = (side[at] ?? 0) + (low - lower) * swell * loud * (rain ? 1 : 2.6);
    }
  }
}

function add(track: Track, at: number, left: number, right: number): void {
  track.left[at] = (track.left[at] ?? 0) + left;
  track.right[at] = (track.right[at] ?? 0) + right;
}

/** Of a MIDI note: A4 is 69 and 440 Hz. */
function frequency(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}
