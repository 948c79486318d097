/** The file at a server, as an answer describes it. */

import type { Answer } from './connection/redirect.ts';
import { announcedLength, strongEtag } from './range.ts';

export type RemoteFile = {
  /** Announced length in bytes. */
  readonly total: number | undefined;
  /** A strong one. */
  readonly etag: string | undefined;
  /** Where the last redirect led. */
  readonly url: string;
  readonly host: string;
  /** Whether the server said outright that it has no ranges. */
  readonly refusesRanges: boolean;
};

export const NOTHING_KNOWN: RemoteFile = {
  total: undefined,
  etag: undefined,
  url: '',
  host: '',
  refusesRanges: false,
};

export function fileOf({ response: { headers }, url }: Answer): RemoteFile {
  return {
    total: announcedLength(headers),
    etag: strongEtag(headers),
    url: url.href,
    host: url.host,
    refusesRanges: headers['accept-ranges'] === 'none',
  };
}
