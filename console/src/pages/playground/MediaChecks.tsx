import { Check as Tick, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { bytesText } from '../../format/counts.ts';
import { smallIcon } from '../../ui/icons.ts';
import { checksOf, mostBytesText, rulesOf, type Check, type Measured } from './media-rules.ts';

interface Props {
  measured: Measured;
  limits: Model['limits'];
}

/** Each rule with a tick or a cross, and what is allowed. */
export function MediaChecks({ measured, limits }: Props) {
  const { t } = useTranslation();
  if (measured.bytes === 0) return null;
  return (
    <ul className="mt-1.5 flex flex-col gap-0.5 text-meta/[18px]">
      {checksOf(measured, limits).map((check) => (
        <li key={check.rule} className="flex gap-1.5">
          {check.passes ? (
            <Tick {...smallIcon} className="mt-0.5 shrink-0 text-green" />
          ) : (
            <X {...smallIcon} className="mt-0.5 shrink-0 text-red" />
          )}
          <span className={check.passes ? 'min-w-0 text-ink-2' : 'min-w-0 text-red'}>
            <span className="sr-only">
              {check.passes ? t('playground.passes') : t('playground.breaks')}{' '}
            </span>
            {valueText(check.rule, measured)}{' '}
            <span className="text-ink-3">{rangeText(check, measured)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

const shortType = (type: string): string => (type.split('/')[1] ?? type).toUpperCase();

function valueText(rule: Check['rule'], measured: Measured): string {
  const { contentType, bytes, width, height, seconds } = measured;
  const [wide, high] = [width ?? 0, height ?? 1];
  switch (rule) {
    case 'type':
      return shortType(contentType) || '?';
    case 'bytes':
      return bytesText(bytes);
    case 'side':
      return `${String(wide)} × ${String(high)} px`;
    case 'aspect':
      return (wide / high).toFixed(2);
    case 'area':
      return `${String(wide * high)} px²`;
    case 'seconds':
      return `${(seconds ?? 0).toFixed(1)} s`;
  }
}

function rangeText({ rule, range, passes }: Check, { kind }: Measured): string {
  if (range === null) return passes ? '' : rulesOf[kind].types.map(shortType).join(' ');
  if (rule === 'bytes') return mostBytesText(range.most);
  return `${String(range.least)}–${String(range.most)}`;
}
