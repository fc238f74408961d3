import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../paths.ts';
import { Link } from '../components/Link.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { Mark } from './Mark.tsx';
import { Navigation } from './Navigation.tsx';
import { TestModeSwitch } from './TestModeSwitch.tsx';

/** Menus come after the first paint: they are a quarter of what a page needs. */
const PersonMenu = lazy(async () => ({ default: (await import('./PersonMenu.tsx')).PersonMenu }));

/** Folded it shows icons alone: where a page needs the room. */
export function Sidebar({ isFolded }: { isFolded: boolean }) {
  return (
    <aside className="flex min-h-0 flex-col border-r border-line bg-side max-lg:hidden">
      <SidebarContent isFolded={isFolded} />
    </aside>
  );
}

export function SidebarContent({ isFolded = false }: { isFolded?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Link
        href={paths.overview()}
        aria-label={isFolded ? t('shell.home') : undefined}
        className={`flex h-12 shrink-0 items-center gap-[9px] text-read font-semibold ${isFolded ? 'justify-center' : 'px-4'}`}
      >
        <Mark />
        {!isFolded && 'Filmgate'}
      </Link>
      {!isFolded && <AccountMenu />}
      <Navigation isFolded={isFolded} />
      <div className="flex shrink-0 flex-col gap-0.5 border-t border-line p-2">
        <TestModeSwitch isFolded={isFolded} />
        <Suspense fallback={<div className="h-9" />}>
          <PersonMenu isFolded={isFolded} />
        </Suspense>
      </div>
    </>
  );
}
