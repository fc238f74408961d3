import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../components/ButtonLink.tsx';
import { Empty, Failure } from '../components/States.tsx';
import { paths } from '../paths.ts';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="grid h-dvh place-items-center">
      <Empty
        title={<h1>{t('shell.notFound')}</h1>}
        note={t('shell.notFoundNote')}
        actions={
          <ButtonLink kind="primary" href={paths.overview()}>
            {t('shell.page.overview')}
          </ButtonLink>
        }
      />
    </main>
  );
}

/** Something on the page broke, or the server was not there when it began. */
export function Broken({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main className="grid h-dvh place-items-center">
      <Failure
        title={<h1>{t('shell.broken')}</h1>}
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => location.reload()}
      />
    </main>
  );
}
