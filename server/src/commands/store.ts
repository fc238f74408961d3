import type { Command } from 'commander';
import { adoptStore } from '../boot/installation-store.ts';
import { checkStore, openStore } from '../boot/open-store.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';

/** Commands about the store, where files are kept. */
export function addStoreCommands(store: Command): void {
  store
    .command('adopt')
    .description('say that a moved or restored store is the one of this installation')
    .option(
      '--although-missing',
      'also where files of the newest tasks are not there: they are lost',
      false,
    )
    .action(async (options: { althoughMissing: boolean }, command: Command) => {
      await adopt(commandContext(command.optsWithGlobals()), options.althoughMissing);
    });
}

async function adopt(context: CommandContext, mayMiss: boolean): Promise<void> {
  const { config } = context;
  await checkStore(config);
  await withDatabase(
    context,
    async ({ database }) => {
      const { mark, close } = await openStore(config);
      try {
        const { id, wasOurs, looked, missing } = await adoptStore(database, mark, { mayMiss });
        const there = `${String(looked - missing.length)} of the ${String(looked)} newest files are there`;
        const what = wasOurs
          ? `${mark.place} was the store of this installation already.`
          : `${mark.place} is the store of this installation from now on.`;
        const words = `${what} ${looked === 0 ? 'There is no file yet that could be looked for' : there}.`;
        printAnswer(
          context,
          { store: id, place: mark.place, adopted: !wasOurs, looked, missing },
          words.charAt(0).toUpperCase() + words.slice(1),
        );
      } finally {
        close();
      }
    },
    { use: 'adopt' },
  );
}
