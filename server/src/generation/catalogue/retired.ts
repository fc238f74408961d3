/**
 * Names of engines that were shut down and are sold no more where engines are sold as such. Each names
 * the living family to use instead: with sound for one that made sound, silent for a silent one.
 */
import type { FamilyName } from '../families.ts';
import { arkDialects, arkNames } from './ark.ts';

export interface Retired {
  names: readonly string[];
  dialects: readonly string[];
  /** The day of the shutdown, as its maker announced it. */
  endedOn: string;
  instead: FamilyName;
}

const engineDialects = [...arkDialects, 'platform'];

export const retired: readonly Retired[] = [
  {
    names: arkNames('seedance-1.5-pro', [
      'doubao-seedance-1-5-pro-251215',
      'seedance-1-5-pro-251215',
    ]),
    dialects: engineDialects,
    endedOn: '2026-11-11',
    instead: 'seedance-2.0-mini',
  },
  {
    names: arkNames(
      'seedance-1.0-lite',
      ['t2v', 'i2v'].flatMap((what) =>
        ['doubao-', '', 'bytedance-'].map((maker) => `${maker}seedance-1-0-lite-${what}-250428`),
      ),
    ),
    dialects: engineDialects,
    endedOn: '2026-05-13',
    instead: 'seedance-1.0-pro',
  },
];
