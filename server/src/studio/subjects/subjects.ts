import { color } from '../color.ts';
import type { Color } from '../color.ts';
import { namesIn, placesIn } from '../words.ts';
import type { Found, Word } from '../words.ts';
import { actionWords } from './actions.ts';
import type { Action } from './actions.ts';
import type { Figure } from './figure.ts';
import type { SubjectName } from './figures.ts';
import { subjectWords } from './vocabulary.ts';

/** What a prompt puts before the camera. */
export interface Subject {
  /** A guest is none of our own: it brings its figure along. */
  name: SubjectName | 'guest';
  /** What it does; null leaves it to its nature. */
  action: Action | null;
  /** Its leading colour; null leaves it to its nature. */
  color: Color | null;
  /** Shown in place of our own drawing: a given picture that was cut out. */
  figure?: Figure;
}

const most = 2;
/** More of one kind than this are shown as this many. */
const mostAlike = 3;

const colorWords: readonly Word<`#${string}`>[] = [
  { name: '#d33a34', en: 'red, crimson, scarlet', zh: '红' },
  { name: '#ee8433', en: 'orange, ginger', zh: '橙 橘' },
  { name: '#f0be3e', en: 'yellow, golden, gold', zh: '黄 金' },
  { name: '#4d9c55', en: 'green, emerald', zh: '绿' },
  { name: '#3bb0ae', en: 'teal, turquoise, cyan', zh: '青' },
  { name: '#3a72cc', en: 'blue, azure, navy', zh: '蓝' },
  { name: '#8655c9', en: 'purple, violet, lavender', zh: '紫' },
  { name: '#f093b4', en: 'pink', zh: '粉' },
  { name: '#f4f1ea', en: 'white, ivory', zh: '白' },
  { name: '#26242c', en: 'black', zh: '黑' },
  { name: '#8e939c', en: 'grey, gray, silver', zh: '灰 银' },
  { name: '#7c4d30', en: 'brown, chestnut', zh: '棕 褐' },
];

/** How far before its subject a colour may stand, and how far behind it ("a woman in a red dress"). */
const colorReach = { en: { before: 16, behind: 26 }, zh: { before: 3, behind: 8 } };
const dressed = /\b(?:in|wearing|with)\b|穿|身着|戴/;

/** The subjects of a prompt in its order, at most two kinds; what they do is shared. */
export function subjectsIn(prompt: string): readonly Subject[] {
  const action = namesIn(prompt, actionWords)[0] ?? null;
  const subjects: Subject[] = [];
  let kinds = 0;
  for (const found of placesIn(prompt, subjectWords)) {
    const { name } = found;
    if (name === 'none' || subjects.some((subject) => subject.name === name)) continue;
    const subject = { name, action, color: colorAt(prompt, found) };
    kinds += 1;
    if (kinds > most) break;
    for (let at = 0; at < countAt(prompt, found); at += 1) subjects.push(subject);
  }
  return subjects.slice(0, mostAlike);
}

/** How many of a subject are asked for: the number may stand one word before it. */
function countAt(prompt: string, subject: Found<string>): number {
  const before = prompt.slice(Math.max(0, subject.start - 18), subject.start).toLowerCase();
  if (/(?:\b(?:two|pair of|both)\s(?:\S+\s)?|[两双二][只匹条个头位辆艘]?)$/.test(before)) return 2;
  if (
    /(?:\b(?:three|several|many|herd of|group of|pack of)\s(?:\S+\s)?|[三几群][只匹条个头位辆艘]?)$/.test(
      before,
    )
  ) {
    return mostAlike;
  }
  return 1;
}

function colorAt(prompt: string, subject: Found<string>): Color | null {
  const chinese = /\p{Script=Han}/u.test(prompt.slice(subject.start, subject.end));
  const { before, behind } = colorReach[chinese ? 'zh' : 'en'];
  const near = placesIn(prompt, colorWords).flatMap(({ name, start, end }) => {
    const ahead = subject.start - end;
    const after = start - subject.end;
    if (ahead >= 0 && ahead <= before && isJoint(prompt.slice(end, subject.start))) {
      return [{ apart: ahead, name }];
    }
    if (after < 0 || after > behind || !dressed.test(prompt.slice(subject.end, start))) return [];
    return [{ apart: after, name }];
  });
  const nearest = near.sort((a, b) => a.apart - b.apart)[0];
  return nearest === undefined ? null : color(nearest.name);
}

/** At most one more word lies between: "a white horse and a dog" has one white animal. */
function isJoint(between: string): boolean {
  if (/[,.，。、和与]/.test(between)) return false;
  const gaps = between.match(/\s/g)?.length ?? 0;
  return gaps <= 1 || (gaps === 2 && /\s$/.test(between));
}
