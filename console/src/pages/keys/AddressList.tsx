import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dialect } from '../../../../client/src/api-types.ts';
import { ownAddress } from '../../api/media.ts';
import { CopyIcon } from '../../ui/CopyButton.tsx';
import { addressesOf } from './sample-code.ts';

/** What a program must know of an API, each with its copy. */
export function AddressList({ dialect }: { dialect: Dialect }) {
  const { t } = useTranslation();
  const [create, read] = addressesOf(dialect);
  const own = dialect.baseUrls.at(-1);
  const word = t('keys.addresses.keyWord');
  const headers = dialect.keyHeaders.map(({ name, value }) =>
    `${name}: ${value}`.replace('{{key}}', word),
  );
  const model = dialect.models[0]?.name;
  return (
    <div className="min-w-0">
      <dl>
        {create !== undefined && (
          <Row name={t('keys.addresses.create')} verb="POST" text={create} />
        )}
        {read !== undefined && <Row name={t('keys.addresses.read')} verb="GET" text={read} />}
        <Row name={t('keys.addresses.key')} text={headers[0] ?? ''}>
          {headers.join(` ${t('keys.addresses.or')} `)}
        </Row>
        {model !== undefined && <Row name={t('keys.addresses.model')} text={model} />}
        {own !== undefined && (
          <Row
            name={dialect.baseUrls.length > 1 ? t('keys.addresses.own') : t('keys.addresses.base')}
            text={own}
          />
        )}
      </dl>
      <div className="flex gap-4 pt-2 text-meta">
        {dialect.models.length > 1 && (
          <span className="text-ink-3">
            {t('keys.addresses.models', { count: dialect.models.length })}
          </span>
        )}
        <a href={ownAddress(dialect.docsUrl)} className="text-daylight hover:underline">
          {t('keys.addresses.docs')}
        </a>
      </div>
    </div>
  );
}

interface RowProps {
  name: string;
  verb?: string;
  /** What is copied. */
  text: string;
  children?: ReactNode;
}

function Row({ name, verb, text, children }: RowProps) {
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line py-1 sm:flex-nowrap">
      <dt className="flex w-full shrink-0 gap-3 text-ink-3 sm:w-[112px]">
        {name}
        {verb !== undefined && (
          <span className="mono ml-auto text-ink-2 max-sm:hidden">{verb}</span>
        )}
      </dt>
      <dd className="mono flex min-w-0 flex-1 items-center gap-2">
        <span className="min-w-0 flex-1 truncate" title={text}>
          {children ?? text}
        </span>
        <CopyIcon text={text} what={name} />
      </dd>
    </div>
  );
}
