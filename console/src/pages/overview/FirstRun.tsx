import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keysQuery } from '../../api/keys.ts';
import { hasWebhookQuery } from '../../api/overview.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/Button.tsx';
import { join } from '../../ui/join.ts';
import { FirstCommand } from './FirstCommand.tsx';

/** Until the first film is made: four steps, and the command with what it makes. */
export function FirstRun({ onHide }: { onHide: () => void }) {
  const { t } = useTranslation();
  const mayReadKeys = useMay('keys:read');
  const mayReadWebhooks = useMay('webhooks:read');
  const { data: keys = [] } = useInfiniteQuery({
    ...keysQuery,
    select: rowsOf,
    enabled: mayReadKeys,
  });
  const { data: hasWebhook = false } = useQuery({ ...hasWebhookQuery, enabled: mayReadWebhooks });
  const key = keys.find(({ state }) => state === 'active');
  const prompt = t('overview.first.prompt');
  return (
    <div className="grid gap-x-14 gap-y-8 lg:grid-cols-[minmax(0,0.55fr)_minmax(0,1fr)]">
      <div>
        <ol className="border-t border-line">
          <Step number={1} isDone title={t('overview.first.signIn')}>
            {t('overview.first.signInNote')}
          </Step>
          <Step number={2} isDone={key !== undefined} title={t('overview.first.key')}>
            {key
              ? t('overview.first.keyMade', { name: key.name, lastFour: key.lastFour })
              : t('overview.first.keyNote')}
            {!key && (
              <Deeds>
                <ButtonLink kind="primary" href={paths.keys({ new: '1' })}>
                  {t('overview.first.makeKey')}
                </ButtonLink>
              </Deeds>
            )}
          </Step>
          <Step number={3} isHere={key !== undefined} title={t('overview.first.film')}>
            {t('overview.first.filmNote')}
            <Deeds>
              <ButtonLink kind={key ? 'primary' : 'secondary'} href={paths.playground({ prompt })}>
                {t('overview.first.makeHere')}
              </ButtonLink>
            </Deeds>
          </Step>
          <Step number={4} isDone={hasWebhook} title={t('overview.first.told')}>
            {t('overview.first.toldNote')}
            {!hasWebhook && (
              <Deeds>
                <ButtonLink href={paths.webhooks()}>{t('overview.first.addWebhook')}</ButtonLink>
              </Deeds>
            )}
          </Step>
        </ol>
        <Button kind="ghost" size="small" className="mt-3 -ml-2 text-ink-3" onClick={onHide}>
          {t('overview.first.hide')}
        </Button>
      </div>
      <FirstCommand prompt={prompt} {...(key && { keyName: key.name })} />
    </div>
  );
}

function Deeds({ children }: { children: ReactNode }) {
  return <div className="mt-2 flex flex-wrap gap-2">{children}</div>;
}

interface StepProps {
  number: number;
  isDone?: boolean;
  /** The next one. */
  isHere?: boolean;
  title: string;
  children: ReactNode;
}

function Step({ number, isDone = false, isHere = false, title, children }: StepProps) {
  const sign = isDone
    ? 'bg-green-wash text-green'
    : isHere
      ? 'bg-primary text-on-primary'
      : 'border border-line-2 text-ink-3';
  return (
    <li
      aria-current={isHere && !isDone ? 'step' : undefined}
      className="flex gap-4 border-b border-line py-4"
    >
      <span
        className={join(
          'grid size-[22px] shrink-0 place-items-center rounded-full text-meta font-medium',
          sign,
        )}
      >
        {isDone ? <Check size={14} strokeWidth={2} role="img" aria-label="✓" /> : number}
      </span>
      <div className="min-w-0">
        <h2 className="font-medium">{title}</h2>
        <div className="text-ink-2">{children}</div>
      </div>
    </li>
  );
}
