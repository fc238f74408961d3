/** 3hei's field lists of assets, in the order and with the types of its documentation. */
import { z } from 'zod';
import { entriesMost, modelName, nameCharactersMost, someId } from '../bounds.ts';
import { mediaUrl } from '../web-url.ts';

export const statusWord = z.enum(['Processing', 'Active', 'Failed']);
const assetType = z.enum(['Image', 'Video', 'Audio']);

export const newAsset = z.object({
  Model: modelName.optional(),
  URL: mediaUrl('must be a public http or https URL'),
  Name: z.string().max(64).optional(),
  AssetType: assetType,
});

export const idQuery = z.object({ Model: modelName.optional(), Id: someId });
export type IdQuery = z.infer<typeof idQuery>;

const someWord = z.string().min(1).max(nameCharactersMost);
/** Of the assets that customers make. */
export const onlyGroup = 'AIGC';

export const assetQuery = z.object({
  Model: modelName.optional(),
  Filter: z
    .object({
      // Words that are not listed are those of no asset.
      GroupType: z.union([someWord, z.enum([onlyGroup])]).optional(),
      Statuses: z
        .array(z.union([someWord, statusWord]))
        .max(entriesMost)
        .optional(),
      Name: z.string().max(nameCharactersMost).optional(),
    })
    .optional(),
  PageNumber: z.int().min(1).optional(),
  PageSize: z.int().min(1).max(100).optional(),
  // All assets are in one group.
  SortBy: z.enum(['CreateTime', 'UpdateTime', 'GroupId']).optional(),
  SortOrder: z.enum(['Asc', 'Desc']).optional(),
});
export type AssetQuery = z.infer<typeof assetQuery>;

const assetError = z.object({ Code: z.string(), Message: z.string() });
export type AssetError = z.infer<typeof assetError>;

/** The one code that is documented beside the plain one. */
export const downloadFailed = 'InvalidParameter.DownloadFailed';

export const asset = z.object({
  Id: z.string(),
  Name: z.string(),
  Status: statusWord,
  AssetType: assetType,
  URL: z.string().optional(),
  Error: assetError.optional(),
  CreateTime: z.string(),
  UpdateTime: z.string(),
});
export type Asset = z.infer<typeof asset>;

export const assetId = z.object({ Id: z.string() });

export const assetPage = z.object({
  Items: z.array(asset),
  TotalCount: z.int(),
  PageNumber: z.int(),
  PageSize: z.int(),
});

export type Action = 'CreateAsset' | 'GetAsset' | 'ListAssets' | 'DeleteAsset';

const metadata = z.object({ RequestId: z.string(), Action: z.string() });

export function answerOf<Result extends z.ZodObject>(result: Result) {
  return z.object({ ResponseMetadata: metadata, Result: result });
}

export interface Answer<Result> {
  ResponseMetadata: z.infer<typeof metadata>;
  Result: Result;
}

export const refused = z.object({ ResponseMetadata: metadata.extend({ Error: assetError }) });
export type Refused = z.infer<typeof refused>;
