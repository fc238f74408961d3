import { Option, type Command } from 'commander';
import { changeSettings, readSettings, type AccountSettings } from '../accounts/settings.ts';
import { microsToDecimal } from '../generation/money.ts';
import { languages, type Language } from '../generation/problem-texts.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';
import { addLimits, limitsOf, type LimitOptions } from './keys/terms.ts';
import { requireAccount } from './require-account.ts';

/** What an account may use in all, whichever of its keys asks. */
export function addLimitCommand(accounts: Command): void {
  addLimits(
    accounts
      .command('limit')
      .description('limit an account over all of its live keys, and show what of that is used')
      .argument('<account>', 'id or name')
      .option('--time-zone <zone>', 'in which its days and months begin, such as Asia/Shanghai')
      .addOption(
        new Option(
          '--problem-language <language>',
          'in which dialects tell its keys what is wrong',
        ).choices(languages),
      ),
  ).action(async (account: string, options: AccountLimitOptions, command: Command) => {
    await limitAccount(commandContext(command.optsWithGlobals()), account, options);
  });
}

interface AccountLimitOptions extends LimitOptions {
  timeZone?: string;
  problemLanguage?: Language;
}

async function limitAccount(
  context: CommandContext,
  account: string,
  options: AccountLimitOptions,
): Promise<void> {
  const { timeZone, problemLanguage } = options;
  const change = limitsOf(options);
  await withDatabase(context, async ({ database }) => {
    const { id } = await requireAccount(database, account);
    const isChange = Object.values({ ...change, timeZone, problemLanguage }).some(
      (one) => one !== undefined,
    );
    const settings = isChange
      ? await changeSettings(database, id, { ...change, timeZone, problemLanguage })
      : await readSettings(database.query, id);
    printAnswer(context, shown(settings), inWords(settings));
  });
}

function shown({ id, name, timeZone, problemLanguage, limits }: AccountSettings) {
  const ofCredits = (most: bigint, used: bigint) => ({
    most: microsToDecimal(most),
    used: microsToDecimal(used),
  });
  const { budget, heldMostMicros = null, tasksAtOnce = null } = limits ?? {};
  return {
    id,
    name,
    timeZone,
    problemLanguage,
    budget:
      limits && budget
        ? { period: budget.period, ...ofCredits(budget.mostMicros, limits.usedMicros) }
        : null,
    held: limits && heldMostMicros !== null ? ofCredits(heldMostMicros, limits.heldMicros) : null,
    tasksAtOnce:
      limits && tasksAtOnce !== null
        ? { most: tasksAtOnce, used: limits.atOnce, waiting: limits.waiting }
        : null,
  };
}

function inWords(settings: AccountSettings): string {
  const { name, timeZone, budget, held, tasksAtOnce } = shown(settings);
  const facts = [
    ...(budget
      ? [`budget: ${budget.used} of ${budget.most} credits/${budget.period} are used`]
      : []),
    ...(held ? [`held: ${held.used} of ${held.most} credits`] : []),
    ...(tasksAtOnce
      ? [
          `tasks at once: ${String(tasksAtOnce.used)} of ${String(tasksAtOnce.most)}, and ${String(tasksAtOnce.waiting)} wait`,
        ]
      : []),
  ];
  const limits = facts.length === 0 ? ['It is not limited.'] : facts;
  const language = settings.problemLanguage === 'zh' ? ', refused in Chinese' : '';
  return [`${name}, in ${timeZone}${language}`, ...limits].join('\n');
}
