import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { deliveryQuery, useResendDelivery } from '../../api/webhooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { Drawer } from '../../ui/Drawer.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { DeliveryState } from './DeliveryState.tsx';
import { DeliveryTry, TryBox } from './DeliveryTry.tsx';

/** One delivery: its tries, and what went there and back. */
export function DeliveryDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(deliveryQuery(id));
  const mayWrite = useMay('webhooks:write');
  const resend = useResendDelivery();
  return (
    <Drawer
      title={query.data?.type ?? t('webhooks.delivery')}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        mayWrite && (
          <Button
            icon={<RotateCw {...smallIcon} />}
            isBusy={resend.isPending}
            onClick={() => resend.mutate(id)}
          >
            {t('webhooks.resend')}
          </Button>
        )
      }
    >
      <FormProblem error={resend.error} fields={[]} />
      <Loaded
        query={query}
        loading={<SkeletonRows height={40} />}
        failed={t('webhooks.deliveryFailed')}
      >
        {(delivery) => <Detail delivery={delivery} />}
      </Loaded>
    </Drawer>
  );
}

function Detail({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { id, taskId, tries, failure } = delivery;
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = tries.find(({ number }) => number === chosen) ?? tries.at(-1);
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <DeliveryState of={delivery} />
        <code className="mono text-meta [overflow-wrap:anywhere] text-ink-3">{id}</code>
      </p>
      {failure !== null && <p className="text-meta text-red">{failure}</p>}
      {taskId !== null && (
        <p>
          {t('common.task')}{' '}
          <TextLink href={paths.task(taskId)}>
            <code className="mono [overflow-wrap:anywhere]">{taskId}</code>
          </TextLink>
        </p>
      )}
      {tries.length === 0 && <p className="text-ink-3">{t('webhooks.noTry')}</p>}
      <div className="grid grid-cols-2 gap-2">
        {tries.map((one) => (
          <TryBox
            key={one.number}
            of={one}
            isOn={one.number === shown?.number}
            onChoose={() => setChosen(one.number)}
          />
        ))}
      </div>
      {shown && <DeliveryTry of={shown} />}
    </div>
  );
}
