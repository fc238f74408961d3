import type { Word } from './words.ts';

/**
 * What the studio can show. A new name needs its words here and a layer, or a row in a table,
 * of `scenes/`. Where two rows match at the same place the upper one counts.
 */

export type SceneName =
  'mountains' | 'sea' | 'lake' | 'city' | 'forest' | 'desert' | 'meadow' | 'snowfield' | 'space';
export type TimeOfDay = 'dawn' | 'day' | 'dusk' | 'night';
export type Weather = 'clear' | 'cloudy' | 'rain' | 'snow' | 'fog';
export type CameraMove =
  | 'still'
  | 'pan_left'
  | 'pan_right'
  | 'tilt_up'
  | 'tilt_down'
  | 'push_in'
  | 'pull_out'
  | 'orbit'
  | 'aerial';
export type Tint = 'red' | 'gold' | 'green' | 'teal' | 'blue' | 'violet' | 'pink';

export const sceneWords: readonly Word<SceneName>[] = [
  {
    name: 'mountains',
    en: 'mountain, peak, alps, valley, cliff, canyon, volcano',
    zh: '山 峰 峡谷 悬崖 火山',
  },
  {
    name: 'sea',
    en: 'sea, ocean, beach, coast, shore, wave, island, harbour, harbor, surf',
    zh: '海 沙滩 海浪 岛 港口',
  },
  {
    name: 'lake',
    en: 'lake, river, pond, lagoon, fjord, stream',
    zh: '湖 河 江 池塘 溪',
  },
  {
    name: 'city',
    en: 'city, cities, town, street, skyline, skyscraper, downtown, cyberpunk, neon, rooftop',
    zh: '城市 都市 街 高楼 摩天 霓虹 赛博朋克 小镇 屋顶',
  },
  {
    name: 'forest',
    en: 'forest, wood, woodland, jungle, pine, grove, bamboo',
    zh: '森林 树林 丛林 竹林 松林',
  },
  {
    name: 'desert',
    en: 'desert, dune, sahara, oasis, mars, wasteland',
    zh: '沙漠 沙丘 戈壁 荒漠 火星',
  },
  {
    name: 'meadow',
    en: 'meadow, field, grassland, grass, prairie, garden, flower, farm, hill, countryside, park',
    zh: '草地 草原 田野 花园 花海 麦田 农场 丘陵 乡村 公园',
  },
  {
    name: 'snowfield',
    en: 'tundra, arctic, glacier, iceberg, snowfield, antarctica, winter landscape',
    zh: '雪原 雪地 冰川 极地 冰原 北极 南极',
  },
  {
    name: 'space',
    en: 'space, galaxy, galaxies, planet, nebula, cosmos, universe, astronaut, spaceship',
    zh: '太空 宇宙 银河 星球 星云 行星 宇航员 飞船',
  },
];

export const timeWords: readonly Word<TimeOfDay>[] = [
  { name: 'dawn', en: 'dawn, sunrise, daybreak, morning', zh: '日出 黎明 清晨 早晨 朝霞 拂晓' },
  {
    name: 'day',
    en: 'day, daytime, noon, midday, afternoon, sunny, sunlight',
    zh: '白天 正午 中午 下午 阳光 晴天 晴空',
  },
  {
    name: 'dusk',
    en: 'dusk, sunset, twilight, evening, golden hour, nightfall',
    zh: '日落 黄昏 傍晚 夕阳 晚霞 落日',
  },
  {
    name: 'night',
    en: 'night, midnight, moonlight, moon, moonlit, star, starry, aurora, neon, cyberpunk',
    zh: '夜 午夜 月 星空 极光 霓虹 赛博朋克',
  },
];

export const weatherWords: readonly Word<Weather>[] = [
  { name: 'clear', en: 'clear sky, cloudless, sunny', zh: '晴空 晴朗 晴天 万里无云' },
  { name: 'cloudy', en: 'cloud, cloudy, overcast', zh: '云 多云 阴天' },
  {
    name: 'rain',
    en: 'rain, rainy, raining, storm, stormy, thunderstorm, downpour, drizzle, shower',
    zh: '雨 暴风',
  },
  {
    name: 'snow',
    en: 'snow falling, falling snow, snowfall, snowflake, snowing, snowy day, snowy night, it snow, blizzard, snowstorm, in the snow',
    zh: '下雪 飘雪 雪花 大雪 暴雪 雪夜 雪天 风雪',
  },
  { name: 'fog', en: 'fog, foggy, mist, misty, haze, hazy', zh: '雾 薄雾 云雾 霾' },
];

export const cameraWords: readonly Word<CameraMove>[] = [
  {
    name: 'still',
    en: 'static shot, static camera, fixed camera, fixed shot, locked off, tripod',
    zh: '固定镜头 静止镜头 镜头固定 固定机位',
  },
  {
    name: 'pan_left',
    en: 'pan left, truck left, track left, camera left',
    zh: '左摇 左移 向左平移 镜头向左',
  },
  {
    name: 'pan_right',
    en: 'pan right, pan, panning, panorama, truck right, track right, tracking shot, camera right',
    zh: '右摇 右移 向右平移 镜头向右 摇镜 平移 横移 跟拍 跟随',
  },
  {
    name: 'tilt_down',
    en: 'tilt down, crane down, camera descend, look down',
    zh: '下摇 下移 镜头向下 降镜 镜头下降',
  },
  {
    name: 'tilt_up',
    en: 'tilt up, tilt, tilting, crane up, rise up, camera rise, look up',
    zh: '上摇 上移 镜头向上 仰拍 升镜 镜头上升',
  },
  {
    name: 'pull_out',
    en: 'pull out, pull back, zoom out, dolly out, move away, wide shot',
    zh: '拉远 拉镜 后退 镜头远离 拉出 远景',
  },
  {
    name: 'push_in',
    en: 'push in, zoom in, dolly in, dolly, zoom, zooming, move closer, close up, closeup',
    zh: '推进 推近 推镜 拉近 特写 镜头靠近',
  },
  {
    name: 'orbit',
    en: 'orbit, orbiting, circle around, arc shot, rotate around, revolve',
    zh: '环绕 旋转 绕',
  },
  {
    name: 'aerial',
    en: "aerial, drone, bird's eye, birds eye, flyover, fly over, overhead",
    zh: '航拍 俯瞰 俯拍 鸟瞰 无人机 飞越',
  },
];

export const tintWords: readonly Word<Tint>[] = [
  { name: 'red', en: 'red, crimson, scarlet', zh: '红' },
  { name: 'gold', en: 'gold, golden, amber, yellow, orange, warm', zh: '金 黄 橙 暖' },
  { name: 'green', en: 'green, emerald', zh: '绿 翠' },
  { name: 'teal', en: 'teal, turquoise, cyan', zh: '青 碧' },
  { name: 'blue', en: 'blue, azure, cold', zh: '蓝 冷色' },
  {
    name: 'violet',
    en: 'violet, purple, lavender, neon, cyberpunk',
    zh: '紫 薰衣草 霓虹 赛博朋克',
  },
  { name: 'pink', en: 'pink, rose, cherry blossom, sakura', zh: '粉 玫瑰 樱' },
];
