import { useTranslation } from 'react-i18next';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';

export function MembershipPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.page.membership')} lead={t('membership.lead')}>
      <Empty title={t('common.notBuilt')} note={t('common.notBuiltNote')} />
    </Page>
  );
}
