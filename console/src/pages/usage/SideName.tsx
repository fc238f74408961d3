import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keysQuery } from '../../api/keys.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';
import { TextLink } from '../../components/TextLink.tsx';
import { paths } from '../../paths.ts';
import type { Side } from './search.ts';

/** What a row is of, and a link to its deduction records where they can be told apart by it. */
export function SideName({ by, name }: { by: Side; name: string }) {
  const { t } = useTranslation();
  if (name === '') {
    return (
      <span className="text-ink-3">{by === 'key' ? t('usage.noKey') : t('usage.unnamed')}</span>
    );
  }
  if (by === 'key') return <KeyName id={name} />;
  if (by !== 'model') return <code className="mono block truncate">{name}</code>;
  return (
    <TextLink href={paths.deductions({ range: 'all', model: name })}>
      <code className="mono block truncate">{name}</code>
    </TextLink>
  );
}

function KeyName({ id }: { id: string }) {
  const mayRead = useMay('keys:read');
  const { data: keys = [] } = useInfiniteQuery({
    ...keysQuery,
    select: rowsOf,
    enabled: mayRead,
  });
  const key = keys.find((one) => one.id === id);
  return (
    <TextLink href={paths.deductions({ range: 'all', key: id })}>
      <span className="block truncate">{key ? `${key.name} …${key.lastFour}` : id}</span>
    </TextLink>
  );
}
