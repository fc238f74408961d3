import { createGuardedFetch } from '../../media/fetch.ts';
import { checkLine } from '../../lines/http/check.ts';
import { unsealWith } from '../../postgres/seal.ts';
import { dialectsByName } from '../../boot/compose.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import { lineCommand, requireLine, withLines } from './parts.ts';

/** Makes the cheapest harmless call to an upstream and says what is wrong; exit code 1 where anything is. */
export async function testLine(context: CommandContext, idOrName: string): Promise<void> {
  await withLines(context, async ({ database, keys }) => {
    const { line, secretSealed } = await requireLine(database, idOrName);
    const dialect = dialectsByName.get(line.dialect);
    if (!dialect)
      throw new CommandError(`${line.name}: nobody speaks ${line.dialect} here any more`);
    const secret = secretSealed && unsealWith(keys, line.id, secretSealed);
    if (secretSealed !== null && secret === null) {
      throw new CommandError(
        `${line.name}: its secret does not open with this FILMGATE_SECRET: give the former one, or the line its secret anew with ${lineCommand('key', line)}`,
      );
    }
    const allowPrivateHosts = context.config.allowPrivateHosts || line.allowPrivateHost;
    const fetch = createGuardedFetch({ allowPrivateHosts });
    try {
      const check = await checkLine({ baseUrl: line.baseUrl, dialect, secret, fetch });
      printAnswer(context, { line: line.name, ...check }, `${line.name}: ${check.message}`);
      if (check.verdict !== 'fine') process.exitCode = 1;
    } finally {
      await fetch.close();
    }
  });
}
