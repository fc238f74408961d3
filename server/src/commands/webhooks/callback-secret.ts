import { callbackSecretOf } from '../../boot/parts.ts';
import { secretOf } from '../../boot/secret.ts';
import { answer, withDatabase, type CommandContext } from '../command.ts';
import { requireAccount } from '../require-account.ts';

export async function showCallbackSecret(context: CommandContext, idOrName: string): Promise<void> {
  await withDatabase(context, async ({ database }) => {
    const { id } = await requireAccount(database, idOrName);
    const { text } = callbackSecretOf(secretOf(context.config), id);
    answer(context, { secret: text }, text);
  });
}
