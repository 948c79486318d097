/** A text as patterns see it: without byte order mark, and with every line end a single LF. */

export type PlainView = {
  readonly text: string;
  /** The line end of most lines. */
  readonly lineEnd: '\n' | '\r\n';
  /** Where a position of the view lies in the original text, before the CR of a line end. */
  toOffset(position: number): number;
};

/** The view of a text. A pattern matches in it whatever `core.autocrlf` has made of the checkout. */
export function plainView(text: string): PlainView {
  // Where a character was left out, as a position of the view: it lies before what stands there.
  const removed: number[] = text.startsWith('\ufeff') ? [-1] : [];
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  for (const { index } of text.matchAll(/\r\n/g)) removed.push(index - removed.length);
  const crlf = text.split('\r\n').length - 1;
  const all = plain.split('\n').length - 1;
  return {
    text: plain,
    lineEnd: crlf * 2 > all ? '\r\n' : '\n',
    toOffset: (position) => position + countBelow(removed, position),
  };
}

/** How many of the ascending numbers are less than `limit`. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells the line of positions, counted from 1; they must be asked for in ascending order. */
export function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (position) => {
    while (next !== -1 && next < position) {
      line += 1;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}
