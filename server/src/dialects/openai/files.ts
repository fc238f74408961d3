/** Files of OpenAI's are assets here: `input_reference.file_id` names one. */
import type { AssetState, AssetView } from '../../generation/asset.ts';
import { someId } from '../bounds.ts';
import { idInPath, neededId, typedOperation, unsayable } from '../codec.ts';
import { numberOf } from '../form-values.ts';
import type { Loose } from '../loosely.ts';
import type { AssetReport, UploadCommand } from '../mechanism.ts';
import { unixSeconds } from '../values.ts';
import * as wire from './wire.ts';

const root = '/v1/files';

/** What a file may be for that has no other purpose: the one that is told, since nobody keeps it. */
const purpose = 'user_data';

const statusOf = {
  processing: 'uploaded',
  active: 'processed',
  failed: 'error',
} as const satisfies Record<AssetState, wire.File['status']>;

const states: ReadonlyMap<string, AssetState> = new Map([
  ['uploaded', 'processing'],
  ['processed', 'active'],
  ['error', 'failed'],
]);

/** Documented. */
const expiryBounds = { field: 'expires_after[seconds]', least: 3_600, most: 2_592_000 };

const upload = typedOperation({
  does: 'assetUpload',
  method: 'POST',
  path: root,
  takes: 'form',
  status: 200,
  // The largest media that are kept have 200 MB; what stands around one in a form is little.
  bodyBytesMax: 201 * 1024 * 1024,
  asks: {
    schemas: { body: wire.newFile },
    decode: ({ body }): UploadCommand => ({
      upload: body.file,
      expiresSeconds: numberOf(body.expires_after?.seconds, expiryBounds) ?? null,
    }),
    encode: encodeUpload,
  },
  answers: {
    schema: wire.file,
    encode: encodeFile,
    // It tells no address of the file.
    decode: (told) => ({ url: `asset://${neededId(told.id, 'id')}` }),
  },
});

function encodeUpload({ upload: file, expiresSeconds }: UploadCommand) {
  if (expiresSeconds === undefined) return unsayable('OpenAI is told how long a file is kept');
  if (expiresSeconds === null) return { body: { file, purpose } };
  const { least, most } = expiryBounds;
  if (expiresSeconds < least || expiresSeconds > most) {
    return unsayable('OpenAI keeps a file for an hour to thirty days');
  }
  const expiry = { anchor: 'created_at', seconds: expiresSeconds } as const;
  return { body: { file, purpose, expires_after: expiry } };
}

const byId = idInPath('file_id', someId);

const get = typedOperation({
  does: 'assetGet',
  method: 'GET',
  path: `${root}/{file_id}`,
  status: 200,
  asks: byId,
  answers: { schema: wire.file, encode: encodeFile, decode: decodeFile },
});

const remove = typedOperation({
  does: 'assetDelete',
  method: 'DELETE',
  path: `${root}/{file_id}`,
  status: 200,
  asks: byId,
  answers: {
    schema: wire.deletedFile,
    encode: ({ id }): wire.DeletedFile => ({ id, object: 'file', deleted: true }),
    decode: (told) => ({ id: told.id ?? undefined }),
  },
});

function encodeFile({ id, name, bytes, state, failure, createdAtMs }: AssetView): wire.File {
  return {
    id,
    object: 'file',
    bytes: bytes ?? 0,
    created_at: unixSeconds(createdAtMs),
    filename: name,
    purpose,
    status: statusOf[state],
    status_details: failure?.message,
  };
}

function decodeFile(told: Loose<wire.File>): AssetReport {
  return { id: neededId(told.id, 'id'), state: states.get(told.status ?? '') ?? null };
}

export const fileOperations = [upload, get, remove] as const;
