import { Download, Grid2x2, Plus, Rows3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { tasksFileUrl, type TaskFilter } from '../../api/tasks.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { paths } from '../../paths.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { icon, smallIcon } from '../../ui/icons.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import type { TasksState } from './search.ts';

interface Props {
  isLive: boolean;
  view: TasksState['view'];
  onView: (view: TasksState['view']) => void;
  asked: TaskFilter;
}

export function TasksActions({ isLive, view, onView, asked }: Props) {
  const { t } = useTranslation();
  const mayMake = useMay('tasks:create');
  return (
    <>
      {isLive && (
        <span className="mr-1.5 flex items-center gap-1.5 text-meta text-ink-3 max-sm:hidden">
          <span aria-hidden="true" className="size-1.5 rounded-full bg-daylight" />
          {t('tasks.live')}
        </span>
      )}
      <div className="w-[68px]">
        <Segmented
          label={t('tasks.view')}
          isLabelHidden
          value={view}
          onChange={onView}
          options={[
            { value: 'table', label: <Sign name={t('tasks.viewTable')} sign={Rows3} /> },
            { value: 'sheet', label: <Sign name={t('tasks.viewSheet')} sign={Grid2x2} /> },
          ]}
        />
      </div>
      <a href={tasksFileUrl(asked)} download className={buttonClass()}>
        <Download {...icon} />
        <span className="max-sm:sr-only">{t('tasks.export')}</span>
      </a>
      {mayMake && (
        <ButtonLink kind="primary" href={paths.playground()} icon={<Plus {...icon} />}>
          {t('shell.newVideo')}
        </ButtonLink>
      )}
    </>
  );
}

function Sign({ name, sign: Icon }: { name: string; sign: typeof Rows3 }) {
  return (
    <>
      <Icon {...smallIcon} />
      <span className="sr-only">{name}</span>
    </>
  );
}
