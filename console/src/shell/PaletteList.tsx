import { useTranslation } from 'react-i18next';
import { join } from '../ui/join.ts';
import { Kbd } from '../ui/Kbd.tsx';
import type { PaletteEntry } from './palette-entries.ts';

interface Props {
  entries: readonly PaletteEntry[];
  at: number;
  onPoint: (at: number) => void;
  onGo: (entry: PaletteEntry) => void;
}

const groups = ['do', 'go'] as const;

export function PaletteList({ entries, at, onPoint, onGo }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div
        id="palette-list"
        role="listbox"
        aria-label={t('shell.search')}
        className="max-h-[min(60vh,420px)] overflow-y-auto px-1.5 pb-2"
      >
        {groups.map((group) => {
          const here = entries.filter((entry) => entry.group === group);
          if (here.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={t(`shell.palette.${group}`)}>
              <div aria-hidden="true" className="px-2.5 pt-3 pb-1 text-meta text-ink-3">
                {t(`shell.palette.${group}`)}
              </div>
              {here.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  isHere={entries[at]?.id === entry.id}
                  onPoint={() => onPoint(entries.indexOf(entry))}
                  onGo={() => onGo(entry)}
                />
              ))}
            </div>
          );
        })}
        {entries.length === 0 && <p className="p-4 text-ink-3">{t('shell.nothingFound')}</p>}
      </div>
      <div className="flex h-10 items-center gap-1.5 border-t border-line px-4 text-meta text-ink-3">
        <span className="min-w-0 flex-1 truncate">{t('shell.paste')}</span>
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd>
        <span className="mr-2">{t('shell.move')}</span>
        <Kbd>↵</Kbd>
        {t('shell.open')}
      </div>
    </>
  );
}

interface EntryProps {
  entry: PaletteEntry;
  isHere: boolean;
  onPoint: () => void;
  onGo: () => void;
}

function Entry({ entry, isHere, onPoint, onGo }: EntryProps) {
  return (
    <div
      id={`palette-${entry.id}`}
      role="option"
      aria-selected={isHere}
      onPointerMove={onPoint}
      onClick={onGo}
      className={join(
        'flex h-10 cursor-pointer items-center gap-3 rounded-control px-2.5',
        isHere && 'bg-hover',
      )}
    >
      <span className="text-ink-2">{entry.icon}</span>
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.keys?.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </div>
  );
}
