import { styleText } from 'node:util';

type Style = (text: string) => string;
export type Paint = { bold: Style; dim: Style; red: Style; green: Style; yellow: Style; cyan: Style };

/** Colours text, or leaves it as it is. */
export function createPaint(enabled: boolean): Paint {
  const style = (format: keyof Paint): Style => (enabled ? (text) => styleText(format, text, { validateStream: false }) : (text) => text);
  return { bold: style('bold'), dim: style('dim'), red: style('red'), green: style('green'), yellow: style('yellow'), cyan: style('cyan') };
}
