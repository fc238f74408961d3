import { useLocation } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../api/session.ts';
import { taskCountsQuery } from '../api/tasks.ts';
import { Link } from '../components/Link.tsx';
import { maySee, pageAt, pagePlaces, type PagePlace } from '../pages.ts';
import { icon } from '../ui/icons.ts';
import { join } from '../ui/join.ts';

const groups = ['make', 'build', 'billing'] as const;

/** The pages that somebody may see, in their groups. Folded, their icons alone. */
export function Navigation({ isFolded = false }: { isFolded?: boolean }) {
  const { t } = useTranslation();
  const session = useSession();
  const seen = pagePlaces.filter((page) => maySee(page, session));
  return (
    <nav aria-label={t('shell.pages')} className="min-h-0 flex-1 overflow-y-auto px-2">
      {groups.map((group) => (
        <div key={group}>
          {group !== 'make' &&
            (isFolded ? (
              <div className="h-2.5" />
            ) : (
              <div className="px-2 pt-3.5 pb-1 text-tick font-medium text-ink-3">
                {t(`shell.group.${group}`)}
              </div>
            ))}
          {seen
            .filter((page) => page.group === group)
            .map((page) => (
              <PageLink key={page.id} page={page} isFolded={isFolded} />
            ))}
        </div>
      ))}
    </nav>
  );
}

function PageLink({ page, isFolded }: { page: PagePlace; isFolded: boolean }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const isHere = pageAt(pathname)?.id === page.id;
  const name = t(`shell.page.${page.id}`);
  const Sign = page.icon;
  const shared = {
    href: page.path,
    'aria-current': isHere ? ('page' as const) : undefined,
    title: isFolded ? name : undefined,
    className: join(
      'flex h-[30px] items-center gap-2.5 rounded-control text-ink-2 pointer-coarse:h-11',
      isFolded ? 'justify-center' : 'px-2',
      isHere ? 'bg-press font-medium text-ink! dark:bg-[#1b1b1b]' : 'hover:bg-hover',
    ),
  };
  const inside = (
    <>
      <Sign {...icon} className="shrink-0" />
      <span className={isFolded ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{name}</span>
      {page.id === 'tasks' && !isFolded && <OpenTasks />}
    </>
  );
  // The documentation is the server's own.
  return page.id === 'docs' ? <a {...shared}>{inside}</a> : <Link {...shared}>{inside}</Link>;
}

const lookEveryMs = 5_000;

/** How many are under way. */
function OpenTasks() {
  const { mode } = useSession();
  const { data } = useQuery({
    ...taskCountsQuery({ state: ['queued', 'running'], mode }),
    enabled: useMay('tasks:read'),
    refetchInterval: lookEveryMs,
  });
  if (!data || data.total === 0) return null;
  return (
    <span className="ml-auto flex items-center gap-[5px] text-meta font-normal text-ink-3">
      <span className="size-1.5 rounded-full bg-daylight" />
      {data.total}
    </span>
  );
}
