/** What of a URL may be shown: no user, no password, no signature. */

const SECRET_PARAMETER =
  /^(x-amz-.*|x-goog-.*|.*(sig|signature|token|secret|password|passwd|key|credential|auth|session).*)$/i;

/** The URL without userinfo and with the values of secret-looking query parameters replaced by `***`. */
export function redactUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return '(invalid URL)';
  }
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  for (const name of [...parsed.searchParams.keys()]) {
    if (SECRET_PARAMETER.test(name)) parsed.searchParams.set(name, '***');
  }
  return parsed.href;
}

/** Every URL in a text without user, password and signatures; all else stays as it is. */
export function redactUrlsIn(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s"'<>`]+/gi, (url) => {
    const hasSecretPlace = /[?@#]/.test(url) && URL.canParse(url);
    return hasSecretPlace ? redactUrl(url) : url;
  });
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
