import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay, useSession } from '../../api/session.ts';
import { tasksQuery } from '../../api/tasks.ts';
import { Ago } from '../../components/Ago.tsx';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Link } from '../../components/Link.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { TaskFrame } from '../../components/TaskFrame.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { paths } from '../../paths.ts';
import { smallIcon } from '../../ui/icons.ts';

const shownMost = 5;

/** What is being made and what was just made. On phones it scrolls sideways. */
export function LastFilms() {
  const { t } = useTranslation();
  const { mode } = useSession();
  const mayMake = useMay('tasks:create');
  const query = useInfiniteQuery({ ...tasksQuery({ mode, limit: shownMost }), select: rowsOf });
  return (
    <Section
      title={t('overview.last')}
      side={
        <Link href={paths.tasks()} className="flex items-center gap-1 hover:text-ink">
          {t('overview.allTasks')} <ArrowRight {...smallIcon} />
        </Link>
      }
    >
      <Loaded
        query={query}
        failed={t('tasks.failed')}
        loading={<div className="h-[164px] pt-2" aria-busy="true" />}
      >
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={t('overview.noFilms')}
              actions={
                mayMake && <ButtonLink href={paths.playground()}>{t('common.makeFilm')}</ButtonLink>
              }
            />
          ) : (
            <ul className="flex gap-4 overflow-x-auto pt-2 pb-1 max-sm:-mx-4 max-sm:px-4">
              {rows.map((task) => (
                <li
                  key={task.id}
                  className="w-1/5 min-w-0 max-xl:w-1/4 max-sm:w-56 max-sm:shrink-0"
                >
                  <TaskFrame task={task} />
                  <div className="flex gap-2 text-meta text-ink-3">
                    <TaskStatus task={task} />
                    <span className="ml-auto whitespace-nowrap">
                      <Ago at={task.createdAt} />
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
