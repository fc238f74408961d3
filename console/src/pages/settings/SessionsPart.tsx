import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionsQuery, useEndOtherSessions, useEndSession } from '../../api/account.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { Tag } from '../../ui/Tag.tsx';

export function SessionsPart() {
  const { t } = useTranslation();
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  const endOthers = useEndOtherSessions();
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows height={52} count={2} />}
      failed={t('settings.failed')}
    >
      {(sessions) => (
        <>
          <FormProblem error={end.error ?? endOthers.error} fields={[]} />
          <ul>
            {sessions.map(({ id, isCurrent, address, userAgent, seenAt }) => (
              <li
                key={id}
                className="flex min-h-[52px] items-center gap-4 border-b border-line py-1.5"
              >
                <div className="min-w-0 flex-1">
                  <div className="truncate" title={userAgent}>
                    {userAgent}
                  </div>
                  <div className="text-meta text-ink-3">
                    {address} · <Ago at={seenAt} />
                  </div>
                </div>
                {isCurrent ? (
                  <Tag>{t('settings.thisSession')}</Tag>
                ) : (
                  <Button
                    size="small"
                    isBusy={end.isPending && end.variables === id}
                    onClick={() => end.mutate(id)}
                  >
                    {t('settings.endSession')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {sessions.length > 1 && (
            <Button
              className="mt-4"
              isBusy={endOthers.isPending}
              onClick={() => endOthers.mutate()}
            >
              {t('settings.endOthers')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}
