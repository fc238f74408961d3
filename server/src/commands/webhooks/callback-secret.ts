import { requireAccount } from '../accounts.ts';
import { answer, type CommandContext } from '../command.ts';
import { withPlatform } from '../workshop.ts';

export async function showCallbackSecret(context: CommandContext, idOrName: string): Promise<void> {
  await withPlatform(context, async ({ database, webhookSecretOf }) => {
    const { id } = await requireAccount(database, idOrName);
    const { text } = webhookSecretOf(id);
    answer(context, { secret: text }, text);
  });
}
