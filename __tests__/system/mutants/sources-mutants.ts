/** Mutants of src/sources: where a download may lead, and what may be appended to it. */
import type { Mutant } from './mutant.ts';

const REDIRECT = {
  file: 'src/http/connection/redirect.ts',
  test: '__tests__/unit/http/redirect.test.ts',
};
const RANGE = { file: 'src/http/range.ts', test: '__tests__/unit/http/resume.test.ts' };

export const SOURCES_MUTANTS: readonly Mutant[] = [
  {
    rule: 'a redirect never leaves https',
    ...REDIRECT,
    find: "if (url.protocol !== 'https:') {",
    replace: 'if (false) {',
    title: 'a redirect is refused to http',
  },
  {
    rule: 'a redirect never leads to a link-local address',
    ...REDIRECT,
    find: 'if (isLinkLocal(url.hostname)) {',
    replace: 'if (false) {',
    // An address without a scope leads nowhere; that of a cloud's metadata would be asked.
    title: 'is refused to https://[fe80::1]/',
  },
  {
    rule: 'the user that a redirect names is not sent',
    ...REDIRECT,
    find: "url.username = '';",
    replace: '',
  },
  {
    rule: 'the password that a redirect names is not sent',
    ...REDIRECT,
    find: "url.password = '';",
    replace: '',
  },
  {
    rule: 'a circle of redirects is seen when it closes',
    ...REDIRECT,
    find: 'if (trail.includes(next.href))',
    replace: 'if (false)',
  },
  {
    rule: 'a server is asked for the bytes as they are, not for an encoding of them',
    file: 'src/http/connection/request.ts',
    find: "'accept-encoding': 'identity', ",
    replace: '',
    test: '__tests__/unit/http/answers.test.ts',
  },
  {
    rule: 'the rest of a file begins at the byte that was asked for',
    ...RANGE,
    find: 'if (!range.startsWith(',
    replace: 'if (false && !range.startsWith(',
  },
  {
    rule: 'a Content-Range has to be well-formed',
    ...RANGE,
    find: ' || !isWellFormed(range)) {',
    replace: ') {',
  },
  {
    rule: 'the rest of a file is of a file of the same length',
    ...RANGE,
    find: 'if (total !== undefined && newTotal !== total) {',
    replace: 'if (false) {',
  },
  {
    rule: 'the rest of a file has the ETag of its beginning',
    ...RANGE,
    find: 'if (etag === undefined || strongEtag(headers) !== etag) {',
    replace: 'if (false) {',
  },
  {
    rule: 'a weak ETag continues nothing',
    file: 'src/http/range.ts',
    find: '/^"[^"]*"$/.test(headers.etag)',
    replace: '/"[^"]*"$/.test(headers.etag)',
    test: '__tests__/unit/http/transfer.test.ts',
  },
  {
    rule: 'the rest of a file is asked for on the condition that it is the same file (If-Range)',
    file: 'src/http/download.ts',
    find: ", 'if-range': file.etag };",
    replace: ' };',
    test: '__tests__/unit/http/resume.test.ts',
  },
  {
    rule: 'nothing is handed on beyond the announced length',
    file: 'src/http/download.ts',
    find: 'if (file.total !== undefined && offset > file.total) throw tooLong();',
    replace: '',
    test: '__tests__/unit/http/resume.test.ts',
  },
  {
    rule: 'an answer that ends early is not the whole file',
    file: 'src/http/download.ts',
    find: 'if (isWhole()) return;',
    replace: 'return;',
    test: '__tests__/unit/http/resume.test.ts',
  },
  {
    rule: 'what cannot mend itself is not tried again',
    file: 'src/http/retry.ts',
    find: 'if (!failure.retryable) throw failure.error;',
    replace: '',
    test: '__tests__/unit/http/answers.test.ts',
  },
  {
    rule: 'a server that says that it has no ranges is not asked for any',
    file: 'src/http/parallel/parallel.ts',
    find: 'if (total === undefined || etag === undefined || refusesRanges) return false;',
    replace: 'if (total === undefined || etag === undefined) return false;',
    test: '__tests__/unit/http/parallel/segments.test.ts',
    title: 'is one request where',
  },
  {
    rule: 'a source is a regular file',
    file: 'src/files/file-source.ts',
    find: 'if (!stat.isFile()) {',
    replace: 'if (false) {',
    test: '__tests__/unit/files/file-source.test.ts',
  },
  {
    rule: 'a HEAD that announces no bytes proves nothing',
    file: 'src/http/probe.ts',
    find: 'return status === 200 && size !== 0;',
    replace: 'return status === 200;',
    test: '__tests__/unit/http/probe.test.ts',
  },
  {
    rule: 'a HEAD that hangs leaves time for a GET',
    file: 'src/http/probe.ts',
    find: 'timeoutMs: timeoutMs * SHARE_OF_HEAD',
    replace: 'timeoutMs',
    test: '__tests__/unit/http/probe.test.ts',
  },
  {
    rule: 'the whole file that answers a request for its rest is read, not thrown away',
    file: 'src/http/download.ts',
    find: 'options.onFreshStart(answer);',
    replace: 'answer.response.destroy();',
    test: '__tests__/unit/http/resume.test.ts',
  },
  {
    rule: 'closing one reading does not end an answer that the next one reads',
    file: 'src/http/source.ts',
    find: 'if (!isHandedOver) closed.abort();',
    replace: 'closed.abort();',
    test: '__tests__/unit/http/resume.test.ts',
  },
  {
    rule: 'Packer gets only variables that it needs, that were named, or that its template reads',
    file: 'src/packer/packer-environment.ts',
    find: 'if (isFree && (isAsked || isKnown || read.has(name))) passed[name] = value;',
    replace: 'if (isFree) passed[name] = value;',
    test: '__tests__/unit/packer/packer-environment.test.ts',
  },
];
