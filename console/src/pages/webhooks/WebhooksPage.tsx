import { useQuery } from '@tanstack/react-query';
import { BookOpen, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { endpointsQuery } from '../../api/webhooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { SecretReveal } from '../../components/SecretReveal.tsx';
import { Empty } from '../../components/States.tsx';
import { EndpointForm, type MadeSecret } from '../../forms/EndpointForm.tsx';
import { useStable } from '../../hooks/use-stable.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Deliveries } from './Deliveries.tsx';
import { RemoveEndpoint, RotateSecret } from './EndpointDialogs.tsx';
import { EndpointsTable } from './EndpointsTable.tsx';
import { webhooksDefaults, webhooksSearch } from './search.ts';

export function WebhooksPage() {
  const { t } = useTranslation();
  const query = useQuery(endpointsQuery);
  const [state, change] = useUrlState(webhooksSearch, webhooksDefaults);
  const mayWrite = useMay('webhooks:write');
  // In memory and nowhere else, until the reveal is closed.
  const [made, setMade] = useState<MadeSecret | null>(null);
  const onRotate = useStable((rotate: string) => change({ rotate }));
  const onRemove = useStable((remove: string) => change({ remove }));
  const deeds = useMemo(() => ({ onRotate, onRemove }), [onRotate, onRemove]);
  const reveal = (secret: MadeSecret): void => {
    change({ new: '', rotate: '' });
    setMade(secret);
  };
  const add = mayWrite && (
    <Button kind="primary" icon={<Plus {...icon} />} onClick={() => change({ new: '1' })}>
      {t('webhooks.new')}
    </Button>
  );
  const rotated = query.data?.find(({ id }) => id === state.rotate);
  const removed = query.data?.find(({ id }) => id === state.remove);
  return (
    <Page
      title={t('shell.page.webhooks')}
      lead={t('webhooks.lead')}
      actions={
        <>
          <a href={paths.docs()} className={buttonClass()}>
            <BookOpen {...icon} />
            {t('keys.docs')}
          </a>
          {add}
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows height={52} count={2} />}
        failed={t('webhooks.failed')}
      >
        {(endpoints) =>
          endpoints.length === 0 ? (
            <Empty title={t('webhooks.empty')} note={t('webhooks.emptyNote')} actions={add} />
          ) : (
            <EndpointsTable endpoints={endpoints} deeds={deeds} />
          )
        }
      </Loaded>
      {query.data && <Deliveries endpoints={query.data} state={state} change={change} />}
      {mayWrite && state.new === '1' && (
        <EndpointForm onClose={() => change({ new: '' })} onMade={reveal} />
      )}
      {mayWrite && rotated && (
        <RotateSecret of={rotated} onClose={() => change({ rotate: '' })} onRotated={reveal} />
      )}
      {mayWrite && removed && (
        <RemoveEndpoint of={removed} onClose={() => change({ remove: '' })} />
      )}
      {made && (
        <SecretReveal
          title={t('webhooks.made')}
          note={t('webhooks.madeNote')}
          secret={made.secret}
          fileName="filmgate-webhook.env"
          forms={[
            { label: '.env', text: `FILMGATE_WEBHOOK_SECRET=${made.secret}\n` },
            { label: 'Shell', text: `export FILMGATE_WEBHOOK_SECRET=${made.secret}\n` },
          ]}
          onClose={() => setMade(null)}
        />
      )}
    </Page>
  );
}
