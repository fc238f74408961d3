import { useRouter } from '@tanstack/react-router';
import { Ellipsis, Power, ReceiptText, RotateCw, ScrollText, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { useDisableKey } from '../../api/keys.ts';
import { useMay } from '../../api/session.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { icon } from '../../ui/icons.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';

interface Props {
  of: Key;
  onRoll: (id: string) => void;
  onDelete: (id: string) => void;
}

export function KeyActions({ of: key, onRoll, onDelete }: Props) {
  const { t } = useTranslation();
  const { history } = useRouter();
  const mayWrite = useMay('keys:write');
  const canRoll = mayWrite && (key.state === 'active' || key.state === 'disabled');
  return (
    <span className="flex items-center justify-end gap-1">
      {canRoll && (
        <Button size="small" className="max-sm:hidden" onClick={() => onRoll(key.id)}>
          {t('keys.roll.verb')}
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <IconButton label={t('keys.moreOf', { name: key.name || key.lastFour })} size="small">
            <Ellipsis {...icon} />
          </IconButton>
        }
      >
        {canRoll && (
          <MenuItem icon={<RotateCw {...icon} />} onSelect={() => onRoll(key.id)}>
            {t('keys.roll.verb')}
          </MenuItem>
        )}
        <MenuItem
          icon={<ScrollText {...icon} />}
          onSelect={() => history.push(paths.logs({ key: key.id }))}
        >
          {t('keys.itsRequests')}
        </MenuItem>
        <MenuItem
          icon={<ReceiptText {...icon} />}
          onSelect={() => history.push(paths.deductions({ key: key.id }))}
        >
          {t('keys.itsDeductions')}
        </MenuItem>
        {mayWrite && key.state !== 'revoked' && <Ends of={key} onDelete={onDelete} />}
      </Menu>
    </span>
  );
}

function Ends({ of: { id, name, state, lastFour }, onDelete }: Omit<Props, 'onRoll'>) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const change = useDisableKey();
  const isDisabled = state === 'disabled';
  const act = (): void =>
    change.mutate(
      { id, disabled: !isDisabled },
      {
        onError: (error) =>
          toast({
            title: t('keys.notChanged', { name: name || lastFour }),
            note: words(error),
            isError: true,
          }),
      },
    );
  return (
    <>
      <MenuLine />
      {state !== 'expired' && (
        <MenuItem icon={<Power {...icon} />} onSelect={act}>
          {isDisabled ? t('keys.enable') : t('keys.disable')}
        </MenuItem>
      )}
      <MenuItem icon={<Trash2 {...icon} />} isDanger onSelect={() => onDelete(id)}>
        {t('keys.remove.verb')}
      </MenuItem>
    </>
  );
}
