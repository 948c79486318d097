/** How a server writes keys in its listings, found out by the keys, and by HEAD where these leave a doubt. */

/** An object as a page of a listing names it. */
export type WrittenKey = { readonly text: string; readonly size: number; readonly etag: string };

export type Evidence = {
  readonly written: readonly WrittenKey[];
  /** Whether the listing says that its keys are encoded. */
  readonly announced: boolean;
  /** The object at this key as HEAD shows it, `undefined` where there is none or none is shown. */
  readonly find: (key: string) => Promise<{ size: number; etag: string } | undefined>;
};

export interface KeyEncoding {
  /** Leaves only what can be true of all these keys. */
  learn(evidence: Evidence): Promise<void>;
  /** The key, `undefined` for text that cannot be one after all that was learnt. */
  decode(text: string, announced: boolean): string | undefined;
}

type Scheme = (text: string) => string | undefined;

const spaceAsPlus: Scheme = (text) => unescaped(text.replaceAll('+', '%20'));
const asWritten: Scheme = (text) => text;

/**
 * `encoding-type=url` is asked for, and each server does something else: spaces as `+` (S3) or `%20`, a plus sign that
 * stays one (Go), nothing at all in spite of what it says, all of it without saying so (rclone), or twice. The likely
 * one first.
 */
const SCHEMES: readonly Scheme[] = [
  spaceAsPlus,
  unescaped,
  asWritten,
  twice(spaceAsPlus),
  twice(unescaped),
];
/** Where nothing is said of an encoding. */
const SCHEMES_UNANNOUNCED: readonly Scheme[] = [
  asWritten,
  ...SCHEMES.filter((scheme) => scheme !== asWritten),
];

/** Doubtful keys that HEAD is asked about, in each listing. */
const MOST_ASKED = 4;

/** What is known of one server, nothing at first. */
export function createKeyEncoding(): KeyEncoding {
  let possible: readonly Scheme[] = SCHEMES;
  let settled: Promise<unknown> = Promise.resolve();

  const readings = (text: string) => [...new Set(possible.flatMap((scheme) => scheme(text) ?? []))];

  async function narrow({ written, find }: Evidence): Promise<void> {
    const telling = written.filter(({ text }) => /[+%]|[^!-~]/.test(text));
    possible = possible.filter((scheme) => telling.every(({ text }) => scheme(text) !== undefined));
    let asked = 0;
    for (const { text, size, etag } of telling) {
      if (possible.length < 2 || asked === MOST_ASKED) return;
      const keys = readings(text);
      if (keys.length < 2) continue;
      asked += 1;
      const found = await Promise.all(keys.map(find));
      const same = keys.filter((_key, at) => found[at]?.size === size && found[at].etag === etag);
      // More than one: objects with the same content, of which either may be meant.
      if (same.length === 1) possible = possible.filter((scheme) => scheme(text) === same[0]);
    }
  }

  return {
    learn(evidence) {
      // One listing after the other: what the first one finds out the second one need not ask.
      const learnt = settled.then(() => narrow(evidence));
      settled = learnt.catch(() => undefined);
      return learnt;
    },
    decode(text, announced) {
      const order = announced ? SCHEMES : SCHEMES_UNANNOUNCED;
      const fits = (scheme: Scheme) => possible.includes(scheme) && scheme(text) !== undefined;
      return order.find(fits)?.(text);
    },
  };
}

/** `undefined` for what no encoding leaves behind. */
function unescaped(text: string): string | undefined {
  if (!/^[!-~]*$/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function twice(inner: Scheme): Scheme {
  return (text) => {
    const once = unescaped(text);
    return once === undefined ? undefined : inner(once);
  };
}
