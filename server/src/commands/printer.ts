import { visible } from '../generation/visible.ts';

/** All that commands write: the words of others come to a terminal through here alone. */

/** `paint` puts our own colours in, after everybody else's are written out. */
export function print(text: string, paint: (text: string) => string = (plain) => plain): void {
  process.stdout.write(withEnd(paint(visible(text))));
}

/** For programs: nothing of it is changed. Bigints are decimal strings. */
export function printJson(value: object): void {
  const text = JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? one.toString() : one,
  );
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(withEnd(visible(text)));
}

function withEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Whoever reads may have enough, as `head` has: what is begun is done to its end, and says nothing more. */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
