import { useTranslation } from 'react-i18next';
import { Credits } from '../../components/Credits.tsx';
import { creditText, microsOf } from '../../format/credits.ts';
import type { ModelsState } from './search.ts';

interface Props {
  /** Credits for one unit; undefined: it is not sold so. */
  list: number | undefined;
  yours: number | undefined;
  shown: ModelsState['price'];
}

/** The reader's own price, and below it the one that is crossed out, where they differ. */
export function Price({ list, yours, shown }: Props) {
  const { t } = useTranslation();
  if (list === undefined || yours === undefined) return <span className="text-ink-3">—</span>;
  if (shown === 'list' || yours === list) return <Credits value={list} mode="exact" />;
  return (
    <>
      <Credits value={yours} mode="exact" />
      <s className="block text-meta text-ink-3">
        <span className="sr-only">{t('models.listPrice')} </span>
        {creditText(microsOf(list), 'exact')}
      </s>
    </>
  );
}
