/**
 * What the documentation of 3hei.com prints, letter by letter; the line breaks of its call, without
 * which no shell can read it, are put back.
 */

/** Schematic: it has no key, and its text item no text. */
export const create = String.raw`curl -X POST "https://api.3hei.com/v1/videos" \
 -H "Content-Type: application/json" \
 -d '{ "model": "doubao-seedance-2-0", "content": [ { "type": "text" } ] }'`;

/** The header that its table of authorization names. */
export const authorization = 'Authorization: Bearer <你的 API 密钥>';

export const accepted = `{
"id": "cgt-20250615xxxxxxxx"
}`;

/** Bodies of that call. */
export const textToVideo = `{
"model": "doubao-seedance-2-0-fast",
"content": [
{ "type": "text", "text": "一只橘猫在阳光下的窗台上伸懒腰,镜头缓慢推进" }
],
"resolution": "720p",
"ratio": "16:9",
"duration": 5
}`;

export const firstFrame = `{
"model": "doubao-seedance-2-0",
"content": [
{ "type": "text", "text": "镜头缓缓拉远,画面中的人物转身微笑" },
{ "type": "image_url", "image_url": { "url": "https://example.com/first.jpg" }, "role": "first_frame" }
]
}`;

export const firstAndLastFrame = `{
"model": "doubao-seedance-2-0",
"content": [
{ "type": "text", "text": "花朵从含苞到盛开" },
{ "type": "image_url", "image_url": { "url": "https://example.com/start.jpg" }, "role": "first_frame" },
{ "type": "image_url", "image_url": { "url": "https://example.com/end.jpg" }, "role": "last_frame" }
]
}`;

export const references = `{
"model": "doubao-seedance-2-0",
"content": [
{ "type": "text", "text": "这个人在唱歌,口型与音频同步" },
{ "type": "image_url", "image_url": { "url": "asset://asset-xxxx" }, "role": "reference_image" },
{ "type": "audio_url", "audio_url": { "url": "https://example.com/voice.mp3" }, "role": "reference_audio" }
],
"generate_audio": true
}`;

/** The asset that stands in the last of them. */
export const printedAsset = 'asset-xxxx';
