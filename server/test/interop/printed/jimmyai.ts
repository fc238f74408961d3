/** The calls and answers that the documentation of jimmyai.cn prints, letter by letter. */

/** Schematic: placeholders stand for the key and for every value. */
export const placeholders = String.raw`curl --request POST \
  --url https://www.jimmyai.cn/api/open-api/v1/seedance/videos \
  --header 'Authorization: Bearer <token>' \
  --header 'Content-Type: application/json' \
  --data '
{
  "model": "<string>",
  "prompt": "<string>",
  "duration": 123,
  "images": [
    "<string>"
  ],
  "ratio": "<string>",
  "first_image": "<string>",
  "last_image": "<string>",
  "reference_videos": [
    "<string>"
  ],
  "reference_audios": [
    "<string>"
  ]
}
'`;

export const accepted = `{
  "code": "20000",
  "msg": "ok",
  "data": {
    "task_id": "<string>",
    "status": "<string>",
    "model": "<string>",
    "created_at": 123
  }
}`;

export const miniSpecial = String.raw`curl -X POST 'https://www.jimmyai.cn/api/open-api/v1/seedance/videos' \
  -H 'Authorization: Bearer sk_xxx' \
  -H 'Content-Type: application/json' \
  -d '{
    "model": "seedance2.0-mini-sp",
    "prompt": "一名美国本土模特展示衣服细节,转圈。",
    "duration": 10,
    "resolution": "720p",
    "ratio": "9:16",
    "images": ["https://example.com/ref-1.jpg"]
  }'`;
