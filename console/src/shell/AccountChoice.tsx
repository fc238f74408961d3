import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useChangeSession, useSession } from '../api/session.ts';
import { smallIcon } from '../ui/icons.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { toast } from '../ui/toasts.ts';
import { AccountBox } from './AccountBox.tsx';

export function AccountChoice() {
  const { t } = useTranslation();
  const { account, accounts } = useSession();
  const change = useChangeSession();
  const choose = (accountId: string, name: string): void =>
    change.mutate(
      { accountId },
      { onSuccess: () => toast({ title: t('shell.actingFor', { account: name }) }) },
    );
  return (
    <Menu trigger={<AccountBox name={account?.name ?? ''} hasChoice />}>
      {accounts.map(({ id, name }) => (
        <MenuItem
          key={id}
          end={id === account?.id && <Check {...smallIcon} />}
          onSelect={() => choose(id, name)}
        >
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
