import { useTranslation } from 'react-i18next';
import { Segmented } from '../../ui/Segmented.tsx';
import type { Settings } from './settings.ts';
import type { PlaygroundForm } from './use-playground.ts';

interface Props {
  settings: Settings;
  set: PlaygroundForm['set'];
}

/** Width and height of the sign of each shape, in pixels. */
const signs: Readonly<Partial<Record<Settings['ratio'], readonly [number, number]>>> = {
  '16:9': [14, 8],
  '9:16': [6, 11],
  '1:1': [10, 10],
  '4:3': [12, 9],
  '3:4': [9, 12],
  '21:9': [16, 7],
};

export function RatioField({ settings: { model, ratio }, set }: Props) {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t('playground.ratio')}
      options={model.limits.ratios.map((one) => ({
        value: one,
        label: (
          <span className="flex items-center gap-[5px] text-meta">
            <Sign of={one} />
            {one === 'adaptive' ? t('playground.auto') : one}
          </span>
        ),
      }))}
      value={ratio}
      onChange={(value) => set({ ratio: value })}
    />
  );
}

function Sign({ of }: { of: Settings['ratio'] }) {
  const size = signs[of];
  if (!size) return null;
  const [width, height] = size;
  return (
    <svg width={width} height={height} aria-hidden="true" className="fill-none stroke-current">
      <rect
        x="0.75"
        y="0.75"
        width={width - 1.5}
        height={height - 1.5}
        rx="1.5"
        strokeWidth="1.5"
      />
    </svg>
  );
}
