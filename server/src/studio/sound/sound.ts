import { videoToChange } from '../../generation/modes.ts';
import type { StudioJob } from '../job.ts';
import { reading } from '../media-error.ts';
import { storyboardOf } from '../storyboard.ts';
import { recordingOf } from './recording.ts';
import { scoreOf } from './score.ts';
import { addTrack, master, silence } from './track.ts';
import type { Track } from './track.ts';

const fadeSeconds = 0.25;
/** Under given sound the score steps back. */
const scoreGain = { alone: 1, under: 0.4 } as const;
const givenGain = 0.8;

/** The sound of a film, exactly as long as it: given sound in front, a generated score behind. */
export async function soundOf(job: StudioJob): Promise<Track> {
  const seconds = job.frames / job.framesPerSecond;
  const given: Track[] = [];
  // Its sound has been heard where the film begins.
  const extended = job.referenceTask === 'extend' ? videoToChange(job.media) : undefined;
  for (const medium of job.media) {
    if (medium.kind === 'image' || medium === extended) continue;
    const recording = await reading(job.media, medium, () => recordingOf(medium.path, seconds));
    if (recording !== null) given.push(recording);
    else if (medium.kind === 'audio') {
      await reading(job.media, medium, () => Promise.reject(new Error('it holds no sound')));
    }
  }
  const sound = silence(seconds);
  const score = scoreOf(storyboardOf(job.prompt, job.seed, job.mode), seconds);
  addTrack(sound, score, given.length === 0 ? scoreGain.alone : scoreGain.under);
  for (const recording of given) addTrack(sound, recording, givenGain / Math.sqrt(given.length));
  master(sound, fadeSeconds);
  return sound;
}
