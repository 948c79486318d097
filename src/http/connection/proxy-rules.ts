/** The proxy on the way to a URL, by the variables of the environment: one decision for all clients. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { readExceptions } from './proxy-exceptions.ts';

export type ProxyServer = {
  /** With user and password, where there are any. */
  readonly url: URL;
  /** For people: without user and password, and with the variable that names it. */
  readonly label: string;
};

/** Throws INPUT_INVALID for a variable that is asked and cannot be used. */
export type ProxyRules = (url: URL) => ProxyServer | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * As curl has it: `https_proxy` or `http_proxy` after the scheme of the URL, else `all_proxy`, with the exceptions of
 * `no_proxy`; each in upper case as well, and the lower case wins.
 */
export function createProxyRules(env: Environment): ProxyRules {
  let isException: ((url: URL) => boolean) | undefined;
  return (url) => {
    const scheme = url.protocol.replace(':', '');
    const chosen = read(env, `${scheme}_proxy`) ?? read(env, 'all_proxy');
    if (chosen === undefined) return undefined;
    isException ??= readExceptions(read(env, 'no_proxy'));
    return isException(url) ? undefined : checkedProxy(chosen);
  };
}

export type Variable = { readonly name: string; readonly value: string };

function read(env: Environment, lowerCase: string): Variable | undefined {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = env[name]?.trim();
    if (value) return { name, value };
  }
  return undefined;
}

function checkedProxy({ name, value }: Variable): ProxyServer {
  // A proxy without a scheme speaks plain http.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What is no URL, or has its @ elsewhere, cannot be taken apart to leave out a password.
  if (url === undefined || url.host === '' || (text.includes('@') && !hasLogin(url))) {
    throw refusal(
      name,
      'something that is no URL (in a user or a password, write / ? # @ as %2F %3F %23 %40)',
    );
  }
  const shown = printable(`${url.protocol}//${url.host}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refusal(name, `${shown} (labctl knows no ${printable(url.protocol, 20)} proxies)`);
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    throw refusal(
      name,
      `${shown} with a user or a password in which a % is not the beginning of two hex digits (write it as %25)`,
    );
  }
  return { url, label: `${shown}/ (${name})` };
}

function hasLogin({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function refusal(variable: string, found: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `${variable} names a proxy that cannot be used: found ${found}, want http://host:port or https://host:port; ` +
      'hosts that need no proxy stand in NO_PROXY',
  );
}
