import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { keyQuery, useRollKey } from '../../api/keys.ts';
import { agoText, clockText } from '../../format/times.ts';
import { FormProblem } from '../../forms/FormProblem.tsx';
import type { MadeKey } from '../../forms/KeyForm.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { icon } from '../../ui/icons.ts';
import { Note } from '../../ui/Note.tsx';
import { Segmented } from '../../ui/Segmented.tsx';

const overlaps = { '0': 0, '1': 1, '24': 24, '168': 168 } as const;
const hourMs = 3_600_000;

interface Props {
  of: Key;
  onClose: () => void;
  onRolled: (made: MadeKey) => void;
}

/** A new secret for a key; how long the old one stays good, and who uses it now. */
export function RollKey({ of: key, onClose, onRolled }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [overlap, setOverlap] = useState<keyof typeof overlaps>('24');
  const roll = useRollKey();
  const hours = overlaps[overlap];
  const until = clockText(now + hours * hourMs, now, language);
  return (
    <Dialog
      title={t('keys.roll.title', { name: key.name === '' ? key.prefix : key.name })}
      description={t('keys.roll.note')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={roll.isPending}
            onClick={() =>
              roll.mutate(
                { id: key.id, overlapHours: hours },
                { onSuccess: ({ name, key: secret }) => onRolled({ name, key: secret }) },
              )
            }
          >
            {t('keys.roll.deed')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormProblem error={roll.error} fields={[]} />
        <Segmented
          label={t('keys.roll.overlap', { lastFour: key.lastFour })}
          hint={hours === 0 ? t('keys.roll.atOnce') : t('keys.roll.until', { time: until })}
          options={[
            { value: '0', label: t('keys.roll.hours.0') },
            { value: '1', label: t('keys.roll.hours.1') },
            { value: '24', label: t('keys.roll.hours.24') },
            { value: '168', label: t('keys.roll.hours.168') },
          ]}
          value={overlap}
          onChange={setOverlap}
        />
        <Users id={key.id} />
      </div>
    </Dialog>
  );
}

/** Who would stand outside with the old one. */
function Users({ id }: { id: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const { data } = useQuery(keyQuery(id));
  if (!data) return null;
  const addresses = [...new Set(data.uses.map(({ address }) => address))];
  const [last] = data.uses;
  if (!last) return <p className="text-meta text-ink-3">{t('keys.roll.nobody')}</p>;
  return (
    <Note tone="tungsten" icon={<TriangleAlert {...icon} />}>
      <p className="text-ink [overflow-wrap:anywhere]">
        {t('keys.roll.users', {
          count: addresses.length,
          addresses: addresses.join(t('common.listComma')),
        })}
      </p>
      <p className="text-meta text-ink-2">
        {t('keys.roll.lastUse', { ago: agoText(Date.parse(last.lastAt), now, language) })}
      </p>
    </Note>
  );
}
