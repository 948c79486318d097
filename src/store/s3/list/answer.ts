/** Listings as servers really write them, put right before the SDK reads them. */
import type { Readable } from 'node:stream';
import type {
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { bytesOf, excerpts } from '../answer.ts';
import { parseDate } from './date.ts';

type ListCommand = ListObjectsV2Command | ListObjectsCommand | ListMultipartUploadsCommand;

type Answer = { statusCode: number; body?: Readable | Uint8Array };

/**
 * The same command, its answer read as a listing: a 2xx that is none is refused, since the SDK makes an empty bucket
 * of any login page.
 */
export function asListing<Command extends ListCommand>(command: Command): Command {
  // A stack for each command, and all of them alike here.
  const { add } = command.middlewareStack as ListObjectsV2Command['middlewareStack'];
  add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as Answer;
      if (response.statusCode >= 300) return result;
      const bytes = await bytesOf(response.body);
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
      if (!isListing(text)) throw notS3(response, bytes);
      response.body = Buffer.from(tidied(text));
      return result;
    },
    // Nearer to the connection than what parses.
    { step: 'deserialize', priority: 'low' },
  );
  return command;
}

function notS3(response: Answer, bytes: Uint8Array): Error {
  excerpts.keep(response, bytes);
  return Object.assign(new Error('no S3 answer'), {
    $response: response,
    $metadata: { httpStatusCode: response.statusCode },
  });
}

function isListing(text: string): boolean {
  return /<([\w.-]+:)?List\w*Result\b/.test(text.slice(0, 4096));
}

/**
 * The SDK does not see elements with a namespace prefix (and takes such a listing for an empty one), fails at dates
 * that are not quite ISO 8601 and at `True`, and halves characters beyond U+FFFF that are written as numbers.
 */
function tidied(xml: string): string {
  return xml
    .replace(/(<\/?)[A-Za-z_][\w.-]*:(?=[A-Za-z_])/g, '$1')
    .replace(/<(LastModified|Initiated|RestoreExpiryDate)\s*(?:\/>|>([^<]*)<\/\1\s*>)/g, tidyDate)
    .replace(/(?<=<IsTruncated>)\s*(true|false)\s*(?=<)/gi, (_all, flag) => flag.toLowerCase())
    .replace(/&#(?:x([0-9a-f]{5,6})|(\d{5,7}));/gi, tidyCharacter);
}

/** Without a date is better than not at all: few need it. */
function tidyDate(_element: string, name: string, text = ''): string {
  const time = parseDate(text);
  return time === undefined ? '' : `<${name}>${new Date(time).toISOString()}</${name}>`;
}

function tidyCharacter(reference: string, hex: string | undefined, decimal: string): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0xffff && code <= 0x10ffff ? String.fromCodePoint(code) : reference;
}
