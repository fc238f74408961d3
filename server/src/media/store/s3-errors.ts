import { S3ServiceException } from '@aws-sdk/client-s3';
import { asStorageError, StorageError, type StoreTroubleKind } from './store-trouble.ts';

export type S3Deed = 'write' | 'read' | 'delete';

/** What the words of a failure name. */
export interface S3Place {
  /** Of the server, as people write it. */
  address: string;
  bucket: string;
}

/** Puts a failure of the S3 client into words that say which setting to look at. */
export function storageError(error: unknown, deed: S3Deed, place: S3Place): StorageError {
  // Of the disk on which it was kept meanwhile.
  const ofDisk = asStorageError(error);
  if (ofDisk instanceof StorageError) return ofDisk;
  const facts = factsOf(error);
  return new StorageError(wordsOf(facts, deed, place), { kind: kindOf(facts), cause: error });
}

/** All that a bucket says no with is for its operator to put right, and then passes. */
function kindOf({ name, code, status }: Facts): StoreTroubleKind {
  if (isTimeout(name, code)) return 'silent';
  if (status === 507 || /StorageFull|QuotaExceeded/u.test(name)) return 'full';
  return status === 403 ? 'forbidden' : 'unreachable';
}

/** No object under the key. A missing bucket is another error, except in the answer to a HEAD. */
export function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes(factsOf(error).name);
}

/** A key that may read and write, but not list, gets this where an object is missing. */
export function isForbidden(error: unknown): boolean {
  return factsOf(error).status === 403;
}

interface Facts {
  name: string;
  /** Of Node.js, such as ECONNREFUSED. */
  code: string;
  status: number | null;
  message: string;
}

/** Names are S3's error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function wordsOf({ name, code, status, message }: Facts, deed: S3Deed, place: S3Place): string {
  switch (name) {
    case 'NoSuchBucket':
      return `There is no bucket "${place.bucket}" at ${place.address}: create it, or correct S3_BUCKET.`;
    case 'InvalidAccessKeyId':
      return `${place.address} does not know the key: correct S3_ACCESS_KEY_ID.`;
    case 'SignatureDoesNotMatch':
      return `${place.address} refuses the signature: correct S3_SECRET_ACCESS_KEY, or S3_REGION.`;
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `The bucket "${place.bucket}" is in another region: correct S3_REGION or S3_ENDPOINT (${message}).`;
    case 'SecondLevelDomainForbidden':
      return `${place.address} wants the bucket in the host name: set S3_FORCE_PATH_STYLE=false.`;
    case 'RequestTimeTooSkewed':
      return `The clocks of this machine and of ${place.address} differ too much: set ours right.`;
  }
  if (status === 403) {
    return `The key may not ${deed} in the bucket "${place.bucket}" at ${place.address}: give it the rights that docs/storage.md lists.`;
  }
  if (isTimeout(name, code)) {
    return `${place.address} does not answer in time: look whether it is up, or correct S3_ENDPOINT.`;
  }
  if (code !== '') {
    return `${place.address} cannot be reached (${code}): look whether it is up, or correct S3_ENDPOINT.`;
  }
  const answered = status === null ? '' : ` with HTTP ${String(status)}`;
  return `${place.address} failed to ${deed}${answered}: ${name}, ${message}.`;
}

function isTimeout(name: string, code: string): boolean {
  return ['TimeoutError', 'AbortError', 'RequestTimeout'].includes(name) || code === 'ETIMEDOUT';
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error))
    return { name: '', code: '', status: null, message: String(error) };
  return {
    name: error.name,
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    status: error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null,
    message: error.message,
  };
}
