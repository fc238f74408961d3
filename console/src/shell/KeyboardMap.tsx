import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { maySee, pagePlaces } from '../pages.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { commandKey } from './keyboard.ts';

/** What `?` shows. */
export function KeyboardMap({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const ways = pagePlaces.filter((page) => page.key !== undefined && maySee(page, session));
  const others = [
    [[`${commandKey}K`], t('shell.search')],
    [['?'], t('shell.keyboard')],
    [['C'], t('shell.newVideo')],
    [['⇧', 'T'], t('shell.theme')],
    [['⇧', 'M'], t('shell.testMode')],
  ] as const;
  return (
    <Dialog
      title={t('shell.keyboard')}
      onClose={onClose}
      buttons={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {others.map(([keys, what]) => (
          <KeyLine key={what} keys={keys} what={what} />
        ))}
        {ways.map(({ id, key = '' }) => (
          <KeyLine key={id} keys={['G', key.toUpperCase()]} what={t(`shell.page.${id}`)} />
        ))}
      </ul>
    </Dialog>
  );
}

function KeyLine({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <li className="flex items-center gap-1">
      <span className="min-w-0 flex-1 truncate text-ink-2">{what}</span>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </li>
  );
}
