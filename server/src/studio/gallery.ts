/** A prompt with the seed that it is shown with. */
export interface Showing {
  prompt: string;
  seed: number;
}

/** What the studio is shown by: every kind of scene, light, weather and style, in both languages. */
export const gallery: readonly Showing[] = [
  { prompt: 'A river through an autumn forest, golden hour, tracking shot', seed: 3 },
  { prompt: 'Snowy mountain peaks in summer at sunrise, an eagle, slow aerial shot', seed: 4 },
  { prompt: 'Neon cyberpunk street at night in heavy rain, push in', seed: 1 },
  { prompt: '江南水乡古镇，春日清晨，小船', seed: 1 },
  { prompt: 'A sailboat on a calm sea at sunset, wide shot', seed: 2 },
  { prompt: '春日午后，樱花盛开的林间小路，一个女孩走过', seed: 7 },
  { prompt: 'Underwater coral reef, a sea turtle swims through rays of light', seed: 6 },
  { prompt: 'An astronaut before a ringed planet and a nebula in deep space', seed: 1 },
  { prompt: '水墨画风格，群山，云雾，飞鸟', seed: 3 },
  { prompt: 'A cozy café by the window, rainy evening, hot coffee, film look', seed: 2 },
  { prompt: 'Desert dunes at dusk, a lone traveller, pan right', seed: 8 },
  { prompt: '上海夜景，城市天际线倒映在水面，航拍', seed: 3 },
  { prompt: 'A waterfall in a lush jungle by day, tilt up', seed: 4 },
  { prompt: 'Lavender field under a windy summer sky, hot air balloon', seed: 5 },
  { prompt: '雪夜的小木屋，窗里透出暖光，下雪', seed: 1 },
  { prompt: 'Storm over the ocean, lightning, a lighthouse on a cliff', seed: 6 },
  { prompt: '云海日出，电影感，缓慢推进', seed: 2 },
  { prompt: 'A singer on a concert stage in purple spotlights', seed: 2 },
  { prompt: '竹林深处，阳光，慢动作', seed: 4 },
  { prompt: 'Tropical beach with tall palms at noon, birds over turquoise water', seed: 1 },
  { prompt: 'Film noir: a man walks down a misty city street at night, black and white', seed: 5 },
  { prompt: '雪山下的湖泊，倒影，一只鹿，黄金时刻', seed: 3 },
  { prompt: 'Aurora over a frozen tundra, a wolf, starry night', seed: 3 },
  { prompt: '夏日草原，一匹马奔跑，白云，手持镜头', seed: 6 },
];
