/**
 * Parameters that older clients write at the end of a prompt (`--rs 1080p --dur 12`). Engines read them
 * there, past every check and price, so they are refused; all models that are sold have fields for them.
 */
import { refuse } from './problems.ts';

/** The documented short names, and the long ones that circulate. */
const suffix =
  /--(?:rs|resolution|rt|ratio|dur|duration|frames|fps|framespersecond|seed|cf|camera_?fixed|wm|watermark)(?![\p{L}\p{N}_])/iu;

/** Throws ProblemError when the prompt holds one. */
export function refuseSuffixes(prompt: string, field: string): void {
  const found = suffix.exec(prompt)?.[0];
  if (found === undefined) return;
  throw refuse(
    'invalid_parameter',
    `${field} holds "${found}": parameters in the text are not read. Use the request's own field for it and take it out of the text.`,
    { field },
  );
}
