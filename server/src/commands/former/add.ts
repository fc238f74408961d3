import { readFile } from 'node:fs/promises';
import type { Account } from '../../accounts/accounts.ts';
import { readBaseUrl } from '../../lines/book/base-url.ts';
import {
  ForeignTaskError,
  formerKeyPurpose,
  isFormerTaskId,
  listFormers,
  putFormer,
  type FormerSpec,
} from '../../former/former-store.ts';
import { readLines } from '../../lines/book/store.ts';
import { resolveLikeSystem } from '../../media/resolve.ts';
import { nearest } from '../../boot/nearest.ts';
import { dialectsByName } from '../../boot/compose.ts';
import type { Database } from '../../postgres/database.ts';
import { deriveKey, secretOf } from '../../boot/secret.ts';
import { requireAccount } from '../require-account.ts';
import { printAnswer, CommandError, withDatabase, type CommandContext } from '../command.ts';
import { requireLine } from '../lines/parts.ts';
import { readSecret, type SecretOptions } from '../lines/secret.ts';

export interface FormerOptions extends SecretOptions {
  account: string;
  line?: string;
  dialect?: string;
  baseUrl?: string;
  allowPrivateHost?: boolean;
  ids?: string;
  callsPerSecond: string;
}

export async function addOneFormer(context: CommandContext, options: FormerOptions): Promise<void> {
  const taskIds = options.ids === undefined ? [] : await readIds(options.ids);
  const callsPerSecond = Number(options.callsPerSecond);
  if (!(callsPerSecond >= 0.01 && callsPerSecond <= 10_000)) {
    throw new CommandError(
      `--calls-per-second: "${options.callsPerSecond}" is not a number from 0.01 to 10000`,
    );
  }
  const key = await readSecret(options);
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, options.account);
    const place = await placeOf(database, options, key !== null);
    const spec = { ...place, accountId: account.id, callsPerSecond, key, taskIds };
    if (key === null && taskIds.length === 0 && !(await hasList(database, account, spec.dialect))) {
      throw new CommandError(
        'Without a key of the account only listed tasks can be read: give a key, or a list as --ids',
      );
    }
    await put(context, database, account, spec);
  });
}

async function put(
  context: CommandContext,
  database: Database,
  account: Account,
  spec: FormerSpec,
): Promise<void> {
  const key = deriveKey(secretOf(context.config), formerKeyPurpose);
  const { listed } = await putFormer(database, key, spec).catch((error: unknown) => {
    if (!(error instanceof ForeignTaskError)) throw error;
    throw new CommandError(
      `--ids: ${error.taskId} is listed for another account, and a task is one account’s; nothing was changed`,
    );
  });
  const which = spec.key === null ? '' : 'any task that its key there may read, and ';
  printAnswer(
    context,
    {
      account: account.name,
      dialect: spec.dialect,
      hasKey: spec.key !== null,
      listedTasks: listed,
    },
    `${account.name} reads through, by ${spec.dialect}: ${which}${String(listed)} listed ${listed === 1 ? 'task' : 'tasks'}.`,
  );
}

type FormerPlace = Pick<FormerSpec, 'dialect' | 'lineId' | 'baseUrl' | 'allowPrivateHost'>;

/** A line's key goes to the line's address alone, so an address of its own needs a key of its own. */
async function placeOf(
  database: Database,
  { line, dialect, baseUrl, allowPrivateHost = false }: FormerOptions,
  hasKey: boolean,
): Promise<FormerPlace> {
  if (line !== undefined) {
    if (dialect !== undefined || baseUrl !== undefined) {
      throw new CommandError('--line: says the dialect and the address itself; leave those out');
    }
    const stored = await requireLine(database, line);
    return atLine(stored.line);
  }
  if (dialect === undefined) throw new CommandError('Say where it is: --line, or --dialect');
  const spoken = dialectsByName.get(dialect);
  if (!spoken) {
    const near = nearest(dialect, [...dialectsByName.keys()], (word) => word);
    throw new CommandError(
      `--dialect: "${dialect}" is no dialect${near === null ? '' : `; is it ${near}?`}`,
    );
  }
  if (baseUrl === undefined) return atOnlyLine(database, dialect);
  if (!hasKey) {
    throw new CommandError('--base-url: needs the account’s own key there, as --secret-env');
  }
  const reading = await readBaseUrl(baseUrl, {
    dialect: spoken,
    allowPrivateHost,
    resolve: resolveLikeSystem,
  });
  if ('trouble' in reading) throw new CommandError(`--base-url: ${reading.trouble}`);
  return { dialect, lineId: null, baseUrl: reading.baseUrl, allowPrivateHost };
}

async function atOnlyLine(database: Database, dialect: string): Promise<FormerPlace> {
  const lines = (await readLines(database)).filter(({ line }) => line.dialect === dialect);
  const [only, ...others] = lines;
  if (only && others.length === 0) return atLine(only.line);
  throw new CommandError(
    only
      ? `--dialect: several lines speak ${dialect} (${lines.map(({ line }) => line.name).join(', ')}): name one with --line`
      : `--dialect: no line speaks ${dialect}: say with --base-url where it is`,
  );
}

function atLine({ id, dialect }: { id: string; dialect: string }): FormerPlace {
  return { dialect, lineId: id, baseUrl: null, allowPrivateHost: false };
}

async function hasList(database: Database, account: Account, dialect: string): Promise<boolean> {
  const standing = await listFormers(database, account.id);
  return standing.some((one) => one.dialect === dialect && one.listedTasks > 0);
}

async function readIds(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`--ids: ${path} cannot be read`);
  });
  const ids = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const id = line.trim();
    if (id === '') continue;
    if (!isFormerTaskId(id)) {
      throw new CommandError(
        `--ids: line ${String(index + 1)} is not an id: give one a line, and nothing else`,
      );
    }
    ids.add(id);
  }
  return [...ids];
}
