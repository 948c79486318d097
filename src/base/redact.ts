/** What of a URL may be stored or shown: no user, no password, and no value of a parameter that is not known to be harmless. */

const HIDDEN = '***';

/**
 * Parameters that say which file is meant, and of which version. All others are hidden: whoever signs URLs calls the
 * signature as he likes. Not `id`, which may be all that one needs to read a file that is shared by its link.
 */
const SHOWN_PARAMETERS = new Set(
  [
    'v ver version release rev ref branch tag channel',
    'arch architecture platform os variant flavor flavour edition build lang locale',
    'file filename name path type format ext alt export download raw',
  ].flatMap((line) => line.split(' ')),
);
/** Without escapes, in which another parameter could hide. */
const HARMLESS_VALUE = /^[\w.~+/-]{1,100}$/;
/** What can be the name of a parameter; anything else may be a value that stands alone. */
const PARAMETER_NAME = /^[a-z_][\w.[\]-]{0,39}$/i;

/**
 * The URL without user, password and fragment, and with `***` for the values of its parameters, but for a few that are
 * known to be harmless. What is redacted stays as it is when it is redacted again. A secret in the path is not known.
 */
export function redactUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return '(invalid URL)';
  }
  // `data:` and the like: all of it is content.
  if (!parsed.pathname.startsWith('/') && parsed.host === '') return `${parsed.protocol}${HIDDEN}`;
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  parsed.search = parsed.search.slice(1).split('&').map(redactParameter).join('&');
  return parsed.href;
}

/** Every URL in a text as `redactUrl` shows it; all else stays as it is. */
export function redactUrls(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi, (url) => {
    const hasSecretPlace = /[?@#]/.test(url);
    return hasSecretPlace ? redactUrl(url) : url;
  });
}

function redactParameter(parameter: string): string {
  const [name = '', ...rest] = parameter.split('=');
  const value = rest.join('=');
  const isKnown = SHOWN_PARAMETERS.has(name.toLowerCase());
  if (parameter === '' || (isKnown && (value === '' || HARMLESS_VALUE.test(value))))
    return parameter;
  return value !== '' && PARAMETER_NAME.test(name) ? `${name}=${HIDDEN}` : HIDDEN;
}

/** Text from outside made safe for one line of a log: control and bidi characters become `\uXXXX`, long text is cut. */
export function printable(text: string, maxLength = 200): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
