import { agoText, clockText, exactTime } from '../format/times.ts';
import { useNow } from '../hooks/use-now.ts';
import { useLanguage } from '../i18n/start.ts';

/** How long ago; the exact time, with its zone, where the pointer rests. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  const language = useLanguage();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(ms)}>
      {agoText(ms, now, language)}
    </time>
  );
}

/** The time of day, and before today the date. */
export function Clock({ at }: { at: string }) {
  const now = useNow();
  const language = useLanguage();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(ms)}>
      {clockText(ms, now, language)}
    </time>
  );
}
