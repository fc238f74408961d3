import type { Mode } from '../generation/request.ts';
import { homeOf } from './subjects/home.ts';
import { subjectsIn } from './subjects/subjects.ts';
import type { Subject } from './subjects/subjects.ts';
import { choosePalette } from './palettes.ts';
import type { Palette } from './palettes.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import { cameraWords, sceneWords, timeWords, tintWords, weatherWords } from './vocabulary.ts';
import type { CameraMove, SceneName, TimeOfDay, Weather } from './vocabulary.ts';
import { namesIn } from './words.ts';

/** What will be shown: all that a prompt and a seed decide, before anything is drawn. */
export interface Storyboard {
  scene: SceneName;
  time: TimeOfDay;
  weather: Weather;
  /** The prompt named the weather, so it belongs over given pictures too. */
  weatherNamed: boolean;
  camera: CameraMove;
  /** Who or what appears, none when the prompt names none. */
  subjects: readonly Subject[];
  palette: Palette;
  /** Where the sun or moon stands: -1 left edge … 1 right edge. */
  lightX: number;
  /** A generator for one part of the picture, unrelated to those of other parts. */
  random: (part: string) => Random;
}

const anyScene = ['mountains', 'sea', 'lake', 'city', 'forest', 'desert', 'meadow'] as const;
const anyTime = ['dawn', 'day', 'dusk', 'dusk', 'night'] as const;
const anyCamera = ['push_in', 'pan_right', 'pan_left', 'pull_out', 'aerial'] as const;
/** Over given pictures a calm move is the better guess. */
const anyPictureCamera = ['push_in', 'push_in', 'pan_right', 'pan_left'] as const;

/** Reads English and Chinese; what the prompt leaves open the seed decides. */
export function storyboardOf(prompt: string, seed: number, mode: Mode): Storyboard {
  const random = (part: string): Random => randomFrom(prompt, seed, part);
  const choice = random('choice');
  // Drawn in this order whether used or not, so that one word changes one thing.
  const guessed = {
    scene: choice.pick(anyScene),
    time: choice.pick(anyTime),
    weather: choice.pick(['clear', 'cloudy'] as const),
    camera: choice.pick(mode === 'text' ? anyCamera : anyPictureCamera),
  };
  const subjects = subjectsIn(prompt);
  const scene = namesIn(prompt, sceneWords)[0] ?? homeOf(subjects) ?? guessed.scene;
  const time = namesIn(prompt, timeWords)[0] ?? (scene === 'space' ? 'night' : guessed.time);
  const named = namesIn(prompt, weatherWords)[0];
  const weather = named ?? guessed.weather;
  return {
    scene,
    time,
    weather,
    weatherNamed: named !== undefined,
    camera: namesIn(prompt, cameraWords)[0] ?? guessed.camera,
    subjects,
    palette: choosePalette(time, weather, namesIn(prompt, tintWords)[0] ?? null, random('palette')),
    lightX: random('light').between(-0.62, 0.62),
    random,
  };
}
