import type { Figure } from './figure.ts';
import { bottle, phone, shoe, watch } from './things.ts';
import { cake, coffee, fruit, noodles } from './food.ts';
import { candle, lantern } from './lights.ts';

export const products = {
  bottle,
  phone,
  watch,
  shoe,
  coffee,
  cake,
  noodles,
  fruit,
  candle,
  lantern,
} satisfies Record<string, Figure>;
