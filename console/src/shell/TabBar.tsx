import { useLocation } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { Link } from '../components/Link.tsx';
import { maySee, pageAt, pagePlaces } from '../pages.ts';
import { join } from '../ui/join.ts';

const shown = ['overview', 'playground', 'tasks', 'keys'] as const;
const cell = 'flex flex-col items-center justify-center gap-[3px] text-[11px]/[13px] text-ink-3';
const sign = { size: 18, strokeWidth: 1.6, 'aria-hidden': true } as const;

/** On phones: four pages and a list of all. */
export function TabBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const here = pageAt(useLocation().pathname)?.id;
  return (
    <nav
      aria-label={t('shell.pages')}
      className="grid h-[52px] auto-cols-fr grid-flow-col border-t border-line bg-side sm:hidden"
    >
      {shown.map((id) => {
        const page = pagePlaces.find((one) => one.id === id);
        if (!page || !maySee(page, session)) return null;
        const Sign = page.icon;
        return (
          <Link
            key={id}
            href={page.path}
            aria-current={here === id ? 'page' : undefined}
            className={join(cell, here === id && 'font-medium text-ink!')}
          >
            <Sign {...sign} />
            {t(`shell.tab.${id}`)}
          </Link>
        );
      })}
      <button type="button" onClick={onMore} className={cell}>
        <Ellipsis {...sign} />
        {t('shell.tab.more')}
      </button>
    </nav>
  );
}
