/**
 * The calls that the documentation of hmtm.cn prints, letter by letter; a query's and an answer's keys
 * in the order of its tables.
 */

export const textToVideo = String.raw`curl -X POST "https://hmtm.cn/api/open/v1/generations" \
-H "Authorization: Bearer YOUR_API_KEY" \
-H "Content-Type: application/json" \
-d '{
"abilityId": "cme_doubao_seedance_2_0",
"content": [
{"type": "text", "text": "一只猫在草地上奔跑,阳光明媚,电影质感"}
],
"duration": 5,
"ratio": "16:9"
}'`;

export const imageToVideo = String.raw`curl -X POST "https://hmtm.cn/api/open/v1/generations" \
-H "Authorization: Bearer YOUR_API_KEY" \
-H "Content-Type: application/json" \
-d '{
"abilityId": "cme_doubao_seedance_2_0",
"content": [
{"type": "text", "text": "人物转头微笑,自然光线"},
{"type": "image_url", "image_url": {"url": "https://example.com/ref-image.jpg"}}
],
"duration": 5,
"ratio": "adaptive"
}'`;

export const videoReference = String.raw`curl -X POST "https://hmtm.cn/api/open/v1/generations" \
-H "Authorization: Bearer YOUR_API_KEY" \
-H "Content-Type: application/json" \
-d '{
"abilityId": "cme_doubao_seedance_2_0",
"content": [
{"type": "text", "text": "延续参考视频的风格和动作"},
{"type": "video_url", "video_url": {"url": "https://example.com/ref-video.mp4"}}
],
"duration": 5
}'`;

export const query = String.raw`curl -X GET "https://hmtm.cn/api/open/v1/tasks/YOUR_TASK_ID" \
-H "Authorization: Bearer YOUR_API_KEY"`;

/** Of an answer to a submit. */
export const acceptedKeys = ['taskId', 'status', 'createdAt'];

/** Of an answer to a query, the nested ones where they are not null. */
export const taskKeys = {
  waiting: [
    'taskId',
    'status',
    'progress',
    'output',
    'billing',
    'error',
    'createdAt',
    'completedAt',
  ],
  succeeded: [
    'taskId',
    'status',
    'progress',
    'output',
    'output.videoUrl',
    'billing',
    'billing.deductedCredits',
    'error',
    'createdAt',
    'completedAt',
  ],
};
