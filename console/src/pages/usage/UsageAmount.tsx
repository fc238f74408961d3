import { Credits } from '../../components/Credits.tsx';
import { countText } from '../../format/counts.ts';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import type { Unit } from './search.ts';

export function UsageAmount({ value, unit }: { value: number; unit: Unit }) {
  const language = useLanguage();
  if (unit === 'credits') return <Credits value={value} />;
  return <>{unit === 'films' ? countText(value) : durationText(value * 1_000, language)}</>;
}
