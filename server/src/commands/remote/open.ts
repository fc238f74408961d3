import { readFile } from 'node:fs/promises';
import { ApiError, Filmgate, FilmgateError } from '../../../../client/src/index.ts';
import { CommandError } from '../failure.ts';
import type { RemoteOptions } from './options.ts';

/**
 * Runs `work` with a client of the Filmgate that is named. Throws CommandError for what it refuses, and where it is not
 * said with which key.
 */
export async function withRemote<Result>(
  { remote, keyFile }: RemoteOptions,
  work: (filmgate: Filmgate) => Promise<Result>,
): Promise<Result> {
  if (remote === undefined) {
    throw new CommandError(
      '--remote: say where the Filmgate is, such as https://films.example.com',
    );
  }
  const filmgate = clientOf(remote, await keyFrom(keyFile));
  try {
    return await work(filmgate);
  } catch (error) {
    if (!(error instanceof FilmgateError)) throw error;
    const request =
      error instanceof ApiError && error.requestId !== null ? ` (request ${error.requestId})` : '';
    throw new CommandError(`${remote}: ${error.message}${request}`, { cause: error });
  }
}

function clientOf(baseUrl: string, key: string): Filmgate {
  try {
    return new Filmgate({ baseUrl, key });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(error.message.replace(/^baseUrl: /, '--remote: '), { cause: error });
  }
}

/** Not an option: what stands on a command line is seen by everybody on the machine, and kept by the shell. */
async function keyFrom(file: string | undefined): Promise<string> {
  if (file === undefined) {
    const key = process.env['FILMGATE_KEY']?.trim() ?? '';
    if (key !== '') return key;
    throw new CommandError(
      '--remote: put an API key into FILMGATE_KEY, or name its file with --key-file',
    );
  }
  const text = await readFile(file, 'utf8').catch(() => null);
  const key = text?.trim() ?? '';
  if (key !== '') return key;
  throw new CommandError(`--key-file: there is no key in ${file}`);
}
