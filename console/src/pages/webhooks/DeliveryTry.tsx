import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '../../../../client/src/api-types.ts';
import { Clock } from '../../components/Ago.tsx';
import { bytesText } from '../../format/counts.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { join } from '../../ui/join.ts';
import { prettyJson } from '../../ui/pretty-json.ts';
import { Tabs } from '../../ui/Tabs.tsx';

type Try = Delivery['tries'][number];

interface BoxProps {
  of: Try;
  isOn: boolean;
  onChoose: () => void;
}

export function TryBox({ of: { number, status, error, tookMs, at }, isOn, onChoose }: BoxProps) {
  const { t } = useTranslation();
  const isGood = status !== null && status >= 200 && status < 300;
  return (
    <button
      type="button"
      aria-pressed={isOn}
      title={error ?? undefined}
      onClick={onChoose}
      className={join(
        'flex h-9 min-w-0 items-center gap-2 rounded-control border px-2.5 text-meta',
        isOn ? 'border-ink' : 'border-line-2 hover:bg-hover',
      )}
    >
      <span className="text-ink-3">#{number}</span>
      <span className={isGood ? 'font-medium text-green' : 'font-medium text-red'}>
        {status ?? t('webhooks.noAnswer')}
      </span>
      <span className="truncate text-ink-2">{tookMs} ms</span>
      <span className="ml-auto whitespace-nowrap text-ink-3">
        <Clock at={at} />
      </span>
    </button>
  );
}

type Part = 'sent' | 'headers' | 'answer';

export function DeliveryTry({ of: { request, headers, answer, error, url } }: { of: Try }) {
  const { t } = useTranslation();
  const [part, setPart] = useState<Part>('sent');
  const texts: Readonly<Record<Part, string>> = {
    sent: prettyJson(request),
    headers: Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    answer: answer ?? error ?? t('webhooks.noAnswer'),
  };
  return (
    <>
      <p className="mono text-meta [overflow-wrap:anywhere] text-ink-2">POST {url}</p>
      {error !== null && <p className="text-meta text-red">{error}</p>}
      <CodeBlock
        label={t(`webhooks.part.${part}`)}
        code={texts[part]}
        side={
          part === 'sent' && (
            <span className="text-meta text-ink-3">
              {bytesText(new TextEncoder().encode(request).length)}
            </span>
          )
        }
        head={
          <Tabs
            isBare
            size="small"
            label={t('webhooks.delivery')}
            tabs={[
              { value: 'sent', label: t('webhooks.part.sent') },
              { value: 'headers', label: t('webhooks.part.headers') },
              { value: 'answer', label: t('webhooks.part.answer') },
            ]}
            value={part}
            onChange={setPart}
          />
        }
      />
    </>
  );
}
