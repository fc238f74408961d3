import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../../client/src/api-types.ts';
import { useDeleteEndpoint, useRotateSecret } from '../../api/webhooks.ts';
import type { MadeSecret } from '../../forms/EndpointForm.tsx';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

interface Props {
  of: WebhookEndpoint;
  onClose: () => void;
}

interface RotateProps extends Props {
  onRotated: (made: MadeSecret) => void;
}

export function RotateSecret({ of: { id, url }, onClose, onRotated }: RotateProps) {
  const { t } = useTranslation();
  const rotate = useRotateSecret();
  const act = (): void =>
    rotate.mutate(id, { onSuccess: ({ secret }) => onRotated({ url, secret }) });
  return (
    <Dialog
      title={t('webhooks.rotate.title')}
      description={t('webhooks.rotate.note')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" isBusy={rotate.isPending} onClick={act}>
            {t('webhooks.rotate.deed')}
          </Button>
        </>
      }
    >
      <FormProblem error={rotate.error} fields={[]} />
      <code className="mono [overflow-wrap:anywhere]">{url}</code>
    </Dialog>
  );
}

export function RemoveEndpoint({ of: { id, url }, onClose }: Props) {
  const { t } = useTranslation();
  const remove = useDeleteEndpoint();
  return (
    <Dialog
      title={t('webhooks.remove.title')}
      description={t('webhooks.remove.note')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="danger-fill"
            isBusy={remove.isPending}
            onClick={() => remove.mutate(id, { onSuccess: onClose })}
          >
            {t('webhooks.remove.deed')}
          </Button>
        </>
      }
    >
      <FormProblem error={remove.error} fields={[]} />
      <code className="mono [overflow-wrap:anywhere]">{url}</code>
    </Dialog>
  );
}
