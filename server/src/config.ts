/** Every environment variable that Filmgate reads, in one schema. docs/configuration.md is made from it. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { findModel } from './generation/catalogue.ts';
import { soraStandIn } from './generation/catalogue/openai.ts';
import { withoutEndSlashes } from './generation/end-slashes.ts';
import { nearest } from './nearest.ts';
import { decimalToMicros } from './pricing/amount.ts';
import {
  belowCostPolicies,
  studioSales,
  type BelowCostPolicy,
  type StudioSales,
} from './pricing/policies.ts';

/** What the documentation says of a variable, beside its schema. */
export interface About {
  /** One sentence. */
  description: string;
  /** In words: what holds when the variable is unset. */
  default: string;
  example: string;
  /** True: its value is never printed. */
  secret?: true;
}
export const about = z.registry<About>();

const wholeNumber = (min: number, max: number) => {
  const error = `is not a whole number from ${String(min)} to ${String(max)}`;
  return z
    .string()
    .regex(/^\d+$/, { error, abort: true })
    .transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
};
const address = (schemes: readonly string[], more: (url: URL) => boolean, error: string) =>
  z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && schemes.includes(url.protocol) && more(url);
    },
    { error },
  );
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const megabyte = 2 ** 20;
const secretLengthMin = 32;

/** An unset variable is undefined, and so is an empty one. */
export const variables = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, { error: 'is not a host name or an IP address' })
    .default('127.0.0.1')
    .register(about, {
      description:
        'The address to listen at; `0.0.0.0` or `::` opens the server to other machines.',
      default: '`127.0.0.1`: this machine alone',
      example: '0.0.0.0',
    }),
  PORT: wholeNumber(0, 65_535).default(8787).register(about, {
    description: 'The TCP port to listen at; 0 takes any free one.',
    default: '`8787`',
    example: '8080',
  }),
  PUBLIC_URL: address(
    ['http:', 'https:'],
    (url) => url.search === '' && url.hash === '' && url.username === '' && url.password === '',
    'is not an http(s) address without query, fragment and user',
  )
    .optional()
    .register(about, {
      description:
        'The address under which clients reach the server, with a path if it stands behind one: links to videos begin with it.',
      default: '`http://HOST:PORT`',
      example: 'https://video.example.com/filmgate',
    }),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    (url) => url.pathname.length > 1,
    'is not a PostgreSQL address that ends in the name of a database',
  )
    .optional()
    .register(about, {
      description: 'The PostgreSQL database (version 15 or later) to use instead of our own.',
      default: 'a PostgreSQL server of our own, in the data directory',
      example: 'postgres://filmgate:password@db.example.com:5432/filmgate',
      secret: true,
    }),
  FILMGATE_DATA_DIR: z.string().default('./data').register(about, {
    description: 'The directory for media, the secret and our own database.',
    default: '`./data`',
    example: '/var/lib/filmgate',
  }),
  FILMGATE_SECRET: z
    .string()
    .min(secretLengthMin, { error: `is shorter than ${String(secretLengthMin)} characters` })
    .optional()
    .register(about, {
      description:
        'The secret that links, webhooks and stored credentials are protected with, the same for every process; `openssl rand -hex 32` makes a good one.',
      default: 'made once and kept in the data directory; required with `DATABASE_URL`',
      example: '64 random hexadecimal digits',
      secret: true,
    }),
  FILMGATE_STUDIO_WORKERS: wholeNumber(0, 256).optional().register(about, {
    description:
      'How many videos the studio renders at the same time; with 0 it renders none and its tasks wait.',
    default: 'the number of cores',
    example: '2',
  }),
  FILMGATE_ALLOW_PRIVATE_HOSTS: z
    .stringbool({ error: 'is neither `true` nor `false`' })
    .default(false)
    .register(about, {
      description:
        'Lets the media and webhook addresses that customers name point into private networks and at this machine: for development only.',
      default: '`false`',
      example: 'true',
    }),
  FILMGATE_PRICE_BOOK: z.string().optional().register(about, {
    description: 'The path of your own price book.',
    default: 'the one that comes with Filmgate',
    example: '/etc/filmgate/price-book.json',
  }),
  FILMGATE_CNY_PER_USD: z
    .string()
    .transform((text, context) => {
      const micros = decimalToMicros(text);
      if (micros !== null && micros > 0n) return micros;
      context.addIssue({
        code: 'custom',
        message: 'is not a number above 0 with at most six decimals',
      });
      return z.NEVER;
    })
    .default(7_100_000n)
    .register(about, {
      description:
        'How many CNY a US dollar is worth, for reckoning what lines cost that bill in CNY; it changes no price.',
      default: '`7.1`',
      example: '7.2',
    }),
  FILMGATE_BELOW_COST: z
    .enum(belowCostPolicies, { error: `is none of ${belowCostPolicies.join(', ')}` })
    .default('warn')
    .register(about, {
      description:
        'What becomes of a request whose price, after all discounts, is below what it will cost on the cheapest line that can take it: `take` it, take it and `warn` in the log, or `refuse` it.',
      default: '`warn`',
      example: 'refuse',
    }),
  FILMGATE_STUDIO_SELLS: z
    .enum(studioSales, { error: `is none of ${studioSales.join(', ')}` })
    .default('auto')
    .register(about, {
      description:
        'Whether live keys are sold the studio’s films: `auto`, as long as there is no line at all; `always`, of every model that no line serves; or `never`. Test keys always have them, free of charge.',
      default: '`auto`',
      example: 'never',
    }),
  FILMGATE_OPENAI_MODEL: z
    .string()
    .refine((name) => findModel(name, 'openai') !== undefined, {
      error: 'names no model of docs/dialects/openai.md',
    })
    .default(soraStandIn)
    .register(about, {
      description:
        'The model that makes the videos of OpenAI clients who ask for `sora-2`, or name no model.',
      default: `\`${soraStandIn}\``,
      example: 'seedance-2.5',
    }),
  FILMGATE_SUPPORT: z
    .string()
    .max(200, { error: 'is longer than 200 characters' })
    .regex(/^(?:[^\s@]+@[^\s@]+|https?:\/\/\S+)$/, {
      error: 'is neither an e-mail address nor an http(s) address',
    })
    .optional()
    .register(about, {
      description:
        'Where customers find people who help: told where a key is refused, credits are short, a price is missing or something went wrong on our side, and in the OpenAPI documents below `/docs`.',
      default: 'nobody is named',
      example: 'support@video.example.com',
    }),
  FILMGATE_LOG_LEVEL: z
    .enum(logLevels, { error: `is none of ${logLevels.join(', ')}` })
    .default('info')
    .register(about, {
      description: `How much is logged: ${logLevels.map((level) => `\`${level}\``).join(', ')}.`,
      default: '`info`',
      example: 'debug',
    }),
  FILMGATE_BODY_MEGABYTES_IN_FLIGHT: wholeNumber(1, 65_536).default(256).register(about, {
    description:
      'How much memory request bodies of up to 1 MB take together while they are worked on; above it new ones are asked to come back. Larger ones wait for their turn, within 96 MB or this, whichever is less.',
    default: '`256`',
    example: '1024',
  }),
  S3_BUCKET: z.string().optional().register(about, {
    description:
      'The bucket that keeps media and results, on Amazon S3 or any server that speaks its API ([storage](storage.md)).',
    default: 'none: files are kept in the data directory',
    example: 'filmgate-media',
  }),
  S3_ENDPOINT: address(
    ['http:', 'https:'],
    (url) => url.search === '' && url.hash === '' && url.username === '' && url.password === '',
    'is not an http(s) address without query, fragment and user',
  )
    .optional()
    .register(about, {
      description: 'The address of the S3 server, without the bucket.',
      default: 'Amazon’s own for the region',
      example: 'https://storage.example.com',
    }),
  S3_REGION: z.string().default('us-east-1').register(about, {
    description: 'The region of the bucket; servers that know none take any.',
    default: '`us-east-1`',
    example: 'eu-central-1',
  }),
  S3_ACCESS_KEY_ID: z.string().optional().register(about, {
    description: 'The id of the key that the bucket is used with.',
    default: 'none; required with `S3_BUCKET`',
    example: 'AKIAIOSFODNN7EXAMPLE',
  }),
  S3_SECRET_ACCESS_KEY: z.string().optional().register(about, {
    description: 'The secret of that key.',
    default: 'none; required with `S3_BUCKET`',
    example: '40 letters and digits',
    secret: true,
  }),
  S3_PREFIX: z
    .string()
    .regex(/^[\w.=-]+(\/[\w.=-]+)*\/?$/, {
      error: 'is not made of letters, digits and `_.=-`, with single slashes between',
    })
    .optional()
    .register(about, {
      description: 'What the names of all objects begin with, where the bucket has other uses too.',
      default: 'nothing',
      example: 'filmgate/media',
    }),
  S3_FORCE_PATH_STYLE: z
    .stringbool({ error: 'is neither `true` nor `false`' })
    .optional()
    .register(about, {
      description:
        'Whether the bucket is named in the path of addresses, or else in the host name, which some platforms insist on.',
      default: '`true` with `S3_ENDPOINT`, else `false`',
      example: 'false',
    }),
  S3_CACHE_MEGABYTES: wholeNumber(64, 16_777_216).default(10_240).register(about, {
    description:
      'How much of the data directory’s disk files from the bucket may take, so that those in use are not fetched each time.',
    default: '`10240`: ten gigabytes',
    example: '51200',
  }),
});

export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Without a slash at its end. Null: `listenUrl` of where the server listens. */
  publicUrl: string | null;
  /** Null: the embedded server. */
  databaseUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Null: `loadOrMakeSecret` of the data directory. */
  secret: string | null;
  studioWorkers: number;
  allowPrivateHosts: boolean;
  /** Null: the book that comes with Filmgate. */
  priceBookPath: string | null;
  /** Millionths of a CNY. */
  cnyPerUsdMicros: bigint;
  belowCost: BelowCostPolicy;
  studioSells: StudioSales;
  /** Serves OpenAI's own model names. */
  openaiModel: string;
  supportAddress: string | null;
  logLevel: (typeof logLevels)[number];
  bodyBytesInFlightMax: number;
  /** As `S3Settings` of media/s3-bucket.ts. Null: files are kept in the data directory. */
  s3: ReturnType<typeof s3SettingsOf>;
  /** Of local copies of what is in the bucket. */
  s3CacheBytesMax: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Says every wrong variable at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(mistakes: readonly string[]) {
    super(`The environment variables are wrong:\n${mistakes.map((m) => `- ${m}`).join('\n')}`);
  }
}

/** @throws {ConfigError} */
export function readConfig(env: Environment, cores: number = availableParallelism()): Config {
  const given = withoutEmpty(env);
  const read = variables.safeParse(given);
  const mistakes = read.success ? [] : read.error.issues.map((issue) => mistakeOf(issue, given));
  if (given['DATABASE_URL'] !== undefined && given['FILMGATE_SECRET'] === undefined) {
    mistakes.push(
      'FILMGATE_SECRET is missing, and DATABASE_URL is set: processes that share a database must share a secret. Make one with: openssl rand -hex 32',
    );
  }
  const all = [...mistakes, ...missingForS3(given)];
  if (!read.success || all.length > 0) throw new ConfigError(all);
  const found = read.data;
  return {
    host: found.HOST,
    port: found.PORT,
    publicUrl:
      found.PUBLIC_URL === undefined ? null : withoutEndSlashes(new URL(found.PUBLIC_URL).href),
    databaseUrl: found.DATABASE_URL ?? null,
    dataDir: resolve(found.FILMGATE_DATA_DIR),
    secret: found.FILMGATE_SECRET ?? null,
    studioWorkers: found.FILMGATE_STUDIO_WORKERS ?? cores,
    allowPrivateHosts: found.FILMGATE_ALLOW_PRIVATE_HOSTS,
    priceBookPath: found.FILMGATE_PRICE_BOOK ?? null,
    cnyPerUsdMicros: found.FILMGATE_CNY_PER_USD,
    belowCost: found.FILMGATE_BELOW_COST,
    studioSells: found.FILMGATE_STUDIO_SELLS,
    openaiModel: found.FILMGATE_OPENAI_MODEL,
    supportAddress: found.FILMGATE_SUPPORT ?? null,
    logLevel: found.FILMGATE_LOG_LEVEL,
    bodyBytesInFlightMax: found.FILMGATE_BODY_MEGABYTES_IN_FLIGHT * megabyte,
    s3: s3SettingsOf(found),
    s3CacheBytesMax: found.S3_CACHE_MEGABYTES * megabyte,
  };
}

const neededForS3 = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** Files must not go to the disk because a setting was forgotten, nor be missed when they are needed. */
function missingForS3(given: Record<string, string>): string[] {
  const set = Object.keys(given).find((name) => name.startsWith('S3_'));
  if (set === undefined) return [];
  return neededForS3
    .filter((name) => given[name] === undefined)
    .map(
      (name) =>
        `${name} is missing, and ${set} is set: storage on S3 needs ${neededForS3.join(', ')}. Set it, or no S3_ variable at all.`,
    );
}

function s3SettingsOf(found: z.infer<typeof variables>) {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_PREFIX } = found;
  if (!S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return null;
  return {
    endpoint: found.S3_ENDPOINT ?? null,
    region: found.S3_REGION,
    bucket: S3_BUCKET,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
    prefix: S3_PREFIX === undefined ? '' : S3_PREFIX.replace(/\/?$/, '/'),
    forcePathStyle: found.S3_FORCE_PATH_STYLE ?? found.S3_ENDPOINT !== undefined,
  };
}

/** `http://HOST:PORT` of a listening server, where an address of IPv6 stands in brackets. */
export function listenUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** What a process sets for another one of ours: no configuration, so not documented either. */
const ours: ReadonlySet<string> = new Set(['FILMGATE_WRAPPED']);

/** A sentence for each variable that looks like ours and is not: most often a slip of the pen. */
export function configWarnings(env: Environment): string[] {
  const known = Object.keys(variables.shape);
  return Object.keys(env)
    .filter((name) => /^FILMGATE_/i.test(name) && !known.includes(name) && !ours.has(name))
    .map((name) => {
      const meant = nearest(name, known, withoutPrefix);
      return `${name} is not known and has no effect.${meant === null ? '' : ` Did you mean ${meant}?`}`;
    });
}

/** All of ours are alike in it, so it says nothing about which one was meant. */
function withoutPrefix(name: string): string {
  return name.toUpperCase().replace(/^FILMGATE_/, '');
}

function withoutEmpty(env: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(variables.shape)) {
    const value = env[name]?.trim();
    if (value) given[name] = value;
  }
  return given;
}

function mistakeOf(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  const told = aboutVariable(name);
  const value = told.secret ? 'its value' : JSON.stringify(given[name]);
  return `${name}: ${value} ${issue.message}. For example: ${name}=${told.example}`;
}

function aboutVariable(name: string): About {
  const found = Object.entries(variables.shape).find(([known]) => known === name);
  const told = found && about.get(found[1]);
  if (!told) throw new Error(`the variable ${name} is not described`);
  return told;
}
