import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Empty } from '../../components/States.tsx';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/Button.tsx';

/** Nothing was made yet, or the filter leaves nothing. */
export function TasksEmpty({ onClear }: { onClear: (() => void) | null }) {
  const { t } = useTranslation();
  const mayMake = useMay('tasks:create');
  if (onClear) {
    return (
      <Empty
        title={t('tasks.noMatch')}
        actions={<Button onClick={onClear}>{t('tasks.clear')}</Button>}
      />
    );
  }
  return (
    <Empty
      title={t('tasks.empty')}
      note={t('tasks.emptyNote')}
      command={t('tasks.command')}
      actions={
        mayMake && (
          <ButtonLink kind="primary" href={paths.playground()}>
            {t('common.makeFilm')}
          </ButtonLink>
        )
      }
    />
  );
}
