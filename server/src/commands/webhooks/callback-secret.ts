import { callbackSecretsOf } from '../../boot/parts.ts';
import { secretOf } from '../../boot/secret.ts';
import { createSecrets } from '../../boot/secrets.ts';
import { printAnswer, withDatabase, type CommandContext } from '../command.ts';
import { requireAccount } from '../require-account.ts';

export async function showCallbackSecret(context: CommandContext, idOrName: string): Promise<void> {
  await withDatabase(context, async ({ database }) => {
    const { id } = await requireAccount(database, idOrName);
    const [{ text }] = callbackSecretsOf(createSecrets(secretOf(context.config)), id);
    printAnswer(context, { secret: text }, text);
  });
}
