import { Dialog } from '@base-ui/react/dialog';
import { useRouter } from '@tanstack/react-router';
import { Clapperboard, Search, Film } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { paths } from '../paths.ts';
import { icon } from '../ui/icons.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { PaletteList } from './PaletteList.tsx';
import { pageEntries, type PaletteEntry } from './palette-entries.ts';

/** Go to a page, do something, or paste an id. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const session = useSession();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);

  const words = text.trim();
  const entries: PaletteEntry[] = [
    ...(words === '' ? [] : wordEntries(words)),
    ...pageEntries(session, (id) => t(`shell.page.${id}`), words),
  ];
  function wordEntries(typed: string): PaletteEntry[] {
    const isId = /^[\w-]{16,}$/.test(typed);
    const task = { id: 'task', group: 'do', icon: <Film {...icon} /> } as const;
    const film = { id: 'film', group: 'do', icon: <Clapperboard {...icon} /> } as const;
    return [
      ...(isId
        ? [{ ...task, label: t('shell.openTask', { id: typed }), path: paths.task(typed) }]
        : []),
      ...(!isId && session.scopes.includes('tasks:create')
        ? [
            {
              ...film,
              label: t('shell.makeFilm', { prompt: typed }),
              path: paths.playground({ prompt: typed }),
            },
          ]
        : []),
    ];
  }
  const go = (entry: PaletteEntry | undefined): void => {
    if (!entry) return;
    onClose();
    if (entry.isOfServer) location.assign(entry.path);
    else router.history.push(entry.path);
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((at + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={t('shell.search')}
          className="pop fixed inset-x-0 top-28 z-40 mx-auto w-[640px] max-w-[calc(100vw-32px)] max-sm:top-4"
        >
          <div className="flex h-[50px] items-center gap-3 border-b border-line px-4">
            <Search {...icon} className="text-ink-3" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={entries[at] && `palette-${entries[at].id}`}
              aria-label={t('shell.search')}
              placeholder={t('shell.search')}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={press}
              className="min-w-0 flex-1 bg-transparent text-read shadow-none!"
            />
            <Kbd>esc</Kbd>
          </div>
          <PaletteList entries={entries} at={at} onPoint={setAt} onGo={go} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
