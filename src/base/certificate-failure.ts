/** What to do about a certificate that was not accepted, for every client that speaks TLS. */

// The codes that Node has for X509_V_ERR_*: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const OUT_OF_TIME = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const OTHER_NAME = new Set([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'HOSTNAME_MISMATCH',
]);
const NOT_TRUSTED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

/**
 * The remedy, where `error` or one of its causes is that a certificate was not accepted; else `undefined`. Such an error
 * does not pass by itself.
 */
export function certificateRemedy(error: unknown): string | undefined {
  for (const code of codesOf(error)) {
    if (NOT_TRUSTED.has(code)) {
      return (
        'its certificate is not trusted: if an authority of your own has signed it, or a proxy that opens TLS, ' +
        'name the PEM file of that authority in NODE_EXTRA_CA_CERTS'
      );
    }
    if (OUT_OF_TIME.has(code)) {
      return 'its certificate is not valid today: renew it at the server, or set the clock of this machine';
    }
    if (OTHER_NAME.has(code)) {
      return 'its certificate is for another name: use a name that the certificate holds';
    }
  }
  return undefined;
}

const MAX_DEPTH = 5;

function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const others = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[...others, error.cause].flatMap((one) => codesOf(one, depth + 1))];
}
