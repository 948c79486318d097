/** Throw-away certificates for the loopback servers of the tests, made at run time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** PEM texts. */
export type Certificate = {
  readonly key: string;
  readonly cert: string;
  /** Of the authority that signed it: trust this one. */
  readonly ca: string;
};

export type CertificateOptions = {
  /** Host names and addresses; localhost, 127.0.0.1 and ::1 unless told. */
  readonly names?: readonly string[];
  /** Already past: the certificate has expired. */
  readonly expired?: boolean;
};

const DAY_MS = 86_400_000;
const COMMON = { keyType: 'ec', algorithm: 'sha256' } as const;

let authority: ReturnType<typeof generate> | undefined;

/** A server's certificate, signed by one authority per process. */
export async function createCertificate(options: CertificateOptions = {}): Promise<Certificate> {
  const { names = ['localhost', '127.0.0.1', '::1'], expired = false } = options;
  authority ??= generate([{ name: 'commonName', value: 'labctl test authority' }], {
    ...COMMON,
    notBeforeDate: new Date(Date.now() - 10 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const ca = await authority;
  const server = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    ...COMMON,
    ca: { key: ca.private, cert: ca.cert },
    notBeforeDate: new Date(Date.now() - 2 * DAY_MS),
    notAfterDate: new Date(Date.now() + (expired ? -DAY_MS : DAY_MS)),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(altName) },
    ],
  });
  return { key: server.private, cert: server.cert, ca: ca.cert };
}

function altName(name: string) {
  const isAddress = name.includes(':') || /^[\d.]+$/.test(name);
  return isAddress ? { type: 7 as const, ip: name } : { type: 2 as const, value: name };
}

export type CaFile = { readonly path: string; remove(): Promise<void> };

/** The authority as a temporary file, for NODE_EXTRA_CA_CERTS of a child process. */
export async function writeCaFile(ca: string): Promise<CaFile> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-ca-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, ca);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
