/** What answers where a platform is not: proxies, frameworks, buckets, and other platforms. */
import { newapiRefusals } from './newapi-answers.ts';

export const foreignRefusals: readonly (readonly [who: string, text: string])[] = [
  ['a page', '<!doctype html><html><title>404 Not Found</title></html>'],
  ['nothing at all', ''],
  ['a text', '404 page not found'],
  ['a bucket', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'],
  ['null', 'null'],
  ['a number', '404'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['an empty error', '{"error":{}}'],
  ['FastAPI', '{"detail":"Not Found"}'],
  ['Express', '{"error":"Not Found"}'],
  ['Spring', '{"timestamp":1,"status":404,"error":"Not Found","path":"/v1"}'],
  ['Nest', '{"statusCode":404,"message":"Cannot GET /v1","error":"Not Found"}'],
  ['Fastify', '{"message":"Route GET:/v1 not found","error":"Not Found","statusCode":404}'],
  ['Kong', '{"message":"no Route matched with those values"}'],
  ['APISIX', '{"error_msg":"404 Route Not Found"}'],
  ['an API gateway', '{"message":"Missing Authentication Token"}'],
  ['a number and a text', '{"code":404,"message":"Not Found"}'],
  ['an envelope', '{"code":404,"msg":"Not Found","data":null}'],
  ['another envelope', '{"success":false,"message":"Not Found"}'],
  ['a word and a text', '{"code":"not_found","message":"There is no such route."}'],
  ['Google', '{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}'],
  ['a problem', '{"type":"about:blank","title":"Not Found","status":404,"detail":"No route."}'],
  ['New-API at a path that it does not have', newapiRefusals.unknownPath.text],
];
