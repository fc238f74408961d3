import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createAsset, createAssetFromFile } from '../../assets/create.ts';
import { deleteAsset } from '../../assets/delete.ts';
import type { AssetParts } from '../../assets/parts.ts';
import { listAssetsAfter, readAssetRoom, readAssets } from '../../assets/read.ts';
import { assetFileName, toAssetView, type AssetRow } from '../../assets/rows.ts';
import { idCharactersMost, nameCharactersMost, urlCharactersMost } from '../../dialects/bounds.ts';
import { filePart, numberOf, wholeNumber as wholeText } from '../../dialects/form-values.ts';
import { base36Id } from '../../dialects/ids.ts';
import { isoTime } from '../../dialects/values.ts';
import { assetStates } from '../../generation/asset.ts';
import { failureCodes, refuse } from '../../generation/problems.ts';
import { mediaTypes } from '../../media/file-types.ts';
import { createRoute, uploadRoute } from './creates.ts';
import { pageUsual, pageWords } from './filters.ts';
import { storedFileRoute, idPath, jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** Media that the account keeps, whichever API brought them here. */

export interface AssetRouteParts {
  assets: AssetParts;
  sign(fileName: string): string;
}

const kinds = ['image', 'video', 'audio'] as const;
const kind = z.enum(kinds);
const time = z.iso.datetime();

const plainSchema = z
  .object({
    id: z.string().describe('Named `asset://<id>` wherever a request takes media.'),
    name: z.string(),
    kind,
    state: z
      .enum(assetStates)
      .describe(
        '`processing`: it is being fetched and measured; only an `active` one can be used.',
      ),
    url: z
      .url()
      .nullable()
      .describe('Where its bytes are; signed, and fresh with each read. Null until it is active.'),
    sourceUrl: z.string().nullable().describe('Where it was fetched from; null for an upload.'),
    contentType: z.string().nullable(),
    bytes: z
      .int()
      .nullable()
      .describe('As measured, as all that follows; null until it is active.'),
    width: z.int().nullable().describe('Pixels; null for sound.'),
    height: z.int().nullable(),
    seconds: z.number().nullable().describe('Null for pictures.'),
    failure: z.object({ code: z.enum(failureCodes), message: z.string() }).nullable(),
    createdAt: time,
    updatedAt: time,
    expiresAt: time.nullable().describe('Null: it is kept until it is deleted.'),
  })
  .describe('A medium that the account keeps.');

const example: z.infer<typeof plainSchema> = {
  id: 'ast_1rz4c7k2m9x0t3v6h8qz',
  name: 'harbour.jpg',
  kind: 'image',
  state: 'active',
  url: 'https://films.example.com/media/t3x9k0-signature/ast_1rz4c7k2m9x0t3v6h8qz.jpg',
  sourceUrl: null,
  contentType: 'image/jpeg',
  bytes: 482_133,
  width: 1920,
  height: 1080,
  seconds: null,
  failure: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
  expiresAt: null,
};

const assetSchema = plainSchema.meta({ id: 'Asset', examples: [example] });

const roomSchema = z
  .object({
    assets: z.int().min(0),
    assetsMost: z.int().min(0),
    bytes: z
      .int()
      .min(0)
      .describe('One that is not measured yet counts with the most that its kind may have.'),
    bytesMost: z.int().min(0),
  })
  .describe('What the account keeps, and may keep.');

function assetJson(row: AssetRow, sign: (fileName: string) => string): z.infer<typeof assetSchema> {
  const view = toAssetView(row, sign);
  const { id, name, state, url, sourceUrl, contentType, bytes, failure } = view;
  const hasPixels = row.kind !== 'audio';
  const hasLength = row.kind !== 'image';
  return {
    id,
    name,
    kind: row.kind,
    state,
    url,
    sourceUrl,
    contentType,
    bytes,
    width: hasPixels ? row.width : null,
    height: hasPixels ? row.height : null,
    seconds: hasLength ? row.seconds : null,
    failure: failure && { code: failure.code, message: failure.message },
    createdAt: isoTime(view.createdAtMs),
    updatedAt: isoTime(view.updatedAtMs),
    expiresAt: row.expires_ms === null ? null : isoTime(Math.floor(row.expires_ms)),
  };
}

/** The largest media that are kept have 200 MB; what stands around one in a form is little. */
const formBytesMax = 201 * 1024 * 1024;
const keptBounds = { field: 'expiresInSeconds', least: 3_600, most: 2_592_000 };
const nameWanted = z
  .string()
  .max(nameCharactersMost)
  .meta({ examples: ['harbour.jpg'] });

const listQuery = z.strictObject({
  kind: z
    .union([kind, z.array(kind).max(kinds.length)])
    .optional()
    .describe('One, or several by repeating it.'),
  state: z.enum(assetStates).optional(),
  q: z
    .string()
    .max(nameCharactersMost)
    .optional()
    .describe('A part of the name, in capitals or small letters.'),
  ...pageWords,
});

export function assetRoutes({ assets, sign }: AssetRouteParts): PlatformRoute[] {
  const json = (row: AssetRow) => assetJson(row, sign);
  const find = async (accountId: string, id: string): Promise<AssetRow> => {
    const [row] = await readAssets(assets.database, accountId, [id]);
    if (!row) throw assetNotFound();
    return row;
  };
  return [
    jsonRoute({
      method: 'GET',
      path: '/assets',
      summary: 'List assets, the newest first',
      needs: 'assets:read',
      asks: { query: listQuery },
      answers: { status: 200, schema: pageOf(assetSchema).extend({ room: roomSchema }) },
      refuses: ['overloaded'],
      async act({ accountId }, { query }) {
        const { kind: wanted, state, q: name, limit = pageUsual, cursor = null } = query;
        const found = await listAssetsAfter(assets.database, {
          accountId,
          kinds: wanted === undefined ? undefined : [wanted].flat(),
          states: state && [state],
          name,
          limit: limit + 1,
          after: cursor,
        });
        const page = found.slice(0, limit);
        return {
          data: page.map(json),
          nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
          room: await readAssetRoom(assets, accountId),
        };
      },
    }),
    createRoute({
      path: '/assets',
      summary: 'Keep a medium by its address: it is fetched and measured meanwhile',
      needs: 'assets:write',
      asks: {
        body: z.strictObject({
          url: z
            .string()
            .max(urlCharactersMost)
            .describe('http(s)')
            .meta({ examples: ['https://shop.example.com/harbour.jpg'] }),
          kind,
          name: nameWanted.optional().describe('The end of the address where nothing is said.'),
        }),
      },
      answers: { status: 201, schema: assetSchema },
      refuses: ['media_unreachable', 'media_invalid', 'asset_limit', 'asset_not_found'],
      async make({ accountId }, { body }, { remember }) {
        const { url, kind: wanted, name = nameOfUrl(url) } = body;
        const order = { accountId, id: newId(), shelf: 'media', name, kind: wanted } as const;
        return json(await createAsset(assets, { ...order, url, field: 'url' }, remember));
      },
      again: async ({ accountId }, id) => json(await find(accountId, id)),
    }),
    uploadRoute({
      path: '/assets/upload',
      summary: 'Keep a file that is sent as a form',
      needs: 'assets:write',
      bytesMax: formBytesMax,
      form: z.strictObject({
        file: filePart.meta({
          type: 'string',
          format: 'binary',
          description: 'A picture, a clip or sound; what it is is found by looking.',
        }),
        name: nameWanted.optional().describe('That of the file where nothing is said.'),
        expiresInSeconds: wholeText
          .optional()
          .describe(
            `From ${String(keptBounds.least)} to ${String(keptBounds.most)}: it is deleted then. Without, it is kept.`,
          ),
      }),
      answers: { status: 201, schema: assetSchema },
      refuses: ['media_invalid', 'asset_limit', 'asset_not_found'],
      async make({ accountId }, { file, name, expiresInSeconds }, { remember }) {
        const expiresSeconds = numberOf(expiresInSeconds, keptBounds);
        const row = await createAssetFromFile(
          assets,
          {
            accountId,
            id: newId(),
            shelf: 'media',
            name: name ?? file.fileName,
            upload: file,
            field: 'file',
            ...(expiresSeconds !== undefined && { expiresSeconds }),
          },
          remember,
        );
        return json(row);
      },
      again: async ({ accountId }, id) => json(await find(accountId, id)),
    }),
    jsonRoute({
      method: 'GET',
      path: '/assets/{id}',
      summary: 'Read an asset',
      needs: 'assets:read',
      asks: { path: idPath },
      answers: { status: 200, schema: assetSchema },
      refuses: ['asset_not_found'],
      goesOn: (answer) => openAsset.safeParse(answer).success,
      act: async ({ accountId }, { path: { id } }) => json(await find(accountId, id)),
    }),
    storedFileRoute({
      path: '/assets/{id}/content',
      summary: 'Read the file of an asset',
      name: 'getAssetContent',
      needs: 'assets:read',
      asks: { path: idPath },
      types: mediaTypes,
      refuses: ['asset_not_found', 'not_finished', 'route_not_found'],
      async file({ accountId }, { path: { id } }) {
        const name = assetFileName(await find(accountId, id));
        if (name !== null) return name;
        throw refuse('not_finished', 'The asset has no file: it is not active.');
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/assets/{id}',
      summary: 'Delete an asset: tasks that name it keep its file',
      needs: 'assets:write',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['asset_not_found'],
      async act({ accountId }, { path: { id } }) {
        const isGone =
          id.length <= idCharactersMost && (await deleteAsset(assets.database, accountId, id));
        if (!isGone) throw assetNotFound();
      },
    }),
  ];
}

const openAsset = z.object({ state: z.literal('processing') });

function newId(): string {
  return `ast_${base36Id({ atMs: Date.now(), random: randomBytes(10) }, 20)}`;
}

/** What stands at the end of an address, as far as anything does. */
function nameOfUrl(url: string): string {
  const end = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  return end.slice(0, nameCharactersMost);
}

function assetNotFound(): Error {
  return refuse('asset_not_found', 'There is no such asset; check the id that its creation gave.');
}
