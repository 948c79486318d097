/** Whether and how a terminal is given colour. */
import { styleText } from 'node:util';

type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (style: Style, text: string) => string;

/** Colours for a stream: none without a TTY, with NO_COLOR set (https://no-color.org) or on a dumb terminal. */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  const wanted = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return wanted
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}
