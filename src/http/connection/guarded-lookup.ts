/** Name resolution that does not lead to where a machine's own credentials are handed out. */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { LabctlError } from '../../base/errors.ts';
import { isLinkLocal } from '../../base/link-local.ts';

/**
 * `lookup` without link-local addresses: a name may hide what a URL may not say. They are left out beside others, since
 * a name of the local network (mDNS) often has one; a name that has no other fails with SOURCE_REJECTED.
 */
export function guardedLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    // All of them even for a caller who wants one: the first may be the one that is left out.
    lookup(hostname, { ...options, all: true }, (error, answer, family) => {
      if (error !== null) return callback(error, answer, family);
      const found = typeof answer === 'string' ? [{ address: answer, family }] : (answer ?? []);
      const good = found
        .filter(({ address }) => !isLinkLocal(address))
        .map(({ address, family = isIP(address) }) => ({ address, family }));
      const [first] = good;
      if (first === undefined && found.length > 0) return callback(refusal(hostname, found), []);
      if (options.all) return callback(null, good);
      callback(null, first?.address ?? '', first?.family);
    });
  };
}

function refusal(hostname: string, found: readonly { address: string }[]): LabctlError {
  const addresses = found.map(({ address }) => address).join(', ');
  const which = found.length === 1 ? 'the link-local address' : 'the link-local addresses';
  return new LabctlError(
    'SOURCE_REJECTED',
    `refusing to connect: ${hostname} resolves only to ${which} ${addresses}`,
  );
}
