import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { addAbortSignal, Transform, type Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { refuseUnstorable } from '../generation/json-text.ts';
import { ProblemError, refuse } from '../generation/problems.ts';
import { Upload } from '../generation/upload.ts';
import type { MediaStore } from '../media/store/store.ts';
import { inTime, lightly, StorageError, storeTroubleKind } from '../media/store/store-trouble.ts';
import { isTransient } from '../postgres/transient.ts';
import { watchArrival } from './arrival.ts';
import { askForBody } from './body.ts';
import { largeBytes, noRoom, type BodyRoom } from './body-rooms.ts';
import type { ReadCallBody } from './call.ts';

export type FormStore = Pick<MediaStore, 'temporaryPath' | 'writing' | 'checkRoom'>;

/** Beyond these nobody means well. */
const fieldsMax = 100;
const filesMax = 16;
const nameCharactersMax = 200;

/**
 * Reads multipart/form-data into the shape that the same request would have as JSON, with an `Upload`
 * for each file: those go to disk as they arrive, beside the store, since nobody has looked into them yet. Its texts
 * take room as a body does. Throws body_too_large, overloaded and malformed_body.
 */
export async function readForm(
  message: IncomingMessage,
  bytesMax: number,
  room: BodyRoom,
  store: FormStore,
): Promise<ReadCallBody> {
  if (Number(message.headers['content-length']) > bytesMax) throw tooLarge(bytesMax);
  const parts: { name: string; value: Promise<Leaf> }[] = [];
  const abort = new AbortController();
  const texts = holdTexts(room, bytesMax);
  let files = 0;
  const stopWatch = watchArrival(message, { wholeMs: room.arriveMs, bytes: null }, () => undefined);
  try {
    const parser = openParser(message, bytesMax);
    askForBody(message);
    // The parser's own texts would have lost by now what is no UTF-8: to it everything is a file.
    parser.on('file', (name: string | undefined, stream, fileName, _encoding, contentType) => {
      const isFile = fileName !== undefined || contentType === 'application/octet-stream';
      if (isFile) files += 1;
      const fields = parts.length + 1 - files;
      if (name === undefined) {
        parser.destroy(malformed('has a part without a name'));
      } else if (name.length > nameCharactersMax) {
        parser.destroy(unfitName(name));
      } else if (files > filesMax || fields > fieldsMax) {
        parser.destroy(tooManyParts());
      } else {
        addAbortSignal(abort.signal, stream);
        const value = isFile
          ? keepFile(stream, { fileName, contentType }, store)
          : readText(name, stream, texts.hold);
        // Awaited below; a failure before that ends the form, and must not count as unhandled.
        value.catch((error: Error) => parser.destroy(error));
        parts.push({ name, value });
      }
    });
    // Also of what has no name, and is never told as a file.
    parser.on('partsLimit', () => parser.destroy(tooManyParts()));
    await parse(message, bounded(bytesMax), parser);
    const form: Branch = {};
    for (const { name, value } of parts) put(form, name, await value);
    refuseUnstorable('body', form);
    return { body: form, release: texts.release, clear: () => clear(parts) };
  } catch (error) {
    abort.abort();
    await clear(parts);
    texts.release();
    throw isOurs(error) ? error : malformed('cannot be read');
  } finally {
    stopWatch();
  }
}

/** What was looked into and kept has left its place by then. */
async function clear(parts: readonly { value: Promise<Leaf> }[]): Promise<void> {
  const settled = await Promise.allSettled(parts.map(({ value }) => value));
  const paths = settled.flatMap((part) =>
    part.status === 'fulfilled' && part.value instanceof Upload ? [part.value.path] : [],
  );
  await Promise.all(paths.map((path) => lightly(rm(path, { force: true }))));
}

function isOurs(error: unknown): boolean {
  return (
    error instanceof ProblemError ||
    error instanceof StorageError ||
    storeTroubleKind(error) !== null ||
    isTransient(error)
  );
}

/** Texts together are small, or large as a body is: then they wait, as heavy as they may become. */
function holdTexts(room: BodyRoom, bytesMax: number) {
  let takenBytes = 0;
  let entering: Promise<() => void> | null = null;
  const giveTaken = (): void => {
    room.give(takenBytes);
    takenBytes = 0;
  };
  return {
    async hold(bytes: number): Promise<void> {
      if (!entering && takenBytes + bytes <= largeBytes) {
        if (!room.take(bytes)) throw noRoom();
        takenBytes += bytes;
        return;
      }
      entering ??= room.enter(bytesMax);
      await entering;
      giveTaken();
    },
    release(): void {
      giveTaken();
      entering?.then(
        (leave) => leave(),
        () => undefined,
      );
    },
  };
}

/** Not `pipeline`, which would destroy the connection with the request, and our answer with it. */
function parse(
  message: IncomingMessage,
  gate: Transform,
  parser: InstanceType<typeof Busboy>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      message.unpipe(gate);
      reject(error);
    };
    message.once('error', () => {
      fail(malformed('ended before all of it had arrived'));
    });
    gate.once('error', fail);
    parser.on('error', fail);
    parser.once('finish', resolve);
    message.pipe(gate).pipe(parser);
  });
}

function openParser(message: IncomingMessage, bytesMax: number): InstanceType<typeof Busboy> {
  const { 'content-type': contentType = '' } = message.headers;
  return new Busboy({
    headers: { ...message.headers, 'content-type': contentType },
    isPartAFile: () => true,
    limits: { fileSize: bytesMax, parts: fieldsMax + filesMax },
  });
}

/** What arrives is counted, not what was announced. */
function bounded(bytesMax: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > bytesMax) done(tooLarge(bytesMax));
      else done(null, chunk);
    },
  });
}

async function readText(
  name: string,
  stream: Readable,
  hold: (bytes: number) => Promise<void>,
): Promise<string> {
  const chunks: Buffer[] = [];
  // A part of a form is a stream of bytes without an encoding set.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    await hold(chunk.length);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const field = name.slice(0, nameCharactersMax);
  throw refuse('malformed_body', `${field} is not valid UTF-8.`, { field });
}

async function keepFile(
  stream: Readable,
  told: { fileName: string | undefined; contentType: string },
  store: FormStore,
): Promise<Upload> {
  const path = store.temporaryPath();
  try {
    await store.checkRoom();
    const kept = await store.writing(() => writeHashed(stream, path));
    const { fileName = '', contentType } = told;
    return new Upload({ ...kept, fileName, contentType }, path);
  } catch (error) {
    await lightly(rm(path, { force: true }));
    throw error;
  }
}

async function writeHashed(
  stream: Readable,
  path: string,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await inTime(open(path, 'wx', 0o600));
  try {
    // A part of a form is a stream of bytes without an encoding set.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      hash.update(chunk);
      await inTime(file.writeFile(chunk));
    }
  } finally {
    await lightly(file.close());
  }
  return { sha256: hash.digest('hex'), bytes };
}

type Leaf = string | Upload;
type Branch = { [name: string]: Leaf | Leaf[] | Branch };

const unfitNames = new Set(['__proto__', 'constructor', 'prototype']);

/** `a[b]` is a field of an object, `a[]` and a repeated name are a list. */
function put(form: Branch, name: string, value: Leaf): void {
  const found = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  const steps = [found?.[1] ?? '', ...(found?.[2] ?? '').split(/[[\]]+/).slice(1)];
  const isList = steps.length > 1 && steps.at(-1) === '' && name.endsWith('[]');
  const path = steps.filter((step) => step !== '');
  const last = path.pop();
  if (
    last === undefined ||
    path.length > 3 ||
    [...path, last].some((step) => unfitNames.has(step))
  ) {
    throw unfitName(name);
  }
  let branch = form;
  for (const step of path) {
    const next = ownOf(branch, step) ?? {};
    if (typeof next === 'string' || Array.isArray(next) || next instanceof Upload) {
      throw malformed(`gives ${step} once as a value and once with fields`);
    }
    branch[step] = next;
    branch = next;
  }
  const before = ownOf(branch, last);
  if (before === undefined) branch[last] = isList ? [value] : value;
  else if (Array.isArray(before)) before.push(value);
  else if (typeof before === 'string' || before instanceof Upload) branch[last] = [before, value];
  else throw malformed(`gives ${last} once as a value and once with fields`);
}

/** What every object has besides is no field. */
function ownOf(branch: Branch, name: string): Branch[string] | undefined {
  return Object.hasOwn(branch, name) ? branch[name] : undefined;
}

function unfitName(name: string): Error {
  return malformed(`has a field with the unfit name "${name.slice(0, nameCharactersMax)}"`);
}

function tooManyParts(): Error {
  return malformed('has too many parts');
}

function malformed(trouble: string): Error {
  return refuse('malformed_body', `The form ${trouble}.`);
}

function tooLarge(bytesMax: number): Error {
  const megabytes = Math.floor(bytesMax / (1024 * 1024));
  return refuse('body_too_large', `The form is larger than ${String(megabytes)} MiB.`);
}
