/** Name resolution that does not lead to where a machine's own credentials are handed out. */
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LabctlError } from '../errors.ts';
import { isLinkLocal } from '../link-local.ts';

/**
 * `lookup` without link-local answers: a name may hide what a URL may not say. Fails with SOURCE_REJECTED where one of
 * the addresses is link-local, before anything is connected to.
 */
export function guardedLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const found = typeof address === 'string' ? [address] : (address ?? []).map(addressOf);
      const linkLocal = found.find(isLinkLocal);
      if (error !== null || linkLocal === undefined) return callback(error, address, family);
      const message = `address refused: ${hostname} resolves to the link-local address ${linkLocal}, want another`;
      callback(new LabctlError('SOURCE_REJECTED', message), address, family);
    });
  };
}

function addressOf({ address }: { readonly address: string }): string {
  return address;
}
