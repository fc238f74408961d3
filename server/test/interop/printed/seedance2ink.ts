/** The calls and answers that the documentation of seedance2.ink prints, letter by letter. */

export const textToVideo = String.raw`curl --request POST \
--url https://www.seedance2.ink/api/open/v1/video/generations \
--header 'Authorization: Bearer sd2_live_your_api_key' \
--header 'Content-Type: application/json' \
--data '{
"model": "seedance-2.0",
"prompt": "A river flowing through an autumn forest, aerial view, cinematic motion",
"aspectRatio": "16:9",
"duration": 5,
"resolution": "720p",
"webhookUrl": "https://your-app.com/webhooks/seedance",
"metadata": {
"projectId": "proj_1001",
"sceneId": "scene_08"
}
}'`;

export const query = String.raw`curl https://www.seedance2.ink/api/open/v1/video/generations/req_1234567890 \
--header 'Authorization: Bearer sd2_live_your_api_key'`;

export const cancel = String.raw`curl --request POST \
--url https://www.seedance2.ink/api/open/v1/video/generations/req_1234567890/cancel \
--header 'Authorization: Bearer sd2_live_your_api_key'`;

/** The id that stands in the printed calls and answers. */
export const printedId = 'req_1234567890';

export const submitted = `{
"success": true,
"requestId": "req_1234567890",
"status": "queued",
"creditsCharged": 40
}`;

export const succeeded = `{
"success": true,
"requestId": "req_1234567890",
"status": "succeeded",
"model": "seedance-2.0",
"prompt": "A river flowing through an autumn forest, aerial view, cinematic motion",
"duration": 5,
"aspectRatio": "16:9",
"output": {
"type": "video",
"url": "https://pub-your-bucket.r2.dev/open-api-results/req_1234567890.mp4"
},
"error": null
}`;

export const processing = `{
"success": true,
"requestId": "req_1234567890",
"status": "processing",
"model": "seedance-2.0",
"prompt": "A river flowing through an autumn forest, aerial view, cinematic motion",
"duration": 5,
"aspectRatio": "16:9",
"output": null,
"error": null
}`;

export const failed = `{
"success": true,
"requestId": "req_1234567890",
"status": "failed",
"model": "seedance-2.0",
"prompt": "A river flowing through an autumn forest, aerial view, cinematic motion",
"duration": 5,
"aspectRatio": "16:9",
"output": null,
"error": {
"code": "provider_error",
"message": "Video generation failed upstream"
}
}`;

export const cancelled = `{
"success": true,
"requestId": "req_1234567890",
"status": "cancelled"
}`;
