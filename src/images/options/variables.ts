/** The environment variables that labctl reads. */

/** The environment variables that labctl reads, for docs/reference.md and the help. */
export const VARIABLES: readonly { readonly name: string; readonly help: string }[] = [
  {
    name: 'E2_ENDPOINT',
    help: 'S3 endpoint, for example `a1b2.ldn.idrivee2-12.com`, with a path if it has one',
  },
  { name: 'E2_BUCKET', help: 'name of the bucket' },
  { name: 'E2_ACCESS_KEY', help: 'access key' },
  { name: 'E2_SECRET_KEY', help: 'secret key' },
  { name: 'E2_REGION', help: 'region, `us-east-1` by default' },
  {
    name: 'HTTPS_PROXY',
    help: 'proxy for all connections, `http://` or `https://`; also in lower case, and `ALL_PROXY`',
  },
  {
    name: 'NO_PROXY',
    help: 'hosts to reach without the proxy: names (with everything below them), addresses, ranges such as 10.0.0.0/8',
  },
  { name: 'NODE_EXTRA_CA_CERTS', help: 'PEM file with more certificate authorities to trust' },
  { name: 'NO_COLOR', help: 'any value switches colours off' },
];
