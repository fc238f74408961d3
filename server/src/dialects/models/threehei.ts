/** 3hei sells two engines, with every field as their maker documents it. */
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';
import { referenceTasks } from '../../generation/request.ts';

function threehei(name: string, family: FamilyName, title: string): Model {
  const { limits, defaults } = families[family];
  return {
    name,
    title,
    aliases: [],
    family,
    familyAt: {},
    // "编辑视频、延长视频": its document promises both of its models.
    limits: { ...limits, referenceTasks },
    defaults,
    priceName: `threehei/${name}`,
  };
}

export const threeheiCatalogue: Catalogue = {
  models: [
    threehei('doubao-seedance-2-0', 'seedance-2.0', 'Seedance 2.0'),
    threehei('doubao-seedance-2-0-fast', 'seedance-2.0-fast', 'Seedance 2.0 Fast'),
  ],
};
