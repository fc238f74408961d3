import { useEffect, useMemo, useState } from 'react';
import type { Model } from '../../../../client/src/api-types.ts';
import { useDebounced } from '../../hooks/use-debounced.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { playgroundDefaults, playgroundSearch, type PlaygroundState } from './search.ts';
import { settingsOf, type Settings } from './settings.ts';

/** How long somebody must not type before their words stand in the address: browsers bound how often it may change. */
const settleMs = 400;

export interface PlaygroundForm {
  settings: Settings;
  task: string;
  tab: PlaygroundState['tab'];
  set: (change: Partial<PlaygroundState>) => void;
}

/** The form, as the address has it. Null: there is no model. */
export function usePlayground(models: readonly Model[]): PlaygroundForm | null {
  const [state, change] = useUrlState(playgroundSearch, playgroundDefaults);
  const [prompt, setPrompt] = useState(state.prompt);
  const settled = useDebounced(prompt, settleMs);
  useEffect(() => {
    if (settled !== state.prompt) change({ prompt: settled }, { replace: true });
    // Of what is typed alone: another prompt in the address comes with another page.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  const settings = useMemo(() => settingsOf(models, { ...state, prompt }), [models, state, prompt]);
  if (!settings) return null;
  return {
    settings,
    task: state.task,
    tab: state.tab,
    set({ prompt: typed, ...others }) {
      if (typed !== undefined) setPrompt(typed);
      if (Object.keys(others).length > 0) change({ prompt, ...others }, { replace: true });
    },
  };
}
