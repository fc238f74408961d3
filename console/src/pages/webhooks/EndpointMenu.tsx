import { Ellipsis, KeyRound, Power, RotateCw, Send, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../../client/src/api-types.ts';
import { useResendFailed } from '../../api/webhooks.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { icon } from '../../ui/icons.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';
import type { EndpointDeeds } from './EndpointActions.tsx';

const resendDays = 7;

interface Props {
  of: WebhookEndpoint;
  deeds: EndpointDeeds;
  onTest: () => void;
  onTurn: () => void;
  onError: (error: Error) => void;
}

export function EndpointMenu({ of: { id, url, enabled }, deeds, onTest, onTurn, onError }: Props) {
  const { t } = useTranslation();
  const resend = useResendFailed();
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('webhooks.moreOf', { url })} size="small">
          <Ellipsis {...icon} />
        </IconButton>
      }
    >
      <MenuItem icon={<Send {...icon} />} onSelect={onTest}>
        {t('webhooks.test')}
      </MenuItem>
      <MenuItem
        icon={<RotateCw {...icon} />}
        onSelect={() =>
          resend.mutate(
            { id, days: resendDays },
            {
              onError,
              onSuccess: ({ count }) => toast({ title: t('webhooks.resent', { count }) }),
            },
          )
        }
      >
        {t('webhooks.resendFailed', { count: resendDays })}
      </MenuItem>
      <MenuItem icon={<KeyRound {...icon} />} onSelect={() => deeds.onRotate(id)}>
        {t('webhooks.rotate.verb')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Power {...icon} />} onSelect={onTurn}>
        {enabled ? t('webhooks.disable') : t('webhooks.enable')}
      </MenuItem>
      <MenuItem icon={<Trash2 {...icon} />} isDanger onSelect={() => deeds.onRemove(id)}>
        {t('webhooks.remove.verb')}
      </MenuItem>
    </Menu>
  );
}
