/** The words of others as a terminal may be shown them: what it would obey, or nobody could see, is written out. */

/** Joiners shape letters and pictures: without them words of Persian and families of emoji fall apart. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const shortForms: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** The end of what `\x1b` can say. */
const shortEnd = 0x100;

/** `\x1b` for ESC, `\u{202e}` for what turns the direction of a line. */
export function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isControl = code < shortEnd && code !== 0xad;
  const hex = code.toString(16);
  return shortForms[character] ?? (isControl ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** A text of several lines, which keeps them and its tabs. */
export function visible(text: string): string {
  return text.replace(unseen, (one) => (one === '\n' || one === '\t' ? one : escaped(one)));
}

/** A text that has one line, whoever wrote it. */
export function inOneLine(text: string): string {
  return text.replace(unseen, escaped);
}
