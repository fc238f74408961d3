import { useQuery } from '@tanstack/react-query';
import { Clapperboard, Plus } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../../api/balance.ts';
import { useSession } from '../../api/session.ts';
import { estimateQuery } from '../../api/tasks.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { useDebounced } from '../../hooks/use-debounced.ts';
import { commandKey } from '../../shell/keyboard.ts';
import { Button } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Note } from '../../ui/Note.tsx';
import { PriceLines } from './PriceLines.tsx';
import { bodyOf, type Settings } from './settings.ts';
import { lackIn, type Run } from './use-run.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  settings: Settings;
  run: Run;
  waits: Uploads['waits'];
  hasTask: boolean;
}

const askMs = 120;

/** What it costs, by the code that will hold it, and the button that says the same. */
export function RunFoot({ settings, run, waits, hasTask }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const isTest = useSession().mode === 'test';
  // No price depends on the words: they are not sent with each key.
  const asked = useMemo(
    () => ({ ...bodyOf({ ...settings, prompt: 'A film' }), measure: false }),
    [settings],
  );
  const {
    data: estimate,
    isPlaceholderData,
    error,
  } = useQuery({
    ...estimateQuery(useDebounced(asked, askMs)),
    placeholderData: (before) => before,
  });
  const { data: balance } = useQuery(balanceQuery);
  const credits = estimate && microsOf(estimate.credits);
  const left = balance && credits !== undefined && microsOf(balance.availableCredits) - credits;
  const lack = lackIn(settings);
  const off = waits ? t(`playground.waits.${waits}`) : lack && t(`playground.lack.${lack}`);
  const label = hasTask ? t('playground.runAnother') : t('playground.run');
  return (
    <div className="flex flex-col gap-2 border-line px-4 pt-3 pb-3.5 sm:px-5 sm:border-t max-sm:sticky max-sm:bottom-0 max-sm:border-t max-sm:bg-page">
      {(run.error ?? error) && (
        <Note tone="red" isAlert>
          {words(run.error ?? error ?? new Error())}
        </Note>
      )}
      <PriceLines
        charge={estimate?.charge ?? null}
        resolution={settings.resolution}
        isOld={isPlaceholderData}
      />
      <Button
        kind="primary"
        size="large"
        className="mt-0.5 w-full"
        icon={hasTask ? <Plus {...icon} /> : <Clapperboard {...icon} />}
        isBusy={run.isSending}
        offBecause={off}
        onClick={run.start}
      >
        {label}
        {credits !== undefined && (
          <>
            <span className="font-normal opacity-62">·</span>
            {isTest ? t('playground.free') : t('common.amount', { credits: creditText(credits) })}
          </>
        )}
        <span className="ml-1 text-meta font-normal opacity-75 max-sm:hidden">{commandKey}↵</span>
      </Button>
      <div className="flex text-meta text-ink-3">
        <span>{off ?? (isTest ? t('playground.test') : t('playground.failureFree'))}</span>
        {!isTest && left !== undefined && left !== false && (
          <span className={left < 0n ? 'ml-auto text-tungsten' : 'ml-auto'}>
            {left < 0n
              ? t('playground.short', { credits: creditText(-left) })
              : t('playground.leaves', { credits: creditText(left) })}
          </span>
        )}
      </div>
    </div>
  );
}
