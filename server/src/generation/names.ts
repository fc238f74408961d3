import { escaped } from './visible.ts';

/** Names that people give to accounts, keys and lines, by which they must be able to tell them apart. */

export const nameCharactersMost = 100;

/** As it is kept: however it was typed, the same letters are the same characters. */
export function normalName(text: string): string {
  return text.trim().normalize('NFC');
}

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** What is invisible by itself and shapes what stands beside it, there alone. */
const shaping = [
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})/gu,
  /(?<=\p{Extended_Pictographic})\ufe0f/gu,
  /(?<=[#*0-9])\ufe0f(?=\u20e3)/gu,
  /(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu,
  /(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tamil}])[\u200c\u200d](?=[\p{L}\p{M}])/gu,
];

/** What is wrong with a name that is normal: a sentence after the field's name, or null. */
export function nameTrouble(name: string, most = nameCharactersMost): string | null {
  if (name === '') return 'empty; give a name that people can tell apart';
  const characters = Array.from(name).length;
  if (characters > most) {
    return `has ${String(characters)} characters: give at most ${String(most)}`;
  }
  const plain = shaping.reduce((text, pattern) => text.replace(pattern, ''), name);
  const [found] = invisible.exec(plain) ?? [];
  if (found === undefined) return null;
  return `holds ${escaped(found)}, which nobody can see in a name: leave it out`;
}

/** The same of names that people would take for each other. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}
