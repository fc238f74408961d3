import type { InputMode } from '../generation/request.ts';
import { homeOf } from './subjects/home.ts';
import { subjectsIn } from './subjects/subjects.ts';
import type { Subject } from './subjects/subjects.ts';
import { choosePalette } from './palettes.ts';
import type { Palette } from './palettes.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import {
  cameraWords,
  paceWords,
  sceneWords,
  seasonWords,
  styleWords,
  timeWords,
  tintWords,
  weatherWords,
  woodsWords,
} from './vocabulary.ts';
import type {
  CameraMove,
  SceneName,
  Season,
  Style,
  TimeOfDay,
  Tint,
  Weather,
  Woods,
} from './vocabulary.ts';
import { namesIn } from './words.ts';

/** What will be shown: all that a prompt and a seed decide, before anything is drawn. */
export interface Storyboard {
  /** What the picture is built as. */
  scene: SceneName;
  /** All places that the prompt names: behind a lake stand mountains, or a city, or woods. */
  places: readonly SceneName[];
  season: Season;
  /** Roofs and lamps as in China and Japan. */
  eastern: boolean;
  /** Which trees grow here. */
  woods: Woods;
  time: TimeOfDay;
  weather: Weather;
  /** The prompt named the weather, so it belongs over given pictures too. */
  weatherNamed: boolean;
  camera: CameraMove;
  /** Seconds of the scene in a second of film: below 1 for slow motion, above for timelapse. */
  pace: number;
  style: Style | null;
  /** Northern lights in the sky. */
  aurora: boolean;
  /** The colour that the prompt names. */
  tint: Tint | null;
  /** Who or what appears, none when the prompt names none. */
  subjects: readonly Subject[];
  palette: Palette;
  /** Where the sun or moon stands: -1 left edge … 1 right edge. */
  lightX: number;
  /** A generator for one part of the picture, unrelated to those of other parts. */
  random: (part: string) => Random;
}

/** Of several places the first in this list is built, the others lie before or behind it. */
const dominance: readonly SceneName[] = [
  'underwater',
  'space',
  'room',
  'stage',
  'waterfall',
  'street',
  'river',
  'lake',
  'city',
  'beach',
  'sea',
  'village',
  'forest',
  'meadow',
  'desert',
  'snowfield',
  'mountains',
  'sky',
];
const anyScene = ['mountains', 'beach', 'lake', 'river', 'forest', 'meadow', 'sky'] as const;
const anyTime = ['golden', 'day', 'golden', 'dawn', 'dusk'] as const;
const anyCamera = ['push_in', 'pan_right', 'pan_left', 'pull_out', 'tracking'] as const;
/** Over given pictures a calm move is the better guess. */
const anyPictureCamera = ['push_in', 'push_in', 'pan_right', 'pan_left'] as const;
/** A prompt in Chinese most likely means a place in China. */
const easternWords =
  /\p{Script=Han}|chin(?:a|ese)|japan|kyoto|tokyo|shanghai|hong kong|korea|taiwan|pagoda|temple/iu;
const paces = { slow: 0.4, fast: 5 } as const;

/** Reads English and Chinese; what the prompt leaves open the seed decides. */
export function storyboardOf(prompt: string, seed: number, mode: InputMode): Storyboard {
  const random = (part: string): Random => randomFrom(prompt, seed, part);
  const choice = random('choice');
  // Drawn in this order whether used or not, so that one word changes one thing.
  const guessed = {
    scene: choice.pick(anyScene),
    time: choice.pick(anyTime),
    weather: choice.pick(['clear', 'cloudy'] as const),
    camera: choice.pick(mode === 'text' ? anyCamera : anyPictureCamera),
    woods: choice.pick(['pine', 'broadleaf', 'birch'] as const),
    season: choice.pick(['summer', 'spring', 'summer'] as const),
    warmTime: choice.pick(['golden', 'day'] as const),
  };
  const subjects = subjectsIn(prompt);
  const named = namesIn(prompt, sceneWords);
  const season = namesIn(prompt, seasonWords)[0];
  const scene = builtOf(named) ?? homeOf(subjects) ?? sceneIn(season) ?? guessed.scene;
  const time =
    namesIn(prompt, timeWords)[0] ??
    timeOf(scene) ??
    (season === 'autumn' ? guessed.warmTime : guessed.time);
  const weather = namesIn(prompt, weatherWords)[0];
  const style = namesIn(prompt, styleWords)[0] ?? null;
  const tint = namesIn(prompt, tintWords)[0] ?? null;
  const pace = namesIn(prompt, paceWords)[0];
  return {
    scene,
    places: named.includes(scene) ? named : [scene, ...named],
    season: season ?? (weather === 'snow' || scene === 'snowfield' ? 'winter' : guessed.season),
    eastern: easternWords.test(prompt),
    woods: namesIn(prompt, woodsWords)[0] ?? woodsOf(named, scene, season) ?? guessed.woods,
    time,
    weather: weather ?? guessed.weather,
    weatherNamed: weather !== undefined,
    camera: namesIn(prompt, cameraWords)[0] ?? guessed.camera,
    pace: pace === undefined ? 1 : paces[pace],
    style,
    aurora: /aurora|northern lights|极光/iu.test(prompt),
    tint,
    subjects,
    palette: choosePalette(
      { time, weather: weather ?? guessed.weather, style, tint },
      random('palette'),
    ),
    lightX: random('light').between(0.16, 0.6) * (random('side').next() < 0.5 ? -1 : 1),
    random,
  };
}

function builtOf(named: readonly SceneName[]): SceneName | undefined {
  return dominance.find((scene) => named.includes(scene));
}

/** A season alone is best seen on trees, or on snow. */
function sceneIn(season: Season | undefined): SceneName | undefined {
  if (season === undefined) return undefined;
  return season === 'winter' ? 'snowfield' : season === 'summer' ? 'meadow' : 'forest';
}

function timeOf(scene: SceneName): TimeOfDay | undefined {
  if (scene === 'space') return 'night';
  if (scene === 'underwater') return 'day';
  return undefined;
}

function woodsOf(
  named: readonly SceneName[],
  scene: SceneName,
  season: Season | undefined,
): Woods | undefined {
  if (season === 'autumn') return 'broadleaf';
  if (scene === 'beach') return 'palm';
  if (named.includes('village') && season !== 'winter') return 'broadleaf';
  if (season === 'winter' || scene === 'mountains' || scene === 'snowfield') return 'pine';
  return undefined;
}
