/**
 * The current list of Volcengine Ark, which the dialects of Ark, OpenAI and New-API sell: each family by
 * its id there, by its id at BytePlus, and by the short names that go round. Source: the model lists of
 * both, November 2026.
 */
import type { Catalogue, Retired } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';

interface ArkIds {
  volcengine: string;
  byteplus: string;
}

/** The ids without their date, and the family's own name with a dot or a dash, with and without a maker. */
function arkNames(family: FamilyName, ids: readonly string[]): string[] {
  const undated = ids.map((id) => id.replace(/-\d{6}$/u, ''));
  const short = [family, `doubao-${family}`, family.replace('.', '-')];
  return [...new Set([...ids, ...undated, ...short])];
}

function arkModel(family: FamilyName, title: string, { volcengine, byteplus }: ArkIds): Model {
  const { limits, defaults } = families[family];
  return {
    name: volcengine,
    title,
    aliases: arkNames(family, [volcengine, byteplus]).filter((name) => name !== volcengine),
    family,
    familyAt: {},
    limits,
    defaults,
    priceName: `ark/${family}`,
  };
}

const models: readonly Model[] = [
  arkModel('seedance-2.0', 'Seedance 2.0', {
    volcengine: 'doubao-seedance-2-0-260128',
    byteplus: 'dreamina-seedance-2-0-260128',
  }),
  arkModel('seedance-2.0-fast', 'Seedance 2.0 Fast', {
    volcengine: 'doubao-seedance-2-0-fast-260128',
    byteplus: 'dreamina-seedance-2-0-fast-260128',
  }),
  arkModel('seedance-2.0-mini', 'Seedance 2.0 Mini', {
    volcengine: 'doubao-seedance-2-0-mini-260615',
    byteplus: 'dreamina-seedance-2-0-mini-260615',
  }),
  arkModel('seedance-2.5', 'Seedance 2.5', {
    volcengine: 'doubao-seedance-2-5-260628',
    byteplus: 'dreamina-seedance-2-5-260628',
  }),
  arkModel('seedance-1.0-pro', 'Seedance 1.0 Pro', {
    volcengine: 'doubao-seedance-1-0-pro-250528',
    byteplus: 'seedance-1-0-pro-250528',
  }),
  arkModel('seedance-1.0-pro-fast', 'Seedance 1.0 Pro Fast', {
    volcengine: 'doubao-seedance-1-0-pro-fast-251015',
    byteplus: 'seedance-1-0-pro-fast-251015',
  }),
];

/**
 * Engines that were shut down, and are sold no more where engines are sold as such. Each names the living
 * family to use instead: with sound for one that made sound, silent for a silent one.
 */
export const retired: readonly Retired[] = [
  {
    names: arkNames('seedance-1.5-pro', [
      'doubao-seedance-1-5-pro-251215',
      'seedance-1-5-pro-251215',
    ]),
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
    endedOn: '2026-05-13',
    instead: 'seedance-1.0-pro',
  },
];

export const arkCatalogue: Catalogue = { models, retired };
