import { useEffect, useMemo, useState } from 'react';
import type { Model } from '../../../../client/src/api-types.ts';
import { useDebounced } from '../../hooks/use-debounced.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { placedOf, textOfPlaced, type Placed } from './media.ts';
import { playgroundDefaults, playgroundSearch, type PlaygroundState } from './search.ts';
import { settingsOf, type Settings } from './settings.ts';

/** How long somebody must not type before their words stand in the address: browsers bound how often it may change. */
const settleMs = 400;

export interface PlaygroundForm {
  settings: Settings;
  /** Of every mode, as they were placed. */
  media: Placed[];
  task: string;
  from: string;
  api: string;
  language: PlaygroundState['language'];
  tab: PlaygroundState['tab'];
  set: (change: Partial<PlaygroundState>) => void;
  /** Changes the media that stand there then: uploads end when they end. */
  place: (change: (media: Placed[]) => Placed[]) => void;
  /** What the form would say after a change. */
  settingsWith: (change: Partial<PlaygroundState>) => Settings;
}

/** The form, as the address has it. Null: there is no model. */
export function usePlayground(models: readonly Model[]): PlaygroundForm | null {
  const [state, change] = useUrlState(playgroundSearch, playgroundDefaults);
  const [own, setOwn] = useState({ prompt: state.prompt, media: state.media });
  const settled = useDebounced(own, settleMs);
  useEffect(() => {
    if (settled.prompt !== state.prompt || settled.media !== state.media) {
      change(settled, { replace: true });
    }
    // Of what is typed alone: another prompt in the address comes with another page.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  const settings = useMemo(() => settingsOf(models, { ...state, ...own }), [models, state, own]);
  if (!settings) return null;
  return {
    settings,
    media: placedOf(own.media),
    task: state.task,
    from: state.from,
    api: state.api,
    language: state.language,
    tab: state.tab,
    set({ prompt = own.prompt, media = own.media, ...others }) {
      if (prompt !== own.prompt || media !== own.media) setOwn({ prompt, media });
      if (Object.keys(others).length > 0) change({ prompt, media, ...others }, { replace: true });
    },
    place(changed) {
      setOwn((now) => ({ ...now, media: textOfPlaced(changed(placedOf(now.media))) }));
    },
    settingsWith: (changed) => settingsOf(models, { ...state, ...own, ...changed }) ?? settings,
  };
}
