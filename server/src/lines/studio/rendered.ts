import { outputFolder } from '../../studio/outputs.ts';
import { readOutput } from '../../studio/read-output.ts';
import type { ResultFiles } from '../../making/driver.ts';

/** What the studio made and nobody has collected yet; null where it is not on this machine. */
export function renderedFiles(studioDirectory: string, attempt: string): ResultFiles | null {
  return readOutput(outputFolder(studioDirectory, attempt))?.files ?? null;
}
