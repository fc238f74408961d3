/** Every environment variable that Filmgate reads, in one schema. The pages of configuration are made from it. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { networkTrouble } from '../accounts/networks.ts';
import { isSold } from '../dialects/catalogues.ts';
import { dialectSettings, dialectVariables, type DialectSettings } from '../dialects/settings.ts';
import { about, inBoth, type About } from '../generation/about-settings.ts';
import { withoutEndSlashes } from '../generation/end-slashes.ts';
import { wordsOfIssue } from '../generation/issues.ts';
import { isKeyPrefix, usualPrefix } from '../generation/key-prefix.ts';
import { ConfigError } from './config-error.ts';
import { mailSettings, mailVariables, missingForMail, type MailSettings } from './mail-settings.ts';
import { nearest } from './nearest.ts';
import {
  belowCostPolicies,
  studioSales,
  type BelowCostPolicy,
  type StudioSales,
} from '../pricing/policies.ts';
import { decimalToMicros } from '../generation/money.ts';

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
/** Never a pattern, nor `null`, which every page without an origin of its own says. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[\w.[\]:-]+$/.test(text) && URL.parse(text)?.origin === text;
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
      description: {
        en: 'The address to listen at; `0.0.0.0` or `::` opens the server to other machines.',
        zh: '监听的地址；`0.0.0.0` 或 `::` 让其他机器也能访问。',
      },
      default: { en: '`127.0.0.1`: this machine alone', zh: '`127.0.0.1`：只有本机' },
      example: '0.0.0.0',
    }),
  PORT: wholeNumber(0, 65_535)
    .default(8787)
    .register(about, {
      description: {
        en: 'The TCP port to listen at; 0 takes any free one.',
        zh: '监听的 TCP 端口；0 表示任取一个空闲端口。',
      },
      default: inBoth('`8787`'),
      example: '8080',
    }),
  PUBLIC_URL: address(
    ['http:', 'https:'],
    (url) => url.search === '' && url.hash === '' && url.username === '' && url.password === '',
    'is not an http(s) address without query, fragment and user',
  )
    .optional()
    .register(about, {
      description: {
        en: 'The address under which clients reach the server, with a path if it stands behind one: links to videos begin with it.',
        zh: '客户端访问服务所用的地址，服务挂在某个路径下时连同路径一起写：视频链接以它开头。',
      },
      default: inBoth('`http://HOST:PORT`'),
      example: 'https://video.example.com/filmgate',
    }),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    (url) => url.pathname.length > 1,
    'is not a PostgreSQL address that ends in the name of a database',
  )
    .optional()
    .register(about, {
      description: {
        en: 'The PostgreSQL database (version 15 or later) to use instead of our own.',
        zh: '用来代替自带数据库的 PostgreSQL 数据库（15 或更高版本）。',
      },
      default: {
        en: 'a PostgreSQL server of our own, in the data directory',
        zh: '自带的 PostgreSQL，放在数据目录中',
      },
      example: 'postgres://filmgate:password@db.example.com:5432/filmgate',
      secret: true,
    }),
  FILMGATE_DATA_DIR: z
    .string()
    .default('./data')
    .register(about, {
      description: {
        en: 'The directory for media, the secret and our own database.',
        zh: '存放媒体、主密钥和自带数据库的目录。',
      },
      default: inBoth('`./data`'),
      example: '/var/lib/filmgate',
    }),
  FILMGATE_SECRET: z
    .string()
    .min(secretLengthMin, { error: `is shorter than ${String(secretLengthMin)} characters` })
    .optional()
    .register(about, {
      description: {
        en: 'The secret that links, webhooks and stored credentials are protected with, the same for every process; `openssl rand -hex 32` makes a good one.',
        zh: '主密钥：链接、webhook 和保存的凭据都由它保护，所有进程必须相同；`openssl rand -hex 32` 可以生成一个合格的主密钥。',
      },
      default: {
        en: 'made once and kept in the data directory; required with `DATABASE_URL`',
        zh: '首次生成后保存在数据目录中；设置了 `DATABASE_URL` 时必填',
      },
      example: '64 random hexadecimal digits',
      secret: true,
    }),
  FILMGATE_STUDIO_WORKERS: wholeNumber(0, 256)
    .optional()
    .register(about, {
      description: {
        en: 'How many videos the studio renders at the same time; with 0 it renders none and its tasks wait.',
        zh: '演播室同时渲染多少段视频；设为 0 则不渲染，它的任务一直等待。',
      },
      default: { en: 'the number of cores', zh: 'CPU 核数' },
      example: '2',
    }),
  FILMGATE_ALLOW_PRIVATE_HOSTS: z
    .stringbool({ error: 'is neither `true` nor `false`' })
    .default(false)
    .register(about, {
      description: {
        en: 'Lets the media and webhook addresses that customers name point into private networks and at this machine: for development only.',
        zh: '允许客户给出的媒体地址和 webhook 地址指向私有网络和本机：只用于开发。',
      },
      default: inBoth('`false`'),
      example: 'true',
    }),
  FILMGATE_CORS_ORIGINS: z
    .string()
    .transform((text, context) => {
      const origins = text.split(',').map((one) => one.trim());
      const wrong = origins.find((one) => !isOrigin(one));
      if (wrong === undefined) return origins;
      const message = `has ${JSON.stringify(wrong)}, which is no origin as browsers write one: scheme and host, without a path or a slash at the end`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default([])
    .register(about, {
      description: {
        en: 'The origins of pages that may call the API from a browser, with commas between, each exactly as browsers name it. Whoever opens such a page can read the key that it sends. Links to media are open to all pages.',
        zh: '哪些来源的网页可以在浏览器里调用 API：用逗号分隔，每个都与浏览器写的完全一致。打开这样的网页的人都能读到它发送的密钥。媒体链接对所有网页开放。',
      },
      default: { en: 'none', zh: '无' },
      example: 'https://app.example.com,http://localhost:5173',
    }),
  TRUSTED_PROXIES: z
    .string()
    .transform((text, context) => {
      const entries = text.split(',').map((one) => one.trim());
      const wrong = entries.find((one) => networkTrouble(one) !== null);
      if (wrong === undefined) return entries;
      const message = `has ${JSON.stringify(wrong)}, which is neither an address nor a network`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default([])
    .register(about, {
      description: {
        en: 'Addresses and networks of the proxies before Filmgate, with commas between: of a request that comes from one of them, `X-Forwarded-For` says from where. Name your own only, and all of them: keys that may be used from some addresses alone go by it.',
        zh: 'Filmgate 前面各个代理的地址和网段，用逗号分隔：来自这些代理的请求，以 `X-Forwarded-For` 里的地址为来源。只写你自己的代理，并且全部写上：限定来源地址的密钥以此为准。',
      },
      default: { en: 'none', zh: '无' },
      example: '127.0.0.1,10.0.0.0/8',
    }),
  FILMGATE_PRICE_BOOK: z
    .string()
    .optional()
    .register(about, {
      description: {
        en: 'The path of your own price book.',
        zh: '你自己的价格表的路径。',
      },
      default: { en: 'the one that comes with Filmgate', zh: 'Filmgate 自带的价格表' },
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
      description: {
        en: 'How many CNY a US dollar is worth, for reckoning what lines cost that bill in CNY; it changes no price.',
        zh: '一美元折合多少人民币，用来计算以人民币结算的线路的成本；不影响任何售价。',
      },
      default: inBoth('`7.1`'),
      example: '7.2',
    }),
  FILMGATE_BELOW_COST: z
    .enum(belowCostPolicies, { error: `is none of ${belowCostPolicies.join(', ')}` })
    .default('warn')
    .register(about, {
      description: {
        en: 'What becomes of a request whose price, after all discounts, is below what it will cost on the cheapest line that can take it: `take` it, take it and `warn` in the log, or `refuse` it.',
        zh: '一个请求打完所有折扣后的价格，低于它在能承接的最便宜的线路上的成本时怎么办：`take` 接受，`warn` 接受并写入日志，`refuse` 拒绝。',
      },
      default: inBoth('`warn`'),
      example: 'refuse',
    }),
  FILMGATE_STUDIO_SELLS: z
    .enum(studioSales, { error: `is none of ${studioSales.join(', ')}` })
    .default('auto')
    .register(about, {
      description: {
        en: 'Whether live keys are sold the studio’s films: `auto`, as long as there is no line at all; `always`, of every model that no line serves; or `never`. Test keys always have them, free of charge.',
        zh: '是否向正式密钥出售演播室的影片：`auto`，只在一条线路也没有时；`always`，凡是没有线路提供的模型；`never`，从不。测试密钥始终可以使用，并且免费。',
      },
      default: inBoth('`auto`'),
      example: 'never',
    }),
  FILMGATE_KEY_PREFIX: z
    .string()
    .refine(isKeyPrefix, {
      error:
        'is not made of letters and digits with `_` or `-` behind, as `fg_` is, in at most 20 characters, and must not end in `test_`',
    })
    .default(usualPrefix)
    .register(about, {
      description: {
        en: 'What new API keys begin with, before `live_` or `test_`, for clients that check it, such as `sd2_live_` or `th-`; keys that stand keep working. Scanners of leaked keys take `sk-` for another vendor’s.',
        zh: '新 API 密钥的开头，写在 `live_` 或 `test_` 之前，供会检查它的客户端使用，例如 `sd2_live_` 或 `th-`；已有的密钥继续有效。泄露密钥的扫描工具会把 `sk-` 当成别家的密钥。',
      },
      default: inBoth(`\`${usualPrefix}\``),
      example: 'sd2_live_',
    }),
  ...dialectVariables,
  FILMGATE_MODEL_NAMES: z
    .string()
    .transform((text, context) => {
      const pairs = text.split(',').map((pair) => pair.split('=').map((name) => name.trim()));
      const wrong = pairs.find(([name = '', model = '', ...more]) => {
        return name === '' || isSold(name) || !isSold(model) || more.length > 0;
      });
      if (!wrong) return new Map(pairs.map(([name = '', model = '']) => [name, model]));
      const message = `has ${JSON.stringify(wrong.join('='))}, which is not a name that nobody sells, \`=\`, and a model of docs/dialects`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default(new Map<string, string>())
    .register(about, {
      description: {
        en: 'Names of your own for models, such as the endpoint ids (`ep-…`) that clients of Ark send: `name=model`, several with commas between. A name works wherever its model is sold, and tasks tell it.',
        zh: '你自己给模型起的名字，例如 Ark 客户端发送的推理接入点 id（`ep-…`）：写成 `name=model`，多个用逗号分隔。凡是提供该模型的地方都可以使用这个名字，任务里也会显示它。',
      },
      default: { en: 'none', zh: '无' },
      example: 'ep-20260101-abcde=doubao-seedance-2-0-260128',
    }),
  FILMGATE_SUPPORT: z
    .string()
    .max(200, { error: 'is longer than 200 characters' })
    .regex(/^(?:[^\s@]+@[^\s@]+|https?:\/\/\S+)$/, {
      error: 'is neither an e-mail address nor an http(s) address',
    })
    .optional()
    .register(about, {
      description: {
        en: 'Where customers find people who help: told where a key is refused, credits are short, a price is missing or something went wrong on our side, and in the OpenAPI documents below `/docs`.',
        zh: '客户到哪里找人帮忙：在密钥被拒绝、积分不足、没有价格或我们这边出错时会告知，也写在 `/docs` 下的 OpenAPI 文档里。',
      },
      default: { en: 'nobody is named', zh: '不告知' },
      example: 'support@video.example.com',
    }),
  FILMGATE_LOG_LEVEL: z
    .enum(logLevels, { error: `is none of ${logLevels.join(', ')}` })
    .default('info')
    .register(about, {
      description: {
        en: `How much is logged: ${logLevels.map((level) => `\`${level}\``).join(', ')}.`,
        zh: `日志级别：${logLevels.map((level) => `\`${level}\``).join('、')}。`,
      },
      default: inBoth('`info`'),
      example: 'debug',
    }),
  FILMGATE_BODY_MEGABYTES_IN_FLIGHT: wholeNumber(1, 65_536)
    .default(256)
    .register(about, {
      description: {
        en: 'How much memory request bodies of up to 1 MB take together while they are worked on; above it new ones are asked to come back. Larger ones wait for their turn, within 96 MB or this, whichever is less.',
        zh: '正在处理的、不超过 1 MB 的请求体合计可占多少内存（MB）；超过之后，新的请求会被要求稍后再来。更大的请求体排队处理，合计上限是 96 MB 与本设置中较小的一个。',
      },
      default: inBoth('`256`'),
      example: '1024',
    }),
  FILMGATE_KEEP_TASKS_DAYS: wholeNumber(30, 36_500)
    .default(400)
    .register(about, {
      description: {
        en: 'How many days after its end a task stays that nobody was charged for, with its attempts, its events and the record of what was told of it: it failed, was cancelled, expired, or was made with a test key. Tasks that were charged, or for which an upstream charged us, stay ([storage](storage.md#what-is-kept)).',
        zh: '没有收费的任务（失败、取消、过期，或由测试密钥创建）在结束后保留多少天，连同它的尝试、事件和投递记录。收过费的任务，以及上游向我们收过费的任务，会一直保留（见[存储](storage.md#保留什么)）。',
      },
      default: { en: '`400`: more than a year', zh: '`400`：一年多' },
      example: '90',
    }),
  FILMGATE_KEEP_DELIVERIES_DAYS: wholeNumber(7, 3_650)
    .default(30)
    .register(about, {
      description: {
        en: 'How many days the record of what webhook endpoints and callback addresses were told is kept, with each try.',
        zh: '向 webhook 端点和回调地址投递的记录（含每一次尝试）保留多少天。',
      },
      default: inBoth('`30`'),
      example: '90',
    }),
  FILMGATE_KEEP_REQUESTS_DAYS: wholeNumber(1, 90)
    .default(7)
    .register(about, {
      description: {
        en: 'How many days the log of requests is kept, which customers read: creates, changes and refusals one by one, reads as counts.',
        zh: '请求日志保留多少天，客户可以查看：创建、修改和被拒绝的请求逐条记录，读取只计数。',
      },
      default: inBoth('`7`'),
      example: '30',
    }),
  S3_BUCKET: z
    .string()
    .optional()
    .register(about, {
      description: {
        en: 'The bucket that keeps media and results, on Amazon S3 or any server that speaks its API ([storage](storage.md)).',
        zh: '保存媒体和结果的存储桶，位于 Amazon S3 或任何兼容其 API 的服务器上（见[存储](storage.md)）。',
      },
      default: { en: 'none: files are kept in the data directory', zh: '无：文件保存在数据目录中' },
      example: 'filmgate-media',
    }),
  S3_ENDPOINT: address(
    ['http:', 'https:'],
    (url) => url.search === '' && url.hash === '' && url.username === '' && url.password === '',
    'is not an http(s) address without query, fragment and user',
  )
    .optional()
    .register(about, {
      description: {
        en: 'The address of the S3 server, without the bucket.',
        zh: 'S3 服务器的地址，不含存储桶名。',
      },
      default: { en: 'Amazon’s own for the region', zh: '该区域的 Amazon 地址' },
      example: 'https://storage.example.com',
    }),
  S3_REGION: z
    .string()
    .default('us-east-1')
    .register(about, {
      description: {
        en: 'The region of the bucket; servers that know none take any.',
        zh: '存储桶所在的区域；不分区域的服务器填什么都可以。',
      },
      default: inBoth('`us-east-1`'),
      example: 'eu-central-1',
    }),
  S3_ACCESS_KEY_ID: z
    .string()
    .optional()
    .register(about, {
      description: {
        en: 'The id of the key that the bucket is used with.',
        zh: '访问存储桶所用密钥的编号。',
      },
      default: { en: 'none; required with `S3_BUCKET`', zh: '无；设置了 `S3_BUCKET` 时必填' },
      example: 'AKIAIOSFODNN7EXAMPLE',
    }),
  S3_SECRET_ACCESS_KEY: z
    .string()
    .optional()
    .register(about, {
      description: {
        en: 'The secret of that key.',
        zh: '该密钥的私密部分。',
      },
      default: { en: 'none; required with `S3_BUCKET`', zh: '无；设置了 `S3_BUCKET` 时必填' },
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
      description: {
        en: 'What the names of all objects begin with, where the bucket has other uses too.',
        zh: '存储桶另有他用时，所有对象名共同的前缀。',
      },
      default: { en: 'nothing', zh: '空' },
      example: 'filmgate/media',
    }),
  S3_FORCE_PATH_STYLE: z
    .stringbool({ error: 'is neither `true` nor `false`' })
    .optional()
    .register(about, {
      description: {
        en: 'Whether the bucket is named in the path of addresses, or else in the host name, which some platforms insist on.',
        zh: '存储桶名写在地址的路径里；设为 `false` 则写在主机名里，有些平台只接受后一种。',
      },
      default: {
        en: '`true` with `S3_ENDPOINT`, else `false`',
        zh: '设置了 `S3_ENDPOINT` 时为 `true`，否则为 `false`',
      },
      example: 'false',
    }),
  S3_CACHE_MEGABYTES: wholeNumber(64, 16_777_216)
    .default(10_240)
    .register(about, {
      description: {
        en: 'How much of the data directory’s disk files from the bucket may take, so that those in use are not fetched each time.',
        zh: '来自存储桶的文件可以占用数据目录所在磁盘的多少空间（MB），这样正在使用的文件不必每次重新下载。',
      },
      default: { en: '`10240`: ten gigabytes', zh: '`10240`：10 GB' },
      example: '51200',
    }),
  ...mailVariables,
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
  /** Of pages that may call the API. */
  corsOrigins: readonly string[];
  /** Addresses and networks. */
  trustedProxies: readonly string[];
  /** Null: the book that comes with Filmgate. */
  priceBookPath: string | null;
  /** Millionths of a CNY. */
  cnyPerUsdMicros: bigint;
  belowCost: BelowCostPolicy;
  studioSells: StudioSales;
  /** Of new API keys. */
  keyPrefix: string;
  dialects: DialectSettings;
  /** Models by other names. */
  modelNames: ReadonlyMap<string, string>;
  supportAddress: string | null;
  logLevel: (typeof logLevels)[number];
  bodyBytesInFlightMax: number;
  /** After how many days goes what nobody was charged for, the record of deliveries, and the log of requests. */
  kept: { taskDays: number; deliveryDays: number; requestDays: number };
  /** As `S3Settings` of media/s3-bucket.ts. Null: files are kept in the data directory. */
  s3: ReturnType<typeof s3SettingsOf>;
  /** Of local copies of what is in the bucket. */
  s3CacheBytesMax: number;
  mail: MailSettings;
}

export type Environment = Readonly<Record<string, string | undefined>>;

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
  const all = [...mistakes, ...missingForS3(given), ...missingForMail(given)];
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
    corsOrigins: found.FILMGATE_CORS_ORIGINS,
    trustedProxies: found.TRUSTED_PROXIES,
    priceBookPath: found.FILMGATE_PRICE_BOOK ?? null,
    cnyPerUsdMicros: found.FILMGATE_CNY_PER_USD,
    belowCost: found.FILMGATE_BELOW_COST,
    studioSells: found.FILMGATE_STUDIO_SELLS,
    keyPrefix: found.FILMGATE_KEY_PREFIX,
    dialects: dialectSettings(found),
    modelNames: found.FILMGATE_MODEL_NAMES,
    supportAddress: found.FILMGATE_SUPPORT ?? null,
    logLevel: found.FILMGATE_LOG_LEVEL,
    bodyBytesInFlightMax: found.FILMGATE_BODY_MEGABYTES_IN_FLIGHT * megabyte,
    kept: {
      taskDays: found.FILMGATE_KEEP_TASKS_DAYS,
      deliveryDays: found.FILMGATE_KEEP_DELIVERIES_DAYS,
      requestDays: found.FILMGATE_KEEP_REQUESTS_DAYS,
    },
    s3: s3SettingsOf(found),
    s3CacheBytesMax: found.S3_CACHE_MEGABYTES * megabyte,
    mail: mailSettings(found),
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

/** Where clients reach a server of this configuration, whether it runs or not. */
export function publicUrlOf({ publicUrl, host, port }: Config): string {
  return publicUrl ?? listenUrl(host, port);
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
  return `${name}: ${value} ${wordsOfIssue(issue, given)}. For example: ${name}=${told.example}`;
}

function aboutVariable(name: string): About {
  const found = Object.entries(variables.shape).find(([known]) => known === name);
  const told = found && about.get(found[1]);
  if (!told) throw new Error(`the variable ${name} is not described`);
  return told;
}
