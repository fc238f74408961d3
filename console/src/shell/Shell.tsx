import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { pageAt } from '../pages.ts';
import { Announcer } from '../ui/Announcer.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { GlobalKeys } from './GlobalKeys.tsx';
import { MenuDrawer } from './MenuDrawer.tsx';
import { useNewBuild } from './new-build.ts';
import { OfflineBar } from './OfflineBar.tsx';
import { Permitted } from './Permitted.tsx';
import { Sidebar } from './Sidebar.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { TabBar } from './TabBar.tsx';
import { TopBar } from './TopBar.tsx';
import { usePageTitle } from './use-page-title.ts';

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));
const KeyboardMap = lazy(async () => ({
  default: (await import('./KeyboardMap.tsx')).KeyboardMap,
}));

/** What stands around every page behind the sign-in. */
export function Shell() {
  const { t } = useTranslation();
  const { mode } = useSession();
  const { pathname } = useLocation();
  const page = pageAt(pathname);
  const [open, setOpen] = useState<'menu' | 'search' | 'keyboard' | null>(null);
  const close = useCallback(() => setOpen(null), []);
  const search = useCallback(() => setOpen('search'), []);
  const keyboard = useCallback(() => setOpen('keyboard'), []);
  const menu = useCallback(() => setOpen('menu'), []);
  // The playground needs the room for its form.
  const isFolded = page?.id === 'playground';
  useNewBuild();
  usePageTitle();
  useEffect(close, [pathname, close]);
  return (
    <div
      className={`grid h-dvh grid-cols-1 ${isFolded ? 'lg:grid-cols-[56px_minmax(0,1fr)]' : 'lg:grid-cols-[216px_minmax(0,1fr)]'}`}
    >
      <a
        href="#main"
        className="pop fixed top-2 left-2 z-50 -translate-y-16 px-3 py-2 focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>
      {mode === 'test' && <div className="fixed inset-x-0 top-0 z-30 h-0.5 bg-tungsten" />}
      <Sidebar isFolded={isFolded} />
      <div className="grid min-h-0 min-w-0 grid-rows-[auto_auto_minmax(0,1fr)_auto]">
        <OfflineBar />
        <TopBar isFolded={isFolded} onMenu={menu} onSearch={search} />
        <Main key={page?.id ?? pathname} />
        <TabBar onMore={menu} />
      </div>
      <GlobalKeys onSearch={search} onMap={keyboard} />
      {open === 'menu' && <MenuDrawer onClose={close} />}
      <Suspense>
        {open === 'search' && <Palette onClose={close} />}
        {open === 'keyboard' && <KeyboardMap onClose={close} />}
      </Suspense>
      <SignInAgain />
      <Toasts closeLabel={t('common.close')} />
      <Announcer />
    </div>
  );
}

/** Whoever comes to another page, by whatever way, begins at its title. */
function Main() {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, []);
  return (
    <main ref={main} id="main" className="min-h-0 min-w-0 overflow-y-auto">
      <Permitted>
        <Suspense>
          <Outlet />
        </Suspense>
      </Permitted>
    </main>
  );
}
