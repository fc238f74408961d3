import type { Command } from 'commander';
import type { GetBalanceAnswer, Key } from '../../../client/src/index.ts';
import { printAnswer } from './command.ts';
import { withRemote } from './remote/open.ts';
import { addRemoteOptions, type RemoteOptions } from './remote/options.ts';

/** `balance`: what an account elsewhere has, and what its key may still use. */
export function addBalanceCommand(command: Command): void {
  addRemoteOptions(command).action(async (_options: object, self: Command) => {
    const globals = self.optsWithGlobals<RemoteOptions & { json?: boolean }>();
    await withRemote(globals, async (filmgate) => {
      const [balance, key] = await Promise.all([
        filmgate.balance({ include: 'forecast' }),
        filmgate.key(),
      ]);
      const { limits } = key;
      printAnswer(
        { json: globals.json === true },
        { ...balance, limits },
        inLines(balance, limits),
      );
    });
  });
}

function inLines(
  { balanceCredits, heldCredits, owedCredits, availableCredits, forecast }: GetBalanceAnswer,
  limits: Key['limits'],
): string {
  const lasts = forecast?.lastsDays;
  return [
    `${String(balanceCredits)} credits, of which ${String(heldCredits)} are held`,
    ...(owedCredits > 0 ? [`${String(owedCredits)} are owed`] : []),
    `${String(availableCredits)} can be spent`,
    ...(typeof lasts === 'number' ? [`At the pace of late that lasts ${String(lasts)} days`] : []),
    ...limits.map(
      ({ of, limit, used, most, resetsAt }) =>
        `${limit} of the ${of}: ${String(used)} of ${String(most)}${resetsAt === null ? '' : `, until ${resetsAt}`}`,
    ),
  ].join('\n');
}
