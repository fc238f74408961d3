import { useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/Page.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { Button } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { Reads } from './Reads.tsx';
import { RequestDrawer } from './RequestDrawer.tsx';
import { Requests } from './Requests.tsx';
import { logsDefaults, logsSearch } from './search.ts';

export function LogsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [state, change] = useUrlState(logsSearch, logsDefaults);
  return (
    <Page
      title={t('shell.page.logs')}
      lead={t('logs.lead')}
      actions={
        <Button
          icon={<RotateCw {...icon} />}
          onClick={() => void queries.invalidateQueries({ queryKey: ['requests'] })}
        >
          {t('logs.reload')}
        </Button>
      }
    >
      <Tabs
        label={t('shell.page.logs')}
        tabs={[
          { value: 'requests', label: t('logs.view.requests') },
          { value: 'reads', label: t('logs.view.reads') },
        ]}
        value={state.view}
        onChange={(view) => change({ view })}
      />
      {state.view === 'reads' ? <Reads /> : <Requests state={state} change={change} />}
      {state.open !== '' && <RequestDrawer id={state.open} onClose={() => change({ open: '' })} />}
    </Page>
  );
}
