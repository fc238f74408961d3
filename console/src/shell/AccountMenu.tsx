import { Check, ChevronsUpDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useChangeSession, useSession } from '../api/session.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { smallIcon } from '../ui/icons.ts';
import { toast } from '../ui/toasts.ts';

/** For which account somebody acts; a menu where there is a choice. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { account, accounts } = useSession();
  const change = useChangeSession();
  if (!account) return null;
  const box = (
    <button
      type="button"
      className="mx-2 mb-2 flex h-9 shrink-0 items-center gap-[9px] rounded-control border border-line bg-page px-2 text-left"
    >
      <span
        aria-hidden="true"
        className="size-5 shrink-0 rounded-tag bg-ink text-center text-[11px]/5 font-semibold text-page"
      >
        {initialOf(account.name)}
      </span>
      <span className="min-w-0 flex-1 truncate font-medium">{account.name}</span>
      {accounts.length > 1 && <ChevronsUpDown {...smallIcon} className="text-ink-3" />}
    </button>
  );
  if (accounts.length < 2) return box;
  return (
    <Menu trigger={box}>
      {accounts.map(({ id, name }) => (
        <MenuItem
          key={id}
          end={id === account.id && <Check {...smallIcon} />}
          onSelect={() =>
            change.mutate(
              { accountId: id },
              { onSuccess: () => toast({ title: t('shell.actingFor', { account: name }) }) },
            )
          }
        >
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toUpperCase() ?? '·';
}
