import { useLocation } from '@tanstack/react-router';
import { ChevronRight, PanelLeft, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { pageAt } from '../pages.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { icon, smallIcon } from '../ui/icons.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { LanguageButton } from './LanguageButton.tsx';
import { Purse } from './Purse.tsx';
import { ThemeButton } from './ThemeButton.tsx';
import { commandKey } from './keyboard.ts';

interface Props {
  isFolded: boolean;
  onMenu: () => void;
  onSearch: () => void;
}

export function TopBar({ isFolded, onMenu, onSearch }: Props) {
  const { t } = useTranslation();
  const { account } = useSession();
  const { pathname } = useLocation();
  const page = pageAt(pathname);
  return (
    <header
      className={`flex h-12 items-center gap-2 border-b border-line px-4 lg:pr-5 ${isFolded ? 'lg:pl-5' : 'lg:pl-8'}`}
    >
      <span className="max-sm:hidden lg:hidden">
        <IconButton label={t('shell.menu')} onClick={onMenu}>
          <PanelLeft {...icon} />
        </IconButton>
      </span>
      <div className="flex min-w-0 items-center gap-2 text-ink-3">
        {!isFolded && account && (
          <>
            <span className="truncate max-sm:hidden">{account.name}</span>
            <ChevronRight {...smallIcon} className="shrink-0 max-sm:hidden" />
          </>
        )}
        <b className="truncate font-medium text-ink">{page && t(`shell.page.${page.id}`)}</b>
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="ml-auto flex h-[30px] w-[232px] items-center gap-2 rounded-control border border-line-2 pr-1.5 pl-[9px] text-ink-3 hover:bg-hover max-lg:w-auto max-sm:hidden"
      >
        <Search {...smallIcon} />
        <span className="truncate">{t('shell.search')}</span>
        <span className="ml-auto max-lg:hidden">
          <Kbd>{commandKey}K</Kbd>
        </span>
      </button>
      <span className="max-sm:ml-auto">
        <Purse />
      </span>
      <LanguageButton />
      <ThemeButton />
    </header>
  );
}
