/** The images that the rows are shown with. */
import { gzipSync } from 'node:zlib';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';

/** An image of 3,000,000 bytes, published as it is served. */
export const IMAGE = bytesOf(generatedContent(3_000_000));
/** Another one of the same length. */
export const OTHER_IMAGE = bytesOf(generatedContent(IMAGE.length, 2));

/** An image, and what is served of it. */
export const RAW = bytesOf(generatedContent(2_000_000, 3));
export const PACKED = gzipSync(RAW, { level: 1 });
export const AS_GZIP = { decompress: 'gzip', raw: RAW } as const;
