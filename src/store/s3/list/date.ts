/** Dates as S3 servers write them: in ISO 8601 or as HTTP has them, with and without a zone. */

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i;
/** All three forms of https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats. */
const HTTP = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d.*?(GMT|UTC|[+-]\d{4})?$/i;
const YEAR_10000 = 253_402_300_800_000;

/**
 * Milliseconds since the epoch, `undefined` for what is not a date. Without a zone it is UTC. The epoch itself and
 * all before it, the year 1 of Go above all, is how servers write that they have no date.
 */
export function parseDate(text: string): number | undefined {
  const time = Date.parse(withZone(text.trim()));
  return time > 0 && time < YEAR_10000 ? time : undefined;
}

/** In a form that `Date.parse` knows; empty where it is none that is known here: it makes a date of nearly anything. */
function withZone(text: string): string {
  const [isIso, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (isIso !== undefined) return `${day}T${time}${zone.toUpperCase()}`;
  const isHttp = HTTP.exec(text);
  if (isHttp === null) return '';
  return isHttp[1] === undefined ? `${text} GMT` : text;
}
