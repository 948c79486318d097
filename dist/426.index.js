export const id = 426;
export const ids = [426];
export const modules = {

/***/ 60345:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dc: () => (/* binding */ graceAfter),
/* harmony export */   Js: () => (/* binding */ abortReason),
/* harmony export */   Te: () => (/* binding */ throwIfAborted)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/** What a stopped operation rejects with. */

/** Why `signal` was aborted: the error that its owner gave, else CANCELLED. */
function abortReason(signal) {
    // A bare `abort()` leaves a DOMException that names neither labctl nor the reason.
    if (signal.reason instanceof Error && signal.reason.name !== 'AbortError')
        return signal.reason;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('CANCELLED', 'stopped', { cause: signal.reason });
}
/**
 * A signal that is aborted `graceMs` after `signal` is, for requests of which only the answer tells what they did.
 * To be closed when they are over.
 */
function graceAfter(signal, graceMs) {
    const late = new AbortController();
    let timer;
    const begin = () => {
        timer = setTimeout(() => late.abort(), graceMs);
    };
    if (signal.aborted)
        begin();
    else
        signal.addEventListener('abort', begin, { once: true });
    return {
        signal: late.signal,
        close() {
            signal.removeEventListener('abort', begin);
            clearTimeout(timer);
        },
    };
}
/** Throws `abortReason` when the signal is aborted. */
function throwIfAborted(signal) {
    if (signal.aborted)
        throw abortReason(signal);
}


/***/ }),

/***/ 38684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ certificateRemedy)
/* harmony export */ });
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
function certificateRemedy(error) {
    for (const code of codesOf(error)) {
        if (NOT_TRUSTED.has(code)) {
            return ('its certificate is not trusted: if an authority of your own has signed it, or a proxy that opens TLS, ' +
                'name the PEM file of that authority in NODE_EXTRA_CA_CERTS');
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
function codesOf(error, depth = 0) {
    if (!(error instanceof Error) || depth > MAX_DEPTH)
        return [];
    const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
    const others = error instanceof AggregateError ? error.errors : [];
    return [...own, ...[...others, error.cause].flatMap((one) => codesOf(one, depth + 1))];
}


/***/ }),

/***/ 83450:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ codeOf),
/* harmony export */   O: () => (/* binding */ unseenCharacter)
/* harmony export */ });
/** Characters that a reader cannot see in a line of text. */
// Control, format (zero-width, bidirectional) and surrogate characters, line and paragraph separators.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** The first such character as `U+202E`, or `undefined`. */
function unseenCharacter(text) {
    const [character] = UNSEEN.exec(text) ?? [];
    return character === undefined ? undefined : codeOf(character);
}
function codeOf(character) {
    const code = character.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}


/***/ }),

/***/ 47836:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $e: () => (/* binding */ warning),
/* harmony export */   Cs: () => (/* binding */ hasErrors),
/* harmony export */   GS: () => (/* binding */ placed),
/* harmony export */   Os: () => (/* binding */ errorAt),
/* harmony export */   TN: () => (/* binding */ keyOf),
/* harmony export */   al: () => (/* binding */ inOrder),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   z3: () => (/* binding */ error)
/* harmony export */ });
/* unused harmony export MAX_FINDINGS */
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);

/** The most findings that one parse reports: enough for a mistake in every image of a full manifest. */
const MAX_FINDINGS = 1000;
function error(message) {
    return { severity: 'error', message };
}
function warning(message) {
    return { severity: 'warning', message };
}
/** The problems of the value called `label`, each as `<label> <message>` at `place`. */
function placed(place, label, problems) {
    return problems.map(({ severity, message }) => ({
        severity,
        message: `${label} ${message}`,
        place,
    }));
}
function errorAt(place, message) {
    return { severity: 'error', message, place };
}
/** Text of the manifest as a message may show it: one line, printable, cut. */
function quote(text) {
    return `"${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text, 80)}"`;
}
function hasErrors(findings) {
    return findings.some(({ severity }) => severity === 'error');
}
/** Findings by position, each once, and no more than a reader can use. */
function inOrder(findings) {
    const sorted = [...findings].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
    const seen = new Set();
    const distinct = sorted.filter((finding) => {
        const key = `${keyOf(finding.place)} ${finding.message}`;
        return !seen.has(key) && seen.add(key);
    });
    const excess = distinct.slice(MAX_FINDINGS);
    if (excess[0] === undefined)
        return distinct;
    const severity = hasErrors(excess) ? 'error' : 'warning';
    const message = `${excess.length} more findings from here on are not shown; mend the first ones`;
    return [...distinct.slice(0, MAX_FINDINGS), { severity, message, place: excess[0].place }];
}
/** The position as a key of maps and sets. */
function keyOf(place) {
    return `${place.line}:${place.column}`;
}


/***/ }),

/***/ 76636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ isLinkLocal)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77030);
/** The addresses at which clouds hand a machine's own credentials to whoever asks from there: link-local ones and their like. */

const IPV4 = new node_net__WEBPACK_IMPORTED_MODULE_0__.BlockList();
// RFC 3927: AWS, Google, Azure, Oracle, OpenStack and most others.
IPV4.addSubnet('169.254.0.0', 16, 'ipv4');
// Alibaba, Azure's WireServer, and Oracle as it was.
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192'])
    IPV4.addAddress(address);
const IPV6 = new node_net__WEBPACK_IMPORTED_MODULE_0__.BlockList();
// RFC 4291.
IPV6.addSubnet('fe80::', 10, 'ipv6');
// AWS keeps time, names and credentials there. The others: Google, Oracle, Scaleway, Akamai.
IPV6.addSubnet('fd00:ec2::', 32, 'ipv6');
for (const address of ['fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:42::42', 'fd00:a9fe:a9fe::1']) {
    IPV6.addAddress(address, 'ipv6');
}
const LAST = [12, 13, 14, 15];
const EMBEDDINGS = [
    // IPv4-compatible and IPv4-mapped (RFC 4291), IPv4-translated (RFC 7915), NAT64 (RFC 6052).
    embedding('::', 96, [LAST]),
    embedding('::ffff:0:0', 96, [LAST]),
    embedding('::ffff:0:0:0', 96, [LAST]),
    embedding('64:ff9b::', 96, [LAST]),
    // NAT64 of one's own (RFC 8215), with a prefix of 48, 56, 64 or 96 bits; byte 8 is left out of it.
    embedding('64:ff9b:1::', 48, [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST]),
    // 6to4 (RFC 3056).
    embedding('2002::', 16, [[2, 3, 4, 5]]),
    // The server of Teredo (RFC 4380); its client stands at the end, each bit turned round.
    embedding('2001::', 32, [[4, 5, 6, 7]]),
];
const TEREDO = subnet('2001::', 32);
/** Whether `hostname`, as WHATWG URLs normalise it or a resolver returns it, is an address that 169.254.169.254 and its like live at. */
function isLinkLocal(hostname) {
    const address = hostname.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
    const version = (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIP)(address);
    if (version === 4)
        return IPV4.check(address);
    if (version !== 6)
        return false;
    return IPV6.check(address, 'ipv6') || embeddedIn(address).some((inner) => IPV4.check(inner));
}
function embeddedIn(address) {
    const bytes = bytesOf(address);
    const at = (places, mask = 0) => places.map((place) => (bytes[place] ?? 0) ^ mask).join('.');
    const found = EMBEDDINGS.flatMap(({ prefix, places }) => prefix.check(address, 'ipv6') ? places.map((place) => at(place)) : []);
    if (TEREDO.check(address, 'ipv6'))
        found.push(at(LAST, 0xff));
    // ISATAP (RFC 5214), below any prefix.
    const [a = 0, b, c, d] = bytes.slice(8);
    if ((a & 0xfd) === 0 && b === 0 && c === 0x5e && d === 0xfe)
        found.push(at(LAST));
    return found;
}
/** The 16 bytes of an IPv6 address. */
function bytesOf(address) {
    // The URL parser writes an IPv4 address at the end as hex digits.
    const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
    const words = (text) => text ? text.split(':').map((word) => Number.parseInt(word, 16)) : [];
    const [before, after] = [words(head), words(tail)];
    const gap = Array(8 - before.length - after.length).fill(0);
    return [...before, ...gap, ...after].flatMap((word) => [word >> 8, word & 0xff]);
}
function embedding(net, bits, places) {
    return { prefix: subnet(net, bits), places };
}
function subnet(net, bits) {
    const list = new node_net__WEBPACK_IMPORTED_MODULE_0__.BlockList();
    list.addSubnet(net, bits, 'ipv6');
    return list;
}


/***/ }),

/***/ 25679:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ conversions)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/** What Git turns into something else between a file of the checkout and what it stores. */

/**
 * Attributes by which a file differs from its blob in more than its line ends: what fits the one need not fit the
 * other, and what a filter encrypts must not be stored as it lies in the checkout. `text`, `eol` and core.autocrlf are
 * none of them: an edit keeps each line end as it finds it, and so Git sees the edited lines alone as changed.
 */
const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];
/** By path, why Git converts the file. None when there is no Git, or no repository: then nothing is committed. */
async function conversions(root, paths, git) {
    if (paths.length === 0)
        return new Map();
    // With ./ a name is never taken for anything else than a path.
    const names = paths.map((path) => `./${path}\0`).join('');
    const asked = await askGit(() => git(root, ['check-attr', '-z', '--stdin', ...CONVERTING], names));
    const fields = asked.split('\0');
    const found = new Map();
    // Three fields each: path, attribute, value.
    for (let at = 0; at + 2 < fields.length; at += 3) {
        const [path = '', attribute = '', value = ''] = fields.slice(at, at + 3);
        if (value === 'unspecified' || value === 'unset')
            continue;
        const shown = value === 'set' ? attribute : `${attribute}=${value}`;
        found.set(path.replace(/^\.\//, ''), `its attribute ${shown} has Git convert it`);
    }
    return found;
}
async function askGit(ask) {
    try {
        const { exitCode, stdout } = await ask();
        return exitCode === 0 ? stdout : '';
    }
    catch (error) {
        if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b && error.code === 'UNSUPPORTED')
            return '';
        throw error;
    }
}


/***/ }),

/***/ 23476:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $: () => (/* binding */ readCheckoutFile),
  A: () => (/* binding */ readCheckoutFiles)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/files/text-file.js
var text_file = __webpack_require__(99140);
// EXTERNAL MODULE: ./build/checkout/checkout-attributes.js
var checkout_attributes = __webpack_require__(25679);
;// CONCATENATED MODULE: ./build/checkout/checkout-ignored.js
/** What Git ignores in a checkout. */

/**
 * Those of the paths, relative to `root`, that Git neither tracks nor would add. None when there is no Git, or no
 * repository: then nobody can tell, and the edit is one of local files. Throws the abort's reason.
 */
async function ignoredPaths(root, paths, git) {
    if (paths.length === 0)
        return [];
    try {
        // With ./ a name like `:(top)a` is not a pathspec of Git.
        const names = paths.map((path) => `./${path}\0`).join('');
        const { exitCode, stdout } = await git(root, ['check-ignore', '-z', '--stdin'], names);
        // 0: some are ignored; 1: none; 128: no repository, or one of another owner.
        if (exitCode !== 0)
            return [];
        return stdout.split('\0').flatMap((path) => (path === '' ? [] : [path.slice(2)]));
    }
    catch (error) {
        if (error instanceof errors/* LabctlError */.$b && error.code === 'UNSUPPORTED')
            return [];
        throw error;
    }
}

// EXTERNAL MODULE: ./build/checkout/checkout-path.js
var checkout_path = __webpack_require__(1365);
;// CONCATENATED MODULE: ./build/checkout/checkout-file.js
/** Files of the checkout that may be edited: tracked text that Git stores as it is. */






/** Reads each file; what may not be edited is there as its error (EDIT_FAILED). */
async function readCheckoutFiles(paths, checkout) {
    const files = new Map();
    for (const path of paths)
        files.set(path, await readOrFail(path, checkout));
    const found = [...files].flatMap(([path, file]) => (file instanceof errors/* LabctlError */.$b ? [] : [path]));
    for (const path of await ignoredPaths(checkout.root, found, checkout.askGit)) {
        files.set(path, (0,text_file/* refusal */.x5)(path, 'Git ignores it, so no pull request can carry it'));
    }
    for (const [path, reason] of await (0,checkout_attributes/* conversions */.G)(checkout.root, found, checkout.askGit)) {
        files.set(path, (0,text_file/* refusal */.x5)(path, `${reason}, so it is not what Git stores`));
    }
    return files;
}
async function readOrFail(path, checkout) {
    try {
        return await readCheckoutFile(path, checkout);
    }
    catch (error) {
        return (0,errors/* asLabctlError */.xI)(error, 'EDIT_FAILED', `cannot edit ${path}`);
    }
}
/** Reads one file. Throws EDIT_FAILED when its path or its content may not be edited. */
async function readCheckoutFile(path, checkout) {
    const { real, stats } = await (0,checkout_path/* findInCheckout */.V)(path, checkout);
    (0,text_file/* requireSmall */.Zf)(path, stats.size);
    const content = await (0,promises_.readFile)(real);
    (0,text_file/* requireText */.He)(path, content);
    return { path, content };
}


/***/ }),

/***/ 1365:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ findInCheckout),
/* harmony export */   x: () => (/* binding */ nameInCheckout)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45145);
/* harmony import */ var _base_findings_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(47836);
/* harmony import */ var _files_path_rules_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(33187);
/* harmony import */ var _files_text_file_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(99140);






/**
 * The real path of a regular file that `path` leads to without links, and what the system says of it. Throws
 * EDIT_FAILED for what is not there, no file, outside, spelt otherwise, part of another repository, or the manifest.
 */
async function findInCheckout(path, { root, manifest }) {
    const [flaw] = (0,_files_path_rules_js__WEBPACK_IMPORTED_MODULE_4__/* .lintEditedFile */ .f4)(path);
    if (flaw !== undefined)
        throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `the path ${flaw.message}`);
    try {
        const top = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(root);
        const stats = await walkTo(path, top);
        const real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(top, path));
        // The path goes into Git as it is written, and Git knows the file by the name that is on disk. Where case does
        // not matter both open it, and a commit would then hold two files. macOS may decompose letters; Git does not.
        if (real.normalize() !== (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(top, path).normalize()) {
            throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `it is spelt otherwise in the checkout: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(real)}`);
        }
        if (real === (await realManifest((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(root, manifest)))) {
            throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, 'it is the manifest, which is edited by people only');
        }
        return { real, stats };
    }
    catch (error) {
        throw (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asLabctlError */ .xI)(error, 'EDIT_FAILED', `cannot edit ${path}`);
    }
}
/** Looks at each folder on the way. A checkout of a hostile branch may hold links to anywhere. */
async function walkTo(path, top) {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length += 1) {
        const part = parts.slice(0, length).join('/');
        const stats = await look(path, part, top);
        if (!stats.isDirectory())
            throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `${part} is no folder`);
        if (await exists((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(top, part, '.git'))) {
            throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `${part} belongs to another Git repository (a submodule)`);
        }
    }
    const stats = await look(path, path, top);
    if (stats.isDirectory())
        throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, 'it is a folder, want a file');
    if (!stats.isFile())
        throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, 'it is no regular file');
    return stats;
}
async function look(path, part, top) {
    try {
        const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(top, part));
        if (!stats.isSymbolicLink())
            return stats;
    }
    catch (error) {
        if (!isAbsence(error))
            throw error;
        const missing = part === path ? '' : ` (${part} is missing)`;
        throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `there is no such file in the checkout${missing}`);
    }
    throw (0,_files_text_file_js__WEBPACK_IMPORTED_MODULE_5__/* .refusal */ .x5)(path, `${part === path ? 'it' : part} is a symbolic link; name the file itself`);
}
async function realManifest(path) {
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(path);
    }
    catch (error) {
        if (isAbsence(error))
            return undefined;
        throw error;
    }
}
async function exists(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path);
        return true;
    }
    catch (error) {
        if (isAbsence(error))
            return false;
        throw error;
    }
}
function isAbsence(error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR';
}
/** A file of the checkout as Git names it; `undefined` for one that lies outside. */
function nameInCheckout({ root }, path) {
    const name = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(root, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(root, path));
    if (name === '' || name === '..' || name.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`) || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(name))
        return undefined;
    return name.replaceAll(node_path__WEBPACK_IMPORTED_MODULE_1__.sep, '/');
}


/***/ }),

/***/ 98732:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ch: () => (/* binding */ readVariables),
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   KS: () => (/* binding */ areOrIs),
/* harmony export */   L1: () => (/* binding */ readCredentials),
/* harmony export */   SD: () => (/* binding */ missingFields),
/* harmony export */   VP: () => (/* binding */ SECRET_VARIABLES),
/* harmony export */   Yr: () => (/* binding */ FIELD_NAMES),
/* harmony export */   ZJ: () => (/* binding */ checkedValue),
/* harmony export */   cJ: () => (/* binding */ FIELDS),
/* harmony export */   el: () => (/* binding */ wholeCredentials)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/** Credentials of the bucket from the environment, and the rules that hold wherever they come from. */

/** Each field, as its variable and as its name in the SOPS file. */
const FIELDS = {
    accessKey: { variable: 'E2_ACCESS_KEY', key: 'access_key' },
    secretKey: { variable: 'E2_SECRET_KEY', key: 'secret_key' },
    endpoint: { variable: 'E2_ENDPOINT', key: 'endpoint' },
    bucket: { variable: 'E2_BUCKET', key: 'bucket' },
    region: { variable: 'E2_REGION', key: 'region' },
};
const FIELD_NAMES = Object.keys(FIELDS);
const REQUIRED = FIELD_NAMES.filter((field) => field !== 'region');
/** Names of the variables whose values must never be shown. */
const SECRET_VARIABLES = [FIELDS.accessKey.variable, FIELDS.secretKey.variable];
/** The values of whole credentials that must never be shown. */
function secretsOf(credentials) {
    return [credentials.accessKey, credentials.secretKey];
}
/**
 * The credentials, or `undefined` where none of the variables is set. Throws CREDENTIALS_MISSING naming what is
 * missing of a part, and INPUT_INVALID for white space in a value (the value itself is not shown).
 */
function readCredentials(env) {
    const fields = readVariables(env);
    const missing = missingFields(fields);
    if (missing.length === REQUIRED.length)
        return undefined;
    if (missing.length === 0)
        return wholeCredentials(fields);
    const set = REQUIRED.filter((field) => !missing.includes(field));
    const names = (some) => some.map((field) => FIELDS[field].variable).join(', ');
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('CREDENTIALS_MISSING', `credentials are incomplete: ${names(missing)} ${areOrIs(missing)} missing while ${names(set)} ${areOrIs(set)} set`);
}
/** What the variables give; an empty value counts as none. Throws INPUT_INVALID for white space in a value. */
function readVariables(env) {
    const given = FIELD_NAMES.flatMap((field) => {
        const { variable } = FIELDS[field];
        const value = env[variable];
        return value ? [[field, checkedValue(value, variable)]] : [];
    });
    return Object.fromEntries(given);
}
/** The fields that nothing works without and that are not there. */
function missingFields(fields) {
    return REQUIRED.filter((field) => !fields[field]);
}
/** Throws INTERNAL unless the caller has made sure that nothing is missing. */
function wholeCredentials(fields) {
    const { accessKey, secretKey, endpoint, bucket, region } = fields;
    if (!accessKey || !secretKey || !endpoint || !bucket) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INTERNAL', 'incomplete credentials were taken for whole');
    }
    return { accessKey, secretKey, endpoint, bucket, region };
}
/** The value as it is; throws INPUT_INVALID for white space, which a copied secret easily brings along. */
function checkedValue(value, where) {
    if (!/[\s\0]/.test(value))
        return value;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', `${where} holds white space or a line end; store the value again without it`);
}
function areOrIs(things) {
    return things.length === 1 ? 'is' : 'are';
}


/***/ }),

/***/ 59552:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qm: () => (/* binding */ chooseSopsKey),
/* harmony export */   Rx: () => (/* binding */ describeKey),
/* harmony export */   ZV: () => (/* binding */ sopsEnvironment),
/* harmony export */   wL: () => (/* binding */ ageSecretsOf)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** The key that opens a SOPS file, and the environment in which `sops` finds that key and no other. */


/** Variables that gpg and its agent need to find the keyring and to ask for a PIN. */
const USER_VARIABLES = ['HOME', 'GNUPGHOME', 'GPG_TTY', 'TERM'];
// `AGE-SECRET-KEY-1…`, `AGE-SECRET-KEY-PQ-1…` and `AGE-PLUGIN-NAME-1…`: bech32 in capitals (https://age-encryption.org/v1).
const IDENTITY = /^AGE-[A-Z0-9-]+-1[02-9AC-HJ-NP-Z]{6,}$/;
/**
 * The key to use: the inputs first, then SOPS's own variables SOPS_AGE_KEY and SOPS_AGE_KEY_FILE, else the user's.
 * Throws INPUT_INVALID for an age key that is none; the key is not shown.
 */
function chooseSopsKey({ ageKey, ageKeyFile, env }) {
    if (ageKey)
        return { kind: 'age-key', key: checkedAgeKey(ageKey, 'input "sops-age-key"') };
    if (ageKeyFile)
        return { kind: 'age-key-file', path: ageKeyFile };
    const { SOPS_AGE_KEY: key, SOPS_AGE_KEY_FILE: path } = env;
    if (key)
        return { kind: 'age-key', key: checkedAgeKey(key, 'SOPS_AGE_KEY') };
    if (path)
        return { kind: 'age-key-file', path };
    return { kind: 'user', env };
}
/** The secret lines of the text of an age key, for masks: a runner masks line by line. */
function ageSecretsOf(ageKey) {
    return linesOf(ageKey).filter((line) => line !== '' && !line.startsWith('#'));
}
/** Where the key came from, for people. */
function describeKey(key) {
    switch (key.kind) {
        case 'age-key':
            return 'the age key that was given';
        case 'age-key-file':
            return `the age key file ${key.path}`;
        case 'user':
            return 'the keys of this user (gpg-agent, ~/.config/sops/age/keys.txt); no age key was given';
    }
}
/**
 * The whole environment of `sops`. With an age key its home is `emptyHome`, or it would try the user's ssh keys and
 * keyring too. SOPS_KEYSERVICE and the *_CMD variables, which reach a server and run commands, are never passed on.
 */
function sopsEnvironment(key, { path, emptyHome }) {
    const common = { PATH: path, SOPS_DISABLE_VERSION_CHECK: 'true' };
    if (key.kind === 'user')
        return { ...common, ...pick(key.env, USER_VARIABLES) };
    // SOPS asks the system for the home of a keyring, not HOME, and would start an agent there.
    const noPgp = { GNUPGHOME: emptyHome, SOPS_GPG_EXEC: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(emptyHome, 'no-gpg') };
    const identity = key.kind === 'age-key' ? { SOPS_AGE_KEY: key.key } : { SOPS_AGE_KEY_FILE: key.path };
    return { ...common, HOME: emptyHome, ...noPgp, ...identity };
}
function checkedAgeKey(text, where) {
    const identities = ageSecretsOf(text);
    if (identities.length > 0 && identities.every((line) => IDENTITY.test(line))) {
        return identities.join('\n');
    }
    const found = identities.some((line) => line.startsWith('age1'))
        ? 'a public key (age1…)'
        : 'something else';
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('INPUT_INVALID', `${where} is not an age key: found ${found}, want the line AGE-SECRET-KEY-1… that age-keygen wrote`);
}
function linesOf(text) {
    return text.split(/\r?\n/).map((line) => line.trim());
}
function pick(env, names) {
    return Object.fromEntries(names.flatMap((name) => {
        const value = env[name];
        return value ? [[name, value]] : [];
    }));
}


/***/ }),

/***/ 31601:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ refuseUntrustedEvent),
/* harmony export */   m: () => (/* binding */ readWorkflowEvent)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(58839);
/** Which workflow runs may have credentials: those that nobody but who may write to the repository can start. */



const trusted = () => undefined;
/**
 * The events of https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows that
 * credentials are loaded for. A reusable workflow (`workflow_call`) runs under the event of its caller. All others are
 * refused, also those to come: a comment, an issue, a star or a fork is anybody's to give; checks, statuses and
 * deployments are made for the commits of forks, too; a review is anybody's, also of a pull request that is trusted.
 */
const JUDGES = new Map([
    // Take a right to write to the repository.
    ['push', trusted],
    ['create', trusted],
    ['release', trusted],
    ['registry_package', trusted],
    ['workflow_dispatch', trusted],
    ['repository_dispatch', trusted],
    // Nobody starts it; runs on the default branch.
    ['schedule', trusted],
    // Who puts a pull request into the queue could have merged it.
    ['merge_group', trusted],
    ['pull_request', judgePullRequest],
    ['workflow_run', judgeWorkflowRun],
]);
/** The event of this run from GITHUB_EVENT_NAME and GITHUB_EVENT_PATH, `undefined` outside a workflow. Never throws. */
async function readWorkflowEvent(env) {
    const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
    if (!name)
        return undefined;
    try {
        return { name, payload: JSON.parse(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path ?? '', 'utf8')) };
    }
    catch {
        return { name, payload: undefined };
    }
}
/** Throws INPUT_INVALID unless credentials may be loaded in a run that this event started. */
function refuseUntrustedEvent(event) {
    const reason = event === undefined ? undefined : distrust(event);
    if (reason === undefined)
        return;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('INPUT_INVALID', `credentials are not loaded in this run: ${reason}; use mode validate for pull requests, and sync on push, schedule or workflow_dispatch`);
}
function distrust({ name, payload }) {
    const judge = JUDGES.get(name);
    if (judge !== undefined)
        return judge(payload);
    return `the event ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(name, 40)} is not one of those that only people with write access can start (${[...JUDGES.keys()].join(', ')})`;
}
function judgePullRequest(payload) {
    const pullRequest = part(payload, 'pull_request');
    // GitHub, too, takes its pull requests for those of a fork: what it brings is somebody else's.
    if (part(part(pullRequest, 'user'), 'login') === 'dependabot[bot]') {
        return 'the event pull_request comes from Dependabot';
    }
    const head = repositoryName(part(pullRequest, 'head'), 'repo');
    const base = repositoryName(part(pullRequest, 'base'), 'repo');
    return fork('the event pull_request comes', head, base);
}
/** The run before may have been started by anybody, with anything: what it left is then not to be trusted. */
function judgeWorkflowRun(payload) {
    const before = part(payload, 'workflow_run');
    const head = repositoryName(before, 'head_repository');
    const isFork = fork('the workflow before it was started', head, repositoryName(payload, 'repository'));
    if (isFork !== undefined)
        return isFork;
    const name = part(before, 'event');
    const isDependabot = part(part(before, 'actor'), 'login') === 'dependabot[bot]';
    if (name === 'pull_request' && !isDependabot)
        return undefined;
    if (typeof name === 'string' && JUDGES.get(name) === trusted)
        return undefined;
    const by = isDependabot ? 'Dependabot' : `the event ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(String(name), 40)}`;
    return `the workflow before it was started by ${by}, which is not trusted there`;
}
/** A head without a repository is a fork that has been deleted; what cannot be told is taken for one. */
function fork(what, head, base) {
    if (typeof head !== 'string' || typeof base !== 'string') {
        return `${what} from a pull request whose repository is not known`;
    }
    if (head.toLowerCase() === base.toLowerCase())
        return undefined;
    return `${what} from a fork (${head}, not ${base})`;
}
function repositoryName(of, key) {
    return part(part(of, key), 'full_name');
}
function part(of, key) {
    return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined;
}


/***/ }),

/***/ 61548:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createFileSource: () => (/* binding */ createFileSource)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(58839);
/* harmony import */ var _stream_body_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(81149);
/** A local file as a source: what Packer has built, or what `upload` was given. */





const CHUNK_BYTES = 512 * 1024;
/**
 * Reads the file at `path` to its end, which may differ from the size announced when it is written to
 * meanwhile. `open` throws NOT_FOUND, INPUT_INVALID (not a regular file) or FILE_FAILED.
 */
function createFileSource(path) {
    const label = (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(path, 1000);
    return { label, open: (signal) => openFile({ path, label, signal }) };
}
async function openFile({ path, label, signal }) {
    if (signal.aborted)
        throw (0,_stream_body_js__WEBPACK_IMPORTED_MODULE_4__/* .abortReason */ .J)(signal);
    const handle = await openHandle(path, label);
    try {
        const stat = await handle.stat();
        if (!stat.isFile()) {
            const found = stat.isDirectory() ? 'a folder' : 'a device or a pipe';
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b('INPUT_INVALID', `cannot read: ${label}; got ${found}, want a regular file`);
        }
        return {
            body: (0,_stream_body_js__WEBPACK_IMPORTED_MODULE_4__/* .createBody */ .F)({
                chunks: readChunks(handle, label),
                signal,
                close: () => handle.close(),
            }),
            size: stat.size,
            resumed: () => false,
        };
    }
    catch (error) {
        await handle.close();
        throw (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asLabctlError */ .xI)(error, 'FILE_FAILED', `cannot read: ${label}`);
    }
}
async function openHandle(path, label) {
    try {
        // Without O_NONBLOCK the opening of a pipe would wait for somebody to write to it (open(2)).
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | (node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK ?? 0));
    }
    catch (error) {
        const code = error.code;
        if (code === 'ENOENT' || code === 'ENOTDIR') {
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b('NOT_FOUND', `no such file: ${label}`, { cause: error });
        }
        throw (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asLabctlError */ .xI)(error, 'FILE_FAILED', `cannot open: ${label}`);
    }
}
async function* readChunks(handle, label) {
    for (;;) {
        const chunk = await readChunk(handle, label);
        if (chunk.length === 0)
            return;
        yield chunk;
    }
}
async function readChunk(handle, label) {
    try {
        // A new buffer each time: the consumer may still hold the one before.
        const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
        return buffer.subarray(0, bytesRead);
    }
    catch (error) {
        throw (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asLabctlError */ .xI)(error, 'FILE_FAILED', `cannot read: ${label}`);
    }
}


/***/ }),

/***/ 33187:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kj: () => (/* binding */ lintTemplateFolder),
/* harmony export */   Ym: () => (/* binding */ lintArtifact),
/* harmony export */   f4: () => (/* binding */ lintEditedFile)
/* harmony export */ });
/* harmony import */ var _base_characters_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83450);
/* harmony import */ var _base_findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(47836);
/** Rules for paths inside the repository: relative, clean, the same on every system. */


const WANTED = 'want a path relative to the repository';
/** The folder of a Packer template; `.` is the repository itself. */
function lintTemplateFolder(path) {
    return path === '.' ? [] : asProblems(pathFlaw(path, WANTED));
}
/** The file that a Packer build leaves behind. */
function lintArtifact(path) {
    const flaw = pathFlaw(path, 'want a path relative to source.path');
    if (flaw !== undefined)
        return asProblems(flaw);
    const [glob] = /[*?[\]{}]/.exec(path) ?? [];
    if (glob === undefined)
        return [];
    return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(`holds ${glob}: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; name one file, without wildcards`)];
}
/** The file that `updateFile` edits: never one that decides what runs here. */
function lintEditedFile(path) {
    const flaw = pathFlaw(path, WANTED);
    if (flaw !== undefined)
        return asProblems(flaw);
    // Upper and lower case, dots and spaces at the end, 8.3 names and NTFS streams (.git::$INDEX_ALLOCATION)
    // lead to the same folder on some systems (CVE-2014-9390, CVE-2019-1352).
    const folders = path
        .toLowerCase()
        .split('/')
        .map((part) => part.replace(/:.*$/, '').replace(/[. ]+$/, ''));
    if (folders.some((part) => part === '.git' || part === 'git~1')) {
        return [
            (0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(`leads into .git: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; labctl edits files of the work tree only`),
        ];
    }
    if (folders[0] === '.github' && folders[1] === 'workflows') {
        const reason = 'a pull request of a workflow may not change workflows';
        return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(`leads into .github/workflows: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; ${reason}`)];
    }
    return [];
}
function asProblems(flaw) {
    return flaw === undefined ? [] : [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(flaw)];
}
function pathFlaw(path, wanted) {
    if (path === '')
        return `is empty; ${wanted}`;
    const unseen = (0,_base_characters_js__WEBPACK_IMPORTED_MODULE_1__/* .unseenCharacter */ .O)(path);
    if (unseen !== undefined)
        return `holds the character ${unseen}, which cannot be seen; remove it`;
    if (path.includes('\\'))
        return `holds a backslash: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; write /`;
    if (/^(\/|~|[a-z]:)/i.test(path))
        return `is absolute: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}, ${wanted}`;
    const segments = path.split('/');
    if (segments.includes('..'))
        return `leads outside: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}, ${wanted} without ".."`;
    if (segments.includes('.'))
        return `holds the part ".": found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; leave it out`;
    if (path.endsWith('/'))
        return `ends with /: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; remove it`;
    return path.includes('//') ? `holds //: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; write one /` : undefined;
}


/***/ }),

/***/ 99140:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   He: () => (/* binding */ requireText),
/* harmony export */   P0: () => (/* binding */ MAX_EDITED_BYTES),
/* harmony export */   Zf: () => (/* binding */ requireSmall),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** A file whose text may be edited: UTF-8 of at most 1 MiB, wherever it is kept. */


/** The largest file that is edited, in bytes, before and after. */
const MAX_EDITED_BYTES = 1024 * 1024;
// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
/** Throws EDIT_FAILED for a file of this many bytes that is too large to be edited. */
function requireSmall(path, bytes) {
    if (bytes <= MAX_EDITED_BYTES)
        return;
    const reason = `it is too large: found ${bytes} bytes, want ${MAX_EDITED_BYTES} at most`;
    throw refusal(path, reason);
}
/** Throws EDIT_FAILED for content that is not a text of its own. */
function requireText(path, content) {
    requireSmall(path, content.length);
    // UTF-16 ends here as well: its Latin letters hold NUL bytes.
    if (content.includes(0))
        throw refusal(path, 'it is a binary file: found a NUL byte');
    if (!(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(content))
        throw refusal(path, 'it is not valid UTF-8');
    if (content.subarray(0, LFS_POINTER.length).toString('latin1') === LFS_POINTER) {
        const found = 'it is stored by Git LFS: found the pointer to its content';
        throw refusal(path, `${found}; keep the file in Git itself`);
    }
}
/** EDIT_FAILED for the file at `path`. */
function refusal(path, reason) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('EDIT_FAILED', `cannot edit ${path}: ${reason}`);
}


/***/ }),

/***/ 25032:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CV: () => (/* binding */ requireFolderOrRoom),
/* harmony export */   Go: () => (/* binding */ requireRoomForFile),
/* harmony export */   de: () => (/* binding */ requireExistingFolder),
/* harmony export */   requireFolder: () => (/* binding */ requireFolder),
/* harmony export */   wd: () => (/* binding */ isDirectory)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(58839);
/** Whether a local path can take what it is to take, found out before the first byte moves. */




/** Throws INPUT_INVALID naming the option unless `path` is a folder that can be written to. */
async function requireFolder(option, path) {
    const flaw = await folderFlaw(path);
    if (flaw !== undefined)
        throw wrong(option, path, `${flaw}, want a folder to write to`);
}
/** Throws INPUT_INVALID naming the option unless there is a folder at `path`. */
async function requireExistingFolder(option, path) {
    await requireFolderOrRoom(option, path);
    if ((await isDirectory(path)) === true)
        return;
    throw wrong(option, path, 'which is not there, want the folder that images were published to');
}
/** Throws INPUT_INVALID naming the option where `path` is no folder and could not become one. */
async function requireFolderOrRoom(option, path) {
    for (let at = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(path);; at = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(at)) {
        const isFolder = await isDirectory(at);
        if (isFolder === true || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(at) === at)
            return;
        if (isFolder === undefined)
            continue;
        const below = at === (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(path) ? '' : `below ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(at)}, `;
        throw wrong(option, path, `${below}which is a file, want a folder`);
    }
}
/** Throws INPUT_INVALID naming the option where a file could not be written at `path`. */
async function requireRoomForFile(option, path) {
    if ((await isDirectory(path)) === true) {
        throw wrong(option, path, 'which is a folder, want the name of a file');
    }
    const parent = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(path));
    const flaw = await folderFlaw(parent);
    if (flaw !== undefined)
        throw wrong(option, path, `in ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(parent)}, ${flaw}`);
}
async function folderFlaw(path) {
    try {
        if (!(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path)).isDirectory())
            return 'which is a file';
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.access)(path, node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.W_OK | node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return undefined;
    }
    catch (error) {
        if (isMissing(error))
            return 'which is not there';
        return `which cannot be used (${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCause */ .V$)(error)})`;
    }
}
/** `undefined` where there is nothing; what cannot be looked at is left to whoever uses it. */
async function isDirectory(path) {
    try {
        return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path)).isDirectory();
    }
    catch {
        return undefined;
    }
}
function isMissing(error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR';
}
function wrong(option, path, why) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b('INPUT_INVALID', `--${option} is wrong: found "${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_3__/* .printable */ .g$)(path)}", ${why}`);
}


/***/ }),

/***/ 32776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ writeFailure)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** Why a file could not be written, as an error that says where, how much room is left there, and what helps. */


/** DISK_FULL for a full disk or quota, else FILE_FAILED; INTERNAL for what is no error of the system. */
async function writeFailure(cause, attempt) {
    if (cause instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b)
        return cause;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (typeof code !== 'string')
        return failure('INTERNAL', cause, attempt.what);
    if ((0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isDiskFull */ .b$)(cause)) {
        const room = `${await freeSpace(attempt.folder)}; ${attempt.remedy}`;
        return failure('DISK_FULL', cause, attempt.what, room);
    }
    return failure('FILE_FAILED', cause, attempt.what, HINTS[code]);
}
const HINTS = {
    EFBIG: 'neither the file system nor a limit of this process (ulimit -f) allows a file as large',
    EIO: 'the disk, or the server behind it, is failing',
};
function failure(code, cause, what, more) {
    const message = `${what}: ${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCause */ .V$)(cause)}`;
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b(code, more === undefined ? message : `${message}; ${more}`, { cause });
}
async function freeSpace(folder) {
    try {
        const { bavail, bsize } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.statfs)(folder);
        return `free ${Math.floor((bavail * bsize) / 2 ** 20)} MiB in ${folder}`;
    }
    catch {
        return `in ${folder}`;
    }
}


/***/ }),

/***/ 67655:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   announcedSizes: () => (/* binding */ announcedSizes)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70370);
/* harmony import */ var _probe_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2359);
/** How large files are, by the word of their servers: many are asked at once, and none is waited for long. */


const PARALLEL_PROBES = 16;
/** Bytes of each URL, `undefined` where the server does not say or does not answer in time. Never throws. */
async function announcedSizes(urls, { totalMs, ...options }) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('time is up')), totalMs);
    const signal = AbortSignal.any([options.signal, limit.signal]);
    const inTurn = (0,p_limit__WEBPACK_IMPORTED_MODULE_1__/* ["default"] */ .A)(PARALLEL_PROBES);
    const ask = async (url) => {
        try {
            const { status, size } = await (0,_probe_js__WEBPACK_IMPORTED_MODULE_0__.probeUrl)({ ...options, url, signal });
            return status === 'ok' ? size : undefined;
        }
        catch {
            return undefined; // stopped, or out of time
        }
    };
    try {
        return await Promise.all(urls.map((url) => inTurn(() => ask(url))));
    }
    finally {
        clearTimeout(timer);
    }
}


/***/ }),

/***/ 69940:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ requestFinal)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_link_local_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76636);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(58839);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12901);
/* harmony import */ var _request_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(65743);





// RFC 9110 §15.4; 300, 304, 305 and 306 name no place to go to.
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/**
 * Sends the request and follows up to MAX_REDIRECTS redirects. Throws SOURCE_REJECTED for one that is
 * refused, else what `sendRequest` throws.
 */
async function requestFinal(request) {
    const trail = [];
    let url = acceptedUrl(request.url, trail);
    for (;;) {
        trail.push(url.href);
        const response = await (0,_request_js__WEBPACK_IMPORTED_MODULE_4__/* .sendRequest */ .w)({ ...request, url });
        if (!REDIRECT_STATUSES.has(response.statusCode ?? 0))
            return { response, url };
        response.destroy();
        url = nextUrl(response, trail);
    }
}
function nextUrl(response, trail) {
    const { statusCode, headers } = response;
    if (headers.location === undefined) {
        throw refused(trail, `got status ${statusCode} without a Location, want one`);
    }
    // Node reads headers as Latin-1; servers send UTF-8.
    const location = Buffer.from(headers.location, 'latin1').toString('utf8');
    const next = acceptedUrl(location, trail);
    if (trail.length > _limits_js__WEBPACK_IMPORTED_MODULE_3__/* .MAX_REDIRECTS */ .N) {
        throw refused(trail, `got more than ${_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .MAX_REDIRECTS */ .N} redirects`);
    }
    if (trail.includes(next.href))
        throw refused(trail, `got a loop back to ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .redactUrl */ .BO)(next)}`);
    return next;
}
/** The URL without user and password (they are never sent). Throws SOURCE_REJECTED. */
function acceptedUrl(text, trail) {
    const base = trail.at(-1);
    if (!URL.canParse(text, base))
        throw refused(trail, `got ${shown(text)}, want a URL`);
    const url = new URL(text, base);
    if (url.protocol !== 'https:') {
        throw refused(trail, `got ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .redactUrl */ .BO)(url)}, want https:`);
    }
    if ((0,_base_link_local_js__WEBPACK_IMPORTED_MODULE_1__/* .isLinkLocal */ ._)(url.hostname)) {
        throw refused(trail, `got ${url.hostname}, a link-local address or one like it, want another`);
    }
    url.username = '';
    url.password = '';
    url.hash = '';
    return url;
}
/** What is no URL cannot be taken apart to leave out a password or a signature. */
function shown(text) {
    return /[@?]/.test(text) ? 'something else' : (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(text);
}
function refused(trail, why) {
    const way = trail.length === 0 ? 'URL refused' : 'redirect refused';
    const from = trail.map((url) => (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .redactUrl */ .BO)(url)).join(' → ');
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('SOURCE_REJECTED', from === '' ? `${way}: ${why}` : `${way}: ${from}; ${why}`);
}


/***/ }),

/***/ 65743:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ requestHeaders),
/* harmony export */   w: () => (/* binding */ sendRequest)
/* harmony export */ });
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(44708);
/* harmony import */ var _stream_body_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(81149);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(61923);
/* harmony import */ var _tunnel_agent_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(81150);




/** Sent with every request. Never credentials, and never a wish for another encoding than the file itself. */
function requestHeaders(version) {
    return { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': `labctl/${version}` };
}
/**
 * Sends the request and waits for the head of the answer, whatever its status; the body is the caller's to
 * read or to destroy. Rejects with the errors of Node, or the signal's reason.
 */
function sendRequest(options) {
    const { url, method, headers, agents, limits, signal } = options;
    return new Promise((resolve, reject) => {
        if (signal.aborted)
            throw (0,_stream_body_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .J)(signal);
        const proxy = agents.proxyFor(url);
        const tunnel = new AbortController();
        const agent = agents.agentFor(url, tunnel.signal);
        const request = node_https__WEBPACK_IMPORTED_MODULE_0__.request(url, { method, headers, agent });
        let connected = false;
        let answered = false;
        function fail(error) {
            clearTimeout(timer);
            signal.removeEventListener('abort', abort);
            reject(proxy === undefined || connected ? error : (0,_tunnel_agent_js__WEBPACK_IMPORTED_MODULE_3__/* .throughProxy */ .E)(error, proxy.label));
            request.destroy(error);
            // A request that waits for its tunnel has no socket yet that `destroy` could close.
            tunnel.abort();
        }
        const abort = () => fail((0,_stream_body_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .J)(signal));
        signal.addEventListener('abort', abort, { once: true });
        const { connectTimeoutMs, idleTimeoutMs } = limits;
        const timeOut = (what) => fail((0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .transferError */ .c9)('ETIMEDOUT', what));
        let timer = setTimeout(() => timeOut(`no connection within ${connectTimeoutMs / 1000} s`), connectTimeoutMs);
        const onConnected = () => {
            connected = true;
            clearTimeout(timer);
            timer = setTimeout(() => timeOut(`no answer for ${idleTimeoutMs / 1000} s`), idleTimeoutMs);
        };
        request.once('socket', (socket) => {
            if (request.reusedSocket)
                onConnected();
            else
                socket.once('secureConnect', onConnected);
        });
        request.once('response', (response) => {
            answered = true;
            clearTimeout(timer);
            resolve(response);
        });
        // Once there is an answer its body carries the errors, and to destroy the request would empty it.
        request.on('error', (error) => {
            if (!answered)
                fail(error);
        });
        request.once('close', () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', abort);
        });
        request.end();
    });
}


/***/ }),

/***/ 81150:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ throughProxy),
/* harmony export */   a: () => (/* binding */ TunnelAgent)
/* harmony export */ });
/* harmony import */ var https_proxy_agent__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95643);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(61923);



/** Long beyond the limits of the clients, which may have given up the request and cannot end its tunnel. */
const CONNECT_MS = 60_000;
class TunnelAgent extends https_proxy_agent__WEBPACK_IMPORTED_MODULE_0__/* .HttpsProxyAgent */ .b {
    #label;
    #signal;
    constructor({ url, label }, { signal, ...settings }) {
        super(url.href, settings);
        // The constructor of the base uses the settings for the way to the proxy only, and forgets them for TLS inside.
        Object.assign(this.options, settings);
        this.#label = label;
        this.#signal = signal;
    }
    async connect(...[request, options]) {
        const limit = new AbortController();
        const timer = setTimeout(() => limit.abort(), CONNECT_MS);
        let status = 0;
        request.once('proxyConnect', (answer) => {
            status = answer.statusCode;
        });
        // Only here does a signal reach the socket on which CONNECT waits; it is made before the first pause of `connect`.
        const signal = AbortSignal.any([this.#signal, limit.signal]);
        this.connectOpts = { ...this.connectOpts, signal };
        try {
            const socket = await super.connect(request, options);
            // The base would pass the proxy's answer off as that of the server.
            if (status !== 200) {
                socket.destroy();
                throw (0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .proxyRefusal */ .vd)(this.#label, status);
            }
            return socket;
        }
        catch (error) {
            throw limit.signal.aborted ? this.#tooLate() : throughProxy(error, this.#label);
        }
        finally {
            clearTimeout(timer);
        }
    }
    #tooLate() {
        const message = `through the proxy ${this.#label}: no answer within ${CONNECT_MS / 1000} s`;
        return (0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .transferError */ .c9)('ETIMEDOUT', message);
    }
}
/** Names the proxy in an error that came up before there was a tunnel through it. */
function throughProxy(error, label) {
    const { code, message = '' } = error;
    if (code === undefined || message.includes(label))
        return error;
    return (0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .transferError */ .c9)(code, `through the proxy ${label}: ${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCause */ .V$)(error)}`, error);
}


/***/ }),

/***/ 61923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H4: () => (/* binding */ describeTransfer),
/* harmony export */   PS: () => (/* binding */ isRetryableStatus),
/* harmony export */   c9: () => (/* binding */ transferError),
/* harmony export */   m$: () => (/* binding */ failureOfError),
/* harmony export */   vd: () => (/* binding */ proxyRefusal),
/* harmony export */   wU: () => (/* binding */ failureOfStatus)
/* harmony export */ });
/* harmony import */ var _base_certificate_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38684);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);


// curl's `--retry` set (408, 429, 500, 502, 503, 504), 425 (RFC 8470), and Cloudflare's own 520-524.
const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
/** Of the network, never of a certificate: those mend themselves, a certificate does not. */
const RETRYABLE_CODES = new Set([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'ETIMEDOUT',
    'EPIPE',
    'EAI_AGAIN',
    'ENOTFOUND',
    'ENETUNREACH',
    'ENETDOWN',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ERR_STREAM_PREMATURE_CLOSE',
    'PROXY_UNAVAILABLE',
]);
function isRetryableStatus(status) {
    return RETRYABLE_STATUSES.has(status);
}
/** An error of the transfer itself, told apart by `code` as Node's own are. */
function transferError(code, message, cause) {
    return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code });
}
/** A proxy that answers CONNECT with anything but 200. */
function proxyRefusal(proxy, status) {
    const hint = status === 407 ? 'it wants a login' : 'it does not connect';
    const message = `the proxy ${proxy} answered ${status}: ${hint}`;
    return transferError(isRetryableStatus(status) ? 'PROXY_UNAVAILABLE' : 'PROXY_REFUSED', message);
}
/** A connection that could not be made or broke; `what` begins the message. */
function failureOfError(error, what) {
    if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b)
        return { error, retryable: false };
    const code = error.code ?? '';
    // HPE_*: the parser of Node cannot make sense of the answer, and would not the next time either.
    const errorCode = code.startsWith('HPE_') ? 'SOURCE_REJECTED' : 'SOURCE_UNREACHABLE';
    return {
        error: new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b(errorCode, `${what}: ${describeTransfer(error)}`, { cause: error }),
        retryable: RETRYABLE_CODES.has(code),
    };
}
/** Why there is no answer, and what to do about it where that is known. */
function describeTransfer(error) {
    const remedy = (0,_base_certificate_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .certificateRemedy */ .c)(error);
    return `${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCause */ .V$)(error)}${remedy === undefined ? '' : `; ${remedy}`}`;
}
/** An answer whose status is not the one that is wanted. */
function failureOfStatus({ status, headers, host, what, now }) {
    const retryable = isRetryableStatus(status);
    return {
        error: new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b(codeOfStatus(status), `${what}; got status ${status} from ${host}, want 200`),
        retryable,
        retryAfterMs: retryable ? parseRetryAfter(headers['retry-after'], now) : undefined,
    };
}
function codeOfStatus(status) {
    if (status === 404 || status === 410)
        return 'SOURCE_GONE';
    return isRetryableStatus(status) ? 'SOURCE_UNREACHABLE' : 'SOURCE_REJECTED';
}
/** RFC 9110 §10.2.3: a number of seconds, or a date. */
function parseRetryAfter(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\d+$/.test(value))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}


/***/ }),

/***/ 12901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ MAX_REDIRECTS),
/* harmony export */   q: () => (/* binding */ DEFAULT_HTTP_LIMITS)
/* harmony export */ });
/** How slow a server may be, and how often it may fail, before a download is given up. */
/** Backoff after curl's `--retry` (1 s, doubling), with a lower cap: an Actions job is paid by the minute. */
const DEFAULT_HTTP_LIMITS = {
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    throughputWindowMs: 60_000,
    minBytesPerSecond: 1024,
    triesWithoutProgress: 5,
    triesInAll: 100,
    firstBackoffMs: 1000,
    maxBackoffMs: 30_000,
    maxRetryAfterMs: 120_000,
};
/** A redirect beyond this many is refused; browsers stop at 20, curl at 50. */
const MAX_REDIRECTS = 10;


/***/ }),

/***/ 60513:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ createSlownessGauge),
/* harmony export */   createReadAhead: () => (/* binding */ createReadAhead)
/* harmony export */ });
const MIB = 1024 * 1024;
/** Of all downloads together: three images over four connections each. Uploads hold up to 96 MiB beside it. */
const BUDGET_BYTES = 36 * MIB;
/** A segment costs one round trip, and has to be worth it. */
const SEGMENT_BYTES = 3 * MIB;
/** Of one file, where nobody asks for another number; browsers open six to a host. */
const AUTOMATIC_CONNECTIONS = 4;
/** A smaller rest has come before further connections are up to speed. */
const SMALLEST_REST_BYTES = 32 * MIB;
/** A connection that brings more (256 Mbit/s) is left alone: further ones cost the machine and the server work. */
const SLOW_BYTES_PER_SECOND = 32e6;
/** Long enough for a connection to get over its slow start. */
const WINDOW_MS = 1000;
/** The budget of a run; `undefined` where each file is to come over one connection. */
function createReadAhead(options) {
    const { connections, budgetBytes = BUDGET_BYTES } = options;
    if (connections === 1)
        return undefined;
    const most = connections === 0 ? AUTOMATIC_CONNECTIONS : connections;
    const { segmentBytes = Math.min(SEGMENT_BYTES, Math.floor(budgetBytes / most)) } = options;
    const free = [];
    let available = Math.floor(budgetBytes / segmentBytes);
    return {
        smallestRestBytes: SMALLEST_REST_BYTES,
        slowBytesPerSecond: SLOW_BYTES_PER_SECOND,
        windowMs: WINDOW_MS,
        ...options,
        connections: most,
        atOnce: connections !== 0,
        segmentBytes,
        available: () => available,
        take() {
            available -= 1;
            return free.pop() ?? Buffer.allocUnsafeSlow(segmentBytes);
        },
        giveBack(memory) {
            available += 1;
            free.push(memory);
        },
    };
}
/**
 * Whether further connections would help: asked after each chunk, true at the end of a window in which the
 * network was slow, and was what this side waited for. Of a slow consumer the network is no cure.
 */
function createSlownessGauge({ slowBytesPerSecond, windowMs }, clock) {
    let since = clock.now();
    let received = 0;
    let waited = 0;
    return ({ bytes, waitedMs }) => {
        received += bytes;
        waited += waitedMs;
        const elapsed = clock.now() - since;
        if (elapsed < windowMs)
            return false;
        const slow = waited > elapsed / 2 && received < (elapsed / 1000) * slowBytesPerSecond;
        since = clock.now();
        received = 0;
        waited = 0;
        return slow;
    };
}


/***/ }),

/***/ 2359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   probeUrl: () => (/* binding */ probeUrl)
/* harmony export */ });
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);
/* harmony import */ var _stream_body_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(81149);
/* harmony import */ var _connection_redirect_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(69940);
/* harmony import */ var _connection_request_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65743);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(61923);
/* harmony import */ var _range_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(80336);






/** Of the time limit: a HEAD that hangs must leave enough for the GET that has the last word. */
const SHARE_OF_HEAD = 1 / 4;
/**
 * Asks with HEAD, then with a GET of one byte, unless the HEAD was answered 200. Many a server signs GET only, does not
 * know HEAD, or breaks on it (hashicorp/packer#2245): only GET proves that something is wrong. Throws nothing but the
 * reason of an aborted `signal`.
 */
async function probeUrl(options) {
    const { timeoutMs, signal } = options;
    if (signal.aborted)
        throw (0,_stream_body_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .J)(signal);
    const head = await tryToAsk('HEAD', { ...options, timeoutMs: timeoutMs * SHARE_OF_HEAD });
    if (typeof head === 'object' && isProof(head))
        return judge(head, `HEAD: ${head.status}`);
    const said = `HEAD: ${typeof head === 'string' ? head : head.status}`;
    const get = await tryToAsk('GET', { ...options, timeoutMs: timeoutMs * (1 - SHARE_OF_HEAD) });
    if (typeof get === 'object')
        return judge(get, `${said}, GET: ${get.status}`);
    // A host that cannot be reached says the same twice.
    const detail = head === get ? get : `${said}, GET: ${get}`;
    return { status: 'unreachable', size: undefined, contentType: undefined, detail };
}
/** A file of no bytes is no image: such a length is what some servers say of every HEAD. */
function isProof({ status, size }) {
    return status === 200 && size !== 0;
}
/** The answer, or why there is none. */
async function tryToAsk(method, options) {
    const { timeoutMs, signal } = options;
    const limit = new AbortController();
    const timer = setTimeout(() => {
        limit.abort(new Error(`no answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    try {
        return await ask({ ...options, signal: AbortSignal.any([signal, limit.signal]) }, method);
    }
    catch (error) {
        if (signal.aborted)
            throw (0,_stream_body_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .J)(signal);
        return (0,_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .describeTransfer */ .H4)(error);
    }
    finally {
        clearTimeout(timer);
    }
}
async function ask(options, method) {
    const { version, timeoutMs } = options;
    const range = method === 'GET' ? { range: 'bytes=0-0' } : {};
    const { response, url } = await (0,_connection_redirect_js__WEBPACK_IMPORTED_MODULE_2__/* .requestFinal */ .O)({
        ...options,
        method,
        headers: { ...(0,_connection_request_js__WEBPACK_IMPORTED_MODULE_3__/* .requestHeaders */ .A)(version), ...range },
        limits: { connectTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs },
    });
    // A HEAD leaves a connection that the next one can use; of a GET the whole file may be on its way.
    if (method === 'HEAD')
        response.resume();
    else
        response.destroy();
    const { statusCode: status = 0, headers } = response;
    const whole = status === 206 || status === 416 ? (0,_range_js__WEBPACK_IMPORTED_MODULE_5__/* .rangeTotal */ .Yl)(headers) : (0,_range_js__WEBPACK_IMPORTED_MODULE_5__/* .announcedLength */ .Sv)(headers);
    return {
        status,
        host: url.host,
        // Of an encoded answer the length says nothing about the file.
        size: headers['content-encoding'] === undefined ? whole : undefined,
        contentType: headers['content-type'] && (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(headers['content-type']),
    };
}
function judge({ status, host, size, contentType }, answers) {
    const detail = `${answers} from ${host}`;
    // 416: there is no first byte, that is, the file is empty.
    const ok = status === 200 || status === 206 || (status === 416 && size === 0);
    if (ok)
        return { status: 'ok', size, contentType, detail };
    const answer = { size: undefined, contentType: undefined, detail };
    if (status === 404 || status === 410)
        return { status: 'gone', ...answer };
    // A server that is overloaded says nothing about the file.
    if ((0,_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .isRetryableStatus */ .PS)(status) || status >= 500)
        return { status: 'unknown', ...answer };
    return { status: 'unreachable', ...answer };
}


/***/ }),

/***/ 80336:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RH: () => (/* binding */ strongEtag),
/* harmony export */   Sv: () => (/* binding */ announcedLength),
/* harmony export */   Yl: () => (/* binding */ rangeTotal),
/* harmony export */   tR: () => (/* binding */ judgeResume)
/* harmony export */ });
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);

/** The ETag when it promises equality byte for byte; weak ones and malformed ones do not. */
function strongEtag(headers) {
    return headers.etag !== undefined && /^"[^"]*"$/.test(headers.etag) ? headers.etag : undefined;
}
/** Content-Length in bytes. */
function announcedLength(headers) {
    const length = headers['content-length'];
    return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
/** The whole length that a 206 or a 416 names in its Content-Range, in bytes. */
function rangeTotal(headers) {
    const [, total] = /^bytes (?:\d+-\d+|\*)\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
    return total === undefined ? undefined : Number(total);
}
/** Whether it names bytes that lie in the file (RFC 9110 §14.4); the length of the file may be unknown. */
function isWellFormed(range) {
    const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(range) ?? [];
    if (first === undefined || last === undefined || total === undefined)
        return false;
    return Number(first) <= Number(last) && (total === '*' || Number(last) < Number(total));
}
/**
 * Judges the answer to a request for the rest. Every doubt is a refusal: appended bytes of another file
 * cost the whole download a second time, at its very end (Packer once appended an error page,
 * hashicorp/packer#5198). Mirrors that take turns behind a redirect may continue each other where they name the same
 * strong ETag and the same length: the checksum has the last word.
 */
function judgeResume(answer, progress) {
    const { offset, total, etag, host } = progress;
    const { status, headers } = answer;
    const refuse = (why) => ({ verdict: 'refused', why });
    const newTotal = rangeTotal(headers);
    const isOther = answer.host !== host;
    if (status === 416) {
        const whole = newTotal === offset && (total === undefined || total === offset);
        if (whole && !isOther)
            return { verdict: 'complete' };
        return refuse(`${answer.host} has no bytes from there on (416)`);
    }
    if (status === 200) {
        const from = isOther ? `${answer.host} has another file` : 'the file has changed';
        return { verdict: 'anew', why: `${from}, or the server ignores ranges (200)` };
    }
    if (status !== 206)
        return refuse(`got status ${status}`);
    if (isOther && total === undefined) {
        return refuse(`the server is now ${answer.host}, was ${host}, and the length is not known`);
    }
    if (headers['content-type']?.startsWith('multipart/byteranges')) {
        return refuse('the server sends several ranges');
    }
    const range = headers['content-range'] ?? 'none';
    if (!range.startsWith(`bytes ${offset}-`) || !isWellFormed(range)) {
        return refuse(`got Content-Range ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(range)}, want one from ${offset} on`);
    }
    if (total !== undefined && newTotal !== total) {
        return refuse(`got Content-Range ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(range)}, want a total of ${total}`);
    }
    if (etag === undefined || strongEtag(headers) !== etag) {
        return refuse(`got ETag ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(headers.etag ?? 'none')}, want ${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(etag ?? 'one')}`);
    }
    return { verdict: 'continue', total: newTotal };
}


/***/ }),

/***/ 49477:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createHttpSource: () => (/* binding */ createHttpSource)
});

// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/stream/body.js
var stream_body = __webpack_require__(81149);
// EXTERNAL MODULE: ./build/http/connection/request.js
var request = __webpack_require__(65743);
// EXTERNAL MODULE: ./build/http/limits.js
var limits = __webpack_require__(12901);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/http/connection/redirect.js
var redirect = __webpack_require__(69940);
// EXTERNAL MODULE: ./build/http/failure.js
var http_failure = __webpack_require__(61923);
// EXTERNAL MODULE: ./build/http/range.js
var range = __webpack_require__(80336);
;// CONCATENATED MODULE: ./build/http/remote-file.js
/** The file at a server, as an answer describes it. */

const NOTHING_KNOWN = {
    total: undefined,
    etag: undefined,
    url: '',
    host: '',
    refusesRanges: false,
};
function fileOf({ response: { headers }, url }) {
    return {
        total: (0,range/* announcedLength */.Sv)(headers),
        etag: (0,range/* strongEtag */.RH)(headers),
        url: url.href,
        host: url.host,
        refusesRanges: headers['accept-ranges'] === 'none',
    };
}

;// CONCATENATED MODULE: ./build/http/retry.js

/** Counts the failures of one download. */
function createRetry({ limits, clock, signal, onRetry }) {
    let withoutProgress = 0;
    let inAll = 0;
    let progressed = false;
    return {
        progress() {
            progressed = true;
        },
        async pause(failure) {
            withoutProgress = progressed ? 0 : withoutProgress + 1;
            progressed = false;
            inAll += 1;
            if (!failure.retryable)
                throw failure.error;
            if (withoutProgress >= limits.triesWithoutProgress || inAll >= limits.triesInAll) {
                throw withNote(failure.error, ` (given up after ${inAll} ${inAll === 1 ? 'try' : 'tries'})`);
            }
            const { retryAfterMs = 0 } = failure;
            if (retryAfterMs > limits.maxRetryAfterMs) {
                throw withNote(failure.error, `, and to be asked again ${dateIn(retryAfterMs, clock)}`);
            }
            const delayMs = Math.max(backoffMs(withoutProgress, limits), retryAfterMs);
            onRetry(`${failure.error.message}; next try in ${(delayMs / 1000).toFixed(1)} s`);
            await clock.sleep(delayMs, signal);
        },
    };
}
/** Half of it fixed, half random, so that images which failed together do not come back together. */
function backoffMs(withoutProgress, limits) {
    const doublings = Math.max(0, withoutProgress - 1);
    const ceiling = Math.min(limits.firstBackoffMs * 2 ** doublings, limits.maxBackoffMs);
    return ceiling / 2 + (Math.random() * ceiling) / 2;
}
function dateIn(milliseconds, clock) {
    const date = new Date(clock.now() + milliseconds);
    // Beyond what a Date can hold (8.64e15 ms) there is nothing to name.
    return Number.isNaN(date.getTime()) ? 'never' : `not before ${date.toISOString()}`;
}
function withNote(error, note) {
    return new errors/* LabctlError */.$b(error.code, `${error.message}${note}`, { cause: error.cause });
}

;// CONCATENATED MODULE: ./build/http/throughput.js

/**
 * The chunks of the body. Only the time in which this side waits for the network counts towards the limits,
 * so a slow consumer cannot make a good server look bad. Throws ETIMEDOUT, else the errors of Node.
 */
async function* readWatched(response, { limits, clock }) {
    const { idleTimeoutMs, throughputWindowMs, minBytesPerSecond } = limits;
    let waiting = false;
    let waitedMs = 0;
    let bytes = 0;
    // One timer for the whole body; `refresh` re-arms it without an allocation, also when it has fired.
    const timer = setTimeout(() => {
        if (!waiting)
            return;
        response.destroy((0,http_failure/* transferError */.c9)('ETIMEDOUT', `no byte for ${idleTimeoutMs / 1000} s`));
    }, idleTimeoutMs);
    const chunks = response[Symbol.asyncIterator]();
    try {
        for (;;) {
            waiting = true;
            timer.refresh();
            const since = clock.now();
            const { done, value } = await chunks.next();
            waiting = false;
            if (done)
                return;
            bytes += value.length;
            waitedMs += clock.now() - since;
            if (waitedMs >= throughputWindowMs) {
                if (bytes < (waitedMs / 1000) * minBytesPerSecond)
                    throw tooSlow(bytes, waitedMs);
                bytes = 0;
                waitedMs = 0;
            }
            yield value;
        }
    }
    finally {
        clearTimeout(timer);
        response.destroy();
    }
}
function tooSlow(bytes, waitedMs) {
    const seconds = (waitedMs / 1000).toFixed(1);
    return (0,http_failure/* transferError */.c9)('ETIMEDOUT', `too slow: ${bytes} bytes in ${seconds} s`);
}

;// CONCATENATED MODULE: ./build/http/download.js








/**
 * Waits for the first good answer: the whole file, or a part of exactly the file that `part` names. Throws
 * SOURCE_GONE, SOURCE_REJECTED or SOURCE_UNREACHABLE; so do the chunks, and SOURCE_INTERRUPTED where the bytes
 * before cannot be continued.
 */
async function startDownload(options, part) {
    const { label, clock, limits, signal } = options;
    const retry = createRetry(options);
    let file = part?.file ?? NOTHING_KNOWN;
    let offset = part?.start ?? 0;
    let resumed = false;
    const answer = options.begin ?? (await ask());
    if (part === undefined)
        file = fileOf(answer);
    const first = part === undefined ? answer.response : accept(answer);
    return { chunks: readAll(first), file: () => file, resumed: () => resumed };
    async function* readAll(response) {
        let current = response;
        while (current !== undefined) {
            let failure;
            try {
                for await (const chunk of readWatched(current, { limits, clock })) {
                    // The end of a part is read too: it leaves a connection that the next request can use.
                    if (offset === part?.end)
                        return;
                    const wanted = part === undefined ? chunk : chunk.subarray(0, part.end - offset);
                    offset += wanted.length;
                    if (file.total !== undefined && offset > file.total)
                        throw tooLong();
                    retry.progress();
                    yield wanted;
                }
                if (isWhole())
                    return;
                failure = (0,http_failure/* failureOfError */.m$)((0,http_failure/* transferError */.c9)('ECONNRESET', 'the answer ended'), brokenOff());
            }
            catch (error) {
                if (signal.aborted)
                    throw (0,stream_body/* abortReason */.J)(signal);
                if (offset === part?.end)
                    return;
                failure = (0,http_failure/* failureOfError */.m$)(error, brokenOff());
            }
            current = await goOn(failure);
        }
    }
    function isWhole() {
        if (part !== undefined)
            return offset === part.end;
        return file.total === undefined || offset === file.total;
    }
    /** The answer that continues the download; `undefined` when nothing was missing after all. */
    async function goOn(failure) {
        if (failure.retryable && offset > 0 && file.etag === undefined) {
            throw interrupted('the server names no strong ETag', failure.error);
        }
        await retry.pause(failure);
        const answer = await ask();
        if (offset > 0) {
            const response = accept(answer);
            resumed ||= response !== undefined;
            return response;
        }
        // Nothing was handed on yet, but the length was: it has to stay true.
        const { total } = fileOf(answer);
        if (total !== file.total)
            throw startAnew(answer, `the file now has ${total} bytes`);
        file = fileOf(answer);
        return answer.response;
    }
    /** The answer to a request for the rest, if it is of the same file and goes on at the right byte. */
    function accept(answer) {
        const { statusCode: status = 0, headers } = answer.response;
        const judged = (0,range/* judgeResume */.tR)({ status, headers, host: answer.url.host }, { ...file, offset });
        if (judged.verdict === 'refused')
            throw refuse(answer, judged.why);
        if (judged.verdict === 'anew')
            throw startAnew(answer, judged.why);
        if (judged.verdict === 'complete') {
            answer.response.destroy();
            return undefined;
        }
        // The address may have been a new one: those that are signed expire.
        file = { ...file, total: judged.total, url: answer.url.href, host: answer.url.host };
        return answer.response;
    }
    /** Tries until there is an answer worth a look: the file, or its rest. */
    async function ask() {
        for (;;) {
            const outcome = await tryOnce();
            if ('response' in outcome)
                return outcome;
            await retry.pause(outcome);
        }
    }
    async function tryOnce() {
        const what = offset === 0 ? `download failed: ${label}` : brokenOff();
        try {
            const headers = { ...options.headers, ...rangeHeaders() };
            const answer = await (0,redirect/* requestFinal */.O)({ ...options, method: 'GET', headers });
            const { statusCode: status = 0 } = answer.response;
            if (status === 200 || (offset > 0 && (status === 206 || status === 416)))
                return answer;
            answer.response.destroy();
            return (0,http_failure/* failureOfStatus */.wU)({
                status,
                headers: answer.response.headers,
                host: answer.url.host,
                what,
                now: clock.now(),
            });
        }
        catch (error) {
            if (signal.aborted)
                throw (0,stream_body/* abortReason */.J)(signal);
            return (0,http_failure/* failureOfError */.m$)(error, what);
        }
    }
    /** If-Range: the rest if the file is still the same, else the whole file as a 200 (RFC 9110 §13.1.5). */
    function rangeHeaders() {
        if (offset === 0)
            return {};
        const last = part === undefined ? '' : part.end - 1;
        return { range: `bytes=${offset}-${last}`, 'if-range': file.etag };
    }
    function brokenOff() {
        const of = file.total === undefined ? 'bytes (length unknown)' : `of ${file.total} bytes`;
        const at = part === undefined ? 'got' : 'at';
        return `download broke off: ${label}; ${at} ${offset} ${of}`;
    }
    function tooLong() {
        const message = `download broken: ${label}; got more than the ${file.total} bytes announced`;
        return new errors/* LabctlError */.$b('SOURCE_INTERRUPTED', message);
    }
    function refuse(answer, why) {
        answer.response.destroy();
        return interrupted(why);
    }
    /** What has been handed on cannot be taken back; whoever begins again begins with this answer. */
    function startAnew(answer, why) {
        if (options.onFreshStart === undefined)
            return refuse(answer, why);
        options.onFreshStart(answer);
        return interrupted(why);
    }
    function interrupted(why, cause) {
        const message = `${cause?.message ?? brokenOff()}; cannot be continued: ${why}`;
        return new errors/* LabctlError */.$b('SOURCE_INTERRUPTED', message, { cause: cause?.cause });
    }
}

// EXTERNAL MODULE: ./build/http/parallel/read-ahead.js
var read_ahead = __webpack_require__(60513);
;// CONCATENATED MODULE: ./build/http/parallel/segment.js
/** A piece of a file in memory: filled by a connection, emptied in order by the one who reads. */
/** What is handed on at a time, in bytes. */
const CHUNK_BYTES = 64 * 1024;
/**
 * In `memory`, which is at least as long. (Kept as they come, the chunks would outlive many collections of garbage,
 * and a hundred megabytes of them wait for the next.)
 */
function createSegment(start, end, memory) {
    const length = end - start;
    let filled = 0;
    let isReleased = false;
    let failure;
    let wake = () => { };
    return {
        start,
        end,
        put(chunk) {
            if (isReleased)
                return;
            filled += chunk.copy(memory, filled);
            wake();
        },
        fail(error) {
            failure = { error };
            wake();
        },
        async *take() {
            for (let taken = 0; taken < length;) {
                if (taken < filled) {
                    const upTo = Math.min(filled, taken + CHUNK_BYTES);
                    // A copy: whoever reads may hold it longer than the segment lives.
                    yield Buffer.from(memory.subarray(taken, upTo));
                    taken = upTo;
                }
                else if (failure !== undefined) {
                    throw failure.error;
                }
                else {
                    await new Promise((resolve) => {
                        wake = resolve;
                    });
                }
            }
        },
        release() {
            isReleased = true;
            return memory;
        },
    };
}

;// CONCATENATED MODULE: ./build/http/parallel/segments.js
/** The rest of a file in segments, several fetched at once and handed on in order. */



/** How long a first segment may take to show that the server knows ranges. */
const PROOF_MS = 5000;
/** So many good segments make up for one that met a failure. */
const SEGMENTS_PER_PARDON = 8;
/**
 * Begins to fetch. No connection is ever paused: a segment that has begun is fetched into memory, and another
 * begins when a consumer has taken one. So memory is bounded, and a slow consumer looks like no slow server.
 */
function openSegments(options) {
    const { readAhead, file, start, end } = options;
    const closed = new AbortController();
    const signal = AbortSignal.any([options.signal, closed.signal]);
    const window = [];
    let next = start;
    // The connection that leads up to here is one of them.
    let busy = 1;
    let allowed = readAhead.connections;
    let prove = () => { };
    const proof = new Promise((resolve) => {
        prove = resolve;
    });
    startMore();
    return {
        start,
        async proven() {
            const timer = setTimeout(() => prove(false), PROOF_MS);
            const proven = await proof;
            clearTimeout(timer);
            return proven;
        },
        async *chunks() {
            busy -= 1;
            startMore();
            for (let segment = window[0]; segment !== undefined; segment = window[0]) {
                yield* segment.take();
                window.shift();
                readAhead.giveBack(segment.release());
                startMore();
            }
            if (signal.aborted)
                throw (0,stream_body/* abortReason */.J)(signal);
        },
        close() {
            closed.abort();
            for (const segment of window.splice(0))
                readAhead.giveBack(segment.release());
        },
    };
    function startMore() {
        while (!signal.aborted && next < end && (window.length === 0 || mayFetchMore())) {
            const memory = readAhead.take();
            const segment = createSegment(next, Math.min(next + readAhead.segmentBytes, end), memory);
            next = segment.end;
            window.push(segment);
            void fetchSegment(segment);
        }
    }
    /**
     * Beside the next in line: one segment a connection where the budget allows; a second one, so that fast
     * connections can be ahead of a slow one, where that leaves enough for another download.
     */
    function mayFetchMore() {
        const { connections } = readAhead;
        if (busy >= Math.floor(allowed))
            return false;
        if (window.length < connections)
            return readAhead.available() > 0;
        return window.length < 2 * connections && readAhead.available() > connections;
    }
    async function fetchSegment(segment) {
        busy += 1;
        const isFirst = segment.start === start;
        const onRetry = (message) => {
            // The server may have been asked for too much at once.
            allowed = Math.max(1, allowed - 1);
            if (isFirst)
                prove(false);
            options.onRetry(message);
        };
        try {
            // Redirects were followed once: mirrors that take turns may disagree.
            const fresh = { begin: undefined, onFreshStart: undefined };
            const fetching = { ...options, ...fresh, url: file.url, onRetry, signal };
            const { chunks } = await startDownload(fetching, { ...segment, file });
            if (isFirst)
                prove(true);
            for await (const chunk of chunks)
                segment.put(chunk);
            allowed = Math.min(readAhead.connections, allowed + 1 / SEGMENTS_PER_PARDON);
        }
        catch (error) {
            // What is behind it will not be reached.
            next = end;
            segment.fail(error);
            if (isFirst)
                prove(false);
        }
        busy -= 1;
        startMore();
    }
}

;// CONCATENATED MODULE: ./build/http/parallel/parallel.js
/** One file over one connection, and over several where that helps; its bytes in order all the same. */




/** After so many vain attempts at several connections it stays with one. */
const MAX_SETBACKS = 2;
/**
 * Begins as one ordinary download. Where that is slow, the rest is asked for in segments; the first connection
 * reads on until another has shown that it continues the same file. When a segment fails, one connection goes
 * on from the last byte handed on. Throws what `startDownload` throws.
 */
async function startParallelDownload(options) {
    const { readAhead } = options;
    const first = await startDownload(options);
    if (readAhead === undefined || !mayBeSplit(first.file(), 0, readAhead))
        return first;
    return readParallel(first, { ...options, readAhead });
}
function readParallel(first, options) {
    const { readAhead, clock, signal } = options;
    let offset = 0;
    let setbacks = 0;
    let joined = false;
    let segments;
    return { ...first, chunks: readAll(), resumed: () => joined || first.resumed() };
    async function* readAll() {
        let lead = first;
        try {
            while (yield* readLead(lead)) {
                joined = true;
                const failure = yield* readSegments();
                if (failure === undefined)
                    return;
                options.onRetry(`${failure.message}; going on over one connection`);
                const { total: end = 0 } = lead.file();
                const rest = { file: lead.file(), start: offset, end };
                lead = await startDownload({ ...options, begin: undefined }, rest);
            }
        }
        finally {
            giveUpSegments();
        }
    }
    /** Reads over one connection: to the end, or (then true) to where the segments take over. */
    async function* readLead(lead) {
        const isSlow = (0,read_ahead/* createSlownessGauge */.M)(readAhead, clock);
        try {
            for (;;) {
                const askedAt = clock.now();
                const { done, value: chunk } = await lead.chunks.next();
                if (done)
                    return false;
                const slow = isSlow({ bytes: chunk.length, waitedMs: clock.now() - askedAt });
                if (slow || readAhead.atOnce)
                    tryMore(lead, offset + chunk.length);
                if (segments !== undefined && offset + chunk.length >= segments.start) {
                    if (await segments.proven()) {
                        const before = chunk.subarray(0, segments.start - offset);
                        offset = segments.start;
                        yield before;
                        return true;
                    }
                    giveUpSegments();
                    setbacks += 1;
                }
                offset += chunk.length;
                yield chunk;
            }
        }
        finally {
            await lead.chunks.return();
        }
    }
    /** Reads to the end, or to a segment that failed. */
    async function* readSegments() {
        try {
            for await (const chunk of segments?.chunks() ?? []) {
                offset += chunk.length;
                yield chunk;
            }
            return undefined;
        }
        catch (error) {
            if (signal.aborted || !(error instanceof errors/* LabctlError */.$b))
                throw error;
            return error;
        }
        finally {
            giveUpSegments();
            setbacks += 1;
        }
    }
    /** Fetches ahead of `lead`, which goes on with the first segment itself. */
    function tryMore(lead, from) {
        const file = lead.file();
        if (segments !== undefined || setbacks >= MAX_SETBACKS)
            return;
        if (!mayBeSplit(file, from, readAhead) || readAhead.available() < 2)
            return;
        const start = from + readAhead.segmentBytes;
        segments = openSegments({ ...options, file, start, end: file.total });
    }
    function giveUpSegments() {
        segments?.close();
        segments = undefined;
    }
}
/** Only a strong ETag tells that segments are of one file. */
function mayBeSplit(file, from, { smallestRestBytes, segmentBytes }) {
    const { total, etag, refusesRanges } = file;
    if (total === undefined || etag === undefined || refusesRanges)
        return false;
    return total - from >= Math.max(smallestRestBytes, segmentBytes + 1);
}

;// CONCATENATED MODULE: ./build/http/source.js





/** Whoever opens again does it at once, or after what was begun with the bytes has been taken back. */
const KEPT_MS = 30_000;
/**
 * Downloads `url`, follows redirects, retries, and resumes where that is safe. `open` throws SOURCE_GONE,
 * SOURCE_REJECTED or SOURCE_UNREACHABLE; the body the same, and SOURCE_INTERRUPTED when it has to be read
 * again from its first byte: with the answer that has shown it, if that is the whole file. An abort rejects with the
 * signal's reason.
 */
function createHttpSource(options) {
    const label = (0,redact/* redactUrl */.BO)(options.url);
    let kept;
    return {
        label,
        async open(signal, reading = {}) {
            const begin = kept;
            kept = undefined;
            clearTimeout(begin?.timer);
            const keep = (fresh) => {
                kept = fresh;
            };
            return openHttp({ ...options, ...reading, label, begin, keep }, signal);
        },
    };
}
async function openHttp(options, signal) {
    const { begin, keep } = options;
    const closed = begin?.closed ?? new AbortController();
    if (signal.aborted) {
        closed.abort();
        throw (0,stream_body/* abortReason */.J)(signal);
    }
    let isHandedOver = false;
    const onFreshStart = (answer) => {
        isHandedOver = true;
        const timer = setTimeout(() => closed.abort(), KEPT_MS).unref();
        keep({ answer, closed, timer });
    };
    const { chunks, file, resumed } = await startParallelDownload({
        ...options,
        begin: begin?.answer,
        onFreshStart: options.mayOpenAgain ? onFreshStart : undefined,
        readAhead: options.inOnePiece ? undefined : options.readAhead,
        headers: (0,request/* requestHeaders */.A)(options.version),
        limits: { ...limits/* DEFAULT_HTTP_LIMITS */.q, ...options.limits },
        onRetry: options.onRetry ?? (() => undefined),
        signal: AbortSignal.any([signal, closed.signal]),
    });
    const close = () => {
        if (!isHandedOver)
            closed.abort();
    };
    const body = (0,stream_body/* createBody */.F)({ chunks, signal, close });
    return { body, size: file().total, resumed };
}


/***/ }),

/***/ 31112:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ij: () => (/* binding */ removeMetadata),
/* harmony export */   f5: () => (/* binding */ writeMetadata),
/* harmony export */   hB: () => (/* binding */ readEntry),
/* harmony export */   oD: () => (/* binding */ readWhole),
/* harmony export */   p7: () => (/* binding */ distrust),
/* harmony export */   uM: () => (/* binding */ readCatalog)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38321);
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(70370);
/* harmony import */ var _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27212);
/* harmony import */ var _metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(50077);
/* harmony import */ var _same_content_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(96869);
/** What the bucket holds: objects and metadata files brought together, one entry a destination. */






/** The index of 100,000 images has 60 MB. */
const MAX_INDEX_BYTES = 256 * 2 ** 20;
const PARALLEL_READS = 16;
/** More than this takes a listing more than one request. */
const KEYS_OF_A_PAGE = 1000;
/**
 * Reads the bucket: the index, two listings, and those metadata files that the index does not hold in the version
 * that the listing shows. Of a destination that is not among `wanted` only the index is asked; and where the bucket
 * is large, what does not begin as all of `wanted` do is not even listed.
 */
async function readCatalog(store, signal, wanted) {
    const index = (0,_metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__/* .parseIndex */ .A1)(await readText(store, _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .INDEX_KEY */ .lr, MAX_INDEX_BYTES, signal));
    const prefix = index.size < KEYS_OF_A_PAGE ? '' : commonPrefix(wanted ?? new Set());
    const entries = await listEntries(store, { index, prefix, wanted }, signal);
    return { entries, index, wanted, prefix, distrusted: new Set() };
}
/** The whole bucket as it is now; of each destination only the index is asked. */
async function readWhole({ store, catalog }, signal) {
    return listEntries(store, { index: catalog.index, prefix: '', wanted: new Set() }, signal);
}
async function listEntries(store, { index, prefix, wanted }, signal) {
    const [objects, files] = await Promise.all([
        store.list(`${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .IMAGES_PREFIX */ ._M}${prefix}`, signal),
        store.list(`${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .METADATA_PREFIX */ .z3}${prefix}`, signal),
    ]);
    const entries = new Map();
    for (const object of objects) {
        const destination = (0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .destinationOf */ .My)(object.key);
        if (destination === '' || destination.endsWith('/'))
            continue; // a folder marker of some tool
        entries.set(destination, { destination, object, metadata: undefined, metadataEtag: undefined });
    }
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_5__/* ["default"] */ .A)(PARALLEL_READS);
    await Promise.all(files.filter(isMetadataFile).map(async (file) => {
        const destination = file.key.slice(_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .METADATA_PREFIX */ .z3.length, -'.json'.length);
        const object = entries.get(destination)?.object;
        if (wanted !== undefined && !wanted.has(destination)) {
            entries.set(destination, lazyEntry({ destination, object, index, etag: file.etag }));
            return;
        }
        const metadata = fromIndex(index, destination, file.etag) ??
            (await limit(() => readMetadataFile(store, file, signal)));
        entries.set(destination, { destination, object, metadata, metadataEtag: file.etag });
    }));
    return entries;
}
/** What the bucket holds at one destination, without reading the rest. */
async function readEntry(store, destination, signal) {
    const [object, file] = await Promise.all([
        store.head((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .imageKey */ .p2)(destination), signal),
        store.head((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .metadataKey */ .rY)(destination), signal),
    ]);
    const metadata = file && (await readMetadataFile(store, file, signal));
    return { destination, object, metadata, metadataEtag: file?.etag };
}
/** Writes the metadata file of an object that the store has confirmed, and notes it in the catalog. */
async function writeMetadata({ store, catalog }, entry, signal) {
    const { destination, object, metadata } = entry;
    const content = Buffer.from((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .renderMetadata */ .Sc)(metadata));
    const file = await store.put((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .metadataKey */ .rY)(destination), node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from([content]), {
        contentType: 'application/json',
        size: content.length,
        signal,
    });
    const metadataEtag = file.etag;
    const written = {
        destination,
        object,
        metadata: (0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .parseMetadata */ .jR)(content.toString()),
        metadataEtag,
    };
    catalog.entries.set(destination, written);
    (0,_same_content_js__WEBPACK_IMPORTED_MODULE_4__/* .noteContent */ .i)(written, catalog.entries);
}
/** Removes the metadata file before its object is overwritten, so that it never describes another object. */
async function removeMetadata({ store, catalog }, destination, signal) {
    const entry = catalog.entries.get(destination);
    if (entry?.metadataEtag === undefined)
        return;
    await store.remove((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .metadataKey */ .rY)(destination), signal);
    catalog.entries.set(destination, { ...entry, metadata: undefined, metadataEtag: undefined });
}
/** Removes metadata that lies. Without it, whoever wants the object reads it first. */
async function distrust({ store, catalog }, destination, signal) {
    catalog.distrusted.add(destination);
    const entry = catalog.entries.get(destination);
    if (entry !== undefined) {
        catalog.entries.set(destination, { ...entry, metadata: undefined, metadataEtag: undefined });
    }
    await store.remove((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .metadataKey */ .rY)(destination), signal, entry?.metadataEtag);
}
function isMetadataFile(file) {
    return file.key !== _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .INDEX_KEY */ .lr && file.key.endsWith('.json');
}
/** What all destinations begin with, as far as it is plain ASCII. */
function commonPrefix(destinations) {
    const [first = '', ...others] = destinations;
    let length = /^[ -~]*/.exec(first)?.[0].length ?? 0;
    for (const other of others) {
        while (!other.startsWith(first.slice(0, length)))
            length -= 1;
    }
    return first.slice(0, length);
}
/** An entry that costs next to nothing as long as nobody asks for its metadata. */
function lazyEntry(of) {
    const { destination, object, index, etag } = of;
    return {
        destination,
        object,
        metadataEtag: etag,
        get metadata() {
            return fromIndex(index, destination, etag);
        },
    };
}
function fromIndex(index, destination, etag) {
    const metadata = (0,_metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__/* .indexedMetadata */ .jg)(index, destination, etag);
    return metadata && { kind: 'metadata', metadata };
}
async function readMetadataFile(store, file, signal) {
    if (file.size > _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_METADATA_BYTES */ .Fx) {
        return { kind: 'invalid', reason: `${file.size} bytes, want at most ${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_METADATA_BYTES */ .Fx}` };
    }
    const content = await readText(store, file.key, _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_METADATA_BYTES */ .Fx, signal);
    return content === undefined
        ? { kind: 'invalid', reason: 'removed while it was read' }
        : (0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .parseMetadata */ .jR)(content);
}
async function readText(store, key, maxBytes, signal) {
    const found = await store.get(key, signal);
    if (found === undefined)
        return undefined;
    if (found.object.size > maxBytes) {
        found.body.destroy();
        return undefined;
    }
    return (0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_1__.text)(found.body);
}


/***/ }),

/***/ 52435:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ searchCollision),
/* harmony export */   O: () => (/* binding */ findCollision)
/* harmony export */ });
/* harmony import */ var _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27212);

/**
 * Why a new image cannot lie there, by what the catalog lists. A bucket could hold both; a folder as the store, and the
 * NAS that follows a bucket, cannot. Within a manifest the lint says so.
 */
function findCollision(destination, entries) {
    for (const folder of foldersOf(destination)) {
        if (entries.get(folder)?.object !== undefined)
            return inTheWay((0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .imageKey */ .p2)(folder));
        const described = folder.endsWith('.json') ? folder.slice(0, -'.json'.length) : undefined;
        if (described !== undefined && entries.get(described)?.metadataEtag !== undefined) {
            return inTheWay(`${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .METADATA_PREFIX */ .z3}${folder}`);
        }
    }
    const folder = [destination, `${destination}.json`].find((name) => allFolders(entries).has(name));
    return folder && `there are images in a folder ${folder}, and no path is a file and a folder`;
}
/** The same for one image, also in the part of a large bucket that the catalog does not list. */
async function searchCollision(destination, { store, catalog }, signal) {
    const found = findCollision(destination, catalog.entries);
    if (found !== undefined || catalog.prefix === '')
        return found;
    for (const folder of foldersOf(destination)) {
        for (const key of [(0,_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .imageKey */ .p2)(folder), `${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .METADATA_PREFIX */ .z3}${folder}`]) {
            if ((await store.head(key, signal)) !== undefined)
                return inTheWay(key);
        }
    }
    return undefined;
}
function inTheWay(key) {
    return `${key} is a file, and no path is a file and a folder`;
}
/** Made when it is first asked for; of entries as they were listed, since what a run adds the lint has compared. */
const known = new WeakMap();
function allFolders(entries) {
    const folders = known.get(entries) ?? new Set([...entries.keys()].flatMap((key) => [...foldersOf(key)]));
    known.set(entries, folders);
    return folders;
}
function* foldersOf(path) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
        yield path.slice(0, at);
    }
}


/***/ }),

/***/ 17135:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ stateOf)
/* harmony export */ });
/* harmony import */ var _evidence_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(26898);

function stateOf(entry) {
    const { metadata, object } = entry;
    switch (metadata?.kind) {
        case 'metadata': {
            const reason = (0,_evidence_js__WEBPACK_IMPORTED_MODULE_0__/* .damageOf */ .ti)(entry);
            if (reason === undefined)
                return { state: 'ok', metadata: metadata.metadata };
            return { state: 'damaged', reason, metadata: metadata.metadata };
        }
        case 'invalid':
            return { state: 'damaged', reason: `the metadata is unreadable (${metadata.reason})` };
        case 'newer':
            if (object === undefined)
                return { state: 'damaged', reason: 'the object is gone' };
            return {
                state: 'unknown',
                reason: `a newer labctl wrote the metadata (version ${metadata.version})`,
            };
        case 'transformed':
            return { state: 'unknown', reason: 'hooks of another tool have changed it' };
        case undefined:
            return { state: 'unknown', reason: 'no metadata' };
    }
}


/***/ }),

/***/ 26898:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TN: () => (/* binding */ isRecorded),
/* harmony export */   rK: () => (/* binding */ isRemembered),
/* harmony export */   ti: () => (/* binding */ damageOf)
/* harmony export */ });
/* harmony import */ var _metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50077);

/** Whether metadata and object of an entry agree; the reason when they do not. */
function damageOf(entry) {
    if (entry.metadata?.kind !== 'metadata')
        return undefined;
    const { size, etag } = entry.metadata.metadata;
    if (entry.object === undefined)
        return 'the object is gone';
    if (entry.object.size !== size)
        return `the object has ${entry.object.size} bytes, want ${size}`;
    if (etag !== undefined && etag !== entry.object.etag)
        return 'the object was overwritten';
    return undefined;
}
/**
 * Whether a run of this owner has described the object as it is. Without an ETag, or by somebody else, its metadata
 * may speak of other bytes: who can write the object alone could have replaced it.
 */
function isRecorded({ object, metadata }, owner) {
    return (object !== undefined &&
        metadata?.kind === 'metadata' &&
        describes(metadata.metadata, { object, owner }));
}
/** The same of an object whose metadata file is lost, by the index that was read in this run. */
function isRemembered(index, of) {
    const metadata = (0,_metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_0__/* .lastIndexed */ .aN)(index, of.destination);
    return metadata?.checksum === of.checksum && describes(metadata, of);
}
function describes({ size, etag, managedBy }, { object, owner }) {
    return etag === object.etag && size === object.size && managedBy === owner;
}


/***/ }),

/***/ 45171:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ parseBounded)
/* harmony export */ });
/** JSON that anybody may have written: parsed only where it is neither so long nor so nested that it could do harm. */
/** What labctl writes has four levels. */
const MAX_DEPTH = 32;
/** The value of a JSON text; `undefined` where it is longer than `maxLength`, too deeply nested, or not JSON at all. */
function parseBounded(text, maxLength) {
    if (text === undefined || text.length > maxLength || depthOf(text) > MAX_DEPTH)
        return undefined;
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** Brackets that are open at the same time, one more than the most at the latest; those in strings do not count. */
function depthOf(text) {
    let depth = 0;
    let isText = false;
    for (let at = 0; at < text.length && depth <= MAX_DEPTH; at += 1) {
        const code = text.charCodeAt(at);
        if (isText) {
            if (code === BACKSLASH)
                at += 1;
            else if (code === QUOTE)
                isText = false;
        }
        else if (code === QUOTE)
            isText = true;
        else if (code === BRACKET || code === BRACE)
            depth += 1;
        else if (code === BRACKET_END || code === BRACE_END)
            depth -= 1;
    }
    return depth;
}
const [QUOTE, BACKSLASH, BRACKET, BRACE, BRACKET_END, BRACE_END] = [
    0x22, 0x5c, 0x5b, 0x7b, 0x5d, 0x7d,
];


/***/ }),

/***/ 50077:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A1: () => (/* binding */ parseIndex),
/* harmony export */   Ft: () => (/* binding */ renderEntry),
/* harmony export */   aN: () => (/* binding */ lastIndexed),
/* harmony export */   jg: () => (/* binding */ indexedMetadata),
/* harmony export */   rC: () => (/* binding */ renderIndex)
/* harmony export */ });
/* harmony import */ var _bounded_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45171);
/* harmony import */ var _metadata_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27212);
/** `metadata/index.json`: a cache of the metadata files, each keyed by the ETag that the listing shows for it. */


const HEAD = '{"version":1,"entries":{';
const TAIL = '}}';
const LINE = /^("[^"\\]*(?:\\.[^"\\]*)*"):(\{.*\}),?$/;
/** More than a line of ours can have: a destination and the largest metadata file. */
const MAX_LINE = 2 * _metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .MAX_METADATA_BYTES */ .Fx;
const MAX_LINES = 1_000_000;
/** Of an index that is not laid out in lines, and is parsed as a whole. */
const MAX_WHOLE = 32 * 2 ** 20;
/** The index in a text; whatever is not understood is left out, since every metadata file can be read again. */
function parseIndex(text = '') {
    if (!text.startsWith(`${HEAD}\n`))
        return fromPlainJson(text);
    const index = new Map();
    let count = 0;
    for (const line of linesAfter(text, HEAD.length + 1)) {
        count += 1;
        if (count > MAX_LINES)
            return new Map();
        const [, destination, entry] = LINE.exec(line) ?? [];
        if (destination === undefined || entry === undefined)
            continue;
        const key = (0,_bounded_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseBounded */ .n)(destination, MAX_LINE);
        if (typeof key === 'string')
            index.set(key, entry);
    }
    return index;
}
/** One by one, without those that are too long to be ours. */
function* linesAfter(text, start) {
    for (let at = start; at < text.length;) {
        const found = text.indexOf('\n', at);
        const end = found === -1 ? text.length : found;
        if (end - at <= MAX_LINE)
            yield text.slice(at, end);
        else
            yield '';
        at = end + 1;
    }
}
/** Of a tool that has laid the lines out in another way. */
function fromPlainJson(text) {
    const whole = (0,_bounded_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseBounded */ .n)(text, MAX_WHOLE);
    if (!isObject(whole) || whole['version'] !== 1 || !isObject(whole['entries']))
        return new Map();
    const entries = Object.entries(whole['entries']).filter(([, entry]) => isObject(entry));
    const texts = entries.map(([key, entry]) => [key, JSON.stringify(entry)]);
    return new Map(texts.filter(([key, entry]) => fitsIndex(key, entry)));
}
/** The metadata of a destination where the index has it in the version `etag`. */
function indexedMetadata(index, destination, etag) {
    const entry = (0,_bounded_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseBounded */ .n)(index.get(destination), MAX_LINE);
    return isObject(entry) && entry['etag'] === etag ? metadataOf(entry) : undefined;
}
/** What a destination had as its metadata when its line was written, whichever version is there now. */
function lastIndexed(index, destination) {
    const entry = (0,_bounded_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseBounded */ .n)(index.get(destination), MAX_LINE);
    return isObject(entry) ? metadataOf(entry) : undefined;
}
/** The text of an entry for `MetadataIndex`. */
function renderEntry(etag, metadata) {
    return JSON.stringify({ etag, metadata });
}
/** One line an entry, in the order of the destinations, so that equal indexes are equal texts. */
function renderIndex(index) {
    const lines = [...index]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([destination, entry]) => lineOf(destination, entry));
    return `${HEAD}\n${lines.join(',\n')}\n${TAIL}\n`;
}
/** Whether the entry's line is short enough to be read again. */
function fitsIndex(destination, entry) {
    return lineOf(destination, entry).length < MAX_LINE;
}
function lineOf(destination, entry) {
    return `${JSON.stringify(destination)}:${entry}`;
}
function metadataOf(entry) {
    const parsed = (0,_metadata_js__WEBPACK_IMPORTED_MODULE_0__/* .readMetadata */ ._6)(entry['metadata']);
    return parsed.kind === 'metadata' ? parsed.metadata : undefined;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 27212:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fx: () => (/* binding */ MAX_METADATA_BYTES),
/* harmony export */   Ii: () => (/* binding */ ownerInMeta),
/* harmony export */   Lq: () => (/* binding */ imageMeta),
/* harmony export */   My: () => (/* binding */ destinationOf),
/* harmony export */   Sc: () => (/* binding */ renderMetadata),
/* harmony export */   _6: () => (/* binding */ readMetadata),
/* harmony export */   _M: () => (/* binding */ IMAGES_PREFIX),
/* harmony export */   jR: () => (/* binding */ parseMetadata),
/* harmony export */   lr: () => (/* binding */ INDEX_KEY),
/* harmony export */   p2: () => (/* binding */ imageKey),
/* harmony export */   rY: () => (/* binding */ metadataKey),
/* harmony export */   z3: () => (/* binding */ METADATA_PREFIX)
/* harmony export */ });
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);
/* harmony import */ var _stream_hash_checksum_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27211);
/* harmony import */ var _bounded_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45171);
/** The metadata file of an image: what is written, what is accepted, and where it lies. */



const IMAGES_PREFIX = 'images/';
const METADATA_PREFIX = 'metadata/';
const INDEX_KEY = 'metadata/index.json';
/** Larger metadata files are not ours; they are not read into memory. */
const MAX_METADATA_BYTES = 64 * 1024;
const VERSION = 1;
/** User metadata of an image that names its owner, as `managedBy` does in its metadata file. */
const OWNER_META = 'managed-by';
/**
 * What an image says of itself as user metadata, so that it still tells its content and its owner when its metadata
 * file is lost.
 */
function imageMeta(of) {
    const { checksum, managedBy } = of;
    return { ...(checksum !== undefined && { checksum }), [OWNER_META]: managedBy };
}
/** The owner that an image itself names. */
function ownerInMeta(meta) {
    const owner = meta[OWNER_META];
    return owner === undefined ? undefined : (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(owner);
}
function imageKey(destination) {
    return `${IMAGES_PREFIX}${destination}`;
}
/** The destination of an object below `images/`. */
function destinationOf(key) {
    return key.slice(IMAGES_PREFIX.length);
}
function metadataKey(destination) {
    return `${METADATA_PREFIX}${destination}.json`;
}
/** The file's text; `version` marks the form that this labctl writes. */
function renderMetadata(metadata) {
    return `${JSON.stringify({ ...metadata, version: VERSION }, null, 2)}\n`;
}
function parseMetadata(text) {
    const value = (0,_bounded_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseBounded */ .n)(text, MAX_METADATA_BYTES);
    return value === undefined ? { kind: 'invalid', reason: 'not JSON' } : readMetadata(value);
}
/** Checks a parsed JSON value, as `parseMetadata` does for a text. */
function readMetadata(value) {
    if (!isRecord(value))
        return { kind: 'invalid', reason: 'not an object' };
    const { name, size, uploadedAt, source, etag, managedBy, version } = value;
    if (typeof version === 'number' && version > VERSION)
        return { kind: 'newer', version };
    if (isOfTransformed(value['checksum']))
        return { kind: 'transformed' };
    const checksum = checksumOf(value['checksum']);
    const sourceChecksum = checksumOf(value['sourceChecksum']);
    if (checksum === undefined)
        return { kind: 'invalid', reason: 'no valid checksum' };
    if (typeof name !== 'string')
        return { kind: 'invalid', reason: 'no name' };
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
        return { kind: 'invalid', reason: 'no valid size' };
    }
    return {
        kind: 'metadata',
        metadata: {
            name: (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(name),
            checksum,
            size,
            uploadedAt: typeof uploadedAt === 'string' ? (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(uploadedAt) : '',
            source: isRecord(source) ? readSource(source) : {},
            ...(typeof etag === 'string' && { etag }),
            ...(sourceChecksum !== undefined && { sourceChecksum }),
            ...(typeof managedBy === 'string' && { managedBy: (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(managedBy) }),
            ...(typeof version === 'number' && { version }),
        },
    };
}
function readSource(source) {
    const { type, url, path, fingerprint } = source;
    return {
        ...(typeof type === 'string' && { type }),
        ...(typeof url === 'string' && { url }),
        ...(typeof path === 'string' && { path }),
        ...(typeof fingerprint === 'string' && { fingerprint }),
    };
}
/**
 * The Go labctl that this one descends from runs hooks on what it has verified, and then writes the checksum of the
 * file as it was before, with a digest of the hooks' input files behind it: `sha256:<hex>+inputs:<hex>`.
 */
function isOfTransformed(checksum) {
    if (typeof checksum !== 'string')
        return false;
    const [before = '', inputs] = checksum.split('+inputs:');
    return inputs !== undefined && (0,_stream_hash_checksum_js__WEBPACK_IMPORTED_MODULE_1__/* .parseChecksum */ .tB)(before) !== undefined;
}
function checksumOf(value) {
    return typeof value === 'string' ? (0,_stream_hash_checksum_js__WEBPACK_IMPORTED_MODULE_1__/* .parseChecksum */ .tB)(value) : undefined;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 52908:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NG: () => (/* binding */ effectiveChecksum),
  Fz: () => (/* binding */ planImage),
  NN: () => (/* binding */ planRefuted),
  HA: () => (/* binding */ refuseNewerMetadata)
});

// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/images/catalog/collision.js
var catalog_collision = __webpack_require__(52435);
// EXTERNAL MODULE: ./build/images/catalog/evidence.js
var evidence = __webpack_require__(26898);
// EXTERNAL MODULE: ./build/images/catalog/same-content.js
var same_content = __webpack_require__(96869);
;// CONCATENATED MODULE: ./build/images/catalog/find-copy.js
/** An object of the bucket that has the bytes of an image already, and can be copied instead of downloaded. */


/**
 * An object that a run of this manifest has published elsewhere in the bucket with the bytes that the image must have:
 * metadata and listing agree on it, and it carries the checksum itself. What another manifest says of its objects is
 * not enough: a key for its folder would do to have a lie copied into ours. Throws only when the run is stopped:
 * without such an object, the image is downloaded.
 */
async function findCopy(image, wanted, search) {
    if (image.source.type !== 'http' || wanted === undefined)
        return undefined;
    const listed = (0,same_content/* entriesWith */.X)(wanted, search.catalog.entries);
    const found = await findTrusted(image, { wanted, entries: listed }, search);
    if (found !== undefined)
        return found;
    const others = await search.findElsewhere(wanted);
    return findTrusted(image, { wanted, entries: others }, search);
}
async function findTrusted(image, { wanted, entries }, { store, owner, signal }) {
    for (const entry of entries) {
        const { destination, object, metadata } = entry;
        if (destination === image.destination || object === undefined)
            continue;
        if (metadata?.kind !== 'metadata' || metadata.metadata.checksum !== wanted)
            continue;
        if (!(0,evidence/* isRecorded */.TN)(entry, owner))
            continue;
        const now = await store.head(object.key, signal).catch(() => undefined);
        if (now?.etag === object.etag && now.meta['checksum'] === wanted)
            return object;
    }
    return undefined;
}

// EXTERNAL MODULE: ./build/images/catalog/metadata/metadata.js
var metadata = __webpack_require__(27212);
;// CONCATENATED MODULE: ./build/images/catalog/plan.js
/** The plan: what each image of the manifest needs, given what the bucket holds. */





/** The checksum that the published object must have; `undefined` where only a build can tell. */
function effectiveChecksum(image) {
    if (image.expected !== undefined)
        return image.expected;
    return image.source.type === 'http' ? image.source.checksum : undefined;
}
/**
 * Plans one image. Asks the store only about an object without metadata, and for one that may be copied. Throws
 * METADATA_INVALID when a newer labctl has written the metadata, and MANIFEST_INVALID when what is in the bucket leaves
 * no room for the image.
 */
async function planImage(image, context) {
    const plan = noteOwner(await planState(image, context), { image, context });
    if (plan.state === 'missing')
        refuseCollision(image, context.catalog);
    return withCopy(plan, image, context);
}
/** Before anything is downloaded that could not be published or described. */
function refuseCollision({ destination, place }, { entries }) {
    const collision = (0,catalog_collision/* findCollision */.O)(destination, entries);
    if (collision === undefined)
        return;
    throw new errors/* LabctlError */.$b('MANIFEST_INVALID', `${place.file}:${place.line}: destination ${destination} cannot be used: ${collision}; choose another`);
}
/** The plan for an image whose object has turned out not to be it. */
function planRefuted(image, { takenFrom }, { found, context }) {
    return withCopy({ ...found, ...(takenFrom !== undefined && { takenFrom }) }, image, context);
}
async function withCopy(plan, image, context) {
    if (!context.transfer || !['missing', 'changed', 'damaged'].includes(plan.state))
        return plan;
    const copyFrom = await findCopy(image, effectiveChecksum(image), context);
    return copyFrom === undefined ? plan : { ...plan, copyFrom };
}
/** By its metadata file, else by the object itself where the plan has asked for it. */
function noteOwner(plan, { image, context }) {
    const entry = context.catalog.entries.get(image.destination);
    if (entry?.object === undefined)
        return plan;
    const was = entry.metadata?.kind === 'metadata'
        ? entry.metadata.metadata.managedBy
        : (0,metadata/* ownerInMeta */.Ii)(plan.object?.meta ?? {});
    return was === undefined || was === context.owner ? plan : { ...plan, takenFrom: was };
}
async function planState(image, context) {
    const { catalog, store, force, fingerprint, owner, signal } = context;
    const { destination } = image;
    const entry = catalog.entries.get(destination);
    refuseNewerMetadata(entry);
    if (force)
        return { state: 'forced', reason: 'asked for' };
    refuseTransformed(entry);
    const wanted = effectiveChecksum(image);
    if (entry === undefined)
        return { state: 'missing', reason: 'not in the bucket' };
    if (entry.metadata?.kind === 'metadata')
        return planFromMetadata(entry, { wanted, fingerprint, owner });
    if (entry.object === undefined)
        return { state: 'damaged', reason: describeMetadata(entry) };
    const object = await store.head((0,metadata/* imageKey */.p2)(destination), signal);
    if (object === undefined)
        return { state: 'missing', reason: 'gone since it was listed' };
    if (wanted !== undefined && object.meta['checksum'] === wanted) {
        const of = { destination, object, checksum: wanted, owner };
        const isHearsay = catalog.distrusted.has(destination) || !(0,evidence/* isRemembered */.rK)(catalog.index, of);
        return { state: 'repairable', reason: describeMetadata(entry), object, isHearsay };
    }
    return {
        state: 'changed',
        reason: `object of unknown content: ${describeMetadata(entry)}`,
        object,
    };
}
function planFromMetadata(entry, image) {
    if (entry.metadata?.kind !== 'metadata')
        throw new TypeError('an entry without metadata');
    const { metadata } = entry.metadata;
    const { wanted, fingerprint, owner } = image;
    if (wanted !== undefined && metadata.checksum !== wanted) {
        const foreign = metadata.managedBy !== undefined && metadata.managedBy !== owner;
        const was = foreign ? `, put there by ${metadata.managedBy}` : '';
        return { state: 'changed', reason: `another checksum${was}` };
    }
    if (fingerprint !== undefined && metadata.source.fingerprint !== fingerprint) {
        return { state: 'changed', reason: 'other files, variables or Packer' };
    }
    const damage = (0,evidence/* damageOf */.ti)(entry);
    if (damage !== undefined)
        return { state: 'damaged', reason: damage };
    if ((0,evidence/* isRecorded */.TN)(entry, owner))
        return { state: 'current', reason: '' };
    const isForeign = metadata.etag === undefined || metadata.managedBy === undefined;
    const word = isForeign ? 'metadata of another tool' : `put there by ${metadata.managedBy}`;
    // Of a build nothing but that metadata tells the checksum, and so nothing can be checked.
    if (wanted === undefined)
        return { state: 'changed', reason: `${word}, and not built here` };
    return { state: 'repairable', reason: word, isHearsay: true };
}
function describeMetadata(entry) {
    return entry.metadata?.kind === 'invalid'
        ? `metadata is unreadable (${entry.metadata.reason})`
        : 'metadata is missing';
}
/** Throws METADATA_INVALID for what a newer labctl has described: it is left as it is. */
function refuseNewerMetadata(entry) {
    if (entry?.metadata?.kind !== 'newer')
        return;
    throw new errors/* LabctlError */.$b('METADATA_INVALID', `${(0,metadata/* metadataKey */.rY)(entry.destination)} has version ${entry.metadata.version}; this labctl knows version 1; use the newer one`);
}
/** Throws METADATA_INVALID for an image that hooks have changed: publishing it anew would take their work back. */
function refuseTransformed(entry) {
    if (entry?.metadata?.kind !== 'transformed')
        return;
    throw new errors/* LabctlError */.$b('METADATA_INVALID', `${(0,metadata/* imageKey */.p2)(entry.destination)} was changed by hooks of the tool that wrote its metadata (the checksum ends with +inputs:…), ` +
        'and labctl does not run hooks; it is left as it is: use --force to replace it with the unchanged image, or upload the changed one');
}


/***/ }),

/***/ 96869:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ entriesWith),
/* harmony export */   i: () => (/* binding */ noteContent)
/* harmony export */ });
/** Made when it is first asked for, since it takes a look at the metadata of the whole bucket. */
const known = new WeakMap();
/** What the metadata says, or once said in this run: whoever relies on an entry looks at it again. */
function entriesWith(checksum, entries) {
    let index = known.get(entries);
    if (index === undefined) {
        index = new Map();
        for (const entry of entries.values())
            add(index, entry);
        known.set(entries, index);
    }
    const destinations = [...(index.get(checksum) ?? [])];
    return destinations.flatMap((destination) => entries.get(destination) ?? []);
}
/** To be told of every entry that changes. */
function noteContent(entry, entries) {
    const index = known.get(entries);
    if (index !== undefined)
        add(index, entry);
}
function add(index, { destination, metadata }) {
    if (metadata?.kind !== 'metadata')
        return;
    const { checksum } = metadata.metadata;
    const destinations = index.get(checksum) ?? new Set();
    index.set(checksum, destinations.add(destination));
}


/***/ }),

/***/ 53785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ writeIndex)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/* harmony import */ var _metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27212);
/* harmony import */ var _metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(50077);
/** Keeps `metadata/index.json` in step with what a run has learnt and written. */




/**
 * Writes the index where it would differ from the one that was read. The lines of destinations that are not `wanted`,
 * by the catalog unless told, stay as they are, but for those that have turned out to lie. Of two runs at once the last one wins; a line that is lost so, or
 * stale, costs the next run of its manifest one read. It is only a cache: a failure is told to the reporter and harms
 * nothing.
 */
async function writeIndex({ store, catalog, wanted = catalog.wanted ?? [], }, { reporter, signal }) {
    const index = new Map(catalog.index);
    let changed = false;
    for (const destination of new Set([...wanted, ...catalog.distrusted])) {
        const line = indexLineOf(catalog.entries.get(destination));
        if (line === index.get(destination))
            continue;
        changed = true;
        if (line === undefined)
            index.delete(destination);
        else
            index.set(destination, line);
    }
    if (signal.aborted || !changed)
        return;
    const content = Buffer.from((0,_metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__/* .renderIndex */ .rC)(index));
    try {
        await store.put(_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .INDEX_KEY */ .lr, node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from([content]), {
            contentType: 'application/json',
            size: content.length,
            signal,
        });
    }
    catch (error) {
        reporter.warn(`${_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_2__/* .INDEX_KEY */ .lr} could not be written, so the next run is slower: ${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCause */ .V$)(error)}`);
    }
}
function indexLineOf(entry) {
    if (entry?.metadata?.kind !== 'metadata' || entry.metadataEtag === undefined)
        return undefined;
    return (0,_metadata_metadata_index_js__WEBPACK_IMPORTED_MODULE_3__/* .renderEntry */ .Ft)(entry.metadataEtag, entry.metadata.metadata);
}


/***/ }),

/***/ 64750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ withFieldAtFault)
/* harmony export */ });
/** The error with the place of that field, or as it is when the manifest has no part in it. */
function withFieldAtFault(error, image) {
    const field = fieldAtFault(error, image);
    if (field === undefined || error.at !== undefined)
        return error;
    const { file, line, column } = image.fields?.[field] ?? image.place;
    return error.locatedAt({ field, file, line, column });
}
const FIELD_OF = {
    SOURCE_GONE: 'source.url',
    SOURCE_REJECTED: 'source.url',
    DECODE_FAILED: 'source.decompress',
};
function fieldAtFault(error, { source, expected }) {
    if (error.code !== 'CHECKSUM_MISMATCH') {
        if (source.type === 'http')
            return FIELD_OF[error.code];
        return error.code === 'NOT_FOUND' ? 'source.path' : undefined;
    }
    // Of a program that was fetched, the manifest knows no checksum.
    if (error.wanted === undefined)
        return undefined;
    if (source.type === 'http' && source.checksum === error.wanted)
        return 'source.checksum';
    return expected === error.wanted ? 'validation.expected' : undefined;
}


/***/ }),

/***/ 82389:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ readReferences)
/* harmony export */ });
/* harmony import */ var _base_findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(47836);

/**
 * `$$`, `${name}` and `$name`; the name as long as it can be, so `$1x` is the group `1x`. Any other `$` is text:
 * https://pkg.go.dev/regexp#Regexp.Expand
 */
const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
/** What of a value can be meant as a reference in one of the languages that people know: Go, RE2, JavaScript, sed. */
const LIKELY = /\$\$|\$\{([\p{L}\p{Nd}_]+)\}|\$(\d+|[\p{L}_][\p{L}\p{Nd}_]*)|\\([1-9])/gu;
/**
 * The value with its references if `expand` is true. Otherwise all of it is text; but unless `expand: false` says that
 * this is meant, text is refused that names a group which the pattern has, and `$$`: it would be written as it is, and
 * nobody would notice before the file is read. HCL's and a shell's `${var.x}`, `$HOME` or `$1` beside a pattern without
 * groups can mean nothing else, and are taken.
 */
function readReferences(template, compiled, expand) {
    const groups = groupsOf(compiled);
    const parts = [];
    for (const part of template) {
        if ('variable' in part || expand === false) {
            parts.push(part);
            continue;
        }
        const read = expand ? expandText(part.text, groups) : plainText(part.text, groups);
        if ('flaw' in read)
            return read;
        parts.push(...read.template);
    }
    return { template: parts };
}
function groupsOf(compiled) {
    const names = compiled.namedGroups();
    const count = compiled.groupCount();
    const numbers = Array.from({ length: count + 1 }, (_, index) => `\${${index}}`);
    return {
        find: (name) => {
            // As in Go, 01 is a name.
            if (!/^(0|[1-9]\d{0,8})$/.test(name))
                return Object.hasOwn(names, name) ? names[name] : undefined;
            return Number(name) <= count ? Number(name) : undefined;
        },
        shown: [...numbers, ...Object.keys(names).map((name) => `\${${name}}`)].join(', '),
    };
}
function expandText(text, groups) {
    const parts = [];
    let read = 0;
    for (const match of text.matchAll(REFERENCE)) {
        const [found, braced, bare] = match;
        parts.push({ text: text.slice(read, match.index) });
        read = match.index + found.length;
        const name = braced ?? bare;
        const group = name === undefined ? undefined : groups.find(name);
        if (name !== undefined && group === undefined) {
            // Go would write nothing here, without a word.
            const remedy = 'put the name in braces, or write $$ for a $';
            const want = `want one of ${groups.shown}`;
            return {
                flaw: `names a group that the pattern does not have: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(found)}, ${want}; ${remedy}`,
            };
        }
        parts.push(group === undefined ? { text: '$' } : { group });
    }
    return { template: [...parts, { text: text.slice(read) }] };
}
function plainText(text, groups) {
    for (const [found, braced, bare, escaped] of text.matchAll(LIKELY)) {
        const name = braced ?? bare ?? escaped;
        if (name !== undefined && groups.find(name) === undefined)
            continue;
        const meant = name === undefined ? 'one $' : `the group \${${name}} of the pattern`;
        const remedy = `set expand: true and write ${name === undefined ? '$$' : `\${${name}}`} if ${meant} is meant`;
        return {
            flaw: `holds ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(found)}, which would be written as it is: ${remedy}, or expand: false to keep the text`,
        };
    }
    return { template: [{ text }] };
}


/***/ }),

/***/ 91475:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LX: () => (/* binding */ prefixFolder),
/* harmony export */   OM: () => (/* binding */ lintDestination),
/* harmony export */   destinationProblem: () => (/* binding */ destinationProblem),
/* harmony export */   m2: () => (/* binding */ lintPrefix),
/* harmony export */   vE: () => (/* binding */ lintKey)
/* harmony export */ });
/* harmony import */ var _base_characters_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83450);
/* harmony import */ var _base_findings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(47836);
/** Rules for destinations: one key that S3, the metadata beside it and the NAS all accept as it is written. */


const IMAGES = 'images/';
const METADATA = 'metadata/';
const METADATA_SUFFIX = '.json';
/** docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: 1,024 bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;
/** The limit of one file name in ext4, Btrfs and Cloud Sync. */
const MAX_SEGMENT_BYTES = 255;
/** The first thing wrong with a canonical key below images/, or `undefined`. */
function destinationProblem(key) {
    return [...lintDestination(key), ...lintKey(key)][0]?.message;
}
/** Rules for a destination as it is written, before any prefix. */
function lintDestination(path) {
    const flaw = pathFlaw(path) ?? reservedFlaw(path);
    if (flaw !== undefined)
        return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(flaw)];
    return segmentFlaws(path).map(_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3);
}
/** Rules for the whole key below images/, prefix included. */
function lintKey(key) {
    const [first = ''] = key.split('/');
    // A file there would be overwritten by the index of all metadata; a folder of that name could not be made.
    if (/^index$/i.test(key) || /^index\.json$/i.test(first)) {
        return [
            (0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)('takes the place of metadata/index.json, which labctl keeps; choose another name'),
        ];
    }
    const bytes = Buffer.byteLength(`${METADATA}${key}${METADATA_SUFFIX}`);
    if (bytes <= MAX_KEY_BYTES)
        return [];
    const found = `found ${bytes} bytes for ${METADATA}<destination>${METADATA_SUFFIX}`;
    return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(`is too long: ${found}, want ${MAX_KEY_BYTES} at most; shorten it`)];
}
/** Rules for spec.defaults.destinationPrefix of the older dialect. */
function lintPrefix(prefix) {
    const folder = prefixFolder(prefix);
    if (folder === undefined) {
        const wanted = 'want "images/" or a folder below it: the NAS follows images/ only';
        return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(`leads outside images/: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(prefix)}, ${wanted}`)];
    }
    if (folder === '')
        return [];
    const flaw = pathFlaw(folder);
    if (flaw !== undefined)
        return [(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3)(flaw)];
    return segmentFlaws(`${folder}/x`).map(_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3);
}
/** What the prefix puts in front of every destination, without slashes at its ends; `undefined`: not in images/. */
function prefixFolder(prefix) {
    if (prefix === 'images')
        return '';
    return prefix.startsWith(IMAGES) ? prefix.slice(IMAGES.length).replace(/\/$/, '') : undefined;
}
function pathFlaw(path) {
    if (path === '')
        return 'is empty; want a path below images/, such as talos/talos-1.9.1.raw';
    const unseen = (0,_base_characters_js__WEBPACK_IMPORTED_MODULE_1__/* .unseenCharacter */ .O)(path);
    if (unseen !== undefined)
        return `holds the character ${unseen}, which cannot be seen; remove it`;
    if (path.includes('\\'))
        return `holds a backslash: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; write /`;
    if (path.startsWith('/'))
        return `begins with /: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; remove it`;
    if (path.endsWith('/'))
        return `ends with /: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}, want the path of a file`;
    if (path.includes('//'))
        return `holds //: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; write one /`;
    const [escaped] = /%[0-9a-f]{2}/i.exec(path) ?? [];
    if (escaped !== undefined) {
        return `holds the percent-escape ${escaped}: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(path)}; write the character itself`;
    }
    return undefined;
}
function reservedFlaw(path) {
    if (path.startsWith(IMAGES))
        return 'begins with images/, which labctl adds; remove it';
    if (path.startsWith(METADATA)) {
        return 'begins with metadata/, where labctl keeps its notes; choose another folder';
    }
    return undefined;
}
function segmentFlaws(path) {
    const segments = path.split('/');
    const flaws = segments.map((segment, index) => {
        const isFile = index === segments.length - 1;
        const flaw = segmentFlaw(segment, isFile ? segment + METADATA_SUFFIX : segment);
        return flaw === undefined ? [] : [flaw];
    });
    return [...new Set(flaws.flat())];
}
function segmentFlaw(segment, longest) {
    if (segment === '.' || segment === '..')
        return `holds the part "${segment}"; write a clean path`;
    const reason = notSyncedBecause(segment);
    if (reason !== undefined) {
        return `would never reach the NAS: Synology Cloud Sync skips names ${reason}; rename ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(segment)}`;
    }
    const bytes = Buffer.byteLength(longest);
    if (bytes <= MAX_SEGMENT_BYTES)
        return undefined;
    const counted = longest === segment ? '' : ` with ${METADATA_SUFFIX}`;
    return `has a part that is too long: found ${bytes} bytes${counted}, want ${MAX_SEGMENT_BYTES} at most`;
}
// kb.synology.com/en-global/DSM/help/CloudSync/cloudsync_working_with_different_cloud, "Conditions in which
// files cannot be synced", together with what older versions of Cloud Sync also skip (* ? " < > |, NFD).
const NEVER_SYNCED = new Set('.ds_store desktop.ini @eadir thumbs.db .synologyworkingdirectory #recycle #snapshot @tmp $recycle.bin @sharebin @synologycloudsync cloudsync_encrypt.info @activebackup activebackupdata activebackupforoffice365 activebackupforgsuite'.split(' '));
function notSyncedBecause(segment) {
    const [odd] = /[:*?"<>|]/.exec(segment) ?? [];
    if (odd !== undefined)
        return `with ${odd}`;
    if (segment.startsWith('._'))
        return 'that begin with ._';
    if (segment.startsWith('~'))
        return 'that begin with ~';
    if (segment.toUpperCase().startsWith('.SYNOPPSDB'))
        return 'that begin with .SYNOPPSDB';
    if (segment.endsWith('.'))
        return 'that end with a dot';
    if (segment.endsWith(' '))
        return 'that end with a space';
    if (segment !== segment.normalize('NFC'))
        return 'with decomposed (NFD) letters';
    return NEVER_SYNCED.has(segment.toLowerCase()) ? 'that its NAS uses itself' : undefined;
}


/***/ }),

/***/ 65661:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  loadManifest: () => (/* binding */ loadManifest)
});

// UNUSED EXPORTS: MAX_IMAGES, parseManifest

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/findings.js
var base_findings = __webpack_require__(47836);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
;// CONCATENATED MODULE: ./build/yaml/mistakes.js

const TOO_DEEP = 'the manifest is nested too deeply; 8 levels are enough for every field';
const MAX_MISTAKES = 20;
/** Codes of mistakes in tags, anchors and aliases, which the scan of the tokens has reported. */
const OF_REFUSED = new Set([
    'ALIAS_PROPS',
    'BAD_ALIAS',
    'BAD_COLLECTION_TYPE',
    'MULTIPLE_ANCHORS',
    'MULTIPLE_TAGS',
    'TAG_RESOLVE_FAILED',
]);
/** One sentence for each line: what follows in the same line is mostly the same mistake. */
function describeMistakes(mistakes, text, locate) {
    const tooDeep = mistakes.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    if (tooDeep !== undefined)
        return [(0,base_findings/* errorAt */.Os)(locate(tooDeep.pos[0]), TOO_DEEP)];
    const byLine = new Map();
    for (const mistake of mistakes) {
        if (byLine.size === MAX_MISTAKES)
            break;
        const place = locate(mistake.pos[0]);
        if (OF_REFUSED.has(mistake.code) || byLine.has(place.line))
            continue;
        byLine.set(place.line, describeMistake(mistake, text, place));
    }
    const findings = [...byLine.values()];
    // Whatever else is wrong is most likely so because of the tabs.
    const tabs = findings.filter(({ message }) => message === TAB);
    return tabs.length > 0 ? tabs : findings;
}
const TAB = 'a line is indented with a tab; use spaces';
function describeMistake({ pos, code, message }, text, place) {
    // The parser has other words for a tab in a place where it expects no indentation at all.
    const lineStart = pos[0] - (place.column - 1);
    const [indentation = ''] = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 100)) ?? [];
    if (code === 'TAB_AS_INDENT' || indentation.includes('\t')) {
        const tab = indentation.indexOf('\t');
        const column = tab === -1 ? place.column : tab + 1;
        return (0,base_findings/* errorAt */.Os)({ ...place, column }, TAB);
    }
    const words = BY_CODE[code] ?? BY_MESSAGE[message.slice(0, KEY_LENGTH)] ?? message.split(': ')[0];
    return (0,base_findings/* errorAt */.Os)(place, `not valid YAML: ${words}`);
}
/** Plain words for what happens most; the rest keeps the parser's. */
const BY_CODE = {
    BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" in one line, or a line indented too far; put text with ": " in quotes',
    MULTILINE_IMPLICIT_KEY: 'neither "key: value" nor a continued value; check the indentation and the quotes',
    BAD_SCALAR_START: 'a value cannot begin with this character; put the value in quotes',
    BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape sequence, and this is none; use single quotes',
};
const KEY_LENGTH = 15;
const BY_MESSAGE = {
    'Missing closing': 'a quote was opened and is not closed; close it',
    'All mapping ite': 'a key is not indented like the keys beside it; align them',
    'All sequence it': 'a list entry is not indented like the entries beside it; align them',
    'Implicit map ke': 'a line has no value; write "key: value"',
    'Flow sequence i': 'a [ was opened and is not closed before this line; close it',
    'Flow map in blo': 'a { was opened and is not closed before this line; close it',
};

;// CONCATENATED MODULE: ./build/yaml/build-tree.js
/** The YAML library's nodes → the tree; what is no plain map, list or scalar is refused on the way. */



/** A manifest nests 8 deep; the limit keeps every walk over the tree shallow. */
const MAX_DEPTH = 32;
/** The tree below `node`; what is no plain map, list or scalar is reported in `growing.findings`. */
function growTree(node, growing, depth = 0) {
    const place = growing.locate(node.range[0]);
    if (depth > MAX_DEPTH) {
        growing.findings.push((0,base_findings/* errorAt */.Os)(place, TOO_DEEP));
        return { kind: 'refused', place };
    }
    if ((0,dist/* isMap */.jh)(node))
        return growMap(node, place, growing, depth);
    if ((0,dist/* isSeq */.oP)(node)) {
        const { items } = node;
        return { kind: 'list', place, items: items.map((item) => growTree(item, growing, depth + 1)) };
    }
    // The scan of the tokens reports every alias.
    if (!(0,dist/* isScalar */.jn)(node) || !isPlain(node.value))
        return { kind: 'refused', place };
    return { kind: 'scalar', place, value: node.value, source: node.source ?? '' };
}
/** Tags, which the scan reports, make other values. */
function isPlain(value) {
    return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
function growMap(node, place, growing, depth) {
    const entries = new Map();
    let refused = false;
    for (const { key, value } of node.items) {
        const keyPlace = growing.locate(key.range[0]);
        const name = keyOf(key);
        const first = name === undefined ? undefined : entries.get(name);
        if (name === undefined) {
            // The scan of the tokens reports every alias.
            const keyFault = (0,base_findings/* errorAt */.Os)((0,dist/* isMap */.jh)(key) ? place : keyPlace, describeOddKey(key));
            if (!(0,dist/* isAlias */.Vj)(key))
                growing.findings.push(keyFault);
            refused = true;
        }
        else if (first !== undefined) {
            const message = `the key ${(0,base_findings/* quote */.hD)(name)} is given twice, first in line ${first.keyPlace.line}; remove one of them`;
            growing.findings.push((0,base_findings/* errorAt */.Os)(keyPlace, message));
        }
        else if (name === '<<') {
            // An alias as the value of a merge key is reported already, and is the same mistake.
            const message = 'merge keys (<<) are not supported; write the keys out';
            if (!(0,dist/* isAlias */.Vj)(value))
                growing.findings.push((0,base_findings/* errorAt */.Os)(keyPlace, message));
        }
        else {
            entries.set(name, { keyPlace, value: growValue(value, keyPlace, growing, depth) });
        }
    }
    return refused ? { kind: 'refused', place } : { kind: 'map', place, entries };
}
/** A value that is not written at all has the place of its key. */
function growValue(value, keyPlace, growing, depth) {
    const tree = value === null ? undefined : growTree(value, growing, depth + 1);
    if (tree !== undefined &&
        !(tree.kind === 'scalar' && tree.source === '' && tree.value === null)) {
        return tree;
    }
    return { kind: 'scalar', place: keyPlace, value: null, source: '' };
}
function keyOf(key) {
    if (!(0,dist/* isScalar */.jn)(key) || key.value === null)
        return undefined;
    return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}
function describeOddKey(key) {
    if ((0,dist/* isMap */.jh)(key))
        return 'a value that begins with { must be put in quotes';
    return (0,dist/* isScalar */.jn)(key) ? 'a key is empty; write its name before the colon' : 'a key must be text';
}

// EXTERNAL MODULE: ./build/base/characters.js
var characters = __webpack_require__(83450);
;// CONCATENATED MODULE: ./build/yaml/file-text.js
/** The bytes of a manifest as text, or the one reason why they are none. */

const MAX_MANIFEST_BYTES = 1024 * 1024;
const TOO_LARGE = 'the manifest is larger than 1 MiB; split it into several manifests, each with its own metadata.name';
/** Decodes UTF-8 (a byte-order mark is dropped) and refuses what a reviewer could not see. */
function readText(input) {
    if (Buffer.byteLength(input) > MAX_MANIFEST_BYTES)
        return flawed(TOO_LARGE);
    if (typeof input === 'string')
        return checkCharacters(input.replace(/^\ufeff/, ''));
    if (isUtf16(input))
        return flawed('the manifest is UTF-16; save it as UTF-8');
    try {
        return checkCharacters(new TextDecoder('utf-8', { fatal: true }).decode(input));
    }
    catch {
        const text = new TextDecoder('utf-8').decode(input);
        const message = 'the manifest is not valid UTF-8 from here on; save it as UTF-8';
        return { text, flaw: { offset: Math.max(0, text.indexOf('\ufffd')), message } };
    }
}
function flawed(message) {
    return { text: '', flaw: { offset: 0, message } };
}
function isUtf16(bytes) {
    const [first, second] = bytes;
    return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
function checkCharacters(text) {
    // Of the control characters YAML allows only tab, LF and CR, and CR alone ends a line in YAML, but not on
    // GitHub: what a reviewer sees as one comment would be several lines. Bidirectional controls show text in
    // another order than it has (CVE-2021-42574).
    const unwanted = 
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/.exec(text);
    if (unwanted === null)
        return { text };
    const offset = unwanted.index;
    return { text, flaw: { offset, message: describe(unwanted[0]) } };
}
function describe(character) {
    if (character === '\r') {
        return 'a line ends with CR alone; save the manifest with LF (or CR LF) line ends';
    }
    if (character === '\0')
        return 'the manifest holds a NUL character; save it as UTF-8 text';
    return `the manifest holds the control character ${(0,characters/* codeOf */.$)(character)}, which cannot be seen; remove it`;
}

;// CONCATENATED MODULE: ./build/yaml/scan.js
/** A look at every YAML token before anything is built of it: features that are refused, files that are hostile. */


/** A full manifest of 1,000 images has about 150,000; the parser needs up to 4 µs for each. */
const MAX_TOKENS = 250_000;
/** The parser recurses into [ and {; in block style it does so less, and says so in time. */
const MAX_FLOW_DEPTH = 32;
/** More refused tokens than this are no manifest, and the parser is slow on them. */
const MAX_REFUSED = 100;
const REFUSED = {
    alias: 'aliases and anchors are not supported; write the value out at every place',
    anchor: 'aliases and anchors are not supported; write the value out at every place',
    tag: 'tags (!…) are not supported; leave the tag out and put text in quotes',
    'directive-line': 'YAML directives (%…) are not supported; remove the line',
};
/** A scan at the beginning of a text. */
function createScan() {
    const findings = [];
    const seenInLine = new Set();
    const readToken = createTokenReader();
    let tokens = 0;
    let depth = 0;
    let refused = 0;
    const stop = (offset, message) => {
        findings.push({ offset, message });
        return false;
    };
    const see = (source) => {
        const { type, offset } = readToken(source);
        tokens += 1;
        if (tokens > MAX_TOKENS)
            return stop(offset, TOO_MANY);
        depth += DEPTH_OF[type] ?? 0;
        if (depth > MAX_FLOW_DEPTH)
            return stop(offset, TOO_DEEP);
        if (type === 'newline')
            seenInLine.clear();
        if (!isRefused(type))
            return true;
        const message = REFUSED[type];
        if (!seenInLine.has(message))
            findings.push({ offset, message });
        seenInLine.add(message);
        refused += 1;
        // A directive may give all that follows another meaning.
        return type !== 'directive-line' && refused <= MAX_REFUSED;
    };
    return { see, findings };
}
const TOO_MANY = 'the manifest has too many parts from here on; 1,000 images need less';
const DEPTH_OF = {
    'flow-seq-start': 1,
    'flow-map-start': 1,
    'flow-seq-end': -1,
    'flow-map-end': -1,
};
function isRefused(type) {
    return Object.hasOwn(REFUSED, type);
}
/** Tells the type and the offset of each token in turn, as the library's own parser does. */
function createTokenReader() {
    let next = 0;
    let scalarFollows = false;
    return (source) => {
        const offset = next;
        const type = dist/* CST */.DB.tokenType(source) ?? '';
        // The lexer marks documents, scalars and broken flows with characters that are not in the text.
        if (!scalarFollows && MARKS.has(type)) {
            scalarFollows = type === 'scalar';
            return { type: 'mark', offset };
        }
        next += source.length;
        const token = { type: scalarFollows ? 'scalar' : type, offset };
        scalarFollows = false;
        return token;
    };
}
const MARKS = new Set(['doc-mode', 'flow-error-end', 'scalar']);

;// CONCATENATED MODULE: ./build/yaml/document.js
/** YAML text → one tree with places, or plain sentences on why it is not one plain YAML 1.2 document. */






/** Reads a manifest's bytes; `file` is the name that every place gets. */
function readYamlDocument(input, file) {
    const { text, flaw } = readText(input);
    const locate = locator(text, file);
    if (flaw !== undefined)
        return { findings: [(0,base_findings/* errorAt */.Os)(locate(flaw.offset), flaw.message)] };
    const scan = createScan();
    const { contents, mistakes, extra, isWhole } = compose(text, scan);
    const refusals = scan.findings.map(({ offset, message }) => (0,base_findings/* errorAt */.Os)(locate(offset), message));
    if (!isWhole)
        return { findings: refusals };
    const syntax = describeMistakes(mistakes, text, locate);
    if (extra !== undefined)
        syntax.push((0,base_findings/* errorAt */.Os)(locate(extra), EXTRA));
    if (syntax.length > 0)
        return { findings: [...refusals, ...syntax] };
    if (contents === null)
        return { findings: [(0,base_findings/* errorAt */.Os)(locate(0), EMPTY)] };
    const findings = [...refusals];
    const root = growTree(contents, { locate, findings });
    if (root.kind === 'map')
        return { root, findings };
    return { findings: findings.length > 0 ? findings : [(0,base_findings/* errorAt */.Os)(root.place, describeRoot(root))] };
}
const EMPTY = 'the manifest is empty; it begins with apiVersion: images.lab.gilman.io/v1alpha1 and names one image at least';
const EXTRA = 'the file holds more than one YAML document, and a manifest is one; remove the others';
function describeRoot(root) {
    if (root.kind === 'scalar' && root.value === null)
        return EMPTY;
    const found = root.kind === 'list' ? 'a list' : 'a single value';
    return `the manifest must be a map with apiVersion, kind, metadata and spec; found ${found}`;
}
function locator(text, file) {
    const lines = new dist/* LineCounter */.HN();
    lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
        lines.addNewLine(at + 1);
    }
    return (offset) => {
        const { line, col } = lines.linePos(offset);
        return { file, line, column: col };
    };
}
function compose(text, scan) {
    // Keys are compared in growTree: the library does it in quadratic time.
    const composer = new dist/* Composer */.Dk({ version: '1.2', strict: true, uniqueKeys: false });
    let isWhole = true;
    function* tokens() {
        const parser = new dist/* Parser */.iX();
        for (const source of new dist/* Lexer */.JG().lex(text)) {
            isWhole = scan.see(source);
            if (!isWhole)
                return;
            yield* parser.next(source);
        }
        yield* parser.end();
    }
    const documents = withoutStackTraces(() => [...composer.compose(tokens())]);
    const [first, second] = documents;
    // Mistakes in a text without any document belong to the composer.
    const owners = first === undefined ? [composer.streamInfo()] : documents;
    return {
        contents: first?.contents ?? null,
        mistakes: owners.flatMap(({ errors, warnings }) => [...errors, ...warnings]),
        extra: second?.range[0],
        isWhole,
    };
}
/** The parser makes an Error for each mistake: 250,000 take 3 s with their stack traces, 0.5 s without. */
function withoutStackTraces(parse) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
        return parse();
    }
    finally {
        Error.stackTraceLimit = limit;
    }
}

;// CONCATENATED MODULE: ./build/yaml/tree.js
/** The value below `tree` along `keys`, or `undefined` where the way ends early. */
function child(tree, ...keys) {
    let found = tree;
    for (const key of keys)
        found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined;
    return found;
}
/** The value below `tree` along `keys` where it is text. */
function textChild(tree, ...keys) {
    const found = child(tree, ...keys);
    return isText(found) ? found : undefined;
}
/** The value at a JSON pointer (RFC 6901) that was split into `steps`. */
function follow(steps, root) {
    let tree = root;
    for (const step of steps) {
        if (tree?.kind === 'map')
            tree = tree.entries.get(step)?.value;
        else
            tree = tree?.kind === 'list' ? tree.items[Number(step)] : undefined;
    }
    return tree;
}
function stepsOf(pointer) {
    const steps = pointer.split('/').slice(1);
    return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
function isText(tree) {
    return tree?.kind === 'scalar' && typeof tree.value === 'string';
}
/** The items of the list below `tree` along `keys`; none where there is no list. */
function itemsOf(tree, ...keys) {
    const found = child(tree, ...keys);
    return found?.kind === 'list' ? found.items : [];
}
/** Maps without a prototype, so that `__proto__` and `constructor` are keys like any other. */
function toPlain(tree) {
    if (tree.kind === 'scalar')
        return tree.value;
    if (tree.kind === 'refused')
        return null;
    if (tree.kind === 'list')
        return tree.items.map(toPlain);
    const plain = Object.create(null);
    for (const [key, { value }] of tree.entries)
        plain[key] = toPlain(value);
    return plain;
}

// EXTERNAL MODULE: ./build/images/manifest/lint/destination.js
var lint_destination = __webpack_require__(91475);
;// CONCATENATED MODULE: ./build/images/manifest/image-trees.js


/** The images of the manifest, whatever state they are in. */
function imageTrees(root) {
    const prefix = textChild(root, 'spec', 'defaults', 'destinationPrefix')?.value;
    const folder = prefix === undefined ? undefined : (0,lint_destination/* prefixFolder */.LX)(prefix);
    return itemsOf(root, 'spec', 'images').map((image) => imageTree(image, folder));
}
function imageTree(image, folder) {
    const source = child(image, 'source');
    const destination = destinationOf(image);
    return {
        place: image.place,
        name: textChild(image, 'name'),
        isPacker: textChild(source, 'type')?.value === 'packer',
        source,
        destination,
        key: destination && joinKey(folder, destination.value),
        validation: child(image, 'validation'),
        updatePath: textChild(image, 'updateFile', 'path'),
        replacements: itemsOf(image, 'updateFile', 'replacements'),
    };
}
function destinationOf(image) {
    const destination = child(image, 'destination');
    return isText(destination) ? destination : textChild(destination, 'path');
}
/** The canonical key below images/. */
function joinKey(folder, destination) {
    return folder === undefined || folder === '' ? destination : `${folder}/${destination}`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/base/suggest.js + 1 modules
var suggest = __webpack_require__(72365);
// EXTERNAL MODULE: ./build/stream/hash/checksum.js
var hash_checksum = __webpack_require__(27211);
;// CONCATENATED MODULE: ./build/images/manifest/lint/checksum.js
/** Rules for checksums: sha256:<64 hex digits> or sha512:<128 hex digits>. */





const WANTED = 'want sha256:<64 hex digits> or sha512:<128 hex digits>';
const HEX_LENGTH = { sha256: 64, sha512: 128 };
/** Errors for a text that is no checksum, warnings for one that hardly is an image's. */
function lintChecksum(text) {
    const checksum = (0,hash_checksum/* parseChecksum */.tB)(text);
    if (checksum === undefined)
        return [(0,base_findings/* error */.z3)(flawOf(text))];
    const algorithm = (0,hash_checksum/* algorithmOf */.Hy)(checksum);
    const hex = checksum.slice(algorithm.length + 1);
    if (/^0+$/.test(hex)) {
        return [
            (0,base_findings/* warning */.$e)('is all zeros, which no file has; put in the checksum that the vendor publishes'),
        ];
    }
    if (hex === (0,external_node_crypto_.createHash)(algorithm).digest('hex')) {
        return [(0,base_findings/* warning */.$e)('is that of an empty file; the download it was made from has probably failed')];
    }
    return [];
}
/** YAML reads a checksum of digits alone (or digits, one e, digits) as a number, and loses most of it. */
function lintNumericChecksum(source) {
    return [
        (0,base_findings/* error */.z3)(`is a number to YAML: found ${(0,base_findings/* quote */.hD)(source)}, ${WANTED}; put the algorithm in front`),
    ];
}
function flawOf(text) {
    if (text === '')
        return `is empty; ${WANTED}`;
    if (/\s/.test(text))
        return `holds a space or a line break: found ${(0,base_findings/* quote */.hD)(text)}, ${WANTED}`;
    const [, prefix, rest] = /^([^:]*):(.*)$/.exec(text) ?? [];
    if (prefix === undefined || rest === undefined)
        return unprefixedFlaw(text);
    if (prefix === 'sha256' || prefix === 'sha512')
        return hexFlaw(prefix, rest);
    if (isAlgorithm(prefix.toLowerCase())) {
        return `has its algorithm in capitals: found ${(0,base_findings/* quote */.hD)(`${prefix}:`)}, want "${prefix.toLowerCase()}:"`;
    }
    if (/^(md[245]|sha-?1|crc32)$/i.test(prefix)) {
        return `has a broken algorithm: found ${(0,base_findings/* quote */.hD)(`${prefix}:`)}, ${WANTED}`;
    }
    const meant = (0,suggest/* nearest */.p)(prefix, hash_checksum/* ALGORITHMS */.TM);
    const hint = meant === undefined ? '' : `; did you mean "${meant}:"?`;
    return `has an algorithm that labctl does not know: found ${(0,base_findings/* quote */.hD)(`${prefix}:`)}, ${WANTED}${hint}`;
}
function unprefixedFlaw(text) {
    const algorithm = hash_checksum/* ALGORITHMS */.TM.find((name) => text.length === HEX_LENGTH[name]);
    if (algorithm !== undefined && /^[0-9a-f]+$/i.test(text)) {
        return `does not name its algorithm: found ${text.length} hex digits; write ${algorithm}:${text}`;
    }
    return `does not name its algorithm: found ${(0,base_findings/* quote */.hD)(text)}, ${WANTED}`;
}
function hexFlaw(algorithm, hex) {
    if (hex.includes('...') || hex.includes('…') || /^[<[]/.test(hex)) {
        const remedy = 'put in the checksum that the vendor publishes';
        return `is a placeholder: found ${(0,base_findings/* quote */.hD)(`${algorithm}:${hex}`)}; ${remedy}`;
    }
    const [odd] = /[^0-9a-f]/iu.exec(hex) ?? [];
    if (odd !== undefined) {
        const character = /[!-~]/.test(odd) ? `"${odd}"` : (0,characters/* codeOf */.$)(odd);
        return `holds a character that is no hex digit: found ${character}, want 0-9 and a-f`;
    }
    const wanted = HEX_LENGTH[algorithm];
    const other = hash_checksum/* ALGORITHMS */.TM.find((name) => hex.length === HEX_LENGTH[name]);
    const hint = other === undefined ? '' : `; is it ${other}?`;
    return `has the wrong length for ${algorithm}: found ${hex.length} hex digits, want ${wanted}${hint}`;
}
function isAlgorithm(text) {
    return hash_checksum/* ALGORITHMS */.TM.some((algorithm) => algorithm === text);
}

;// CONCATENATED MODULE: ./build/stream/decode/compression.js
/** Which formats can be decompressed, by the names that the manifest gives them. */
const COMPRESSIONS = ['xz', 'gzip', 'zstd'];

;// CONCATENATED MODULE: ./build/images/manifest/lint/decompress.js



const NEAR_MISSES = {
    gz: 'gzip',
    gunzip: 'gzip',
    zst: 'zstd',
    zstandard: 'zstd',
    lzma: 'xz',
};
const SUFFIXES = {
    '.xz': 'xz',
    '.gz': 'gzip',
    '.zst': 'zstd',
    '.zstd': 'zstd',
    '.bz2': 'bzip2',
};
/** The names are hints only, so what they contradict is a warning. */
function lintDecompress({ source, destination }) {
    const url = textChild(source, 'url');
    const packedAs = compressionOf(url?.value.replace(/[?#].*$/s, ''));
    const storedAs = compressionOf(destination?.value);
    const decompress = child(source, 'decompress');
    if (decompress === undefined) {
        if (url === undefined || packedAs === undefined || packedAs === storedAs)
            return [];
        return (0,base_findings/* placed */.GS)(url.place, 'source.url', [(0,base_findings/* warning */.$e)(describePacked(packedAs))]);
    }
    if (!isText(decompress))
        return [];
    const named = COMPRESSIONS.find((compression) => compression === decompress.value);
    const problems = named === undefined
        ? [(0,base_findings/* error */.z3)(describeUnknown(decompress.value))]
        : contradictions({ named, packedAs, storedAs });
    return (0,base_findings/* placed */.GS)(decompress.place, 'source.decompress', problems);
}
function compressionOf(path) {
    const [suffix] = /\.[a-z0-9]+$/i.exec(path ?? '') ?? [];
    return suffix === undefined ? undefined : SUFFIXES[suffix.toLowerCase()];
}
function describePacked(compression) {
    const wrong = `ends like a ${compression} file, which would be stored as it is`;
    if (compression === 'bzip2')
        return `${wrong}: labctl cannot decompress it`;
    return `${wrong}: add "decompress: ${compression}", or let the destination end likewise`;
}
function describeUnknown(found) {
    const lower = found.toLowerCase();
    const meant = NEAR_MISSES[lower] ?? COMPRESSIONS.find((compression) => compression === lower);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const wanted = `want one of ${COMPRESSIONS.join(', ')}`;
    return `is no compression that labctl knows: found ${(0,base_findings/* quote */.hD)(found)}, ${wanted}${hint}`;
}
function contradictions({ named, packedAs, storedAs }) {
    const problems = [];
    if (packedAs !== undefined && packedAs !== named) {
        problems.push((0,base_findings/* warning */.$e)(`says ${named}, but the URL ends like a ${packedAs} file; check both`));
    }
    if (storedAs !== undefined) {
        const wrong = `is given, but the destination ends like a ${storedAs} file`;
        problems.push((0,base_findings/* warning */.$e)(`${wrong}; the decompressed image is stored, so drop the ending`));
    }
    return problems;
}

;// CONCATENATED MODULE: ./build/images/manifest/lint/name.js
/** Rules for names, of images and of the manifest: they go into logs, metadata, outputs and pull requests. */


const MAX_NAME = 128;
const name_WANTED = 'want letters, digits, dots, underscores and hyphens, a letter or a digit first';
function lintName(name) {
    const flaw = name_flawOf(name);
    return flaw === undefined ? [] : [(0,base_findings/* error */.z3)(flaw)];
}
function name_flawOf(name) {
    if (name === '')
        return `is empty; ${name_WANTED}`;
    if (name.length > MAX_NAME) {
        return `is too long: found ${name.length} characters, want ${MAX_NAME} at most; shorten it`;
    }
    const [odd] = /[^A-Za-z0-9._-]/u.exec(name) ?? [];
    if (odd !== undefined) {
        return `holds a character that names cannot hold: found ${show(odd)} in ${(0,base_findings/* quote */.hD)(name)}, ${name_WANTED}`;
    }
    if (!/^[A-Za-z0-9]/.test(name))
        return `begins with "${name[0]}": found ${(0,base_findings/* quote */.hD)(name)}, ${name_WANTED}`;
    if (name.includes('..'))
        return `holds "..": found ${(0,base_findings/* quote */.hD)(name)}; write single dots`;
    return undefined;
}
function show(character) {
    if (character === ' ')
        return 'a space';
    return /[!-~]/.test(character) ? `"${character}"` : (0,characters/* codeOf */.$)(character);
}

// EXTERNAL MODULE: ./build/files/path-rules.js
var path_rules = __webpack_require__(33187);
;// CONCATENATED MODULE: ./build/images/manifest/lint/packer.js
/** Rules for Packer sources: a folder and a file inside the repository, and variables that are no secrets. */




function lintPacker({ source }) {
    const path = textChild(source, 'path');
    const artifact = textChild(source, 'artifact');
    return [
        ...(path ? (0,base_findings/* placed */.GS)(path.place, 'source.path', (0,path_rules/* lintTemplateFolder */.Kj)(path.value)) : []),
        ...(artifact ? (0,base_findings/* placed */.GS)(artifact.place, 'source.artifact', (0,path_rules/* lintArtifact */.Ym)(artifact.value)) : []),
        ...lintVariables(child(source, 'variables')),
    ];
}
function lintVariables(variables) {
    if (variables?.kind !== 'map')
        return [];
    return [...variables.entries].flatMap(([name, { keyPlace, value }]) => [
        ...(0,base_findings/* placed */.GS)(keyPlace, 'source.variables', lintVariableName(name)),
        ...(isText(value)
            ? (0,base_findings/* placed */.GS)(value.place, `source.variables.${name}`, lintVariableValue(name, value.value))
            : []),
    ]);
}
const MAX_VARIABLE_NAME = 128;
/** HCL identifiers, in ASCII: developer.hashicorp.com/packer/docs/templates/hcl_templates/syntax. */
function lintVariableName(name) {
    if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && name.length <= MAX_VARIABLE_NAME)
        return [];
    const wanted = 'want letters, digits, underscores and hyphens, a letter or an underscore first';
    return [(0,base_findings/* error */.z3)(`holds the name ${(0,base_findings/* quote */.hD)(name)}, which no Packer variable can have: ${wanted}`)];
}
const SECRET_NAME = /pass(word|wd|phrase)|secret|token|private_?key|api_?key|access_?key|credential/i;
/** Values are never shown: one that should not be here may be a secret. */
function lintVariableValue(name, value) {
    const unseen = (0,characters/* unseenCharacter */.O)(value.replace(/[\t\n]/g, ''));
    if (unseen !== undefined) {
        return [(0,base_findings/* error */.z3)(`holds the character ${unseen}, which cannot be seen; remove it`)];
    }
    if (value === '' || !SECRET_NAME.test(name))
        return [];
    const remedy = `set PKR_VAR_${name} in the environment of the build and remove it here`;
    return [
        (0,base_findings/* warning */.$e)(`looks like a secret, and everyone who reads the repository reads it; ${remedy}`),
    ];
}

;// CONCATENATED MODULE: ./build/images/manifest/lint/unique.js

function lintUnique(images) {
    const names = images.flatMap(({ name }) => name !== undefined && name.value !== '' ? [{ text: name, key: name.value }] : []);
    const places = images.flatMap(({ destination, key }) => destination !== undefined && key !== undefined && destination.value !== ''
        ? [{ text: destination, key }]
        : []);
    return [...lintTwins('name', names), ...lintTwins('destination', places), ...lintFolders(places)];
}
function lintTwins(label, values) {
    const first = new Map();
    return values.flatMap((value) => {
        const folded = fold(value.key);
        const other = first.get(folded);
        if (other === undefined) {
            first.set(folded, value);
            return [];
        }
        const line = `in line ${other.text.place.line}`;
        const message = other.key === value.key
            ? `is given twice: found ${(0,base_findings/* quote */.hD)(value.key)} also ${line}; choose another`
            : `differs from ${(0,base_findings/* quote */.hD)(other.key)} ${line} by case or accents only: found ${(0,base_findings/* quote */.hD)(value.key)}; choose another`;
        return (0,base_findings/* placed */.GS)(value.text.place, label, [(0,base_findings/* error */.z3)(message)]);
    });
}
/** A NAS (SMB, macOS) may not tell apart what differs by case or by the composition of letters. */
function fold(text) {
    return text.normalize('NFC').toLowerCase();
}
/** One path cannot be a file and a folder; that holds below images/ and for the metadata files alike. */
function lintFolders(destinations) {
    const imageFiles = new Map(destinations.map((named) => [fold(named.key), named]));
    const metadataFiles = new Map(destinations.map((named) => [`${fold(named.key)}.json`, named]));
    return destinations.flatMap(({ text, key }) => {
        for (const folder of foldersOf(fold(key))) {
            const image = imageFiles.get(folder);
            const other = image ?? metadataFiles.get(folder);
            if (other === undefined)
                continue;
            const taken = image ? 'is itself the destination' : 'is where labctl keeps the metadata';
            const wrong = `needs a folder ${(0,base_findings/* quote */.hD)(folder)}, which ${taken} of the image in line ${other.text.place.line}`;
            return (0,base_findings/* placed */.GS)(text.place, 'destination', [(0,base_findings/* error */.z3)(`${wrong}; choose another`)]);
        }
        return [];
    });
}
function* foldersOf(path) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
        yield path.slice(0, at);
    }
}

// EXTERNAL MODULE: ./build/images/manifest/group-references.js
var group_references = __webpack_require__(82389);
// EXTERNAL MODULE: ./build/images/manifest/pattern.js
var manifest_pattern = __webpack_require__(46959);
// EXTERNAL MODULE: ./build/images/manifest/template.js
var template = __webpack_require__(43355);
;// CONCATENATED MODULE: ./build/images/manifest/lint/update-file.js
/** Rules for updateFile that need no file: its path, its patterns, its values. */







/** 1,000 images with two patterns each stay below it; compiling as much takes half a second. */
const MAX_PATTERN_COST = 300_000;
/** The updateFile parts of all images. A value's match with its own pattern is seen in the file only. */
function lintUpdateFiles(images) {
    return [...images.flatMap(lintPathAndValues), ...lintPatterns(images)];
}
function lintPathAndValues({ updatePath, replacements, isPacker }) {
    const path = updatePath
        ? (0,base_findings/* placed */.GS)(updatePath.place, 'updateFile.path', (0,path_rules/* lintEditedFile */.f4)(updatePath.value))
        : [];
    const values = replacements.flatMap((replacement, index) => {
        const value = textChild(replacement, 'value');
        const label = `updateFile.replacements[${index}].value`;
        return value ? (0,base_findings/* placed */.GS)(value.place, label, lintValue(value.value, isPacker)) : [];
    });
    return [...path, ...values];
}
function lintValue(value, isPacker) {
    if (value === '')
        return [(0,base_findings/* error */.z3)('is empty, so no later change could find its place; write it')];
    const unseen = (0,characters/* unseenCharacter */.O)(value.replace(/[\t\n]/g, ''));
    if (unseen !== undefined) {
        return [(0,base_findings/* error */.z3)(`holds the character ${unseen}, which cannot be seen; remove it`)];
    }
    const parsed = (0,template/* parseTemplate */.QC)(value);
    if ('flaw' in parsed)
        return [(0,base_findings/* error */.z3)(parsed.flaw)];
    if (!isPacker || !(0,template/* needsHttpSource */.nW)(parsed.template))
        return [];
    const remedy = 'use {{ .Name }} or {{ .Destination }}';
    return [(0,base_findings/* error */.z3)(`names a part of source that a Packer image does not have; ${remedy}`)];
}
function lintPatterns(images) {
    const findings = [];
    const lineOf = new Map();
    let cost = 0;
    for (const { pattern, path, replacement, label: of } of images.flatMap(patternsOf)) {
        const label = `${of}.pattern`;
        cost += (0,manifest_pattern/* patternCost */.uW)(pattern.value);
        if (cost > MAX_PATTERN_COST) {
            const message = 'the patterns of this manifest are too costly to check; shorten them';
            return [...findings, (0,base_findings/* errorAt */.Os)(pattern.place, message)];
        }
        const flaw = (0,manifest_pattern/* patternFlaw */.VN)(pattern.value);
        const twin = JSON.stringify([path, pattern.value]);
        const line = lineOf.get(twin);
        if (flaw !== undefined) {
            findings.push(...(0,base_findings/* placed */.GS)(pattern.place, label, [(0,base_findings/* error */.z3)(flaw)]));
        }
        else if (line !== undefined) {
            const wrong = `is the same as in line ${line}, for the same file: both would edit one place`;
            findings.push(...(0,base_findings/* placed */.GS)(pattern.place, label, [(0,base_findings/* error */.z3)(`${wrong}; make them differ`)]));
        }
        else {
            lineOf.set(twin, pattern.place.line);
            findings.push(...lintReferences(pattern.value, replacement, of));
        }
    }
    return findings;
}
function patternsOf({ updatePath, replacements }) {
    return replacements.flatMap((replacement, index) => {
        const pattern = textChild(replacement, 'pattern');
        const label = `updateFile.replacements[${index}]`;
        return pattern ? [{ pattern, replacement, label, path: updatePath?.value ?? '' }] : [];
    });
}
/** What a value says of the groups of its pattern, which is known to be one. */
function lintReferences(pattern, replacement, label) {
    const value = textChild(replacement, 'value');
    // Most values need no second look at the pattern.
    if (value === undefined || !/[$\\]/.test(value.value))
        return [];
    const parsed = (0,template/* parseTemplate */.QC)(value.value);
    if ('flaw' in parsed)
        return [];
    const expand = child(replacement, 'expand');
    const isSet = expand?.kind === 'scalar' && typeof expand.value === 'boolean';
    const wanted = isSet ? expand.value === true : undefined;
    const read = (0,group_references/* readReferences */.P)(parsed.template, (0,manifest_pattern/* compilePattern */.Eb)(pattern), wanted);
    return 'flaw' in read ? (0,base_findings/* placed */.GS)(value.place, `${label}.value`, [(0,base_findings/* error */.z3)(read.flaw)]) : [];
}

// EXTERNAL MODULE: ./build/base/link-local.js
var link_local = __webpack_require__(76636);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
;// CONCATENATED MODULE: ./build/images/manifest/lint/url.js
/** Rules for source.url: https, one host, nothing secret, nothing that means something else where it is pasted. */




const MAX_URL = 2048;
const url_WANTED = 'want https://host/path';
/** Messages show a URL only where it holds nothing secret: without user, password, fragment and signatures. */
function lintUrl(text) {
    const flaw = textFlaw(text) ?? addressFlaw(text);
    if (flaw !== undefined)
        return [(0,base_findings/* error */.z3)(flaw)];
    return partFlaws(text).map(base_findings/* error */.z3);
}
/** What makes the text no plain URL; WHATWG parsers mend most of it silently, each tool in another way. */
function textFlaw(text) {
    if (text === '')
        return `is empty; ${url_WANTED}`;
    if (text.length > MAX_URL) {
        return `is too long: found ${text.length} characters, want ${MAX_URL} at most`;
    }
    const unseen = (0,characters/* unseenCharacter */.O)(text);
    if (unseen !== undefined)
        return `holds the character ${unseen}, which cannot be seen; remove it`;
    const [template] = /\$\{|%\{|\{\{/.exec(text) ?? [];
    if (template !== undefined) {
        return `holds a template ("${template}") that nothing expands; write the URL out`;
    }
    if (/\s/.test(text))
        return 'holds a space; write %20, or remove it';
    const [odd] = /[\\"<>`]/.exec(text) ?? [];
    if (odd !== undefined)
        return `holds ${odd}, which a URL cannot hold; percent-encode or remove it`;
    const [encoded] = /%(?:[01][0-9a-f]|7f)/i.exec(text) ?? [];
    if (encoded !== undefined)
        return `holds ${encoded}, a control character; remove it`;
    return undefined;
}
/** What is wrong with the scheme or the host. */
function addressFlaw(text) {
    const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? [];
    if (scheme === undefined)
        return `is no absolute URL: found ${shown(text)}, ${url_WANTED}`;
    if (scheme.toLowerCase() !== 'https')
        return schemeFlaw(scheme.toLowerCase());
    const [, authority] = /^https:\/\/([^/?#]*)/i.exec(text) ?? [];
    const host = authority?.slice(authority.lastIndexOf('@') + 1);
    if (host === undefined || host.replace(/:\d*$/, '') === '') {
        return `has no host: found ${shown(text)}, ${url_WANTED}`;
    }
    const [, port] = /:([^\]]*)$/.exec(host) ?? [];
    if (port !== undefined && !(/^\d*$/.test(port) && (port === '' || isPort(Number(port))))) {
        // What is no number may be the beginning of a password that holds a slash.
        const found = /^\d{1,6}$/.test(port) ? `found ${port}, ` : '';
        return `has no valid port: ${found}want 1 to 65535 or none`;
    }
    return URL.canParse(text) ? undefined : `has no valid host: found ${(0,base_findings/* quote */.hD)(host)}, ${url_WANTED}`;
}
function isPort(port) {
    return port >= 1 && port <= 65_535;
}
const KNOWN_SCHEMES = new Set('ftp ftps sftp scp ssh git s3 gs oci docker data blob javascript'.split(' '));
function schemeFlaw(scheme) {
    if (scheme === 'http') {
        return 'is not encrypted: found http:, want https:; labctl downloads over https only';
    }
    if (scheme === 'file') {
        return 'names a local file: found file:, want https:; use "labctl images upload" for local files';
    }
    // Any other word before a colon may be a user name.
    const found = KNOWN_SCHEMES.has(scheme) ? `found ${scheme}:, ` : '';
    return `has a scheme that labctl does not download from: ${found}want https:`;
}
function partFlaws(text) {
    const url = new URL(text);
    const flaws = [];
    if (/^https:\/\/[^/?#]*@/i.test(text)) {
        flaws.push('holds a user or a password; the manifest is no place for secrets: remove it');
    }
    if (url.hash !== '')
        flaws.push('holds a fragment (#…), which is never sent; remove it');
    if (url.hostname.endsWith('.')) {
        flaws.push(`has a host that ends with a dot: found ${(0,base_findings/* quote */.hD)(url.hostname)}; remove the dot`);
    }
    if ((0,link_local/* isLinkLocal */._)(url.hostname)) {
        const found = `found ${url.hostname}, want a public or a lab address`;
        flaws.push(`has a link-local address or one like it, at which clouds hand out a machine's credentials: ${found}`);
    }
    return flaws;
}
function shown(text) {
    // Without a scheme, the part before @ may still be a password.
    return URL.canParse(text) ? (0,base_findings/* quote */.hD)((0,redact/* redactUrl */.BO)(text)) : (0,base_findings/* quote */.hD)(text.replace(/^.*@/, '***@'));
}

;// CONCATENATED MODULE: ./build/images/manifest/lint/validation.js



/** What `expected` and `algorithm` say about each other and about the source. */
function lintValidation(image) {
    return [...lintExpected(image), ...lintAlgorithm(image)];
}
function lintExpected({ source, validation, isPacker }) {
    if (isPacker)
        return [];
    const decompress = child(source, 'decompress');
    if (isText(decompress) && child(validation, 'expected') === undefined) {
        const remedy = 'add validation.expected, the checksum of the decompressed image';
        const wrong = 'is given without validation.expected, so the image could not be verified';
        return (0,base_findings/* placed */.GS)(decompress.place, 'source.decompress', [(0,base_findings/* error */.z3)(`${wrong}; ${remedy}`)]);
    }
    const expected = textChild(validation, 'expected');
    const served = (0,hash_checksum/* parseChecksum */.tB)(textChild(source, 'checksum')?.value ?? '');
    const published = (0,hash_checksum/* parseChecksum */.tB)(expected?.value ?? '');
    if (expected === undefined || served === undefined || published === undefined)
        return [];
    const problems = decompress === undefined ? lintUnchanged(served, published) : lintDecoded(served, published);
    return (0,base_findings/* placed */.GS)(expected.place, 'validation.expected', problems);
}
function lintUnchanged(served, published) {
    // Two algorithms over the same bytes may both be right; both are verified.
    if (served === published || (0,hash_checksum/* algorithmOf */.Hy)(served) !== (0,hash_checksum/* algorithmOf */.Hy)(published))
        return [];
    const remedy = 'remove validation.expected, or add source.decompress';
    return [(0,base_findings/* error */.z3)(`differs from source.checksum, and one file cannot match both; ${remedy}`)];
}
function lintDecoded(served, published) {
    if (served !== published)
        return [];
    const remedy = 'put in the checksum of the decompressed image';
    return [(0,base_findings/* error */.z3)(`is the same as source.checksum, but decompressing changes the file; ${remedy}`)];
}
/** spec.defaults.validation.algorithm is not looked at: each checksum names its own algorithm. */
function lintAlgorithm({ source, validation, isPacker }) {
    const algorithm = textChild(validation, 'algorithm');
    if (algorithm === undefined)
        return [];
    const hasExpected = child(validation, 'expected') !== undefined;
    if (isPacker && !hasExpected && algorithm.value === 'sha512') {
        const message = 'has no effect: the checksum of a build is sha256; leave it out';
        return (0,base_findings/* placed */.GS)(algorithm.place, 'validation.algorithm', [(0,base_findings/* warning */.$e)(message)]);
    }
    const [owner, key] = hasExpected ? [validation, 'expected'] : [source, 'checksum'];
    const checksum = (0,hash_checksum/* parseChecksum */.tB)(textChild(owner, key)?.value ?? '');
    if (checksum === undefined || (0,hash_checksum/* algorithmOf */.Hy)(checksum) === algorithm.value)
        return [];
    const label = hasExpected ? 'validation.expected' : 'source.checksum';
    const found = `found ${(0,base_findings/* quote */.hD)(algorithm.value)}, want "${(0,hash_checksum/* algorithmOf */.Hy)(checksum)}"`;
    const message = `is not the algorithm of ${label}: ${found}; correct it, or leave it out`;
    return (0,base_findings/* placed */.GS)(algorithm.place, 'validation.algorithm', [(0,base_findings/* error */.z3)(message)]);
}

;// CONCATENATED MODULE: ./build/images/manifest/lint/lint.js












/** Every finding about values. Missing parts and parts of the wrong type are left to the schema. */
function lintManifest(root) {
    const images = imageTrees(root);
    const prefix = child(root, 'spec', 'defaults', 'destinationPrefix');
    return [
        ...lintText(child(root, 'metadata', 'name'), 'metadata.name', lintName),
        ...lintText(prefix, 'spec.defaults.destinationPrefix', lint_destination/* lintPrefix */.m2),
        ...images.flatMap(lintImage),
        ...lintUnique(images),
        ...lintUpdateFiles(images),
    ];
}
function lintImage(image) {
    return [
        ...lintText(image.name, 'name', lintName),
        ...(image.isPacker ? lintPacker(image) : lintHttp(image)),
        ...lintPlace(image),
        ...lintChecksumAt(child(image.validation, 'expected'), 'validation.expected'),
        ...lintValidation(image),
    ];
}
function lintHttp(image) {
    return [
        ...lintText(child(image.source, 'url'), 'source.url', lintUrl),
        ...lintChecksumAt(child(image.source, 'checksum'), 'source.checksum'),
        ...lintDecompress(image),
    ];
}
function lintPlace({ destination, key }) {
    const findings = lintText(destination, 'destination', lint_destination/* lintDestination */.OM);
    if (destination === undefined || key === undefined || findings.length > 0)
        return findings;
    return (0,base_findings/* placed */.GS)(destination.place, 'destination', (0,lint_destination/* lintKey */.vE)(key));
}
function lintChecksumAt(value, label) {
    if (value?.kind === 'scalar' && typeof value.value === 'number') {
        return (0,base_findings/* placed */.GS)(value.place, label, lintNumericChecksum(value.source));
    }
    return lintText(value, label, lintChecksum);
}
function lintText(value, label, rule) {
    return isText(value) ? (0,base_findings/* placed */.GS)(value.place, label, rule(value.value)) : [];
}

// EXTERNAL MODULE: ./node_modules/ajv/dist/ajv.js
var ajv = __webpack_require__(42463);
;// CONCATENATED MODULE: ./build/images/manifest/image-manifest.schema.json
const image_manifest_schema_namespaceObject = /*#__PURE__*/JSON.parse('{"$schema":"http://json-schema.org/draft-07/schema#","title":"labctl image manifest","description":"The machine images that labctl keeps in the bucket. Both dialects of images.lab.gilman.io/v1alpha1 are described here; rules that a schema cannot express are checked by `labctl images validate`.","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"title":"Version of the format","description":"Always images.lab.gilman.io/v1alpha1.","const":"images.lab.gilman.io/v1alpha1","examples":["images.lab.gilman.io/v1alpha1"]},"kind":{"title":"Kind of the document","description":"Always ImageManifest.","const":"ImageManifest","examples":["ImageManifest"]},"metadata":{"title":"About this manifest","description":"Name and purpose of this manifest.","type":"object","additionalProperties":false,"required":["name"],"examples":[{"name":"lab-images"}],"properties":{"name":{"title":"Name of the manifest","description":"Owns what this manifest puts into the bucket: prune deletes only images of the same owner. Renaming it leaves the images of the old name behind.","allOf":[{"$ref":"#/definitions/name"}],"examples":["lab-images"]},"description":{"title":"Purpose","description":"For people; labctl does not read it.","type":"string","maxLength":1000,"examples":["Installation media of the lab"]}}},"spec":{"title":"What is wanted","description":"The images, and what holds for all of them.","type":"object","additionalProperties":false,"required":["images"],"examples":[{"images":[]}],"properties":{"defaults":{"$ref":"#/definitions/defaults"},"images":{"title":"Images","description":"1 to 1,000 images. Names and destinations are unique, upper and lower case not counted.","type":"array","minItems":1,"maxItems":1000,"items":{"$ref":"#/definitions/image"},"examples":[[{"name":"debian-13","source":{"url":"https://cdimage.debian.org/debian-13.iso","checksum":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},"destination":"debian/debian-13.iso"}]]}}}},"definitions":{"name":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[A-Za-z0-9][A-Za-z0-9._-]*$"},"checksum":{"type":"string","pattern":"^(sha256:[0-9a-fA-F]{64}|sha512:[0-9a-fA-F]{128})$"},"algorithm":{"enum":["sha256","sha512"]},"destinationPath":{"type":"string","minLength":1,"maxLength":1010,"pattern":"^[^/\\\\\\\\](.*[^/])?$"},"repositoryPath":{"type":"string","minLength":1,"maxLength":1024,"pattern":"^[^/\\\\\\\\~](.*[^/])?$"},"defaults":{"title":"Defaults","description":"What holds for every image that does not say otherwise (older dialect).","type":"object","additionalProperties":false,"examples":[{"destinationPrefix":"images/","validation":{"algorithm":"sha256"}}],"properties":{"destinationPrefix":{"title":"Prefix of every destination","description":"images/ or a folder below it. What follows images/ is put in front of every destination.","type":"string","pattern":"^images(/.*)?$","examples":["images/","images/lab/"]},"validation":{"title":"Default validation","description":"The usual algorithm of the lab.","type":"object","additionalProperties":false,"examples":[{"algorithm":"sha256"}],"properties":{"algorithm":{"title":"Default algorithm","description":"For people: each checksum names its own algorithm, and that one holds.","allOf":[{"$ref":"#/definitions/algorithm"}],"examples":["sha256"]}}}}},"image":{"title":"Image","description":"One image: where it comes from and where it goes.","type":"object","additionalProperties":false,"required":["name","source","destination"],"properties":{"name":{"title":"Name of the image","description":"Letters, digits, dots, underscores and hyphens; begins with a letter or a digit; at most 128 characters. Put a name that looks like a number in quotes.","allOf":[{"$ref":"#/definitions/name"}],"examples":["talos-1.9.1","vyos-iso"]},"source":{"$ref":"#/definitions/source"},"destination":{"$ref":"#/definitions/destination"},"validation":{"$ref":"#/definitions/validation"},"updateFile":{"$ref":"#/definitions/updateFile"}}},"source":{"title":"Source","description":"A download (url, checksum, decompress) or, with type: packer, a Packer build (path, variables, artifact).","type":"object","additionalProperties":false,"examples":[{"url":"https://releases.example.org/talos/metal-amd64.raw.xz","checksum":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","decompress":"xz"},{"type":"packer","path":"infrastructure/network/vyos/packer","artifact":"output/vyos-lab.raw"}],"properties":{"type":{"title":"Type of the source","description":"http when absent.","enum":["http","packer"],"default":"http","examples":["http","packer"]},"url":{"title":"URL (http)","description":"Where the file is downloaded from; https only, without user and password, at most 2,048 characters.","type":"string","maxLength":2048,"pattern":"^[hH][tT][tT][pP][sS]://","examples":["https://releases.rancher.com/harvester/v1.4.0/harvester-v1.4.0-amd64.iso"]},"checksum":{"title":"Checksum of the download (http)","description":"Of the file as it is served, before any decompression: sha256:<64 hex digits> or sha512:<128 hex digits>.","allOf":[{"$ref":"#/definitions/checksum"}],"examples":["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]},"decompress":{"title":"Decompression (http)","description":"How the download is packed; the unpacked file is stored. Needs validation.expected.","enum":["xz","gzip","zstd"],"examples":["xz","gzip","zstd"]},"path":{"title":"Folder of the template (packer)","description":"Relative to the repository.","allOf":[{"$ref":"#/definitions/repositoryPath"}],"examples":["infrastructure/network/vyos/packer"]},"variables":{"title":"Variables (packer)","description":"Handed to Packer; every value is text. Secrets do not belong here.","type":"object","maxProperties":100,"propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_-]*$","maxLength":128},"additionalProperties":{"type":"string"},"examples":[{"vyos_version":"1.5"}]},"artifact":{"title":"Built file (packer)","description":"Path of the file that the build leaves behind, relative to path.","allOf":[{"$ref":"#/definitions/repositoryPath"}],"examples":["output/vyos-lab.raw"]}},"allOf":[{"if":{"$ref":"#/definitions/isPacker"},"then":{"required":["type","path","artifact"],"properties":{"url":false,"checksum":false,"decompress":false}}},{"if":{"properties":{"type":{"const":"http"}},"not":{"$ref":"#/definitions/isPacker"}},"then":{"required":["url","checksum"],"properties":{"path":false,"variables":false,"artifact":false}}}]},"isPacker":{"description":"type: packer, or its keys without a type and without a url: then the type was forgotten.","anyOf":[{"required":["type"],"properties":{"type":{"const":"packer"}}},{"not":{"anyOf":[{"required":["type"]},{"required":["url"]}]},"anyOf":[{"required":["path"]},{"required":["artifact"]}]}]},"destination":{"title":"Destination","description":"Path of the image below images/ in the bucket, and so on the NAS: text, or a map with the key path (older dialect).","type":["string","object"],"minLength":1,"maxLength":1010,"pattern":"^[^/\\\\\\\\](.*[^/])?$","additionalProperties":false,"required":["path"],"properties":{"path":{"title":"Path","description":"Path of the image below images/.","allOf":[{"$ref":"#/definitions/destinationPath"}],"examples":["talos/talos-1.9.1-amd64.raw"]}},"examples":["talos/talos-1.9.1-amd64.raw",{"path":"talos/talos-1.9.1-amd64.raw"}]},"validation":{"title":"Validation","description":"What the published image must be; verified before it becomes visible.","type":"object","additionalProperties":false,"examples":[{"algorithm":"sha256","expected":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],"properties":{"algorithm":{"title":"Algorithm","description":"Must be the one that the checksum names; may be left out.","allOf":[{"$ref":"#/definitions/algorithm"}],"examples":["sha256","sha512"]},"expected":{"title":"Checksum of the published image","description":"Of the file after decompression. Required with decompress; without it, source.checksum holds.","allOf":[{"$ref":"#/definitions/checksum"}],"examples":["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]}}},"updateFile":{"title":"File to keep in step","description":"A file of the repository in which the image is named; labctl proposes the change as a pull request once the image is in place.","type":"object","additionalProperties":false,"required":["path","replacements"],"examples":[{"path":"infrastructure/network/vyos/packer/source.auto.pkrvars.hcl","replacements":[{"pattern":"vyos_iso_url\\\\s*=\\\\s*\\"[^\\"]*\\"","value":"vyos_iso_url = \\"{{ .Source.URL }}\\""}]}],"properties":{"path":{"title":"Path of the file","description":"Relative to the repository; not below .git or .github/workflows.","allOf":[{"$ref":"#/definitions/repositoryPath"}],"examples":["infrastructure/network/vyos/packer/source.auto.pkrvars.hcl"]},"replacements":{"title":"Replacements","description":"Applied in order.","type":"array","minItems":1,"maxItems":100,"items":{"$ref":"#/definitions/replacement"},"examples":[[{"pattern":"version: \\\\S+","value":"version: {{ .Name }}"}]]}}},"replacement":{"title":"Replacement","description":"What is looked for, and what takes its place.","type":"object","additionalProperties":false,"required":["pattern","value"],"properties":{"pattern":{"title":"Pattern","description":"Regular expression in Go\'s RE2 syntax. Must match exactly once (see all), and again after the replacement. Write it in single quotes.","type":"string","minLength":1,"maxLength":1000,"examples":["vyos_iso_url\\\\s*=\\\\s*\\"[^\\"]*\\""]},"value":{"title":"Value","description":"Takes the place of the whole match, literally unless expand is true. May hold {{ .Source.URL }}, {{ .Source.Checksum }}, {{ .Name }} and {{ .Destination }}.","type":"string","minLength":1,"maxLength":4096,"examples":["vyos_iso_url = \\"{{ .Source.URL }}\\""]},"all":{"title":"Replace every match","description":"true permits more than one match, and replaces each.","type":"boolean","default":false,"examples":[true]},"expand":{"title":"Put groups of the pattern into the value","description":"true: $1, ${1} and ${name} in the value stand for what the groups have matched, and $$ for one $, as in Go. false: all of it is text. Without it, a value is refused that holds $$ or seems to name a group.","type":"boolean","examples":[true]}}}}}');
;// CONCATENATED MODULE: ./build/images/manifest/schema-sentences.js




/** What is wrong, what was found, what is wanted and what to do, in one line. */
function describeSchemaError(error, root) {
    const steps = stepsOf(error.instancePath);
    const label = labelOf(steps);
    const found = follow(steps, root);
    switch (error.keyword) {
        case 'required':
            return describeMissing(label, String(error.params['missingProperty']));
        case 'additionalProperties':
            return schema_sentences_describeUnknown(label, error);
        case 'false schema':
            return describeMisplaced(label, steps.at(-1) ?? '');
        case 'const':
            return `${label} must be ${String(error.params['allowedValue'])}; found ${describeFound(found)}`;
        case 'enum':
            return describeChoice(label, error, found);
        case 'type':
            return describeType({ label, error, found, isSecret: steps.includes('variables') });
        case 'minItems':
            return `${label} is empty; ${label === 'spec.images' ? 'add one image at least' : 'add one, or remove updateFile'}`;
        default:
            return `${label} ${error.message ?? 'is not as the schema wants it'}`;
    }
}
/** The key as the reader thinks of it: inside an image, from the image on. */
function labelOf(steps) {
    const own = steps[0] === 'spec' && steps[1] === 'images' ? steps.slice(3) : steps;
    if (steps.length === 0)
        return 'the manifest';
    if (steps.length === 2 && own.length === 0)
        return 'spec.images';
    if (own.length === 0)
        return 'the image';
    return (0,redact/* printable */.g$)(own.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')).slice(1);
}
const ADDITIONS = {
    apiVersion: 'apiVersion: images.lab.gilman.io/v1alpha1',
    kind: 'kind: ImageManifest',
    metadata: 'metadata with a name, which owns what is put into the bucket',
    spec: 'spec with images',
    images: 'images, a list',
    source: 'source with url and checksum',
    url: 'url: https://…',
    checksum: 'checksum: sha256:<64 hex digits>, as the vendor publishes it',
    destination: 'destination: <path below images/>',
    type: 'type: packer, as the other keys say',
    artifact: 'artifact: <path of the built file>',
    'source.path': 'path: <folder of the Packer template>',
    'destination.path': 'path: <path below images/>',
    'updateFile.path': 'path: <path of the file in the repository>',
};
function describeMissing(label, key) {
    return `${label} has no "${key}"; add ${ADDITIONS[`${label}.${key}`] ?? ADDITIONS[key] ?? `${key}: …`}`;
}
/** The Go labctl that this one descends from has them. */
const HOOKS = 'which labctl does not run; remove them, and run their commands in steps of the workflow: "labctl images download --from manifest" fetches and verifies the image, "labctl images upload" publishes what they have made of it';
function schema_sentences_describeUnknown(label, error) {
    const key = String(error.params['additionalProperty']);
    if (key === 'hooks')
        return `${label} has hooks, ${HOOKS}`;
    const known = Object.keys(error.parentSchema?.['properties'] ?? {});
    const meant = (0,suggest/* nearest */.p)(key, known);
    const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
    return `unknown key ${(0,base_findings/* quote */.hD)(key)} in ${label}; ${hint}`;
}
const HTTP_KEYS = ['url', 'checksum', 'decompress'];
function describeMisplaced(label, key) {
    const [owner, other] = HTTP_KEYS.includes(key) ? ['http', 'packer'] : ['packer', 'http'];
    return `${label} belongs to type ${owner}, and this source is of type ${other}; remove it, or correct the type`;
}
function describeChoice(label, error, found) {
    const allowed = error.params['allowedValues'];
    const value = found?.kind === 'scalar' ? String(found.value) : '';
    const meant = (0,suggest/* nearest */.p)(value, allowed);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return `${label} must be one of ${allowed.join(', ')}; found ${describeFound(found)}${hint}`;
}
const TYPES = {
    string: 'text',
    object: 'a map',
    array: 'a list',
    boolean: 'true or false',
};
function describeType({ label, error, found, isSecret }) {
    const wanted = [error.params['type']].flat().map((type) => TYPES[String(type)]);
    const shown = isSecret ? describeKind(found) : describeFound(found);
    const sentence = `${label} must be ${wanted.join(' or ')}; found ${shown}`;
    if (found?.kind !== 'scalar' || found.value === null)
        return sentence;
    if (!wanted.includes('text')) {
        return wanted.includes('true or false') ? `${sentence}; write it without quotes` : sentence;
    }
    return `${sentence}; put it in quotes${isSecret ? '' : `: ${(0,base_findings/* quote */.hD)(found.source)}`}`;
}
function describeFound(found) {
    if (found?.kind !== 'scalar' || found.value === null)
        return describeKind(found);
    if (typeof found.value === 'string')
        return (0,base_findings/* quote */.hD)(found.value);
    return typeof found.value === 'number' ? `the number ${quoteless(found.source)}` : found.source;
}
function describeKind(found) {
    if (found?.kind === 'map')
        return 'a map';
    if (found?.kind === 'list')
        return 'a list';
    if (found?.kind !== 'scalar' || found.value === null)
        return 'nothing';
    if (typeof found.value === 'boolean')
        return 'true or false';
    return typeof found.value === 'number' ? 'a number' : 'text';
}
function quoteless(source) {
    return (0,redact/* printable */.g$)(source, 80);
}

;// CONCATENATED MODULE: ./build/images/manifest/schema-findings.js
/** The manifest against its JSON schema: what ajv objects to, at the places it objects to. */






let compiled;
/** Compiles the schema on first use. */
function checkSchema(root) {
    compiled ??= new ajv.Ajv({
        allErrors: true,
        verbose: true,
        allowUnionTypes: true,
        strictTypes: false,
        // The schema is ours: a test holds it against the meta-schema, which takes as long to compile as the schema.
        meta: false,
        validateSchema: false,
    }).compile(image_manifest_schema_namespaceObject);
    const plain = toPlain(root);
    if (compiled(plain))
        return { manifest: plain, findings: [] };
    return { findings: toFindings(compiled.errors ?? [], root) };
}
function toFindings(errors, root) {
    const misspelt = meantKeys(errors);
    const worst = mostTelling(errors);
    return errors.flatMap((error) => {
        if (COMBINING.has(error.keyword))
            return [];
        // What is refused has been reported, and stands for no value.
        if (follow(stepsOf(error.instancePath), root)?.kind === 'refused')
            return [];
        if (error.keyword === 'required') {
            // The key is there, but misspelt: that is reported where it stands.
            if (misspelt.has(`${error.instancePath}/${error.params['missingProperty']}`))
                return [];
        }
        else if (error.keyword !== 'additionalProperties' &&
            worst.get(error.instancePath) !== error) {
            return [];
        }
        return [(0,base_findings/* errorAt */.Os)(placeOf(error, root), describeSchemaError(error, root))];
    });
}
/** Keywords that only say that something else failed. */
const COMBINING = new Set(['if', 'anyOf', 'allOf', 'not', 'propertyNames']);
/** Of the objections to one value, the one that says most. */
const TELLING = ['false schema', 'const', 'enum', 'type'];
function mostTelling(errors) {
    const worst = new Map();
    for (const error of errors) {
        if (COMBINING.has(error.keyword) || isAboutKeys(error))
            continue;
        const known = worst.get(error.instancePath);
        if (known === undefined || rank(error) < rank(known))
            worst.set(error.instancePath, error);
    }
    return worst;
}
function isAboutKeys({ keyword }) {
    return keyword === 'required' || keyword === 'additionalProperties';
}
function rank({ keyword }) {
    const index = TELLING.indexOf(keyword);
    return index === -1 ? TELLING.length : index;
}
/** Pointers of the keys that the unknown ones were most likely meant to be. */
function meantKeys(errors) {
    return new Set(errors.flatMap((error) => {
        if (error.keyword !== 'additionalProperties')
            return [];
        const known = Object.keys(error.parentSchema?.['properties'] ?? {});
        const meant = (0,suggest/* nearest */.p)(String(error.params['additionalProperty']), known);
        return meant === undefined ? [] : [`${error.instancePath}/${meant}`];
    }));
}
/** A missing key is reported at the key that should hold it, an unknown or misplaced one where it stands. */
function placeOf(error, root) {
    const steps = stepsOf(error.instancePath);
    const unknown = error.params['additionalProperty'] ?? error.propertyName;
    if (typeof unknown === 'string')
        return keyPlace([...steps, unknown], root);
    if (error.keyword === 'required' || error.keyword === 'false schema') {
        return keyPlace(steps, root);
    }
    return follow(steps, root)?.place ?? root.place;
}
function keyPlace(steps, root) {
    const holder = follow(steps.slice(0, -1), root);
    const last = steps.at(-1) ?? '';
    if (holder?.kind === 'map')
        return holder.entries.get(last)?.keyPlace ?? holder.place;
    return follow(steps, root)?.place ?? root.place;
}
/** Without the objections of the schema to what a rule has described better. */
function withoutRepeats(schema, rules) {
    const errors = rules.filter(({ severity }) => severity === 'error');
    const described = new Set(errors.map(({ place }) => (0,base_findings/* keyOf */.TN)(place)));
    return schema.filter(({ place }) => !described.has((0,base_findings/* keyOf */.TN)(place)));
}

;// CONCATENATED MODULE: ./build/images/manifest/to-manifest.js
/** A checked manifest of either dialect → the one form that the rest of labctl knows. */





/** `trees` are the images as they stand in the file, in their order: they know the places. */
function toManifest(raw, trees) {
    const prefix = raw.spec.defaults?.destinationPrefix;
    const folder = prefix === undefined ? undefined : (0,lint_destination/* prefixFolder */.LX)(prefix);
    const images = raw.spec.images.map((image, index) => {
        const tree = trees[index];
        if (tree === undefined)
            throw new errors/* LabctlError */.$b('INTERNAL', 'an image without a place');
        return toImage(image, folder, tree);
    });
    return { name: raw.metadata.name, images };
}
function toImage(raw, folder, tree) {
    const { name, source, destination, validation, updateFile } = raw;
    return {
        name,
        destination: joinKey(folder, typeof destination === 'string' ? destination : destination.path),
        source: source.type === 'packer' ? toPackerSource(source) : toHttpSource(source),
        ...(validation?.expected === undefined ? {} : { expected: toChecksum(validation.expected) }),
        ...(updateFile === undefined ? {} : { updateFile: toUpdateFile(updateFile, tree) }),
        place: tree.place,
        fields: placesOf(tree),
    };
}
function placesOf({ source, validation }) {
    const trees = {
        'source.url': child(source, 'url'),
        'source.checksum': child(source, 'checksum'),
        'source.decompress': child(source, 'decompress'),
        'source.path': child(source, 'path'),
        'validation.expected': child(validation, 'expected'),
    };
    const places = Object.entries(trees).flatMap(([field, tree]) => tree ? [[field, tree.place]] : []);
    return Object.fromEntries(places);
}
function toHttpSource({ url, checksum, decompress }) {
    return {
        type: 'http',
        url,
        checksum: toChecksum(checksum),
        ...(decompress === undefined ? {} : { decompress }),
    };
}
function toPackerSource({ path, variables, artifact }) {
    return { type: 'packer', path, variables: { ...variables }, artifact };
}
function toUpdateFile({ path, replacements }, tree) {
    return {
        path,
        replacements: replacements.map((replacement, index) => ({
            ...replacement,
            place: textChild(tree.replacements[index], 'pattern')?.place ?? tree.place,
        })),
        place: tree.updatePath?.place ?? tree.place,
    };
}
function toChecksum(text) {
    const checksum = (0,hash_checksum/* parseChecksum */.tB)(text);
    if (checksum === undefined)
        throw new errors/* LabctlError */.$b('INTERNAL', 'an unchecked checksum');
    return checksum;
}

;// CONCATENATED MODULE: ./build/images/manifest/parse-manifest.js
/** The text of a manifest → its images, or everything that is wrong with it. */










const MAX_IMAGES = 1000;
/** Never throws for anything that a text can hold; `file` is the name that findings carry. */
function parseManifest(text, file) {
    const { root, findings } = readYamlDocument(text, file);
    if (root === undefined)
        return refused(findings);
    const tooMany = findTooMany(root);
    if (tooMany !== undefined)
        return refused([...findings, tooMany]);
    const rules = [...findings, ...lintManifest(root)];
    const schema = checkSchema(root);
    const all = (0,base_findings/* inOrder */.al)([...rules, ...withoutRepeats(schema.findings, rules)]);
    if (schema.manifest === undefined || (0,base_findings/* hasErrors */.Cs)(all))
        return refused(all);
    return { manifest: toManifest(schema.manifest, imageTrees(root)), findings: all };
}
function refused(findings) {
    return { manifest: undefined, findings: (0,base_findings/* inOrder */.al)(findings) };
}
/** Looked at first, because nobody wants a finding for each image of a list that is too long. */
function findTooMany(root) {
    const images = itemsOf(root, 'spec', 'images');
    const first = images[MAX_IMAGES];
    if (first === undefined)
        return undefined;
    const found = `found ${images.length}, want ${MAX_IMAGES} at most`;
    return (0,base_findings/* errorAt */.Os)(first.place, `spec.images has too many images: ${found}; split the manifest, each with its own metadata.name`);
}
/**
 * Reads and parses the manifest at `path`; findings carry `file`. Throws NOT_FOUND where there is none,
 * MANIFEST_INVALID where there is something else than a file, FILE_FAILED where it cannot be read.
 */
async function loadManifest(path, file = path) {
    try {
        // Looked at before it is opened: opening a pipe waits for its other end, and a device has no end.
        const stats = await (0,promises_.stat)(path);
        if (!stats.isFile())
            throw notAFile(file, stats.isDirectory());
        if (stats.size > MAX_MANIFEST_BYTES) {
            return refused([(0,base_findings/* errorAt */.Os)({ file, line: 1, column: 1 }, TOO_LARGE)]);
        }
        return parseManifest(await (0,promises_.readFile)(path), file);
    }
    catch (thrown) {
        throw describeFailure(thrown, file);
    }
}
function notAFile(file, isFolder) {
    const kind = isFolder ? 'a folder' : 'no ordinary file';
    const message = `the manifest ${file} is ${kind}; name the file with --manifest`;
    return new errors/* LabctlError */.$b('MANIFEST_INVALID', message);
}
function describeFailure(thrown, file) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
        const message = `there is no manifest at ${file}; name another file with --manifest`;
        return new errors/* LabctlError */.$b('NOT_FOUND', message, { cause: thrown });
    }
    return (0,errors/* asLabctlError */.xI)(thrown, 'FILE_FAILED', `the manifest ${file} cannot be read`);
}


/***/ }),

/***/ 46959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eb: () => (/* binding */ compilePattern),
/* harmony export */   VN: () => (/* binding */ patternFlaw),
/* harmony export */   uW: () => (/* binding */ patternCost)
/* harmony export */ });
/* unused harmony export MAX_PATTERN */
/* harmony import */ var re2js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2856);
/* harmony import */ var _base_characters_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(83450);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58839);
/** Patterns of updateFile: regular expressions in Go's RE2 syntax, matched in linear time. */




const MAX_PATTERN = 1000;
/** The compiled pattern. Throws what re2js throws; `patternFlaw` has refused such patterns. */
function compilePattern(pattern) {
    return re2js__WEBPACK_IMPORTED_MODULE_2__/* .RE2JS */ .L3.compile(pattern);
}
/** What is wrong with a pattern, as the rest of a sentence that begins with its name, or `undefined`. */
function patternFlaw(pattern) {
    if (pattern === '')
        return 'is empty; write what is to be replaced';
    if (pattern.length > MAX_PATTERN) {
        return `is too long: found ${pattern.length} characters, want ${MAX_PATTERN} at most`;
    }
    const unseen = (0,_base_characters_js__WEBPACK_IMPORTED_MODULE_3__/* .unseenCharacter */ .O)(pattern.replace(/[\t\n]/g, ''));
    if (unseen !== undefined)
        return `holds the character ${unseen}, which cannot be seen; write \\x{…}`;
    try {
        return matchesNothing(compilePattern(pattern))
            ? 'matches the empty string, which is everywhere; add the text that is to be replaced'
            : undefined;
    }
    catch (thrown) {
        return `is no RE2 pattern: ${explain(thrown, pattern)}`;
    }
}
/** Whether the pattern matches without any character, as `a*`, `^` and `\b` do. */
function matchesNothing(compiled) {
    return ['', 'a'].some((text) => {
        const matcher = compiled.matcher(text);
        while (matcher.find())
            if (matcher.start() === matcher.end())
                return true;
        return false;
    });
}
function explain(thrown, pattern) {
    if (/\(\?<?[=!]/.test(pattern)) {
        return 'found a lookahead or lookbehind, which RE2 has none of; match the text around it as well';
    }
    if (/\\[1-9]|\\k</.test(pattern)) {
        return 'found a backreference, which RE2 has none of; write the text out';
    }
    const message = (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeCause */ .V$)(thrown).replace(/^error parsing regexp: /, '');
    return thrown instanceof re2js__WEBPACK_IMPORTED_MODULE_2__/* .RE2JSSyntaxException */ .pB
        ? `${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(message)}; see github.com/google/re2/wiki/Syntax`
        : (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(message);
}
/** What a Unicode class takes to compile, in plain characters. */
const CLASS_COST = 40;
/**
 * Roughly what it takes to compile a pattern, 1 to 2 µs each: to the compiler `x{1000}` is a thousand
 * characters, and a repeated group as many times the group.
 */
function patternCost(pattern) {
    let cost = pattern.length;
    for (const [, group, least, most] of pattern.matchAll(/(\))?\{(\d{1,4})(?:,(\d{0,4}))?\}/g)) {
        const times = Math.max(Number(least), Number(most ?? 0));
        cost += group === undefined ? times : times * pattern.length;
    }
    return cost + CLASS_COST * (pattern.match(/\\p/gi)?.length ?? 0);
}


/***/ }),

/***/ 43355:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QC: () => (/* binding */ parseTemplate),
/* harmony export */   Xm: () => (/* binding */ renderTemplate),
/* harmony export */   nW: () => (/* binding */ needsHttpSource)
/* harmony export */ });
/* unused harmony export TEMPLATE_VARIABLES */
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_findings_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(47836);
/* harmony import */ var _base_suggest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(72365);
/** Templates of updateFile values: Go's {{ .Variable }}, with variables alone. */



const TEMPLATE_VARIABLES = [
    '.Source.URL',
    '.Source.Checksum',
    '.Name',
    '.Destination',
];
const KNOWN = TEMPLATE_VARIABLES.map((variable) => `{{ ${variable} }}`).join(', ');
/** The template that `value` is written as, or what is wrong with it. `}}` outside of braces is text, as in Go. */
function parseTemplate(value) {
    const parts = [];
    let rest = value;
    for (;;) {
        const open = rest.indexOf('{{');
        if (open === -1)
            break;
        const close = rest.indexOf('}}', open);
        if (close === -1)
            return { flaw: `has {{ without }}: found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(rest.slice(open))}` };
        const inner = rest.slice(open + 2, close);
        const variable = asVariable(inner);
        if (variable === undefined)
            return { flaw: variableFlaw(inner) };
        parts.push({ text: rest.slice(0, open) }, { variable });
        rest = rest.slice(close + 2);
    }
    return { template: [...parts, { text: rest }] };
}
function asVariable(inner) {
    const name = inner.replace(/^[ \t]+|[ \t]+$/g, '');
    return TEMPLATE_VARIABLES.find((variable) => variable === name);
}
function variableFlaw(inner) {
    const found = `found ${(0,_base_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(`{{${inner}}}`)}`;
    if (/^-\s|\s-$/.test(inner)) {
        return `has a trim marker, which labctl does not know: ${found}; leave the hyphen out`;
    }
    const name = inner.trim();
    if (!/^[.\w]*$/.test(name)) {
        return `has more than a variable in braces: ${found}, want one of ${KNOWN}`;
    }
    const meant = (0,_base_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .p)(name, TEMPLATE_VARIABLES);
    const hint = meant === undefined ? '' : `; did you mean {{ ${meant} }}?`;
    return `has an unknown variable: ${found}, want one of ${KNOWN}${hint}`;
}
/** Whether the template needs a download: a Packer image has neither URL nor checksum before it is built. */
function needsHttpSource(template) {
    return template.some((part) => 'variable' in part && part.variable.startsWith('.Source.'));
}
/** The text with the image's values put in, literally. */
function renderTemplate(template, image) {
    return template
        .map((part) => ('text' in part ? part.text : lookUp(part.variable, image)))
        .join('');
}
function lookUp(variable, { name, destination, source }) {
    if (variable === '.Name')
        return name;
    if (variable === '.Destination')
        return destination;
    // The lint refuses these variables for Packer images.
    if (source.type !== 'http')
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INTERNAL', `${variable} of a Packer image`);
    return variable === '.Source.URL' ? source.url : source.checksum;
}


/***/ }),

/***/ 87339:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ hashFile),
/* harmony export */   o: () => (/* binding */ publishFile)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46466);
/* harmony import */ var _stream_gate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(94410);
/* harmony import */ var _stream_into_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(71375);
/* harmony import */ var _stream_meter_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(67044);
/* harmony import */ var _stream_stopped_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(69064);
/* harmony import */ var _stream_verify_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(43332);
/* harmony import */ var _catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(27212);
/** A local file on its way into the store: hashed first, since the object carries its checksum, then published. */








/** Hashes a source. Throws CHECKSUM_MISMATCH where it is not the one that is `expected`. */
async function hashFile({ source, task, signal }, expected) {
    const reading = await source.open(signal);
    const verifier = (0,_stream_verify_js__WEBPACK_IMPORTED_MODULE_6__/* .createVerifier */ .$)({
        label: source.label,
        checksums: expected === undefined ? [] : [expected],
        compute: expected === undefined ? ['sha256'] : [],
        size: reading.size,
        remedy: 'Correct the checksum, or make the file again.',
    });
    task.phase('hashing', reading.size);
    await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)(reading.body, (0,_stream_meter_js__WEBPACK_IMPORTED_MODULE_4__/* .createMeter */ .q)(task.advance), verifier, new node_stream__WEBPACK_IMPORTED_MODULE_0__.Writable({ write: (_chunk, _encoding, done) => done() }), { signal }).catch((0,_stream_stopped_js__WEBPACK_IMPORTED_MODULE_5__/* .orReasonOf */ .d)(signal));
    const [checksum] = verifier.digests.values();
    if (checksum === undefined)
        throw new TypeError('nothing was hashed');
    return { checksum, size: verifier.bytes };
}
/** Publishes a source that was hashed; a file that has changed since then is not published. */
async function publishFile({ source, task, signal }, to) {
    const { checksum, size } = to.hashed;
    const reading = await source.open(signal);
    task.phase('uploading', size);
    return (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)(reading.body, (0,_stream_meter_js__WEBPACK_IMPORTED_MODULE_4__/* .createMeter */ .q)(task.advance), (0,_stream_verify_js__WEBPACK_IMPORTED_MODULE_6__/* .createVerifier */ .$)({
        ...{ label: source.label, checksums: [checksum], size },
        remedy: 'Run again when nothing writes to the file any more.',
    }), (0,_stream_gate_js__WEBPACK_IMPORTED_MODULE_2__/* .createGate */ .q)(to.beforePublish), (0,_stream_into_js__WEBPACK_IMPORTED_MODULE_3__/* .into */ .d)((body, stop) => to.store.put((0,_catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_7__/* .imageKey */ .p2)(to.destination), body, {
        meta: (0,_catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_7__/* .imageMeta */ .Lq)({ checksum, managedBy: to.owner }),
        contentType: 'application/octet-stream',
        size,
        signal: stop,
    })), { signal }).catch((0,_stream_stopped_js__WEBPACK_IMPORTED_MODULE_5__/* .orReasonOf */ .d)(signal));
}


/***/ }),

/***/ 96313:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ isStillThere),
/* harmony export */   e: () => (/* binding */ proveObject)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46466);
/* harmony import */ var _stream_hash_checksum_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27211);
/* harmony import */ var _stream_meter_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(67044);
/* harmony import */ var _stream_verify_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(43332);
/** An object of which only somebody's word says that it is the image: read once, and hashed to nothing. */





/** Throws the store's error when the object cannot be read. */
async function proveObject(key, checksum, { store, task, signal }) {
    const found = await store.get(key, signal);
    if (found === undefined)
        return GONE;
    const { object, body } = found;
    const compute = [(0,_stream_hash_checksum_js__WEBPACK_IMPORTED_MODULE_2__/* .algorithmOf */ .Hy)(checksum)];
    const verifier = (0,_stream_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .createVerifier */ .$)({ label: key, checksums: [], compute, size: object.size });
    task.phase('hashing what is there', object.size);
    try {
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)(body, (0,_stream_meter_js__WEBPACK_IMPORTED_MODULE_3__/* .createMeter */ .q)(task.advance), verifier, toNothing(), { signal });
    }
    catch (error) {
        signal.throwIfAborted();
        throw error;
    }
    const [digest] = verifier.digests.values();
    if (digest !== checksum) {
        return refuted('damaged', `the object is said to be the image, and its bytes are ${digest}`);
    }
    return (await isStillThere(object, { store, signal })) ?? { object };
}
/** What has become of an object that was seen before: `undefined` while it is there in that version. */
async function isStillThere({ key, etag }, { store, signal }) {
    const now = await store.head(key, signal);
    if (now === undefined)
        return GONE;
    return now.etag === etag ? undefined : refuted('damaged', 'the object was overwritten meanwhile');
}
const GONE = refuted('missing', 'gone since it was listed');
function refuted(state, reason) {
    return { refuted: { state, reason } };
}
function toNothing() {
    return new node_stream__WEBPACK_IMPORTED_MODULE_0__.Writable({ write: (_chunk, _encoding, done) => done() });
}


/***/ }),

/***/ 22299:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ transferImage)
});

// EXTERNAL MODULE: external "node:stream/promises"
var promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./build/files/disk-space.js
/** Which disk has room: free space less what this process has promised to files that are still being written. */


/** Left free for everything else that runs on the machine. */
const DISK_RESERVE_BYTES = 256 * 1024 * 1024;
// Of this process. Two images that are begun at the same moment would otherwise both see the same free space.
const promised = new Set();
/** Claims space on the disk of `folder`; throws DISK_FULL where there is not enough, and errors of the file system. */
async function claimDisk(options) {
    const { device, free } = await inspect(options.folder);
    // No `await` from here to `add`: nobody else can claim in between.
    const others = promisedOn(device);
    if (options.bytes + others + options.reserveBytes > free)
        throw diskFull(options, free, others);
    const claim = { device, total: options.bytes, written: 0 };
    promised.add(claim);
    return {
        written: (bytes) => {
            claim.written = bytes;
        },
        release: () => void promised.delete(claim),
    };
}
async function inspect(folder) {
    const [{ dev }, { bavail, bsize }] = await Promise.all([(0,external_node_fs_promises_.stat)(folder), (0,external_node_fs_promises_.statfs)(folder)]);
    return { device: dev, free: bavail * bsize };
}
function promisedOn(device) {
    return [...promised]
        .filter((claim) => claim.device === device)
        .reduce((sum, { total, written }) => sum + Math.max(0, total - written), 0);
}
function diskFull({ folder, bytes, label, reserveBytes }, free, others) {
    const parts = [
        `${mebibytes(bytes)} MiB for the file`,
        `${mebibytes(reserveBytes)} MiB kept free`,
    ];
    if (others > 0)
        parts.push(`${mebibytes(others)} MiB for other downloads`);
    return new errors/* LabctlError */.$b('DISK_FULL', `not enough disk for ${label} in ${folder}: needs ${parts.join(', ')}; free ${mebibytes(free)} MiB; ` +
        'free some space there, or name another folder with `--temp-dir`');
}
function mebibytes(bytes) {
    return Math.ceil(bytes / 2 ** 20);
}

// EXTERNAL MODULE: ./build/files/write-failure.js
var write_failure = __webpack_require__(32776);
;// CONCATENATED MODULE: ./build/files/spool.js
/** A temporary file for bytes that must be verified before they are decoded. */






const READ_BYTES = 512 * 1024;
/** What is collected while the disk is busy, and written at once then: a write costs more than copying its bytes. */
const WRITE_BYTES = 1024 * 1024;
/**
 * Opens an empty file that only this process can see. Throws DISK_FULL where the folder's disk has no room for it,
 * FILE_FAILED where the folder cannot be used.
 */
async function openSpool(options) {
    const { folder, expectedBytes = 0, label, reserveBytes = DISK_RESERVE_BYTES } = options;
    let claim;
    try {
        claim = await claimDisk({ folder, bytes: expectedBytes, reserveBytes, label });
        const { file, remove } = await openUnseen(folder);
        return spoolOn(file, { claim, remove, explain: (error) => explain(error, options) });
    }
    catch (error) {
        claim?.release();
        throw await explain(error, options);
    }
}
/** On POSIX the file loses its name at once, so that not even SIGKILL leaves it behind. */
async function openUnseen(folder) {
    const path = (0,external_node_path_.join)(folder, `labctl-${(0,external_node_crypto_.randomUUID)()}.spool`);
    const file = await (0,external_node_fs_promises_.open)(path, 'wx+', 0o600);
    const remove = () => (0,external_node_fs_promises_.rm)(path, { force: true });
    if (process.platform === 'win32')
        return { file, remove };
    try {
        await remove();
    }
    catch (error) {
        await file.close();
        throw error;
    }
    return { file, remove: async () => { } };
}
function spoolOn(file, { claim, remove, explain }) {
    let bytes = 0;
    let closed;
    // A stream may be destroyed while it reads or writes; a descriptor closed just then may already be another file's.
    let busy = Promise.resolve();
    function track(operation) {
        // Without the results: they would hold, one in the other, all that was ever read.
        busy = Promise.allSettled([busy, operation]).then(() => undefined);
        return operation;
    }
    async function clearAfter(before) {
        await before;
        await file.truncate(0);
        bytes = 0;
    }
    async function append(chunk) {
        for (let at = 0; at < chunk.length;) {
            const { bytesWritten } = await file.write(chunk, at, chunk.length - at, bytes);
            at += bytesWritten;
            bytes += bytesWritten;
            claim.written(bytes);
        }
    }
    async function* slices() {
        for (let at = 0;;) {
            const buffer = Buffer.allocUnsafe(READ_BYTES);
            const { bytesRead } = await track(file.read(buffer, 0, READ_BYTES, at)).catch(async (error) => {
                throw await explain(error);
            });
            if (bytesRead === 0)
                return;
            at += bytesRead;
            yield buffer.subarray(0, bytesRead);
        }
    }
    async function close() {
        await busy;
        await file.close();
        claim.release();
        await remove();
    }
    return {
        get bytes() {
            return bytes;
        },
        writable: () => new external_node_stream_.Writable({
            construct: (done) => void track(clearAfter(busy)).then(() => done(), (error) => void explain(error).then(done)),
            highWaterMark: WRITE_BYTES,
            writev: (chunks, done) => void track(append(Buffer.concat(chunks.map(({ chunk }) => chunk)))).then(() => done(), (error) => void explain(error).then(done)),
        }),
        readable: () => external_node_stream_.Readable.from(slices(), { objectMode: false, highWaterMark: READ_BYTES }),
        close: () => (closed ??= close()),
    };
}
function explain(error, { folder, label }) {
    return (0,write_failure/* writeFailure */.E)(error, {
        what: `cannot keep ${label} in ${folder}`,
        folder,
        remedy: 'free some space there, or name another folder with `--temp-dir`',
    });
}

;// CONCATENATED MODULE: ./build/stream/xz/xz-library.js
/** Decodes xz with lzma-native, where no `xz` program is at hand. */

/** Memory that decoding may take, in bytes; the presets of xz need 65 MiB at most. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
// A slice is decoded whole before any of its output can be read, and xz packs up to 7,000 to 1: some 14 MiB.
const SLICE_BYTES = 2 * 1024;
/** What `input` decompresses to; throws what liblzma throws, or UNSUPPORTED where lzma-native cannot be loaded. */
async function* decodeXzByLibrary(input) {
    const decoder = await openDecoder();
    try {
        for await (const chunk of input) {
            for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
                await decoder.write(chunk.subarray(at, at + SLICE_BYTES));
                yield* decoder.takeOutput();
            }
        }
        await decoder.end();
        yield* decoder.takeOutput();
    }
    finally {
        decoder.close();
    }
}
async function openDecoder() {
    const lzma = await loadLibrary();
    const stream = lzma.createStream('streamDecoder', {
        memlimit: MAX_MEMORY_BYTES,
        // CONCATENATED leaves streams and the padding between them to liblzma. Without it lzma-native restarts itself
        // at every end of a stream: it loses what follows in the same slice, and accepts padding of any length.
        flags: lzma.CONCATENATED | lzma.TELL_UNSUPPORTED_CHECK,
    });
    let output = [];
    stream.on('data', (chunk) => output.push(chunk));
    let fail = () => { };
    stream.on('error', (error) => fail(error));
    // lzma-native emits its errors and then calls back as if nothing were wrong: what comes first counts.
    function attempt(begin) {
        return new Promise((resolve, reject) => {
            fail = (error) => reject(inPlainWords(error));
            begin(resolve);
        });
    }
    function* takeOutput() {
        const chunks = output;
        output = [];
        yield* chunks;
    }
    return {
        write: (slice) => attempt((done) => void stream.write(slice, done)),
        end: () => attempt((done) => void stream.once('end', done).end()),
        close: () => stream.cleanup(),
        takeOutput,
    };
}
// What liblzma says too briefly, by its own words.
const PLAIN_WORDS = {
    // LZMA_BUF_ERROR: liblzma waits for more input, but there is none.
    'No progress is possible': 'unexpected end of the file',
    // LZMA_OPTIONS_ERROR. The liblzma in lzma-native is 5.2: the filter for ARM64 came with 5.4, for RISC-V with 5.6.
    'Invalid or unsupported options': 'invalid options, or a filter newer than xz 5.2; install xz 5.4 or later, which decodes it',
    // LZMA_MEMLIMIT_ERROR
    'Memory usage limit was reached': `decompressing it needs more than ${MAX_MEMORY_BYTES / 2 ** 20} MiB of memory`,
};
function inPlainWords(error) {
    const words = PLAIN_WORDS[error.message];
    return words === undefined ? error : new Error(words, { cause: error });
}
async function loadLibrary() {
    try {
        return (await Promise.resolve(/* import() eager */).then(__webpack_require__.t.bind(__webpack_require__, 6436, 19))).default;
    }
    catch (error) {
        const message = 'lzma-native cannot be loaded on this machine; install xz 5.4 or later';
        throw new errors/* LabctlError */.$b('UNSUPPORTED', message, { cause: error });
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/programs/start-program.js
var start_program = __webpack_require__(89217);
;// CONCATENATED MODULE: ./build/stream/xz/xz-program.js
/** Decodes xz with the `xz` program, which is threaded and kept safe by the distribution. */





const ARGUMENTS = ['-dc', '--format=xz', '--memlimit-decompress=512MiB'];
// No XZ_OPT or XZ_DEFAULTS of the user, and messages in English.
const ENVIRONMENT = { LC_ALL: 'C' };
const MAX_COMPLAINT_BYTES = 4096;
/** Blocks of the largest usual size are done in seconds, also on a slow machine. */
const SILENCE_MS = 120_000;
/**
 * What `input` decompresses to; throws what the program complained of, the signal that killed it, or that it hung. The
 * program has ended when the generator has.
 */
async function* decodeXzByProgram(input, { program, signal, silenceMs = SILENCE_MS }) {
    const share = takeShare();
    const args = [...ARGUMENTS, `--threads=${share.threads}`];
    const xz = (0,start_program/* startProgram */.X)(program, { args, env: ENVIRONMENT, takesInput: true });
    const ended = xz.ended.finally(share.giveBack);
    const { stdin, stdout, stderr } = xz;
    if (stdin === undefined || stdout === undefined || stderr === undefined) {
        throw new Error(failureOf(await ended, program));
    }
    const complaint = firstText(stderr);
    const kill = () => xz.kill('SIGKILL');
    const watch = watchSilence(silenceMs, kill);
    const feeding = (0,promises_.pipeline)(watch.moving(input), stdin);
    // When the program gives up, feeding it fails with EPIPE: then its exit says why, and is what is thrown.
    feeding.catch(() => { });
    signal?.addEventListener('abort', kill, { once: true });
    if (signal?.aborted)
        kill();
    try {
        yield* watch.waitingFor(stdout);
        const failure = failureOf(await ended, program);
        if (watch.hung())
            throw new Error(`xz neither took nor gave a byte for ${silenceMs / 1000} s`);
        if (failure !== undefined)
            throw new Error((await complaint) || failure);
        await feeding.catch((cause) => {
            throw new Error('xz ended before it had read the whole file', { cause });
        });
    }
    finally {
        watch.end();
        signal?.removeEventListener('abort', kill);
        kill();
        stdout.destroy();
        await Promise.allSettled([feeding, ended, complaint]);
    }
}
/** Programs that this process runs just now. */
let running = 0;
/** The processors are shared by those that decode at the same time: every thread holds blocks of its own in memory. */
function takeShare() {
    running += 1;
    return {
        threads: Math.max(1, Math.floor((0,external_node_os_.availableParallelism)() / running)),
        giveBack() {
            running -= 1;
        },
    };
}
/** Tells once when nothing has moved for so long while somebody waited; a consumer that is slow itself does not count. */
function watchSilence(silenceMs, onHung) {
    let waiting = false;
    let hung = false;
    const timer = setTimeout(() => {
        if (!waiting)
            return;
        hung = true;
        onHung();
    }, silenceMs);
    return {
        hung: () => hung,
        end: () => clearTimeout(timer),
        /** `input`, each chunk of which is a sign of life. */
        async *moving(input) {
            for await (const chunk of input) {
                timer.refresh();
                yield chunk;
            }
        },
        /** `output`, for each chunk of which there is time. */
        async *waitingFor(output) {
            waiting = true;
            for await (const chunk of output) {
                waiting = false;
                yield chunk;
                waiting = true;
                timer.refresh();
            }
        },
    };
}
/** What went wrong, or `undefined`. */
function failureOf(ending, program) {
    if ('notStarted' in ending)
        return `cannot start ${program}: ${(0,errors/* describeCause */.V$)(ending.notStarted)}`;
    if ('killedBy' in ending)
        return `xz was killed by ${ending.killedBy}`;
    return ending.exitCode === 0 ? undefined : `xz ended with exit code ${ending.exitCode}`;
}
async function firstText(stream) {
    let kept = Buffer.alloc(0);
    for await (const chunk of stream) {
        const room = MAX_COMPLAINT_BYTES - kept.length;
        if (room > 0)
            kept = Buffer.concat([kept, chunk.subarray(0, room)]);
    }
    const text = kept.toString('utf8').trim();
    return (0,redact/* printable */.g$)(text.replace(/^\S*xz: \(stdin\): /gm, 'xz: ').replaceAll('\n', '; '));
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./build/stream/through.js

/**
 * Feeds `input` to `transform` and yields what comes out. A failure of either is thrown, and both are closed when
 * the generator ends, however it ends.
 */
async function* through(input, transform) {
    const feeding = (0,promises_.pipeline)(input, transform);
    // A failure also destroys `transform`, so that the loop below throws it; this only marks it as handled.
    feeding.catch(() => { });
    try {
        // Reading may end before feeding does (gzip's padding): the stream must not be destroyed by then.
        yield* transform.iterator({ destroyOnReturn: false });
        await feeding;
    }
    finally {
        transform.destroy();
        await feeding.catch(() => { });
    }
}

;// CONCATENATED MODULE: ./build/stream/zstd/zstd-format.js
/** The grammar of a zstd file (RFC 8878, section 3.1): which bytes are a frame's, and what each frame demands. */
/** 128 MiB, as `zstd -d` allows without `--long`. */
const MAX_WINDOW_BYTES = 2 ** 27;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;
/** Walks frame after frame for ever; throws where the bytes are no zstd or ask for what is refused. */
function* zstdFile() {
    for (let isFirst = true;; isFirst = false) {
        const magic = (yield { kind: 'take', bytes: 4, mayEnd: true }).readUInt32LE();
        if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
            const size = yield* take(4);
            yield { kind: 'skip', bytes: size.readUInt32LE() };
        }
        else if (magic === FRAME_MAGIC) {
            yield* zstd_format_frame();
        }
        else {
            throw new Error(isFirst ? 'not a zstd file' : 'trailing garbage after the zstd data is refused');
        }
    }
}
function* zstd_format_frame() {
    const header = yield* frameHeader();
    refuseWindow(header.windowBytes);
    yield { kind: 'open', header };
    const maxBlockBytes = Math.min(MAX_BLOCK_BYTES, header.windowBytes);
    for (let isLast = false; !isLast;) {
        isLast = yield* block(maxBlockBytes);
    }
    if (header.hasChecksum)
        yield { kind: 'pass', bytes: 4 };
    yield { kind: 'close' };
}
function* frameHeader() {
    const descriptor = (yield* take(1)).readUInt8();
    if (descriptor & 0b1000)
        throw new Error('a reserved bit is set in the frame header');
    const isSingleSegment = (descriptor & 0b10_0000) !== 0;
    const windowByte = isSingleSegment ? undefined : (yield* take(1)).readUInt8();
    const dictionary = yield* number([0, 1, 2, 4][descriptor & 0b11] ?? 0);
    if (dictionary)
        throw new Error(`the frame needs dictionary ${dictionary}`);
    const contentBytes = yield* contentSize(descriptor >> 6, isSingleSegment);
    return {
        windowBytes: windowByte === undefined ? (contentBytes ?? 0) : windowOf(windowByte),
        contentBytes,
        hasChecksum: (descriptor & 0b100) !== 0,
    };
}
function* contentSize(flag, isSingleSegment) {
    if (flag === 0)
        return isSingleSegment ? yield* number(1) : undefined;
    if (flag === 1)
        return ((yield* number(2)) ?? 0) + 256;
    return yield* number(flag === 2 ? 4 : 8);
}
function* block(maxBytes) {
    const header = (yield* take(3)).readUIntLE(0, 3);
    const type = (header >> 1) & 0b11;
    const size = header >> 3;
    if (type === 3)
        throw new Error('a block of the reserved type');
    if (size > maxBytes)
        throw new Error(`a block of ${size} bytes, more than the frame allows`);
    const isRepeatedByte = type === 1;
    yield { kind: 'pass', bytes: isRepeatedByte ? 1 : size };
    return (header & 1) === 1;
}
function* take(bytes) {
    return yield { kind: 'take', bytes };
}
/** A little-endian number; `undefined` for a field that is not there. Inexact past 2^53, which is refused anyway. */
function* number(bytes) {
    if (bytes === 0)
        return undefined;
    const field = yield* take(bytes);
    return bytes === 8 ? Number(field.readBigUInt64LE()) : field.readUIntLE(0, bytes);
}
function windowOf(descriptor) {
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 0b111);
}
function refuseWindow(bytes) {
    if (bytes <= MAX_WINDOW_BYTES)
        return;
    throw new Error(`a frame needs a window of ${Math.ceil(bytes / 2 ** 20)} MiB, more than the 128 MiB that zstd itself allows ` +
        'without --long; compress it again with --long=27 or less');
}

;// CONCATENATED MODULE: ./build/stream/zstd/zstd-frames.js
/** Cuts a zstd file exactly at the ends of its frames, since no decoder at hand can be trusted to see them. */

const NOTHING = Buffer.alloc(0);
/** The frames of `input` without the skippable ones; throws where it ends inside a frame or holds anything else. */
async function* framesOf(input) {
    const events = eventsOf(input);
    try {
        for (;;) {
            const { value: event } = await events.next();
            if (event === undefined)
                return;
            if (event.kind === 'open')
                yield { header: event.header, bytes: bytesUntilClose(events) };
        }
    }
    finally {
        await events.return(undefined);
    }
}
async function* bytesUntilClose(events) {
    for (;;) {
        const { value: event } = await events.next();
        if (event?.kind !== 'bytes')
            return;
        yield event.bytes;
    }
}
async function* eventsOf(input) {
    const walker = createWalker();
    for await (const chunk of input)
        yield* walker.walk(chunk);
    walker.finish();
    return undefined;
}
/**
 * Goes through the chunks block by block, but hands over whole runs of bytes: one event a chunk as long as no frame
 * ends in it, however many blocks it holds.
 */
function createWalker() {
    const grammar = zstdFile();
    let step = grammar.next().value;
    let missing = bytesOf(step);
    let taken = NOTHING;
    // Bytes of earlier chunks that belong to a frame only if one opens after them.
    let held = NOTHING;
    let isOpen = false;
    function advance() {
        step = grammar.next(taken).value;
        missing = bytesOf(step);
        taken = NOTHING;
    }
    function* walk(chunk) {
        let begin = 0;
        let end = 0;
        for (;;) {
            if (step.kind === 'open') {
                isOpen = true;
                yield step;
            }
            else if (step.kind === 'close') {
                yield* release(chunk.subarray(begin, end));
                begin = end;
                isOpen = false;
                yield step;
            }
            else {
                const part = chunk.subarray(end, end + missing);
                end += part.length;
                missing -= part.length;
                if (step.kind === 'take')
                    taken = Buffer.concat([taken, part]);
                if (step.kind === 'skip') {
                    held = NOTHING;
                    begin = end;
                }
                if (missing > 0)
                    break;
            }
            advance();
        }
        if (isOpen)
            yield* release(chunk.subarray(begin));
        else
            held = Buffer.concat([held, chunk.subarray(begin)]);
    }
    function* release(run) {
        if (held.length > 0)
            yield { kind: 'bytes', bytes: held };
        if (run.length > 0)
            yield { kind: 'bytes', bytes: run };
        held = NOTHING;
    }
    function finish() {
        const isBetweenFrames = step.kind === 'take' && step.mayEnd === true;
        if (!isBetweenFrames)
            throw new Error('the file ends inside a zstd frame');
        if (taken.length === 0)
            return;
        throw new Error(`the file ends with ${taken.length} bytes that begin no zstd frame`);
    }
    return { walk, finish };
}
function bytesOf(step) {
    return 'bytes' in step ? step.bytes : 0;
}

;// CONCATENATED MODULE: ./build/stream/zstd/zstd.js
/** Decodes zstd with Node's own decoder, which drops all frames after the first one: so one decoder per frame. */



const OUTPUT_BYTES = 256 * 1024;
// What zlib allows at least.
const MIN_OUTPUT_BYTES = 64;
const MAX_WINDOW_LOG = 27;
/** What `input` decompresses to; throws where `zstd -t` would. */
async function* decodeZstd(input) {
    for await (const frame of framesOf(input)) {
        yield* through(frame.bytes, createDecoder(frame));
    }
}
function createDecoder({ header }) {
    const outputBytes = header.contentBytes ?? OUTPUT_BYTES;
    return (0,external_node_zlib_.createZstdDecompress)({
        chunkSize: Math.min(OUTPUT_BYTES, Math.max(MIN_OUTPUT_BYTES, outputBytes)),
        params: { [external_node_zlib_.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
    });
}

;// CONCATENATED MODULE: ./build/stream/decode/gzip.js
/** Decodes gzip with Node's zlib: several members and zero padding as `gzip -t` accepts them, nothing else behind. */


const gzip_OUTPUT_BYTES = 256 * 1024;
const GZIP_MAGIC = 0x1f8b;
/** What `input` decompresses to; throws what zlib throws, or that garbage follows the data. */
async function* decodeGzip(input) {
    // With a high-water mark of one byte only one chunk is under way at a time, so that `bytesWritten` is exact.
    const gunzip = external_node_zlib_.createGunzip({ chunkSize: gzip_OUTPUT_BYTES, ...{ writableHighWaterMark: 1 } });
    const seen = { magic: Buffer.alloc(0) };
    try {
        yield* through(withoutPadding(input, gunzip, seen), gunzip);
    }
    catch (error) {
        const isGzip = seen.magic.length === 2 && seen.magic.readUInt16BE() === GZIP_MAGIC;
        throw isGzip && isHeaderError(error) ? trailingGarbage(error) : error;
    }
}
/**
 * zlib goes on with the next member unless the byte behind a member is zero: there it ends, and drops the rest
 * without a word. So what it leaves is looked at here.
 */
async function* withoutPadding(input, gunzip, seen) {
    let given = 0;
    let inPadding = false;
    for await (const chunk of input) {
        if (given < 2)
            seen.magic = Buffer.concat([seen.magic, chunk]).subarray(0, 2);
        if (!inPadding) {
            given += chunk.length;
            yield chunk;
        }
        const left = inPadding ? chunk.length : given - gunzip.bytesWritten;
        if (left > 0) {
            inPadding = true;
            if (chunk.subarray(chunk.length - left).some((byte) => byte !== 0))
                throw trailingGarbage();
        }
    }
}
// zlib checks two bytes of each member's header: where the file's own are right, a later member's are wrong.
function isHeaderError(error) {
    return error instanceof Error && error.message === 'incorrect header check';
}
function trailingGarbage(cause) {
    return new Error('trailing garbage after the gzip data is refused', { cause });
}

// EXTERNAL MODULE: ./build/stream/decode/magic.js
var magic = __webpack_require__(79259);
;// CONCATENATED MODULE: ./build/stream/decode/decode.js
/** How each format is decompressed: the choice of a decoder, and what its failures look like. */






const DECODERS = {
    xz: (input, { xzProgram, xzSilenceMs, signal }) => xzProgram === undefined
        ? decodeXzByLibrary(input)
        : decodeXzByProgram(input, { program: xzProgram, signal, silenceMs: xzSilenceMs }),
    gzip: decodeGzip,
    zstd: decodeZstd,
};
const EMPTY = 'the file is empty';
/**
 * A decoder that accepts what `xz -t`, `gzip -t` or `zstd -t` accept. It throws DECODE_FAILED for anything else, an
 * empty input included, and errors of its input as they are.
 */
function decode_createDecoder(compression, { xzProgram, xzSilenceMs, label, onInput }) {
    return async function* decode(input, { signal } = {}) {
        const seen = { isEmpty: false, head: Buffer.alloc(0), onInput };
        try {
            yield* DECODERS[compression](observe(input, seen), {
                xzProgram,
                xzSilenceMs,
                signal,
            });
            if (seen.isEmpty)
                throw new Error(EMPTY);
        }
        catch (error) {
            // When a pipeline fails it destroys the input with its error: the same error again is what it expects of us.
            if (seen.failure !== undefined)
                throw seen.failure.error;
            signal?.throwIfAborted();
            if (error instanceof errors/* LabctlError */.$b)
                throw error;
            const reason = seen.isEmpty ? EMPTY : (0,errors/* describeCause */.V$)(error);
            const hint = (0,magic/* contentHint */.$K)(seen.head, compression);
            const message = `cannot decompress ${label} as ${compression}: ${reason}${hint}`;
            throw new errors/* LabctlError */.$b('DECODE_FAILED', message, { cause: error });
        }
    };
}
async function* observe(input, seen) {
    try {
        for await (const chunk of input) {
            const room = magic/* HEAD_BYTES */.Lq - seen.head.length;
            if (room > 0)
                seen.head = Buffer.concat([seen.head, chunk.subarray(0, room)]);
            seen.onInput?.(chunk.length);
            yield chunk;
        }
        seen.isEmpty = seen.head.length === 0;
    }
    catch (error) {
        seen.failure = { error };
        throw error;
    }
}

// EXTERNAL MODULE: ./build/stream/gate.js
var gate = __webpack_require__(94410);
// EXTERNAL MODULE: ./build/stream/into.js
var into = __webpack_require__(71375);
;// CONCATENATED MODULE: ./build/stream/limit.js
/** A pass-through stream that stops decompression bombs. */


/** A stream that fails with DECODED_TOO_LARGE on the first byte past `maxBytes`. */
function createLimit({ label, maxBytes, compressedBytes }) {
    let bytes = 0;
    return new external_node_stream_.Transform({
        transform(chunk, _encoding, done) {
            bytes += chunk.length;
            if (bytes <= maxBytes)
                return done(null, chunk);
            const times = compressedBytes ? Math.floor(maxBytes / compressedBytes) : 0;
            const ratio = times < 2 ? '' : ` (over ${times} times its ${compressedBytes} compressed bytes)`;
            const message = `decompressed image too large: ${label}; got more than ${maxBytes} bytes${ratio}`;
            done(new errors/* LabctlError */.$b('DECODED_TOO_LARGE', message));
        },
    });
}

// EXTERNAL MODULE: ./build/stream/meter.js
var meter = __webpack_require__(67044);
// EXTERNAL MODULE: ./build/stream/verify.js + 1 modules
var verify = __webpack_require__(43332);
;// CONCATENATED MODULE: ./build/images/transfer/transfer.js









/** Attempts at one image when its download breaks off where it cannot be resumed. */
const MAX_ATTEMPTS = 3;
/**
 * Moves an image from its source into a sink and answers what the sink answered. A download that broke off
 * where it could not be resumed, and a wrong checksum after a resumed one, are tried again from the first byte.
 * Throws the LabctlError of the stage that failed, after the sink has cleaned up.
 */
async function transferImage(transfer) {
    const { context, image, task } = transfer;
    const source = context.openSource(httpSourceOf(image), task.warn);
    for (let attempt = 1;; attempt++) {
        const reading = await source.open(transfer.signal, {
            inOnePiece: attempt > 1,
            mayOpenAgain: attempt < MAX_ATTEMPTS,
        });
        try {
            return await (httpSourceOf(image).decompress === undefined
                ? transferPlain(transfer, source, reading)
                : transferCompressed(transfer, source, reading));
        }
        catch (error) {
            transfer.signal.throwIfAborted();
            if (!worthRepeating(error, reading, attempt))
                throw error;
            task.warn(`${error.message}; starting again from the first byte`);
        }
        finally {
            reading.body.destroy();
        }
    }
}
async function transferPlain(transfer, source, reading) {
    const { image, task, sink, signal } = transfer;
    const { checksum } = httpSourceOf(image);
    const checksums = image.expected === undefined ? [checksum] : [checksum, image.expected];
    task.phase('downloading', reading.size);
    return (0,promises_.pipeline)(reading.body, (0,meter/* createMeter */.q)((bytes) => task.advance(bytes)), (0,verify/* createVerifier */.$)({ label: source.label, checksums, size: reading.size }), (0,gate/* createGate */.q)(transfer.beforePublish), (0,into/* into */.d)((body, signal) => sink(body, { size: reading.size, maxSize: undefined, signal })), { signal });
}
async function transferCompressed(transfer, source, reading) {
    const { image, context, task, sink, signal } = transfer;
    const { checksum, decompress } = httpSourceOf(image);
    if (decompress === undefined || image.expected === undefined) {
        throw new TypeError(`${image.name} is not compressed`);
    }
    const { maxDecodedBytes, spoolFolder: folder, xzProgram, xzSilenceMs } = context;
    const spool = await openSpool({ folder, expectedBytes: reading.size, label: source.label });
    try {
        task.phase('downloading', reading.size);
        const artifact = (0,verify/* createVerifier */.$)({
            label: source.label,
            checksums: [checksum],
            size: reading.size,
        });
        const countDownload = (0,meter/* createMeter */.q)((bytes) => task.advance(bytes));
        await (0,promises_.pipeline)(reading.body, countDownload, artifact, spool.writable(), { signal });
        await context.onStep?.('downloaded', image.name);
        const label = `${source.label} (decompressed)`;
        task.phase('decompressing', artifact.bytes);
        const compressed = spool.readable();
        // It is read only once: the disk is free while the last parts are still on their way.
        compressed.once('end', () => void spool.close().catch(() => undefined));
        return await (0,promises_.pipeline)(compressed, decode_createDecoder(decompress, {
            xzProgram,
            xzSilenceMs,
            label: source.label,
            onInput: task.advance,
        }), createLimit({ maxBytes: maxDecodedBytes, label, compressedBytes: artifact.bytes }), (0,verify/* createVerifier */.$)({ label, checksums: [image.expected] }), (0,gate/* createGate */.q)(transfer.beforePublish), (0,into/* into */.d)((body, signal) => sink(body, { size: undefined, maxSize: maxDecodedBytes, signal })), { signal });
    }
    finally {
        await spool.close();
    }
}
function worthRepeating(error, reading, attempt) {
    if (!(error instanceof errors/* LabctlError */.$b))
        return false;
    if (error.code === 'SOURCE_INTERRUPTED')
        return attempt < MAX_ATTEMPTS;
    // Pieces of two files may have been put together; a clean reading of a wrong file stays wrong.
    const wrongBytes = error.code === 'CHECKSUM_MISMATCH' || error.code === 'SIZE_MISMATCH';
    return wrongBytes && reading.resumed() && attempt === 1;
}
function httpSourceOf(image) {
    if (image.source.type === 'http')
        return image.source;
    throw new TypeError(`${image.name} is built, not downloaded`);
}


/***/ }),

/***/ 57043:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkEdits: () => (/* binding */ checkEdits),
  pL: () => (/* binding */ computeEdits),
  kp: () => (/* binding */ editFiles),
  e0: () => (/* binding */ editedPaths)
});

// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/checkout/checkout-file.js + 1 modules
var checkout_file = __webpack_require__(23476);
// EXTERNAL MODULE: ./build/base/findings.js
var findings = __webpack_require__(47836);
// EXTERNAL MODULE: ./build/files/text-file.js
var text_file = __webpack_require__(99140);
// EXTERNAL MODULE: ./build/images/manifest/group-references.js
var group_references = __webpack_require__(82389);
// EXTERNAL MODULE: ./build/images/manifest/pattern.js
var manifest_pattern = __webpack_require__(46959);
// EXTERNAL MODULE: ./build/images/manifest/template.js
var template = __webpack_require__(43355);
;// CONCATENATED MODULE: ./build/images/update-file/prepared-replacement.js




/** Compiles the pattern and renders the value for this image. */
function prepareReplacement({ pattern, value, all = false, expand }, image) {
    const flaw = (0,manifest_pattern/* patternFlaw */.VN)(pattern);
    if (flaw !== undefined)
        return { flaw };
    const compiled = (0,manifest_pattern/* compilePattern */.Eb)(pattern);
    const rendered = renderValue(value, { compiled, expand, image });
    return 'flaw' in rendered ? rendered : { compiled, pieces: rendered.pieces, all };
}
// What ends a quoted string of HCL, YAML or JSON, or begins a template in HCL. The text around the variables is
// the author's own and may hold all of it.
const HARMFUL = /["\\\r\n]|\$\{|%\{/;
function renderValue(value, { compiled, expand, image }) {
    const parsed = (0,template/* parseTemplate */.QC)(value);
    if ('flaw' in parsed)
        return { flaw: `has a value that ${parsed.flaw}` };
    const read = (0,group_references/* readReferences */.P)(parsed.template, compiled, expand);
    if ('flaw' in read)
        return { flaw: `has a value that ${read.flaw}` };
    const pieces = [];
    for (const part of read.template) {
        const piece = 'group' in part ? part : { text: (0,template/* renderTemplate */.Xm)([part], image) };
        const [harmful] = ('variable' in part && 'text' in piece && HARMFUL.exec(piece.text)) || [];
        if (harmful !== undefined && 'variable' in part) {
            const reason = 'which would end or change the quoted text around it; percent-encode it';
            return {
                flaw: `has a value whose {{ ${part.variable} }} holds ${(0,findings/* quote */.hD)(harmful)}, ${reason}`,
            };
        }
        pieces.push(piece);
    }
    return { pieces };
}

;// CONCATENATED MODULE: ./build/images/update-file/line-ends.js
/** A text as patterns see it: without byte order mark, and with every line end a single LF. */
/** The view of a text. A pattern matches in it whatever `core.autocrlf` has made of the checkout. */
function plainView(text) {
    // Where a character was left out, as a position of the view: it lies before what stands there.
    const removed = text.startsWith('\ufeff') ? [-1] : [];
    const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
    for (const { index } of text.matchAll(/\r\n/g))
        removed.push(index - removed.length);
    const crlf = text.split('\r\n').length - 1;
    const all = plain.split('\n').length - 1;
    return {
        text: plain,
        lineEnd: crlf * 2 > all ? '\r\n' : '\n',
        toOffset: (position) => position + countBelow(removed, position),
    };
}
/** How many of the ascending numbers are less than `limit`. */
function countBelow(ascending, limit) {
    let low = 0;
    let high = ascending.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if ((ascending[middle] ?? 0) < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
/** Tells the line of positions, counted from 1; they must be asked for in ascending order. */
function lineCounter(text) {
    let line = 1;
    let next = text.indexOf('\n');
    return (position) => {
        while (next !== -1 && next < position) {
            line += 1;
            next = text.indexOf('\n', next + 1);
        }
        return line;
    };
}

;// CONCATENATED MODULE: ./build/images/update-file/replacement.js
/** One replacement of updateFile: what its pattern matches in a text becomes its value. */


/** The most places that a replacement with `all: true` may have in one file. */
const MAX_MATCHES = 10_000;
/**
 * Processor time for finding all places in one file. One search is linear, but `(?s)a.*b|a` looks through the whole
 * rest of the file for each of its places. Files of everyday take a millisecond.
 */
const MAX_MATCHING_MS = 500;
/**
 * The text with every match replaced. A flaw where the pattern does not fit the text, or would not fit the result:
 * a second run must find the same places and change nothing.
 */
function replaceMatches(text, replacement) {
    const once = replaceOnce(text, replacement);
    if ('flaw' in once || once.text === text)
        return once;
    const twice = replaceOnce(once.text, replacement);
    if ('flaw' in twice) {
        const remedy = 'so no later change could find its place; make the pattern match the value, too';
        return { flaw: `${twice.flaw} once its value is in place, ${remedy}` };
    }
    if (twice.text === once.text)
        return once;
    return {
        flaw: 'matches only a part of its value, so that every run would change the file again; match all of it',
    };
}
/** Whether the replacement has nothing to do in the text. */
function isSettled(text, replacement) {
    const replaced = replaceOnce(text, replacement);
    return 'text' in replaced && replaced.text === text;
}
function replaceOnce(text, replacement) {
    const view = plainView(text);
    const matches = findMatches(view.text, replacement);
    if ('flaw' in matches)
        return matches;
    const { pieces } = replacement;
    if (matches.reduce((sum, match) => sum + lengthOf(pieces, match), 0) > text_file/* MAX_EDITED_BYTES */.P0) {
        const times = matches.length === 1 ? 'once' : `${matches.length} times`;
        return { flaw: `matches ${times}, which makes the file larger than 1 MiB` };
    }
    return putIn(text, { view, matches, pieces });
}
/** Before anything is put together: a value may name a large group a thousand times. */
function lengthOf(pieces, match) {
    return pieces.reduce((sum, piece) => {
        if ('text' in piece)
            return sum + piece.text.length;
        const [start, end] = spanOf(piece.group, match);
        return sum + end - start;
    }, 0);
}
/** As in Go, a group that took no part in the match is empty. */
function spanOf(group, { groups }) {
    const [start, end] = groups.get(group) ?? [0, 0];
    return start === -1 ? [0, 0] : [start, end];
}
function findMatches(text, { compiled, pieces, all }) {
    const matches = [];
    const matcher = compiled.matcher(text);
    const lineAt = lineCounter(text);
    const named = new Set(pieces.flatMap((piece) => ('group' in piece ? [piece.group] : [])));
    const before = process.cpuUsage();
    while (matcher.find()) {
        if (matches.length === MAX_MATCHES)
            return { flaw: `matches over ${MAX_MATCHES} times` };
        if (processorMs(before) > MAX_MATCHING_MS) {
            return { flaw: 'takes too long to find its places in this file; make it more precise' };
        }
        const groups = [...named].map((group) => {
            return [group, [matcher.start(group), matcher.end(group)]];
        });
        const [start, end] = [matcher.start(), matcher.end()];
        matches.push({ span: [start, end], groups: new Map(groups), line: lineAt(start) });
    }
    if (matches.length === 0)
        return { flaw: 'matches nothing' };
    return all || matches.length === 1 ? matches : { flaw: describeExcess(matches) };
}
function processorMs(before) {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
}
function describeExcess(matches) {
    const lines = [...new Set(matches.map(({ line }) => line))];
    const shown = `${lines.slice(0, 3).join(', ')}${lines.length > 3 ? ', …' : ''}`;
    const found = `matches ${matches.length} times (line ${shown}), want once`;
    return `${found}; make it more precise, or set all: true`;
}
function putIn(text, { view, matches, pieces, }) {
    const parts = [];
    const changes = [];
    const original = ([start, end]) => text.slice(view.toOffset(start), view.toOffset(end));
    let copied = 0;
    for (const match of matches) {
        const { span, line } = match;
        const found = original(span);
        const [lineEnd = view.lineEnd] = /\r?\n/.exec(found) ?? [];
        // A group keeps the line ends that it has.
        const written = write(pieces, (piece) => 'text' in piece ? piece.text.replaceAll('\n', lineEnd) : original(spanOf(piece.group, match)));
        parts.push(text.slice(copied, view.toOffset(span[0])), written);
        copied = view.toOffset(span[1]);
        if (written === found)
            continue;
        const shown = write(pieces, (piece) => 'text' in piece ? piece.text : view.text.slice(...spanOf(piece.group, match)));
        changes.push({ line, old: view.text.slice(...span), new: shown });
    }
    return { text: parts.join('') + text.slice(copied), changes };
}
function write(pieces, show) {
    return pieces.map(show).join('');
}

;// CONCATENATED MODULE: ./build/images/update-file/edit-text.js
/** All edits of one file's text: image after image, and of each image all replacements or none. */





/** Applies the images, which all name this file, in their order. A failed one leaves nothing behind. */
function editText(text, images) {
    const failures = [];
    let steps = images.flatMap((image) => {
        const prepared = prepareImage(image);
        if (isFailure(prepared))
            failures.push(prepared);
        return isFailure(prepared) ? [] : [prepared];
    });
    // Each further round has fewer images; with none left it ends.
    for (;;) {
        const round = applySteps(text, steps);
        failures.push(...round.failures);
        if (round.unsettled.length === 0)
            return { text: round.text, changes: round.changes, failures };
        failures.push(...round.unsettled.map((step) => describeConflict(step, images)));
        steps = round.applied.filter((step) => !round.unsettled.includes(step));
    }
}
function prepareImage(image) {
    const parts = [];
    for (const replacement of image.updateFile.replacements) {
        const prepared = prepareReplacement(replacement, image);
        if ('flaw' in prepared)
            return failureOf(image, replacement, prepared);
        parts.push({ replacement, prepared });
    }
    return { image, parts };
}
function applySteps(text, steps) {
    const changes = [];
    const failures = [];
    const applied = [];
    let current = text;
    for (const step of steps) {
        const edited = applyStep(current, step);
        if (isFailure(edited)) {
            failures.push(edited);
            continue;
        }
        current = edited.text;
        changes.push(...edited.changes);
        applied.push(step);
    }
    // Not asked of the text: two replacements that undo each other leave it as it was.
    const isIdle = changes.length === 0;
    const unsettled = isIdle ? [] : applied.filter((step) => !isStepSettled(current, step));
    return { text: current, changes, failures, applied, unsettled };
}
function applyStep(text, { image, parts }) {
    const { path } = image.updateFile;
    const changes = [];
    let current = text;
    for (const { replacement, prepared } of parts) {
        const replaced = replaceMatches(current, prepared);
        if ('flaw' in replaced)
            return failureOf(image, replacement, replaced);
        if (Buffer.byteLength(replaced.text) > text_file/* MAX_EDITED_BYTES */.P0) {
            return failureOf(image, replacement, { flaw: 'makes the file larger than 1 MiB' });
        }
        current = replaced.text;
        changes.push(...replaced.changes.map((change) => ({ image: image.name, path, ...change })));
    }
    return { text: current, changes };
}
function isStepSettled(text, { parts }) {
    return parts.every(({ prepared }) => isSettled(text, prepared));
}
function describeConflict({ image, parts }, images) {
    const others = images.filter(({ name }) => name !== image.name).map(({ name }) => name);
    const shown = others.slice(0, 5).join(', ') + (others.length > 5 ? ', …' : '');
    const who = others.length === 0 ? '' : ` (the file is edited for ${shown} as well)`;
    const flaw = `does not keep its value: another replacement edits the same place${who}`;
    const [first] = parts;
    if (first === undefined)
        throw new errors/* LabctlError */.$b('INTERNAL', 'a conflict without a replacement');
    return failureOf(image, first.replacement, { flaw: `${flaw}; make the patterns differ` });
}
function failureOf(image, { pattern, place }, { flaw }) {
    const { path } = image.updateFile;
    const message = `cannot edit ${path}: the pattern ${(0,findings/* quote */.hD)(pattern)} ${flaw}`;
    return {
        image: image.name,
        place: place ?? image.place,
        error: new errors/* LabctlError */.$b('EDIT_FAILED', message, {
            at: { ...(place ?? image.place), field: 'updateFile.replacements.pattern' },
        }),
    };
}
function isFailure(result) {
    return 'error' in result;
}

;// CONCATENATED MODULE: ./build/images/update-file/edits.js
/** The updateFile of all images as edits of files, computed without changing anything. */



/** The files that the images edit, each once. */
function editedPaths(images) {
    return [...new Set(images.filter(hasUpdateFile).map(({ updateFile }) => updateFile.path))];
}
/**
 * Applies the updateFile of each image to these files. The caller passes the images that are in place, and every file
 * of `editedPaths`. A failed image contributes no edit; its siblings do.
 */
function editFiles(images, files) {
    const parts = editedPaths(images).map((path) => {
        const editing = images
            .filter(hasUpdateFile)
            .filter(({ updateFile }) => updateFile.path === path);
        const file = files.get(path);
        if (file === undefined)
            throw new errors/* LabctlError */.$b('INTERNAL', `${path} was not read`);
        return file instanceof errors/* LabctlError */.$b ? failEach(editing, file) : editFile(file, editing);
    });
    return {
        files: parts.flatMap((part) => part.files),
        changes: parts.flatMap((part) => part.changes),
        failures: parts.flatMap((part) => part.failures),
    };
}
/** The edits of the files as they lie in the checkout. */
async function computeEdits(images, checkout) {
    return editFiles(images, await (0,checkout_file/* readCheckoutFiles */.A)(editedPaths(images), checkout));
}
/** What would fail, as findings of the manifest, for `validate`. Changes nothing. */
async function checkEdits(images, checkout) {
    const { failures } = await computeEdits(images, checkout);
    return failures.map(({ image, place, error }) => ({
        severity: 'error',
        message: `${image}: ${error.message}`,
        place,
    }));
}
function hasUpdateFile(image) {
    return image.updateFile !== undefined;
}
function failEach(images, error) {
    const failures = images.map(({ name, place, updateFile }) => ({
        image: name,
        place: updateFile.place ?? place,
        error: error.locatedAt({ ...(updateFile.place ?? place), field: 'updateFile.path' }),
    }));
    return { files: [], changes: [], failures };
}
function editFile({ path, content }, images) {
    const text = content.toString('utf8');
    const { text: edited, changes, failures } = editText(text, images);
    if (edited === text)
        return { files: [], changes: [], failures };
    return {
        files: [{ path, before: content, after: Buffer.from(edited, 'utf8') }],
        changes,
        failures,
    };
}


/***/ }),

/***/ 48426:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   build: () => (/* binding */ build)
/* harmony export */ });
/* harmony import */ var _files_file_source_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61548);
/* harmony import */ var _packer_packer_build_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(99414);
/* harmony import */ var _packer_packer_environment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(40293);
/* harmony import */ var _report_report_format_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(43389);
/* harmony import */ var _transfer_local_file_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(87339);





/** Builds, and hashes the artifact where one is named. Throws what `checkPackerNames` and `buildWithPacker` throw. */
async function build(options, context) {
    const { template, folder, variables, artifact, packerEnv } = options;
    (0,_packer_packer_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .checkPackerNames */ .j)(packerEnv);
    const { program, env, signal, clock } = context;
    const started = clock.now();
    const task = context.reporter.begin(template);
    task.phase('building');
    const built = await (0,_packer_packer_build_js__WEBPACK_IMPORTED_MODULE_1__/* .buildWithPacker */ .j)({
        program,
        folder,
        variables,
        artifact,
        env,
        envNames: packerEnv,
        onLine: task.output,
        signal,
    });
    const hashed = built === undefined
        ? undefined
        : await (0,_transfer_local_file_js__WEBPACK_IMPORTED_MODULE_3__/* .hashFile */ .D)({ source: (0,_files_file_source_js__WEBPACK_IMPORTED_MODULE_0__.createFileSource)(built), task, signal }, undefined);
    const seconds = (clock.now() - started) / 1000;
    task.end(`built ${(0,_report_report_format_js__WEBPACK_IMPORTED_MODULE_4__/* .describeBytes */ .nI)(hashed?.size)} in ${seconds.toFixed(1)} s`);
    return {
        verb: 'build',
        template,
        artifact: built,
        checksum: hashed?.checksum,
        bytes: hashed?.size,
        seconds,
    };
}


/***/ }),

/***/ 66788:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ suggestName),
/* harmony export */   s: () => (/* binding */ chooseImages)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58839);
/* harmony import */ var _base_suggest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(72365);
/** The images that a run was asked for by name, and what a name that does not exist may have meant. */



/** A manifest may have a thousand. */
const MAX_SHOWN = 10;
/** All of them where no names are given. Throws INPUT_INVALID for names that the manifest does not have. */
function chooseImages({ images }, names) {
    if (names === undefined)
        return images;
    const known = images.map(({ name }) => name);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', `--images names what the manifest does not have: ${shorten(unknown)}; ${suggestName(unknown, known)}`);
    }
    return images.filter(({ name }) => names.includes(name));
}
/** The end of a sentence about names that are not among the known ones. */
function suggestName(unknown, known) {
    if (known.length === 0)
        return 'there is none';
    const meant = unknown.flatMap((name) => (0,_base_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .p)(name, known) ?? []);
    if (meant.length === 0)
        return `it has ${shorten(known)}`;
    return `did you mean ${shorten([...new Set(meant)])}?`;
}
function shorten(names) {
    const shown = names.slice(0, MAX_SHOWN).map((name) => (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(name));
    const more = names.length - shown.length;
    return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}


/***/ }),

/***/ 9817:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  downloadFromBucket: () => (/* binding */ downloadFromBucket),
  downloadFromSource: () => (/* binding */ downloadFromSource)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/files/usable-path.js
var usable_path = __webpack_require__(25032);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/files/write-failure.js
var write_failure = __webpack_require__(32776);
;// CONCATENATED MODULE: ./build/files/whole-file.js
/** A file that appears under its name only when its content is complete. */





/**
 * Writes `body` beside `path` and gives it its name when the body has ended without an error, replacing what was
 * there; answers its bytes. Throws FILE_FAILED or DISK_FULL; on any error nothing stays behind.
 */
async function writeWholeFile(path, body, signal) {
    const unguessable = (0,external_node_crypto_.randomBytes)(6).toString('hex');
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(path), `.${(0,external_node_path_.basename)(path).slice(0, 200)}.${unguessable}.part`);
    try {
        const file = await (0,promises_.open)(temporary, 'wx');
        const writer = file.createWriteStream({ flush: true });
        await (0,external_node_stream_promises_.pipeline)(body, writer, { signal });
        await (0,promises_.rename)(temporary, path);
        return writer.bytesWritten;
    }
    catch (error) {
        if (!isSystemError(error))
            throw error;
        throw await (0,write_failure/* writeFailure */.E)(error, {
            what: `cannot write ${path}`,
            folder: (0,external_node_path_.dirname)((0,external_node_path_.resolve)(path)),
            remedy: 'free some space there, or name another `--output`',
        });
    }
    finally {
        await (0,promises_.rm)(temporary, { force: true });
    }
}
function isSystemError(error) {
    return error instanceof Error && 'syscall' in error && 'code' in error;
}

// EXTERNAL MODULE: ./build/report/report-format.js + 1 modules
var report_format = __webpack_require__(43389);
// EXTERNAL MODULE: ./build/stream/into.js
var into = __webpack_require__(71375);
// EXTERNAL MODULE: ./build/stream/meter.js
var meter = __webpack_require__(67044);
// EXTERNAL MODULE: ./build/stream/stopped.js
var stopped = __webpack_require__(69064);
// EXTERNAL MODULE: ./build/stream/verify.js + 1 modules
var verify = __webpack_require__(43332);
// EXTERNAL MODULE: ./build/images/catalog/catalog.js
var catalog = __webpack_require__(31112);
// EXTERNAL MODULE: ./build/images/catalog/entry-state.js
var entry_state = __webpack_require__(17135);
// EXTERNAL MODULE: ./build/images/catalog/metadata/metadata.js
var metadata_metadata = __webpack_require__(27212);
// EXTERNAL MODULE: ./build/images/catalog/plan.js + 1 modules
var plan = __webpack_require__(52908);
// EXTERNAL MODULE: ./build/images/manifest/field-at-fault.js
var field_at_fault = __webpack_require__(64750);
// EXTERNAL MODULE: ./build/images/transfer/transfer.js + 11 modules
var transfer = __webpack_require__(22299);
// EXTERNAL MODULE: ./build/images/verbs/choose-images.js
var choose_images = __webpack_require__(66788);
;// CONCATENATED MODULE: ./build/images/verbs/download.js
/** `download`: one image into a local file that appears only when it is whole and verified. */

















/** Fetches an image as the bucket has it. Throws NOT_FOUND with the names there are. */
async function downloadFromBucket(options, context) {
    const { store, signal } = context;
    const { entries } = await (0,catalog/* readCatalog */.uM)(store, signal);
    const { destination, metadata } = findEntry([...entries.values()], options.name, store.label);
    const { checksum, size, name } = metadata;
    const fetchInto = async (output, task) => {
        const found = await store.get((0,metadata_metadata/* imageKey */.p2)(destination), signal);
        if (found === undefined) {
            throw new errors/* LabctlError */.$b('NOT_FOUND', `${(0,metadata_metadata/* imageKey */.p2)(destination)} is gone from ${store.label}`);
        }
        task.phase('downloading', found.object.size);
        return (0,external_node_stream_promises_.pipeline)(found.body, (0,meter/* createMeter */.q)((bytes) => task.advance(bytes)), (0,verify/* createVerifier */.$)({
            ...{ label: (0,metadata_metadata/* imageKey */.p2)(destination), checksums: [checksum], size },
            remedy: errors/* ERROR_CODES */.OQ.IMAGE_DAMAGED.remedy,
        }), (0,into/* into */.d)((body, stop) => writeWholeFile(output, body, stop)), { signal }).catch((0,stopped/* orReasonOf */.d)(signal));
    };
    return report({ options, context, name, destination, checksum, from: store.label, fetchInto });
}
/** Fetches an image from the source that the manifest names, verified and decompressed as sync would. */
async function downloadFromSource(manifest, options, context) {
    const image = findImage(manifest, options.name);
    const { name, destination } = image;
    const checksum = (0,plan/* effectiveChecksum */.NG)(image);
    if (checksum === undefined || image.source.type !== 'http') {
        throw new errors/* LabctlError */.$b('UNSUPPORTED', `${name} is built by Packer and has no source to download`);
    }
    const { signal } = context;
    const fetchInto = (output, task) => (0,transfer/* transferImage */.J)({
        image,
        context,
        task,
        signal,
        beforePublish: async () => { },
        sink: (body, facts) => writeWholeFile(output, body, facts.signal),
    }).catch((error) => {
        throw error instanceof errors/* LabctlError */.$b ? (0,field_at_fault/* withFieldAtFault */.A)(error, image) : error;
    });
    return report({ options, context, name, destination, checksum, from: 'source', fetchInto });
}
async function report(of) {
    const { options, context, name, destination, checksum, from, fetchInto } = of;
    const started = context.clock.now();
    const output = options.output(destination);
    await (0,usable_path/* requireRoomForFile */.Go)('output', output);
    if (!options.force)
        await refuseExisting(output);
    const task = context.reporter.begin(name);
    const bytes = await fetchInto(output, task);
    const seconds = (context.clock.now() - started) / 1000;
    task.end(`wrote ${output}, ${(0,report_format/* describeBytes */.nI)(bytes)}${(0,report_format/* describeRate */.YQ)(bytes, seconds)}`);
    return { verb: 'download', name, from, output, checksum, bytes, seconds };
}
/** Before the download rather than after it. */
async function refuseExisting(path) {
    const found = await (0,promises_.stat)(path).catch(() => undefined);
    if (found === undefined)
        return;
    throw new errors/* LabctlError */.$b('INPUT_INVALID', `${path} exists already; use --force to replace it`);
}
/** The entry of that destination or name, with metadata that tells what its bytes must be. */
function findEntry(entries, name, where) {
    const known = entries.map((entry) => ({ ...entry, found: (0,entry_state/* stateOf */.L)(entry) }));
    const nameOf = ({ found }) => found.state === 'unknown' ? undefined : found.metadata?.name;
    const matches = known.filter((one) => one.destination === name || nameOf(one) === name);
    const [first, second] = matches;
    if (second !== undefined) {
        throw new errors/* LabctlError */.$b('INPUT_INVALID', `${name} is the name of several images; give a destination: ${matches.map((one) => one.destination).join(', ')}`);
    }
    if (first === undefined) {
        const names = known.flatMap((one) => [nameOf(one) ?? [], one.destination].flat());
        const hint = (0,choose_images/* suggestName */.S)([name.replace(/^images\//, '')], names);
        throw new errors/* LabctlError */.$b('NOT_FOUND', `no image ${name} in ${where}; ${hint}`);
    }
    const { destination, found, object } = first;
    if (found.state === 'unknown')
        throw notDescribed(destination, found.reason);
    if (found.metadata === undefined || object === undefined) {
        const reason = found.state === 'ok' ? '' : found.reason;
        throw new errors/* LabctlError */.$b('IMAGE_DAMAGED', `${(0,metadata_metadata/* imageKey */.p2)(destination)} is damaged: ${reason}`);
    }
    return { destination, metadata: found.metadata };
}
function notDescribed(destination, reason) {
    return new errors/* LabctlError */.$b('METADATA_INVALID', `${(0,metadata_metadata/* imageKey */.p2)(destination)} is not handed out, for nothing tells what its bytes must be: ${reason}; sync or upload it again`);
}
function findImage(manifest, name) {
    const found = manifest.images.find((image) => image.name === name || image.destination === name);
    if (found !== undefined)
        return found;
    const names = manifest.images.map((image) => image.name);
    throw new errors/* LabctlError */.$b('NOT_FOUND', `no image ${name} in the manifest; ${(0,choose_images/* suggestName */.S)([name], names)}`);
}


/***/ }),

/***/ 87240:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   list: () => (/* binding */ list)
/* harmony export */ });
/* harmony import */ var _catalog_catalog_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31112);
/* harmony import */ var _catalog_entry_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(17135);
/** `list`: what is in the bucket, and whether object and metadata agree. */


/** Lists the entries whose destination begins with `prefix`, in order of their destinations. */
async function list(prefix, { store, signal }) {
    const { entries } = await (0,_catalog_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .readCatalog */ .uM)(store, signal);
    const images = [...entries.values()]
        .filter((entry) => entry.destination.startsWith(prefix))
        .sort((a, b) => (a.destination < b.destination ? -1 : 1))
        .map(describeEntry);
    return { verb: 'list', store: store.label, prefix, images };
}
function describeEntry(entry) {
    const { destination, object } = entry;
    const found = (0,_catalog_entry_state_js__WEBPACK_IMPORTED_MODULE_1__/* .stateOf */ .L)(entry);
    const known = found.state === 'unknown' ? undefined : found.metadata;
    return {
        name: known?.name ?? '-',
        destination,
        size: object?.size ?? known?.size,
        checksum: known?.checksum,
        uploadedAt: known?.uploadedAt,
        state: found.state,
        reason: found.state === 'ok' ? '' : found.reason,
        managedBy: known?.managedBy,
    };
}


/***/ }),

/***/ 30848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  prune: () => (/* binding */ prune)
});

// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/images/catalog/catalog.js
var catalog_catalog = __webpack_require__(31112);
// EXTERNAL MODULE: ./build/images/catalog/metadata/metadata.js
var metadata_metadata = __webpack_require__(27212);
// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(70370);
;// CONCATENATED MODULE: ./build/images/catalog/orphans.js
/** Orphans: what certain owners have put into the bucket and the manifest no longer names. */


/** Between the end of an upload and its metadata file lie seconds; clocks may differ by some minutes. */
const GRACE_MS = 3_600_000;
const PARALLEL_HEADS = 16;
/** Asks the store only about objects that have no metadata file. */
async function findOrphans(search) {
    const { store, catalog, named, owners, now, signal } = search;
    const limit = (0,p_limit/* default */.A)(PARALLEL_HEADS);
    const found = [];
    const young = [];
    const unowned = [];
    const left = [...catalog.entries.values()].filter(({ destination }) => !named.has(destination));
    await Promise.all(left.map(async (entry) => {
        const owner = await limit(() => ownerOfEntry(store, entry, signal));
        if (owner === undefined)
            unowned.push(entry);
        if (owner === undefined || !owners.has(owner))
            return;
        const isYoung = entry.metadata === undefined && now - (entry.object?.modified ?? now) < GRACE_MS;
        (isYoung ? young : found).push(entry);
    }));
    const ascending = (a, b) => (a.destination < b.destination ? -1 : 1);
    for (const entries of [found, young, unowned])
        entries.sort(ascending);
    return { found, young, unowned };
}
/** Who has put it there: by its metadata file, and only where that is lost by what the object says of itself. */
async function ownerOfEntry(store, { object, metadata }, signal) {
    if (metadata !== undefined) {
        return metadata.kind === 'metadata' ? metadata.metadata.managedBy : undefined;
    }
    const now = object && (await store.head(object.key, signal));
    return now?.etag === object?.etag ? (0,metadata_metadata/* ownerInMeta */.Ii)(now?.meta ?? {}) : undefined;
}

// EXTERNAL MODULE: ./build/images/catalog/write-index.js
var write_index = __webpack_require__(53785);
// EXTERNAL MODULE: ./build/images/verbs/sync.js + 13 modules
var sync = __webpack_require__(57730);
;// CONCATENATED MODULE: ./build/images/verbs/prune.js
/** `prune`: deletes what this manifest once put into the bucket and no longer names, and nothing else. */







/** Younger uploads may belong to a run that is still going. */
const STALE_UPLOAD_MS = 24 * 3_600_000;
/**
 * Deletes the orphans of a checked manifest, or lists them in a dry run. More than `maxDelete` of them: none is
 * deleted and the report carries the refusal.
 */
async function prune(manifest, options, context) {
    const { store, clock, reporter, signal } = context;
    const catalog = await (0,catalog_catalog/* readCatalog */.uM)(store, signal);
    const owners = new Set([(0,sync/* ownerOf */.b)(manifest), ...(options.includeUploads ? ['upload'] : [])]);
    const named = new Set(manifest.images.map((image) => image.destination));
    const search = { store, catalog, named, owners, now: clock.now(), signal };
    const { found: orphans, young, unowned } = await findOrphans(search);
    for (const { destination, object } of young) {
        const age = object?.modified === undefined
            ? 'of an age that the store does not tell'
            : 'less than an hour old';
        reporter.note(`${(0,redact/* printable */.g$)(destination)} is left alone: it is ${age} and has no metadata yet`);
    }
    const pending = await store.pendingUploads(metadata_metadata/* IMAGES_PREFIX */._M, signal);
    const stale = pending.filter(({ started }) => clock.now() - (started ?? clock.now()) > STALE_UPLOAD_MS);
    for (const { key } of pending.filter(({ started }) => started === undefined)) {
        reporter.warn(`an upload of ${(0,redact/* printable */.g$)(key)} is left alone: the store does not tell its age`);
    }
    const report = {
        verb: 'prune',
        dryRun: options.dryRun,
        abortedUploads: stale.map((upload) => upload.key),
        unowned: unowned.map(({ destination }) => destination),
    };
    if (orphans.length > options.maxDelete) {
        const tooMany = new errors/* LabctlError */.$b('PRUNE_REFUSED', `nothing was deleted: found ${orphans.length} images that left the manifest, want at most ${options.maxDelete}; raise --max-delete if the list is right`);
        return { ...report, images: orphans.map(planned), abortedUploads: [], refusal: tooMany };
    }
    if (options.dryRun)
        return { ...report, images: orphans.map(planned) };
    const images = [];
    for (const orphan of orphans) {
        images.push(await deleteImage(orphan, { ...context, catalog, owners }));
    }
    const uploads = await abortUploads(stale, context);
    // Not the lines of others: the word of a key that may write only there would become the index's own.
    const wanted = [
        ...named,
        ...[...catalog.index.keys()].filter((key) => !isDescribed(key, catalog)),
    ];
    await (0,write_index/* writeIndex */._)({ store, catalog, wanted }, context);
    return { ...report, images, ...uploads };
}
function isDescribed(destination, { entries }) {
    return entries.get(destination)?.metadataEtag !== undefined;
}
async function deleteImage(orphan, context) {
    const { catalog, signal, reporter } = context;
    const task = reporter.begin(nameOf(orphan));
    try {
        signal.throwIfAborted();
        await refuseIfChanged(orphan, context);
        await removeSeen(orphan, context);
        catalog.entries.delete(orphan.destination);
        task.end(`deleted ${(0,metadata_metadata/* imageKey */.p2)(orphan.destination)}`);
        return { ...planned(orphan), outcome: 'deleted' };
    }
    catch (error) {
        const failure = (0,errors/* asLabctlError */.xI)(error, 'INTERNAL', orphan.destination);
        task.end(failure.message, true);
        return { ...planned(orphan), outcome: 'failed', error: failure };
    }
}
/**
 * Only the versions that were listed. The object first: a run that breaks off then leaves metadata, which every listing
 * shows together with its owner.
 */
async function removeSeen({ destination, object, metadataEtag }, { store, signal }) {
    try {
        if (object !== undefined)
            await store.remove(object.key, signal, object.etag);
        if (metadataEtag !== undefined) {
            await store.remove((0,metadata_metadata/* metadataKey */.rY)(destination), signal, metadataEtag);
        }
    }
    catch (error) {
        if (error instanceof errors/* LabctlError */.$b && error.code === 'NOT_FOUND')
            throw refusal(destination, error);
        throw error;
    }
}
/**
 * The index is only a cache, and another run may have published here since the listing: what is deleted is what was
 * listed, object and metadata file, in the same versions, and what that metadata file, read now, says is ours.
 */
async function refuseIfChanged(orphan, context) {
    const { store, owners, signal } = context;
    const now = await (0,catalog_catalog/* readEntry */.hB)(store, orphan.destination, signal);
    const owner = await ownerOfEntry(store, now, signal);
    const isSame = now.metadataEtag === orphan.metadataEtag && now.object?.etag === orphan.object?.etag;
    if (isSame && owner !== undefined && owners.has(owner))
        return;
    throw refusal(orphan.destination);
}
function refusal(destination, cause) {
    return new errors/* LabctlError */.$b('PRUNE_REFUSED', `${destination} was not deleted: it was written meanwhile, or its metadata file says otherwise than the index; run prune again`, { cause });
}
/** Takes back what it can; the first failure is part of the report, beside what was deleted. */
async function abortUploads(stale, { store, reporter, signal }) {
    const abortedUploads = [];
    let error;
    for (const upload of stale) {
        try {
            await store.abortUpload(upload, signal);
            abortedUploads.push(upload.key);
            reporter.note(`took back an unfinished upload of ${(0,redact/* printable */.g$)(upload.key)}`);
        }
        catch (reason) {
            error ??= (0,errors/* asLabctlError */.xI)(reason, 'INTERNAL', upload.key);
            reporter.warn((0,errors/* describeCause */.V$)(reason));
        }
    }
    return { abortedUploads, ...(error !== undefined && { error }) };
}
function planned(entry) {
    const size = entry.object?.size;
    return { name: nameOf(entry), destination: entry.destination, size, outcome: 'planned' };
}
function nameOf({ metadata, destination }) {
    return metadata?.kind === 'metadata' ? metadata.metadata.name : (0,redact/* printable */.g$)(destination);
}


/***/ }),

/***/ 57730:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  b: () => (/* binding */ ownerOf),
  sync: () => (/* binding */ sync)
});

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(70370);
// EXTERNAL MODULE: ./build/images/catalog/catalog.js
var catalog_catalog = __webpack_require__(31112);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/images/catalog/metadata/metadata-index.js
var metadata_index = __webpack_require__(50077);
;// CONCATENATED MODULE: ./build/images/catalog/elsewhere.js
/** Content that lies in the part of a large bucket that a run does not list at first. */



/**
 * Lists the rest once, and only when the index says that it has content that is asked for: of what is not listed,
 * nothing else tells the content. A listing that fails is told to the reporter, and nothing is found.
 */
function searchElsewhere({ store, catalog }, { reporter, signal }) {
    let named;
    let rest;
    return async (content) => {
        named ??= contentsBeyond(catalog.prefix, catalog.index);
        const destinations = named.get(content);
        if (destinations === undefined)
            return [];
        rest ??= listRest();
        const entries = await rest;
        return destinations.flatMap((destination) => entries.get(destination) ?? []);
    };
    async function listRest() {
        try {
            return await (0,catalog_catalog/* readWhole */.oD)({ store, catalog }, signal);
        }
        catch (error) {
            signal.throwIfAborted();
            const why = (0,errors/* describeCause */.V$)(error);
            reporter.warn(`what could be copied from other folders of the bucket is downloaded: ${why}`);
            return new Map();
        }
    }
}
/** Checksum → destinations that do not begin with the prefix, as the index has them. */
function contentsBeyond(prefix, index) {
    const contents = new Map();
    for (const destination of index.keys()) {
        if (destination.startsWith(prefix))
            continue;
        const checksum = (0,metadata_index/* lastIndexed */.aN)(index, destination)?.checksum;
        if (checksum === undefined)
            continue;
        const destinations = contents.get(checksum) ?? [];
        destinations.push(destination);
        contents.set(checksum, destinations);
    }
    return contents;
}

// EXTERNAL MODULE: ./build/images/catalog/plan.js + 1 modules
var catalog_plan = __webpack_require__(52908);
// EXTERNAL MODULE: ./build/images/catalog/write-index.js
var write_index = __webpack_require__(53785);
// EXTERNAL MODULE: ./build/images/options/sync-options.js
var sync_options = __webpack_require__(18104);
;// CONCATENATED MODULE: ./build/images/transfer/shards.js
/** What a dry run found to do, dealt out to the jobs of a matrix: groups of about equal size, largest image first. */

/** What is to be done, each with the size that the bucket knows; in the order of the manifest. */
function gatherWork(images, planned) {
    const imageOf = new Map(images.map((image) => [image.name, image]));
    const contents = new Map();
    for (const result of planned) {
        const content = contentOf(result, imageOf.get(result.name));
        contents.set(content, [...(contents.get(content) ?? []), result]);
    }
    return [...contents.values()].map((results) => ({
        names: results.map(({ name }) => name),
        bytes: bytesOf(results),
    }));
}
/** What another image may be a copy of; its own name where it is fetched whatever the bucket has. */
function contentOf({ name, state }, image) {
    const checksum = image && (0,catalog_plan/* effectiveChecksum */.NG)(image);
    return state === 'forced' || checksum === undefined ? name : checksum;
}
function bytesOf(results) {
    if (results.some(({ copyFrom }) => copyFrom !== undefined))
        return 0;
    // The size of a damaged object says nothing of the image.
    return results.find(({ state, bytes }) => state !== 'damaged' && bytes !== undefined)?.bytes;
}
/** Asks the servers of the URLs for the sizes that are not known, and leaves open what they do not say. */
async function measureWork(works, images, announcedSizes) {
    // One alone is compared with nothing.
    if (works.length === 1)
        return [...works];
    const unknown = new Set(works.flatMap(({ names, bytes }) => (bytes === undefined ? names : [])));
    const asked = images.flatMap(({ name, source }) => source.type === 'http' && unknown.has(name) ? [{ name, url: source.url }] : []);
    const sizes = await announcedSizes(asked.map(({ url }) => url));
    const announced = new Map(asked.map(({ name }, index) => [name, sizes[index]]));
    return works.map(({ names, bytes }) => {
        const [size] = names.flatMap((name) => announced.get(name) ?? []);
        return { names, bytes: bytes ?? size };
    });
}
/**
 * At most `most` groups, none of them empty: each content, from the largest down, goes to the group that holds the
 * least so far. One of unknown size counts as the median of the others that are fetched.
 */
function dealOut(works, most) {
    const median = medianOf(works.flatMap(({ bytes }) => bytes || []));
    const sized = works.map(({ names, bytes }) => ({ names, bytes: bytes ?? median }));
    const groups = Array.from({ length: Math.min(most, works.length) }, () => {
        return { names: [], bytes: 0 };
    });
    for (const { names, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
        const group = groups.reduce((least, other) => (isLighter(other, least) ? other : least));
        group.names.push(...names);
        group.bytes += bytes;
    }
    return groups
        .sort((a, b) => b.bytes - a.bytes)
        .map(({ names, bytes }, index) => ({ shard: index + 1, images: names, bytes }));
}
/** Where no size is known at all, the number of images is what is balanced. */
function isLighter(a, b) {
    return a.bytes === b.bytes ? a.names.length < b.names.length : a.bytes < b.bytes;
}
/** The lower one of the two in the middle; 0 of nothing. */
function medianOf(numbers) {
    const sorted = numbers.toSorted((a, b) => a - b);
    return sorted[(sorted.length - 1) >> 1] ?? 0;
}

// EXTERNAL MODULE: ./build/images/catalog/metadata/metadata.js
var metadata = __webpack_require__(27212);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
;// CONCATENATED MODULE: ./build/images/catalog/unlisted.js
/** An object that is there and that the listing of its store does not show. */


/**
 * Throws STORE_INVALID where there is an object at a key that was not listed, and is not when it is asked for alone:
 * it would be published again by every run. (Listed now, another run has just published it.)
 */
async function refuseUnlisted(store, key, signal) {
    if ((await store.head(key, signal)) === undefined)
        return;
    if (await isListed(store, key, signal))
        return;
    throw new errors/* LabctlError */.$b('STORE_INVALID', `cannot publish ${(0,redact/* printable */.g$)(key)}: it is in ${store.label}, but the listing there does not show it under this ` +
        'name, so that every run would publish it again; give the image a destination of small letters, digits, "." and "-"');
}
async function isListed(store, key, signal) {
    try {
        const listed = await store.list(key, signal);
        return listed.some((object) => object.key === key);
    }
    catch (error) {
        // It has the object under another name.
        if (error instanceof errors/* LabctlError */.$b && error.code === 'STORE_INVALID')
            return false;
        throw error;
    }
}

// EXTERNAL MODULE: ./build/images/manifest/field-at-fault.js
var field_at_fault = __webpack_require__(64750);
// EXTERNAL MODULE: ./build/images/catalog/evidence.js
var evidence = __webpack_require__(26898);
;// CONCATENATED MODULE: ./build/images/transfer/copy-image.js
/** An image whose content the bucket has in another place: copied there by the store instead of downloaded. */






/** The new object; `undefined` where the store cannot copy it, which is no failure: it can be downloaded. */
async function copyImage(image, from, { run, task }) {
    const { store, catalog, owner, signal } = run;
    const { destination } = image;
    const checksum = (0,catalog_plan/* effectiveChecksum */.NG)(image);
    const before = catalog.entries.get(destination);
    task.phase('copying');
    await (0,catalog_catalog/* removeMetadata */.Ij)(run, destination, signal);
    await run.onStep?.('metadata-removed', image.name);
    try {
        return await store.copy(from, (0,metadata/* imageKey */.p2)(destination), {
            checksum,
            meta: (0,metadata/* imageMeta */.Lq)({ checksum, managedBy: owner }),
            contentType: 'application/octet-stream',
            signal,
        });
    }
    catch (error) {
        signal.throwIfAborted();
        await tellWhy(error, from, { run, task });
        if (before !== undefined)
            await putMetadataBack(before, run);
        return undefined;
    }
}
/** A store that sees the bytes may find the source damaged, which nobody else would. */
async function tellWhy(error, { key }, { run, task }) {
    const source = (0,metadata/* destinationOf */.My)(key);
    if (!(error instanceof errors/* LabctlError */.$b && error.code === 'CHECKSUM_MISMATCH')) {
        task.note(`not copied from ${(0,redact/* printable */.g$)(source)} but downloaded: ${(0,errors/* describeCause */.V$)(error)}`);
        return;
    }
    task.warn(`${(0,redact/* printable */.g$)(source)} is damaged, and so not copied but downloaded: ${(0,errors/* describeCause */.V$)(error)}`);
    await (0,catalog_catalog/* distrust */.p7)(run, source, run.signal).catch((reason) => {
        run.signal.throwIfAborted();
        task.warn(`its metadata could not be removed: ${(0,errors/* describeCause */.V$)(reason)}`);
    });
}
/** What was known of the old object is still true, and stays where the download fails, too. */
async function putMetadataBack(before, run) {
    const { destination, object, metadata } = before;
    if (object === undefined || metadata?.kind !== 'metadata')
        return;
    if ((0,evidence/* damageOf */.ti)(before) !== undefined)
        return;
    const now = await run.store.head(object.key, run.signal);
    if (now?.etag !== object.etag)
        return;
    await (0,catalog_catalog/* writeMetadata */.f5)(run, { destination, object, metadata: metadata.metadata }, run.signal);
}

// EXTERNAL MODULE: ./build/report/report-format.js + 1 modules
var report_format = __webpack_require__(43389);
;// CONCATENATED MODULE: ./build/images/transfer/describe-image.js
/** What a sync tells of one image, in a line. */



/** What a manifest does with the place of another owner. */
function takeOverOf({ destination }, owner) {
    return `${destination} was put there by ${owner}: this manifest takes it over`;
}
/** Where the image was copied from, or would be; `undefined` where it is fetched. */
function originOf({ copyFrom }, outcome) {
    const isCopy = outcome === 'planned' || outcome === 'copied';
    return isCopy && copyFrom !== undefined ? (0,redact/* printable */.g$)((0,metadata/* destinationOf */.My)(copyFrom.key)) : undefined;
}
/** Why the plan says so, whether the object is to be looked at first, and where a copy comes from. */
function reasonOf(plan, outcome) {
    if (plan.isHearsay && outcome === 'planned')
        return `${plan.reason}; to be read once and hashed`;
    if (plan.isHearsay && outcome === 'repaired')
        return `${plan.reason}; read once and hashed`;
    const from = originOf(plan, outcome);
    if (from === undefined)
        return plan.reason;
    return `${plan.reason}; ${outcome === 'planned' ? 'to be copied' : 'copied'} from ${from}`;
}
/** The last line of an image. */
function describeResult({ state, reason, outcome, bytes, seconds }) {
    switch (outcome) {
        case 'skipped':
            return 'in place, skipped';
        case 'planned':
            return `${state}: ${reason}`;
        case 'copied':
            return `copied ${(0,report_format/* describeBytes */.nI)(bytes)} in ${seconds.toFixed(1)} s, nothing downloaded (${reason})`;
        case 'repaired':
            return `metadata rebuilt (${reason})`;
        default:
            return `uploaded ${(0,report_format/* describeBytes */.nI)(bytes)} in ${seconds.toFixed(1)} s${(0,report_format/* describeRate */.YQ)(bytes, seconds)}`;
    }
}

// EXTERNAL MODULE: ./build/images/transfer/prove-object.js
var prove_object = __webpack_require__(96313);
// EXTERNAL MODULE: ./build/images/transfer/local-file.js
var local_file = __webpack_require__(87339);
// EXTERNAL MODULE: ./build/images/transfer/transfer.js + 11 modules
var transfer = __webpack_require__(22299);
;// CONCATENATED MODULE: ./build/images/transfer/publish-image.js
/** Brings the bytes of one image into the store, from its source or its build, and describes what is there then. */








/** Downloads, verifies, and publishes. */
async function downloadAndPublish(work) {
    const { image, run, task } = work;
    const checksum = (0,catalog_plan/* effectiveChecksum */.NG)(image);
    return (0,transfer/* transferImage */.J)({
        image,
        context: run,
        task,
        signal: run.signal,
        beforePublish: () => removeDescription(work),
        sink: (body, { size, maxSize, signal }) => run.store.put((0,metadata/* imageKey */.p2)(image.destination), body, {
            meta: (0,metadata/* imageMeta */.Lq)({ checksum, managedBy: run.owner }),
            contentType: 'application/octet-stream',
            ...(size !== undefined && { size }),
            ...(maxSize !== undefined && { maxSize }),
            signal,
        }),
    });
}
/** Where a build gives the bytes that are there already, only their metadata is written again. */
async function buildAndPublish(work, source) {
    const { image, run, task } = work;
    const { destination } = image;
    const reading = { source: await run.builder.build(source, task), task, signal: run.signal };
    const hashed = await (0,local_file/* hashFile */.D)(reading, image.expected);
    const { checksum } = hashed;
    const there = await findInPlace(work, checksum);
    if (there !== undefined) {
        task.note('the build gave the image that is in place');
        await describeObject(work, { ...there, checksum });
        return 'skipped';
    }
    const object = await (0,local_file/* publishFile */.o)(reading, {
        store: run.store,
        destination,
        hashed,
        owner: run.owner,
        beforePublish: () => removeDescription(work),
    });
    await run.onStep?.('published', image.name);
    await describeObject(work, { object, checksum, written: run.clock.now() });
    return 'uploaded';
}
/** What a run of ours has published with that checksum, where it is there yet: a build takes its time. */
async function findInPlace({ image, run }, checksum) {
    const entry = run.catalog.entries.get(image.destination);
    if (entry?.object === undefined || entry.metadata?.kind !== 'metadata')
        return undefined;
    const { metadata } = entry.metadata;
    if (metadata.checksum !== checksum || !(0,evidence/* isRecorded */.TN)(entry, run.owner))
        return undefined;
    if ((await (0,prove_object/* isStillThere */.T)(entry.object, run)) !== undefined)
        return undefined;
    return { object: entry.object, written: Date.parse(metadata.uploadedAt) || run.clock.now() };
}
/** What is verified now may take the object's place. */
async function removeDescription({ image, run }) {
    await run.onStep?.('verified', image.name);
    await (0,catalog_catalog/* removeMetadata */.Ij)(run, image.destination, run.signal);
    await run.onStep?.('metadata-removed', image.name);
}
/** Writes the metadata of an object that is in place; `written` in milliseconds since the epoch. */
async function describeObject({ image, fingerprint, run }, of) {
    const { source, destination } = image;
    const metadata = {
        name: image.name,
        checksum: of.checksum,
        size: of.object.size,
        uploadedAt: new Date(of.written).toISOString(),
        source: source.type === 'http'
            ? { type: 'http', url: (0,redact/* redactUrl */.BO)(source.url) }
            : { type: 'packer', path: source.path, ...(fingerprint !== undefined && { fingerprint }) },
        etag: of.object.etag,
        ...(source.type === 'http' && { sourceChecksum: source.checksum }),
        managedBy: run.owner,
    };
    await (0,catalog_catalog/* writeMetadata */.f5)(run, { destination, object: of.object, metadata }, run.signal);
    await run.onStep?.('metadata-written', image.name);
}

;// CONCATENATED MODULE: ./build/images/transfer/sync-image.js
/** One image of a sync: planned, carried out, described, and its failure kept to itself. */









/** Brings one image in place; a failure is in the result. Never throws. */
async function syncImage(image, run) {
    const started = run.clock.now();
    const task = run.reporter.begin(image.name);
    let plan;
    const result = (outcome, more = {}) => {
        const entry = run.catalog.entries.get(image.destination);
        const known = entry?.metadata?.kind === 'metadata' ? entry.metadata.metadata.checksum : undefined;
        const copyFrom = plan && originOf(plan, outcome);
        return {
            name: image.name,
            destination: image.destination,
            state: plan?.state ?? 'missing',
            reason: plan === undefined ? '' : reasonOf(plan, outcome),
            outcome,
            checksum: (0,catalog_plan/* effectiveChecksum */.NG)(image) ?? known,
            bytes: entry?.object?.size,
            seconds: (run.clock.now() - started) / 1000,
            ...(copyFrom !== undefined && { copyFrom }),
            ...more,
        };
    };
    try {
        run.signal.throwIfAborted();
        const fingerprint = await fingerprintOf(image, run);
        plan = await (0,catalog_plan/* planImage */.Fz)(image, { ...run, fingerprint });
        if (plan.takenFrom !== undefined)
            task.warn(takeOverOf(image, plan.takenFrom));
        await run.onStep?.('planned', image.name);
        const work = { image, fingerprint, run, task };
        if (!run.dryRun && plan.isHearsay)
            plan = await ascertain(plan, work);
        const report = result(run.dryRun ? dryOutcome(plan) : await carryOut(plan, work));
        task.end(describeResult(report));
        return report;
    }
    catch (error) {
        const failure = (0,field_at_fault/* withFieldAtFault */.A)((0,errors/* asLabctlError */.xI)(error, 'INTERNAL', image.name), image);
        task.end(failure.message, true);
        const outcome = run.signal.aborted ? 'cancelled' : 'failed';
        return result(outcome, { error: failure, bytes: undefined });
    }
}
/** Whether an image that this run does not work on is in place. */
async function isCurrent(image, run) {
    try {
        const fingerprint = await fingerprintOf(image, run);
        const only = { force: false, transfer: false };
        const plan = await (0,catalog_plan/* planImage */.Fz)(image, { ...run, ...only, fingerprint });
        return plan.state === 'current';
    }
    catch {
        return false;
    }
}
async function fingerprintOf({ source }, run) {
    return source.type === 'packer' ? run.builder.fingerprint(source) : undefined;
}
/** Looks at what somebody says is the image; the plan is another one where it is not. */
async function ascertain(plan, { image, fingerprint, run, task }) {
    const checksum = (0,catalog_plan/* effectiveChecksum */.NG)(image);
    if (checksum === undefined)
        throw new TypeError('nothing to compare with');
    const proof = await (0,prove_object/* proveObject */.e)((0,metadata/* imageKey */.p2)(image.destination), checksum, { ...run, task });
    if ('object' in proof)
        return { ...plan, object: proof.object };
    task.warn(`${image.destination} is published again: ${proof.refuted.reason}`);
    return (0,catalog_plan/* planRefuted */.NN)(image, plan, { found: proof.refuted, context: { ...run, fingerprint } });
}
async function carryOut(plan, work) {
    const { image, run } = work;
    if (plan.state === 'current')
        return 'skipped';
    const checksum = (0,catalog_plan/* effectiveChecksum */.NG)(image);
    if (plan.state === 'repairable' && plan.object !== undefined && checksum !== undefined) {
        const written = uploadTimeOf(image, run) || plan.object.modified || run.clock.now();
        await describeObject(work, { object: plan.object, checksum, written });
        return 'repaired';
    }
    if (!run.transfer) {
        throw new errors/* LabctlError */.$b('NOT_IN_PLACE', `${(0,metadata/* imageKey */.p2)(image.destination)} is not in place and was left so (--no-transfer): ${plan.state}, ${plan.reason}`);
    }
    if (run.catalog.entries.get(image.destination)?.object === undefined) {
        await refuseUnlisted(run.store, (0,metadata/* imageKey */.p2)(image.destination), run.signal);
    }
    if (image.source.type === 'packer')
        return buildAndPublish(work, image.source);
    const copied = plan.copyFrom && (await copyImage(image, plan.copyFrom, work));
    const object = copied ?? (await downloadAndPublish(work));
    await run.onStep?.('published', image.name);
    await describeObject(work, {
        object,
        checksum: checksum ?? image.source.checksum,
        written: run.clock.now(),
    });
    return copied === undefined ? 'uploaded' : 'copied';
}
/** As the metadata has it; `NaN` when that is lost or does not say. */
function uploadTimeOf({ destination }, { catalog }) {
    const metadata = catalog.entries.get(destination)?.metadata;
    return metadata?.kind === 'metadata' ? Date.parse(metadata.metadata.uploadedAt) : Number.NaN;
}
function dryOutcome(plan) {
    return plan.state === 'current' ? 'skipped' : 'planned';
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/files/text-file.js
var text_file = __webpack_require__(99140);
// EXTERNAL MODULE: ./build/checkout/checkout-file.js + 1 modules
var checkout_file = __webpack_require__(23476);
// EXTERNAL MODULE: ./build/checkout/checkout-path.js
var checkout_path = __webpack_require__(1365);
;// CONCATENATED MODULE: ./build/checkout/edits-write.js
/** Edits put into the checkout: all of them, or none. */







/**
 * Replaces the content of each file; permissions stay. Throws EDIT_FAILED where a file is not what it was when the
 * edits were computed, FILE_FAILED where it cannot be written; every file is then as it was.
 */
async function writeEdits(files, checkout) {
    const staged = [];
    const replaced = [];
    try {
        for (const file of files)
            staged.push(await stage(file, checkout));
        for (const file of staged) {
            await (0,promises_.rename)(file.temporary, file.target);
            replaced.push(file);
        }
    }
    catch (error) {
        const lost = await putBack(replaced);
        const failure = (0,errors/* asLabctlError */.xI)(error, 'FILE_FAILED', 'cannot write the edits of updateFile');
        if (lost.length === 0)
            throw failure;
        const message = `${failure.message}; these edits could not be taken back: ${lost.join(', ')}`;
        throw new errors/* LabctlError */.$b(failure.code, message, { cause: failure });
    }
    finally {
        for (const { temporary } of staged)
            await (0,promises_.rm)(temporary, { force: true });
    }
}
async function stage(file, checkout) {
    const { content } = await (0,checkout_file/* readCheckoutFile */.$)(file.path, checkout);
    if (!content.equals(file.before))
        throw (0,text_file/* refusal */.x5)(file.path, 'it has changed since it was read');
    const { real, stats } = await (0,checkout_path/* findInCheckout */.V)(file.path, checkout);
    const permissions = stats.mode & 0o7777;
    const temporary = await writeBeside(real, file.after, permissions);
    return { file, target: real, permissions, temporary };
}
/** Writes a new file into the folder of `target` and answers its path. */
async function writeBeside(target, content, permissions) {
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(target), `.labctl-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}.tmp`);
    const handle = await (0,promises_.open)(temporary, 'wx');
    try {
        await handle.writeFile(content);
        // Not by `open`, which the umask would narrow.
        await handle.chmod(permissions);
        await handle.sync();
    }
    catch (error) {
        await (0,promises_.rm)(temporary, { force: true });
        throw error;
    }
    finally {
        await handle.close();
    }
    return temporary;
}
/** Gives the files their old content and answers the paths for which that failed. */
async function putBack(replaced) {
    const lost = [];
    for (const { file, target, permissions } of replaced) {
        try {
            await (0,promises_.rename)(await writeBeside(target, file.before, permissions), target);
        }
        catch {
            lost.push(file.path);
        }
    }
    return lost;
}

// EXTERNAL MODULE: ./build/checkout/checkout-attributes.js
var checkout_attributes = __webpack_require__(25679);
// EXTERNAL MODULE: ./build/images/update-file/edits.js + 4 modules
var update_file_edits = __webpack_require__(57043);
;// CONCATENATED MODULE: ./build/images/update-file/base-edits.js
/** The updateFile of all images as edits of the base's own files, whatever the checkout holds. */









/** Applies the updateFile of each image to the files of the base, which were read for `editedPaths`. */
async function editBase(images, base, checkout) {
    const files = await withoutRefused(base.files, checkout);
    const edits = (0,update_file_edits/* editFiles */.kp)(images, files);
    const paths = new Map(images.map(({ name, updateFile }) => [name, updateFile?.path ?? '']));
    const failures = edits.failures.map(async (failure) => {
        const path = paths.get(failure.image) ?? '';
        // What a rule refuses, it refuses in every version.
        if (files.get(path) !== base.files.get(path))
            return failure;
        const isAsHere = await isSameInCheckout(path, base.files.get(path), checkout);
        return isAsHere ? failure : blameBase(failure, path, base);
    });
    return { ...edits, failures: await Promise.all(failures) };
}
/** The rules of the checkout, which `validate` knows as well, hold for the base too. */
async function withoutRefused(files, checkout) {
    const allowed = new Map(files);
    const manifests = await namesOfManifest(checkout);
    const converted = await (0,checkout_attributes/* conversions */.G)(checkout.root, [...files.keys()], checkout.askGit);
    for (const path of files.keys()) {
        const reason = converted.get(path);
        if (reason !== undefined)
            allowed.set(path, (0,text_file/* refusal */.x5)(path, `${reason}, so it is not what Git stores`));
        if (manifests.includes(path)) {
            allowed.set(path, (0,text_file/* refusal */.x5)(path, 'it is the manifest, which is edited by people only'));
        }
    }
    return allowed;
}
/** The manifest as a path of the repository, as it is written and without links. */
async function namesOfManifest({ root, manifest }) {
    const real = { root: await realOr(root) };
    const names = [
        (0,checkout_path/* nameInCheckout */.x)({ root }, manifest),
        (0,checkout_path/* nameInCheckout */.x)(real, await realOr((0,external_node_path_.resolve)(root, manifest))),
    ];
    return names.filter((name) => name !== undefined);
}
function realOr(path) {
    return (0,promises_.realpath)(path).catch(() => path);
}
async function isSameInCheckout(path, file, checkout) {
    const here = await (0,checkout_file/* readCheckoutFile */.$)(path, checkout).catch(() => undefined);
    if (file === undefined || file instanceof errors/* LabctlError */.$b)
        return here === undefined;
    return here !== undefined && plain(here) === plain(file);
}
/** Git may give a checkout other line ends than it stores. */
function plain({ content }) {
    return content.toString('utf8').replaceAll('\r\n', '\n');
}
function blameBase({ error, ...failure }, path, base) {
    const where = `${(0,redact/* printable */.g$)(base.name)} at ${base.sha.slice(0, 10)}`;
    const remedy = 'mend updateFile or the file there, and run again from a commit that has both';
    const message = `${error.message}; the base has another version of ${path} than this checkout (${where}): ${remedy}`;
    return { ...failure, error: new errors/* LabctlError */.$b('EDIT_FAILED', message, { cause: error }) };
}

;// CONCATENATED MODULE: ./build/images/update-file/pull-request-markdown.js
/** Text from outside as Markdown that shows it and does nothing: no markup, no mention, no image, no break-out. */

/**
 * As code in a line or in a cell of a table. Between backticks everything is text, and reads well for those who see it
 * raw, as in mails and in the squashed commit. HTML is for the rest: a backtick would end the code, a `|` its cell
 * (https://github.github.com/gfm/#tables-extension-), and blanks at the ends would be lost.
 */
function code(text, maxLength = 200) {
    const shown = (0,redact/* printable */.g$)((0,redact/* redactUrls */.sK)(text), maxLength);
    const isPlain = shown !== '' && shown === shown.trim() && !/[`|<]/.test(shown);
    return isPlain ? `\`${shown}\`` : `<code>${encode(shown)}</code>`;
}
/** A link to an http(s) URL, shown as its host; code where it is anything else. */
function pull_request_markdown_link(url) {
    const shown = (0,redact/* redactUrl */.BO)(url);
    if (!/^https?:\/\//.test(shown))
        return code(url);
    const target = shown.replace(/[^\w\-.~:/?#@!$&*+,;=%]/g, percentEncode).replaceAll('&', '&amp;');
    return `[${encodeHost(new URL(shown).host)}](${target})`;
}
function encode(text) {
    return text.replace(/[^\p{L}\p{N} -]/gu, (character) => `&#${character.codePointAt(0)};`);
}
/** Within a link GitHub makes no other of what looks like a host. */
function encodeHost(host) {
    return host
        .split('.')
        .map((label) => encode(label))
        .join('.');
}
/** Also what `encodeURIComponent` leaves alone, such as a closing parenthesis, which would end the link. */
function percentEncode(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./build/images/update-file/pull-request-body.js
/** The body of the pull request: a table of what changes, and what is not part of it. */

// https://github.com/orgs/community/discussions/27190
const MAX_BODY_CHARACTERS = 65_536;
const MAX_INTRO_CHARACTERS = 20_000;
const MAX_FAILED_NAMES = 50;
const CHECKSUM_DIGITS = 12;
/** The same for the same changes, so that a repeat finds nothing to update; never longer than GitHub takes. */
function describeChanges(changes, { intro, failed }) {
    const head = [intro.slice(0, MAX_INTRO_CHARACTERS), '', ...TABLE_HEAD].join('\n');
    const tail = describeFailed(failed);
    const rows = changes.map(describeChange);
    const room = MAX_BODY_CHARACTERS - head.length - tail.length - more(rows.length).length - 2;
    const fitting = countFitting(rows, room);
    const cut = fitting < rows.length ? more(rows.length - fitting) : '';
    return `${[head, ...rows.slice(0, fitting)].join('\n')}\n${cut}${tail}`;
}
const TABLE_HEAD = ['| Image | File | Old → new | Source |', '| --- | --- | --- | --- |'];
function describeChange(change) {
    const { image, path, line, sourceUrl, checksum } = change;
    const [algorithm = '', digits = ''] = (checksum ?? '').split(':');
    const short = checksum === undefined ? [] : [code(`${algorithm}:${digits.slice(0, CHECKSUM_DIGITS)}…`)];
    const source = [...(sourceUrl === undefined ? [] : [pull_request_markdown_link(sourceUrl)]), ...short].join(' ');
    const file = `${code(path)} line ${line}`;
    return `| ${code(image)} | ${file} | ${code(change.old)} → ${code(change.new)} | ${source} |`;
}
function countFitting(rows, room) {
    let left = room;
    const last = rows.findIndex((row) => {
        left -= row.length + 1;
        return left < 0;
    });
    return last === -1 ? rows.length : last;
}
function more(count) {
    return `\n… and ${count} more ${count === 1 ? 'change' : 'changes'}; see the files of this pull request.\n`;
}
function describeFailed(failed) {
    if (failed.length === 0)
        return '';
    const names = failed.slice(0, MAX_FAILED_NAMES).map((name) => code(name, 100));
    const rest = failed.length - names.length;
    const end = rest > 0 ? ` and ${rest} more` : '';
    return `\nNot part of this pull request, because they failed: ${names.join(', ')}${end}.\n`;
}

;// CONCATENATED MODULE: ./build/images/update-file/pull-request.js
/** From what has changed in the files to what is proposed: title, body, labels and commit message. */


const DEFAULT_BRANCH = 'automated/image-updates';
const DEFAULT_TITLE = 'chore: update source image references';
const DEFAULT_BODY = 'Automated update of source image references. Updated by `labctl images sync`.';
const DEFAULT_LABELS = ['automated'];
/** Where the pull request comes from and goes to; an empty wish counts as none. */
function placeOf({ base, branch }) {
    return { base: base || undefined, branch: branch || DEFAULT_BRANCH };
}
/** What the pull request with these files says; an empty wish counts as none. */
function draftPullRequest({ wishes, changes, files, failed }) {
    const title = oneLine(wishes.title || DEFAULT_TITLE);
    return {
        title,
        body: describeChanges(changes, { intro: wishes.body || DEFAULT_BODY, failed }),
        labels: wishes.labels ?? DEFAULT_LABELS,
        commitMessage: `${title}\n\n${describeImages(changes)}`.trimEnd(),
        files,
    };
}
/** One line an image, as plain text: mentions in commit messages notify people too. */
function describeImages(changes) {
    const names = [...new Set(changes.map(({ image }) => image))];
    return names.map((name) => `- ${(0,redact/* printable */.g$)(name, 100).replaceAll('@', '(at)')}`).join('\n');
}
function oneLine(title) {
    return title.replace(/\s+/g, ' ').trim();
}

;// CONCATENATED MODULE: ./build/images/transfer/update-files.js
/** The files that `updateFile` names: edited for every image in place, and proposed as one pull request. */






const NO_EDITS = { files: [], changes: [], failures: [] };
/** Computes the edits of `inPlace` and brings them to where they belong. What goes wrong is in the report. */
function updateFiles(images, context) {
    const { forge } = context;
    return forge === undefined ? editInPlace(images, context) : proposeEdits(images, forge, context);
}
/** The edits that `updateFiles` would make; the files of the forge's base are read, and nothing is written. */
async function planUpdates(inPlace, context) {
    const edits = await planEdits(inPlace, context);
    for (const { image, error } of edits.failures)
        context.reporter.warn(`${image}: ${error.message}`);
    return reportOf(edits);
}
async function planEdits(inPlace, { forge, checkout, reporter, signal }) {
    const paths = (0,update_file_edits/* editedPaths */.e0)(inPlace);
    if (forge === undefined || paths.length === 0)
        return (0,update_file_edits/* computeEdits */.pL)(inPlace, checkout);
    const { base: name } = placeOf(forge.wishes);
    try {
        const base = await forge.forge.readBase({ base: name, paths, origin: forge.origin }, signal);
        if (base.newer === undefined)
            return await editBase(inPlace, base, checkout);
        reporter.warn(describeOvertaken(base.newer));
        return NO_EDITS;
    }
    catch (error) {
        signal.throwIfAborted();
        const { message } = (0,errors/* asLabctlError */.xI)(error, 'INTERNAL', 'the base');
        reporter.warn(`the edits that are shown are those of the checkout: ${message}`);
        return (0,update_file_edits/* computeEdits */.pL)(inPlace, checkout);
    }
}
async function editInPlace({ inPlace }, { checkout }) {
    const edits = await (0,update_file_edits/* computeEdits */.pL)(inPlace, checkout);
    try {
        await writeEdits(edits.files, checkout);
        return reportOf(edits);
    }
    catch (error) {
        return { ...reportOf(edits), error: (0,errors/* asLabctlError */.xI)(error, 'INTERNAL', 'the edited files') };
    }
}
async function proposeEdits(images, { forge, origin, wishes, ...status }, { checkout, reporter, signal }) {
    const { inPlace } = images;
    // Those of the last draft, also if it is refused.
    let edits = NO_EDITS;
    let newer;
    const draft = async (base) => {
        newer = base.newer;
        edits = newer === undefined ? await editBase(inPlace, base, checkout) : NO_EDITS;
        return newer === undefined ? draftOf(edits, images, wishes) : undefined;
    };
    try {
        const paths = (0,update_file_edits/* editedPaths */.e0)(inPlace);
        const proposed = await forge.propose({ ...placeOf(wishes), paths, origin, draft }, signal);
        for (const warning of proposed.warnings)
            reporter.warn(warning);
        if (newer !== undefined)
            reporter.warn(describeOvertaken(newer));
        if (proposed.headSha !== undefined)
            await setStatus(forge, proposed.headSha, status, signal);
        if (proposed.state === 'left')
            return reportOf(edits);
        return { ...reportOf(edits), pullRequest: pullRequestOf(proposed) };
    }
    catch (error) {
        return { ...reportOf(edits), error: (0,errors/* asLabctlError */.xI)(error, 'INTERNAL', 'the edited files') };
    }
}
/** `undefined` if there is nothing to propose only because an image failed: what is open stays as it is. */
function draftOf({ files, changes, failures }, { inPlace, failed }, wishes) {
    const withoutEdits = [...failed, ...failures.map(({ image }) => image)];
    if (files.length === 0 && withoutEdits.length > 0)
        return undefined;
    const sources = new Map(inPlace.map((image) => [image.name, image.source]));
    return draftPullRequest({
        wishes,
        changes: changes.map((change) => {
            const source = sources.get(change.image);
            if (source?.type !== 'http')
                return change;
            return { ...change, sourceUrl: source.url, checksum: source.checksum };
        }),
        files: files.map(({ path, after }) => ({ path, content: after })),
        failed: withoutEdits,
    });
}
function setStatus(forge, sha, { statusContext, runUrl }, signal) {
    const description = 'the images are in place';
    return forge.setStatus({ sha, context: statusContext, description, targetUrl: runUrl }, signal);
}
/** A run that waited in its queue, or that was started again, must not undo what a newer one has proposed. */
function describeOvertaken(branch) {
    return (`no file is proposed: branch ${branch} has gone on to another manifest than the one of this run, so what is ` +
        `open is left to the run of its newest commit`);
}
function reportOf({ files, changes, failures }) {
    return {
        files: files.map((file) => file.path),
        changes: changes.map((change) => ({
            ...change,
            old: (0,redact/* redactUrls */.sK)(change.old),
            new: (0,redact/* redactUrls */.sK)(change.new),
        })),
        failures: failures.map(({ image, error }) => ({ image, error })),
    };
}
function pullRequestOf({ state, number, url }) {
    return { state, number, url };
}

// EXTERNAL MODULE: ./build/images/verbs/choose-images.js
var choose_images = __webpack_require__(66788);
;// CONCATENATED MODULE: ./build/images/verbs/sync.js
/** `sync`: every image of the manifest in its place in the bucket, each on its own. */










/**
 * Plans and carries out every image; a failed image is in the report and harms no other. Throws INPUT_INVALID for
 * a name that the manifest does not have, and the store's error where the bucket cannot be read at all.
 */
async function sync(manifest, options, context) {
    const images = (0,choose_images/* chooseImages */.s)(manifest, options.images);
    const { store, signal } = context;
    if (store === undefined) {
        const results = planBlindly(images, context.reporter);
        return reportPlan({ images, results, inPlace: images }, options, context);
    }
    const catalog = await (0,catalog_catalog/* readCatalog */.uM)(store, signal, destinationsOf(manifest));
    const run = {
        ...context,
        store,
        catalog,
        findElsewhere: searchElsewhere({ store, catalog }, context),
        owner: ownerOf(manifest),
        force: options.force,
        transfer: options.transfer,
        dryRun: options.dryRun,
    };
    await run.onStep?.('catalog-read');
    const results = await mendSources(await syncImages(images, run, options.concurrency), images, run);
    if (options.dryRun) {
        const { inPlace } = await sync_findInPlace(manifest, results, run);
        return reportPlan({ images, results, inPlace }, options, context);
    }
    // Of some images only: runs beside it do the others, and each would undo what the others wrote there.
    const wanted = options.images === undefined ? catalog.wanted : undefined;
    if (wanted !== undefined || catalog.distrusted.size > 0) {
        await (0,write_index/* writeIndex */._)({ store, catalog, wanted: wanted ?? [] }, context);
    }
    await run.onStep?.('index-written');
    if (!options.updateFiles || signal.aborted)
        return { verb: 'sync', dryRun: false, images: results };
    const update = await updateFiles(await sync_findInPlace(manifest, results, run), context);
    await run.onStep?.('files-updated');
    return { verb: 'sync', dryRun: false, images: results, update };
}
/** Images with the same content come one after the other: where the first is downloaded, the others are copies of it. */
function syncImages(images, run, concurrency) {
    const limit = (0,p_limit/* default */.A)(concurrency);
    const latest = new Map();
    const results = images.map((image) => {
        const content = (0,catalog_plan/* effectiveChecksum */.NG)(image) ?? image.name;
        const result = Promise.resolve(latest.get(content)).then(() => limit(() => syncImage(image, run)));
        latest.set(content, result);
        return result;
    });
    return Promise.all(results);
}
/** Once more those that were found in place before a copy of them has shown that they are damaged. */
async function mendSources(results, images, run) {
    const mended = [];
    for (const [at, result] of results.entries()) {
        const image = images[at];
        const isDamaged = image !== undefined && run.catalog.distrusted.has(image.destination);
        mended.push(isDamaged && result.outcome === 'skipped' ? await syncImage(image, run) : result);
    }
    return mended;
}
/**
 * The images that are in the bucket now, also those that this run was not asked for, so that an edit that was lost
 * comes back with any run; and the names of those that have edits and are not.
 */
async function sync_findInPlace(manifest, results, run) {
    const done = new Map(results.map((result) => [result.name, result.error === undefined]));
    const inPlace = [];
    const failed = [];
    for (const image of manifest.images) {
        if (image.updateFile === undefined)
            continue;
        const isThere = done.get(image.name) ?? (await isCurrent(image, run));
        if (isThere)
            inPlace.push(image);
        else
            failed.push(image.name);
    }
    return { inPlace, failed };
}
/** The owner that metadata names for what a manifest puts into the bucket. */
function ownerOf(manifest) {
    return `manifest/${manifest.name}`;
}
function destinationsOf(manifest) {
    return new Set(manifest.images.map((image) => image.destination));
}
async function reportPlan({ images, results, inPlace }, { shards: asked, updateFiles: withFiles }, context) {
    const most = asked ?? sync_options/* MAX_MATRIX_JOBS */.A;
    const planned = results.filter(({ outcome }) => outcome === 'planned');
    const works = gatherWork(images, planned);
    // Where each content has a job of its own, what it takes is nobody's concern.
    const isMeasured = asked !== undefined || works.length > most;
    const sizes = isMeasured ? context.announcedSizes : noSizes;
    const shards = dealOut(await measureWork(works, images, sizes), most);
    const report = { verb: 'sync', dryRun: true, images: results, shards };
    if (!withFiles || context.signal.aborted)
        return report;
    return { ...report, update: await planUpdates(inPlace, context) };
}
async function noSizes(urls) {
    return urls.map(() => undefined);
}
function planBlindly(images, reporter) {
    reporter.warn('no store and no credentials: what the bucket holds is unknown, so every image is shown as missing');
    return images.map((image) => ({
        name: image.name,
        destination: image.destination,
        state: 'missing',
        reason: 'bucket not read',
        outcome: 'planned',
        checksum: (0,catalog_plan/* effectiveChecksum */.NG)(image),
        bytes: undefined,
        seconds: 0,
    }));
}


/***/ }),

/***/ 44713:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   upload: () => (/* binding */ upload)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/* harmony import */ var _report_report_format_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(43389);
/* harmony import */ var _catalog_catalog_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31112);
/* harmony import */ var _catalog_collision_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52435);
/* harmony import */ var _catalog_entry_state_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(17135);
/* harmony import */ var _catalog_evidence_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(26898);
/* harmony import */ var _catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(27212);
/* harmony import */ var _catalog_plan_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(52908);
/* harmony import */ var _catalog_write_index_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(53785);
/* harmony import */ var _transfer_local_file_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(87339);
/* harmony import */ var _transfer_prove_object_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(96313);
/** `upload`: one local file published under a destination, with metadata, owned by `upload`. */












/** `metadata.managedBy` of what came by this verb; prune leaves it alone unless told otherwise. */
const OWNER = 'upload';
/**
 * Reads the file twice: once for its checksum, which the object must carry from its beginning, and once to publish
 * it, verified against the first. Skipped if the store already has it. Throws INPUT_INVALID if the destination belongs
 * to a manifest or has other content, and `force` is not given.
 */
async function upload(options, context) {
    const { store, clock, signal, reporter } = context;
    const started = clock.now();
    const catalog = await (0,_catalog_catalog_js__WEBPACK_IMPORTED_MODULE_2__/* .readCatalog */ .uM)(store, signal, new Set([options.destination]));
    const entry = catalog.entries.get(options.destination);
    (0,_catalog_plan_js__WEBPACK_IMPORTED_MODULE_7__/* .refuseNewerMetadata */ .HA)(entry);
    refuseForeignOwner(entry, options);
    const collision = await (0,_catalog_collision_js__WEBPACK_IMPORTED_MODULE_3__/* .searchCollision */ .D)(options.destination, { store, catalog }, signal);
    if (collision !== undefined) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('INPUT_INVALID', `cannot use destination ${options.destination}: ${collision}; choose another`);
    }
    const task = reporter.begin(options.name ?? (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(options.destination));
    const reading = { source: context.source, task, signal };
    const hashed = await (0,_transfer_local_file_js__WEBPACK_IMPORTED_MODULE_9__/* .hashFile */ .D)(reading, options.checksum);
    const { checksum, size } = hashed;
    const plan = await planUpload(entry, checksum, { ...context, options });
    const result = (object, outcome) => ({
        verb: 'upload',
        image: {
            name: options.name ?? (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(options.destination),
            destination: options.destination,
            ...plan,
            outcome,
            checksum,
            bytes: object.size,
            seconds: (clock.now() - started) / 1000,
        },
    });
    if (plan.state === 'current') {
        task.end('in place, skipped');
        return result({ size }, 'skipped');
    }
    const { destination } = options;
    const beforePublish = () => (0,_catalog_catalog_js__WEBPACK_IMPORTED_MODULE_2__/* .removeMetadata */ .Ij)({ store, catalog }, destination, signal);
    const object = await (0,_transfer_local_file_js__WEBPACK_IMPORTED_MODULE_9__/* .publishFile */ .o)(reading, {
        ...{ store, destination, hashed, beforePublish },
        owner: OWNER,
    });
    const metadata = {
        name: options.name ?? (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(options.destination),
        checksum,
        size: object.size,
        uploadedAt: new Date(clock.now()).toISOString(),
        source: { type: 'file', path: options.path },
        etag: object.etag,
        managedBy: OWNER,
    };
    await (0,_catalog_catalog_js__WEBPACK_IMPORTED_MODULE_2__/* .writeMetadata */ .f5)({ store, catalog }, { destination, object, metadata }, signal);
    await (0,_catalog_write_index_js__WEBPACK_IMPORTED_MODULE_8__/* .writeIndex */ ._)({ store, catalog }, context);
    const report = result(object, 'uploaded');
    const { bytes, seconds } = report.image;
    task.end(`uploaded ${(0,_report_report_format_js__WEBPACK_IMPORTED_MODULE_11__/* .describeBytes */ .nI)(bytes)} in ${seconds.toFixed(1)} s${(0,_report_report_format_js__WEBPACK_IMPORTED_MODULE_11__/* .describeRate */ .YQ)(bytes, seconds)}`);
    return report;
}
/** Throws INPUT_INVALID for other content at the destination, unless `force` is given. */
async function planUpload(entry, checksum, { options, store, signal }) {
    if (options.force)
        return { state: 'forced', reason: 'asked for' };
    if (entry?.object === undefined)
        return { state: 'missing', reason: 'not in the bucket' };
    if (entry.metadata?.kind === 'metadata') {
        const { metadata } = entry.metadata;
        if (metadata.checksum !== checksum)
            throw occupied(options, describeImage(metadata));
        const damage = (0,_catalog_evidence_js__WEBPACK_IMPORTED_MODULE_5__/* .damageOf */ .ti)(entry);
        if (damage !== undefined)
            return { state: 'damaged', reason: damage };
        if (!(0,_catalog_evidence_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecorded */ .TN)(entry, OWNER))
            return { state: 'changed', reason: 'metadata of another tool' };
        // Hashing takes its time, and others may write meanwhile.
        const gone = await (0,_transfer_prove_object_js__WEBPACK_IMPORTED_MODULE_10__/* .isStillThere */ .T)(entry.object, { store, signal });
        return gone === undefined ? { state: 'current', reason: '' } : gone.refuted;
    }
    // What an upload of this very file leaves when it ends between object and metadata.
    const { meta } = (await store.head((0,_catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_6__/* .imageKey */ .p2)(options.destination), signal)) ?? {};
    if (meta?.['checksum'] === checksum && (0,_catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_6__/* .ownerInMeta */ .Ii)(meta) === OWNER) {
        return { state: 'damaged', reason: 'no metadata' };
    }
    const found = (0,_catalog_entry_state_js__WEBPACK_IMPORTED_MODULE_4__/* .stateOf */ .L)(entry);
    const why = found.state === 'ok' ? '' : `: ${found.reason}`;
    throw occupied(options, `an object whose content is not known${why}`);
}
function describeImage({ name, checksum, uploadedAt, managedBy }) {
    const date = uploadedAt === '' ? '' : ` of ${uploadedAt}`;
    const owner = managedBy === undefined ? 'put there by another tool' : `owned by ${managedBy}`;
    return `${name}${date}, ${checksum}, ${owner}`;
}
function occupied({ destination }, found) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('INPUT_INVALID', `${(0,_catalog_metadata_metadata_js__WEBPACK_IMPORTED_MODULE_6__/* .imageKey */ .p2)(destination)} has other content: found ${found}; use --force to replace it`);
}
function refuseForeignOwner(entry, options) {
    if (options.force || entry?.metadata?.kind !== 'metadata')
        return;
    const owner = entry.metadata.metadata.managedBy;
    if (owner === undefined || owner === OWNER)
        return;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('INPUT_INVALID', `destination ${options.destination} belongs to ${owner}, which would put its own image back; ` +
        'choose another destination, or use --force');
}


/***/ }),

/***/ 82942:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   validate: () => (/* binding */ validate)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(70370);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);
/* harmony import */ var _report_report_format_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(43389);
/* harmony import */ var _choose_images_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(66788);
/** `validate`: everything that can be known to be wrong before a run, all at once. */




const PARALLEL_CHECKS = 8;
/**
 * Reports the findings of a parsed manifest, of the files and templates that it names and, unless `offline`, asks the
 * server of every URL. A URL that is gone is a finding where it stands; a server that does not answer is reported, and
 * makes the run fail. Throws INPUT_INVALID for a name that a manifest without errors does not have.
 */
async function validate(parsed, options, context) {
    const images = parsed.manifest === undefined ? [] : (0,_choose_images_js__WEBPACK_IMPORTED_MODULE_1__/* .chooseImages */ .s)(parsed.manifest, options.images);
    const here = [...(await context.checkFiles(images)), ...(await checkTemplates(images, context))];
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_2__/* ["default"] */ .A)(PARALLEL_CHECKS);
    const urls = options.offline
        ? []
        : await Promise.all(images.map((image) => limit(() => checkUrl(image, context))));
    const checks = urls.flat();
    return {
        verb: 'validate',
        manifest: options.manifest,
        imageCount: images.length,
        findings: [
            ...parsed.findings,
            ...here,
            ...checks.flatMap(({ image, check }) => findingOf(image, check)),
        ],
        urls: checks.map(({ check }) => check),
    };
}
async function checkTemplates(images, context) {
    const findings = images.map(async ({ name, source, place, fields }) => {
        if (source.type !== 'packer')
            return [];
        const templates = await context.templatesOf(source.path).catch(() => undefined);
        if (templates !== undefined && templates.length > 0)
            return [];
        const found = templates === undefined ? 'no such folder' : 'no template in it';
        const message = `${name}: source.path is wrong: found ${found} at ${source.path}, want a folder with *.pkr.hcl`;
        return [{ severity: 'error', place: fields?.['source.path'] ?? place, message }];
    });
    return (await Promise.all(findings)).flat();
}
async function checkUrl(image, context) {
    if (image.source.type !== 'http')
        return [];
    const task = context.reporter.begin(image.name);
    task.phase('checking');
    const probe = await context.probe(image.source.url);
    task.end(`${probe.status}: ${probe.detail}, ${(0,_report_report_format_js__WEBPACK_IMPORTED_MODULE_3__/* .describeBytes */ .nI)(probe.size)}, ${probe.contentType ?? 'no content type'}`, probe.status === 'gone' || probe.status === 'unreachable');
    return [{ image, check: { image: image.name, url: (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .redactUrl */ .BO)(image.source.url), ...probe } }];
}
function findingOf(image, check) {
    const place = image.fields?.['source.url'] ?? image.place;
    switch (check.status) {
        case 'gone':
            return [
                {
                    severity: 'error',
                    place,
                    message: `${image.name}: ${check.url} is gone: ${check.detail}`,
                },
            ];
        case 'unknown':
            return [
                {
                    severity: 'warning',
                    place,
                    message: `${image.name}: ${check.url} could not be checked: ${check.detail}`,
                },
            ];
        default:
            return [];
    }
}


/***/ }),

/***/ 57426:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/base/errors.js
var base_errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/base/version.js
var base_version = __webpack_require__(7844);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __webpack_require__(40610);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
// EXTERNAL MODULE: ./build/base/link-local.js
var link_local = __webpack_require__(76636);
;// CONCATENATED MODULE: ./build/http/connection/guarded-lookup.js
/** Name resolution that does not lead to where a machine's own credentials are handed out. */




/**
 * `lookup` without link-local addresses: a name may hide what a URL may not say. They are left out beside others, since
 * a name of the local network (mDNS) often has one; a name that has no other fails with SOURCE_REJECTED.
 */
function guardedLookup(lookup = external_node_dns_.lookup) {
    return (hostname, options, callback) => {
        // All of them even for a caller who wants one: the first may be the one that is left out.
        lookup(hostname, { ...options, all: true }, (error, answer, family) => {
            if (error !== null)
                return callback(error, answer, family);
            const found = typeof answer === 'string' ? [{ address: answer, family }] : (answer ?? []);
            const good = found
                .filter(({ address }) => !(0,link_local/* isLinkLocal */._)(address))
                .map(({ address, family = (0,external_node_net_.isIP)(address) }) => ({ address, family }));
            const [first] = good;
            if (first === undefined && found.length > 0)
                return callback(refusal(hostname, found), []);
            if (options.all)
                return callback(null, good);
            callback(null, first?.address ?? '', first?.family);
        });
    };
}
function refusal(hostname, found) {
    const addresses = found.map(({ address }) => address).join(', ');
    const which = found.length === 1 ? 'the link-local address' : 'the link-local addresses';
    return new base_errors/* LabctlError */.$b('SOURCE_REJECTED', `refusing to connect: ${hostname} resolves only to ${which} ${addresses}`);
}

// EXTERNAL MODULE: ./build/http/connection/tunnel-agent.js
var tunnel_agent = __webpack_require__(81150);
;// CONCATENATED MODULE: ./build/http/connection/agents.js



/** Agents that share one pool of direct connections. */
function createAgents(options = {}) {
    const { proxyFor = direct, ca, lookup } = options;
    const settings = {
        ...(ca === undefined ? {} : { ca }),
        ...(lookup === undefined ? {} : { lookup }),
    };
    // A proxy looks names up itself, and its own address is the user's choice.
    const pool = new external_node_https_.Agent({ keepAlive: true, ...settings, lookup: guardedLookup(lookup) });
    return {
        agentFor(url, signal) {
            const proxy = proxyFor(url);
            return proxy === undefined ? pool : new tunnel_agent/* TunnelAgent */.a(proxy, { ...settings, signal });
        },
        proxyFor,
        close: () => pool.destroy(),
    };
}
function direct() {
    return undefined;
}

;// CONCATENATED MODULE: ./build/http/connection/proxy-exceptions.js
/** NO_PROXY: the hosts that are reached without the proxy. */



const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 };
/**
 * Reads entries between commas or spaces: `*`, a name (with all names below it; a dot or `*.` before it changes nothing),
 * a name with stars, an address, or addresses as 10.0.0.0/8 or fd00::/8; each with `:port` or without. Names are not
 * resolved: addresses are those that a URL itself holds. Throws INPUT_INVALID for an entry that is none of these.
 */
function readExceptions(variable) {
    const entries = (variable?.value ?? '')
        .toLowerCase()
        .split(/[,\s]+/)
        .filter((entry) => entry !== '');
    const exceptions = entries.map((entry) => readEntry(entry, variable?.name ?? ''));
    return ({ hostname, port, protocol }) => {
        const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
        const at = Number(port) || (DEFAULT_PORTS[protocol] ?? 0);
        return exceptions.some((holds) => holds(host, at));
    };
}
function readEntry(entry, variable) {
    const { host, port } = splitPort(entry);
    const matches = matcherOf(host);
    if (matches === undefined) {
        throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `${variable} is wrong: found "${(0,redact/* printable */.g$)(entry, 80)}", want a host, an address, a range as 10.0.0.0/8 or fd00::/8, or *`);
    }
    return (name, at) => (port === undefined || port === at) && matches(name);
}
/** An address of IPv6 has colons of its own: beside a port it stands in brackets. */
function splitPort(entry) {
    const [, inBrackets, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(entry) ?? [];
    const host = inBrackets ?? plain;
    if (host !== undefined)
        return { host, port: Number(port) };
    return { host: entry.replace(/^\[([^\]]*)\]/, '$1'), port: undefined };
}
function matcherOf(host) {
    if (host.includes('/'))
        return rangeOf(host);
    if ((0,external_node_net_.isIP)(host) !== 0)
        return rangeOf(`${host}/${(0,external_node_net_.isIP)(host) === 6 ? 128 : 32}`);
    if (!/^[\p{L}\p{N}_.*-]+$/u.test(host))
        return undefined;
    const suffix = host.replace(/^\*?\.+/, '').replace(/\.$/, '');
    if (suffix.includes('*'))
        return matcherOfStars(suffix);
    const ascii = URL.canParse(`http://${suffix}`) ? new URL(`http://${suffix}`).hostname : suffix;
    return (name) => name === ascii || name.endsWith(`.${ascii}`);
}
function rangeOf(text) {
    const [address = '', bits = '', more] = text.split('/');
    const version = (0,external_node_net_.isIP)(address);
    const isBits = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32);
    if (version === 0 || !isBits || more !== undefined)
        return undefined;
    const range = new external_node_net_.BlockList();
    range.addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
    return (name) => (0,external_node_net_.isIP)(name) !== 0 && range.check(name, (0,external_node_net_.isIP)(name) === 6 ? 'ipv6' : 'ipv4');
}
function matcherOfStars(pattern) {
    const parts = pattern.split('*');
    const first = parts[0] ?? '';
    const last = parts.at(-1) ?? '';
    return (name) => {
        if (!name.startsWith(first))
            return false;
        let at = first.length;
        for (const part of parts.slice(1, -1)) {
            const found = name.indexOf(part, at);
            if (found === -1)
                return false;
            at = found + part.length;
        }
        return name.length - last.length >= at && name.endsWith(last);
    };
}

;// CONCATENATED MODULE: ./build/http/connection/proxy-rules.js
/** The proxy on the way to a URL, by the variables of the environment: one decision for all clients. */



/**
 * As curl has it: `https_proxy` or `http_proxy` after the scheme of the URL, else `all_proxy`, with the exceptions of
 * `no_proxy`; each in upper case as well, and the lower case wins.
 */
function createProxyRules(env) {
    let isException;
    return (url) => {
        const scheme = url.protocol.replace(':', '');
        const chosen = read(env, `${scheme}_proxy`) ?? read(env, 'all_proxy');
        if (chosen === undefined)
            return undefined;
        isException ??= readExceptions(read(env, 'no_proxy'));
        return isException(url) ? undefined : checkedProxy(chosen);
    };
}
function read(env, lowerCase) {
    for (const name of [lowerCase, lowerCase.toUpperCase()]) {
        const value = env[name]?.trim();
        if (value)
            return { name, value };
    }
    return undefined;
}
function checkedProxy({ name, value }) {
    // A proxy without a scheme speaks plain http.
    const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // What is no URL, or has its @ elsewhere, cannot be taken apart to leave out a password.
    if (url === undefined || url.host === '' || (text.includes('@') && !hasLogin(url))) {
        throw proxy_rules_refusal(name, 'something that is no URL (in a user or a password, write / ? # @ as %2F %3F %23 %40)');
    }
    const shown = (0,redact/* printable */.g$)(`${url.protocol}//${url.host}`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw proxy_rules_refusal(name, `${shown} (labctl knows no ${(0,redact/* printable */.g$)(url.protocol, 20)} proxies)`);
    }
    if (!isDecodable(url.username) || !isDecodable(url.password)) {
        throw proxy_rules_refusal(name, `${shown} with a user or a password in which a % is not the beginning of two hex digits (write it as %25)`);
    }
    return { url, label: `${shown}/ (${name})` };
}
function hasLogin({ username, password }) {
    return username !== '' || password !== '';
}
function isDecodable(text) {
    try {
        decodeURIComponent(text);
        return true;
    }
    catch {
        return false;
    }
}
function proxy_rules_refusal(variable, found) {
    return new base_errors/* LabctlError */.$b('INPUT_INVALID', `${variable} names a proxy that cannot be used: found ${found}, want http://host:port or https://host:port; ` +
        'hosts that need no proxy stand in NO_PROXY');
}

// EXTERNAL MODULE: ./build/programs/find-program.js
var find_program = __webpack_require__(48528);
// EXTERNAL MODULE: ./build/programs/run-program.js
var run_program = __webpack_require__(41936);
;// CONCATENATED MODULE: ./build/programs/git.js
/** Git, asked about a checkout whose configuration anybody may have written. */





const TIME_LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;
/** Where the user's own configuration lies: `safe.directory`, without which Git refuses a checkout of another owner, and what is ignored everywhere. */
const PLACES = ['HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'];
/**
 * What `.git/config` could have Git run, or take for a repository. A provisioner of a Packer template can write that
 * file, and so can whoever made the archive that a checkout was unpacked from.
 */
const SETTINGS = [
    '--no-pager',
    ...['-c', 'core.fsmonitor=false'],
    ...['-c', `core.hooksPath=${external_node_os_.devNull}`],
    ...['-c', 'safe.bareRepository=explicit'],
];
const QUIET = {
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // In a partial clone Git fetches what it misses, through programs that the configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
};
/** The one Git of a run; the program is looked for when it is first needed. */
function createGit({ path, env, signal }) {
    const places = Object.fromEntries(PLACES.flatMap((name) => absoluteOf(name, env[name])));
    // With sudo, Git takes the checkouts of the user behind it for its own.
    const sudo = env['SUDO_UID'] === undefined ? {} : { SUDO_UID: env['SUDO_UID'] };
    let finding;
    return async (folder, args, input) => {
        finding ??= findGit(path);
        return (0,run_program/* runProgram */.m)(await finding, {
            args: [...SETTINGS, ...args],
            cwd: folder,
            env: { PATH: path ?? '', ...places, ...sudo, ...QUIET },
            input,
            timeLimitMs: TIME_LIMIT_MS,
            maxOutputBytes: MAX_OUTPUT_BYTES,
            signal,
        });
    };
}
async function findGit(path) {
    const [program] = await (0,find_program/* programsOn */.v9)(path, 'git');
    if (program !== undefined)
        return program;
    throw new base_errors/* LabctlError */.$b('UNSUPPORTED', 'there is no git in the absolute folders of PATH: install it');
}
/** A relative place would be one of the checkout. */
function absoluteOf(name, value) {
    return value !== undefined && (0,external_node_path_.isAbsolute)(value) ? [[name, value]] : [];
}

// EXTERNAL MODULE: ./build/stream/hash/checksum.js
var hash_checksum = __webpack_require__(27211);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(73136);
// EXTERNAL MODULE: ./build/credentials/environment.js
var environment = __webpack_require__(98732);
// EXTERNAL MODULE: ./build/credentials/sops/sops-key.js
var sops_key = __webpack_require__(59552);
;// CONCATENATED MODULE: ./build/credentials/sops/sops-failure.js
/** Why `sops` failed, in plain words and without a secret. */



const MAX_COMPLAINT = 600;
// https://github.com/getsops/sops/blob/v3.13.3/cmd/sops/codes/codes.go
const UNREADABLE = [2, 100];
const MAC_MISMATCH = 51;
const MAC_NOT_FOUND = 52;
const DAMAGED = [21, 23, 24, 25];
const NO_KEY = [111, 128];
/** The error for a `sops decrypt` of `file` that ended with another exit code than 0. */
function sopsFailure(file, key, { exitCode, stderr }) {
    const complaint = withoutSecrets(stderr, key);
    const cause = new Error(`sops: ${complaint || 'no message'}`);
    if (exitCode === MAC_MISMATCH || exitCode === MAC_NOT_FOUND) {
        return new base_errors/* LabctlError */.$b('INPUT_INVALID', `${file} was edited by hand after it was encrypted, so nothing in it can be trusted (sops exit code ${exitCode}): take the edit back, and make it with "sops edit ${file}" or "sops set"`, { cause });
    }
    if (NO_KEY.includes(exitCode)) {
        const recipients = recipientsIn(stderr);
        const names = recipients.length > 0 ? recipients.join(', ') : 'nobody';
        return new base_errors/* LabctlError */.$b('CREDENTIALS_MISSING', `${file} cannot be opened with ${(0,sops_key/* describeKey */.Rx)(key)}: it is encrypted for ${names} (sops exit code ${exitCode}); use the key of one of them, or let one of them add yours to .sops.yaml and run "sops updatekeys ${file}"`, { cause });
    }
    if (exitCode === 1 && /metadata not found/i.test(stderr))
        return notEncrypted(file);
    if (UNREADABLE.includes(exitCode)) {
        return new base_errors/* LabctlError */.$b('FILE_FAILED', `sops cannot read ${file}: ${complaint}`);
    }
    const what = DAMAGED.includes(exitCode) ? 'is damaged' : 'cannot be decrypted';
    return new base_errors/* LabctlError */.$b('INPUT_INVALID', `${file} ${what} (sops exit code ${exitCode}): ${complaint || 'no message'}`);
}
/** The error for a file that has no SOPS part at all. */
function notEncrypted(file) {
    return new base_errors/* LabctlError */.$b('INPUT_INVALID', `${file} is not encrypted by SOPS: fill it in and run "sops encrypt --in-place ${file}"`);
}
/** `  age1…: FAILED`, a line for each recipient that was tried. */
function recipientsIn(stderr) {
    const lines = stderr.matchAll(/^ {2}(\S.*): FAILED/gm);
    return [...lines].map(([, recipient = '']) => (0,redact/* printable */.g$)(recipient));
}
function withoutSecrets(stderr, key) {
    let text = stderr.replace(/AGE-(SECRET-KEY|PLUGIN)-[A-Z0-9-]+/gi, '***');
    if (key.kind === 'age-key') {
        for (const line of key.key.split('\n'))
            text = text.replaceAll(line, '***');
    }
    const sentences = text.replace(/^[\s|-]+/gm, '').replace(/\s+/g, ' ');
    return (0,redact/* printable */.g$)(sentences.trim(), MAX_COMPLAINT);
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./build/credentials/sops/sops-file.js
/** A SOPS file before it is opened: whether it is encrypted, and which fields anybody can read in it. */



const MAX_FILE_BYTES = 1024 * 1024;
const SECRET_FIELDS = ['accessKey', 'secretKey'];
/**
 * Reads the file without decrypting it. Throws NOT_FOUND or FILE_FAILED, and INPUT_INVALID when a key lies in it in
 * the clear: keys that Git holds in the clear are never used.
 */
async function readSopsFile(path) {
    const text = await readText(path);
    const values = text.trimStart().startsWith('{') ? jsonValues(text) : yamlValues(text);
    const clear = {};
    const hidden = [];
    for (const field of environment/* FIELD_NAMES */.Yr) {
        const value = values.get(environment/* FIELDS */.cJ[field].key);
        if (value === undefined || value === '')
            continue;
        if (isCipherText(value))
            hidden.push(field);
        else if (SECRET_FIELDS.includes(field))
            throw plainKey(path, environment/* FIELDS */.cJ[field].key);
        else if (value === UNCLEAR)
            hidden.push(field);
        else
            clear[field] = (0,environment/* checkedValue */.ZJ)(value, `${environment/* FIELDS */.cJ[field].key} in ${path}`);
    }
    return { isEncrypted: values.has('sops'), clear, hidden };
}
/** A value that this reader leaves to SOPS. */
const UNCLEAR = '\0';
function isCipherText(value) {
    return /^ENC\[[A-Z0-9_]+,.*\]$/s.test(value);
}
function jsonValues(text) {
    let parsed;
    try {
        parsed = JSON.parse(text);
    }
    catch {
        return new Map();
    }
    const entries = Object.entries(parsed ?? {});
    return new Map(entries.map(([key, value]) => [key, typeof value === 'string' ? value : UNCLEAR]));
}
/**
 * The scalars of the outermost mapping, as SOPS writes them: one a line. Anything more elaborate is left to SOPS,
 * which costs a decryption and nothing else.
 */
function yamlValues(text) {
    const values = new Map();
    for (const line of text.split(/\r?\n/)) {
        const match = /^["']?([A-Za-z_]+)["']?\s*[:=](?:\s*(.*))?$/.exec(line);
        const key = line === '[sops]' || match?.[1]?.startsWith('sops_') ? 'sops' : match?.[1];
        if (key === undefined)
            continue;
        values.set(key, values.has(key) && key !== 'sops' ? UNCLEAR : scalar(match?.[2] ?? ''));
    }
    return values;
}
function scalar(text) {
    const bare = text.replace(/\s+#.*$/, '').trim();
    if (isCipherText(bare) || bare === '')
        return bare;
    const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(bare);
    if (quoted !== null)
        return quoted[1] ?? quoted[2] ?? '';
    const isNotText = /^(true|false|yes|no|on|off|null|~|[-+.\d][\d_.e+-]*)$/i.test(bare);
    return isNotText || !/^[A-Za-z0-9][^\s"'#{}[\],]*$/.test(bare) ? UNCLEAR : bare;
}
async function readText(path) {
    try {
        const { size } = await (0,promises_.stat)(path);
        if (size <= MAX_FILE_BYTES)
            return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (cause) {
        const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
        if (absent)
            throw new base_errors/* LabctlError */.$b('NOT_FOUND', `there is no credentials file ${path}`);
        const message = `the credentials file ${path} cannot be read: ${(0,base_errors/* describeCause */.V$)(cause)}`;
        throw new base_errors/* LabctlError */.$b('FILE_FAILED', message, { cause });
    }
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `the credentials file ${path} is larger than 1 MiB; want a SOPS file with a few fields`);
}
function plainKey(path, key) {
    return new base_errors/* LabctlError */.$b('INPUT_INVALID', `${path} holds ${key} in the clear, and such keys are not used: make new keys at the provider if this file was ever pushed, and encrypt it with "sops encrypt --in-place ${path}"`);
}

// EXTERNAL MODULE: ./build/credentials/workflow-event.js
var workflow_event = __webpack_require__(31601);
;// CONCATENATED MODULE: ./build/credentials/resolve-credentials.js
/** The credentials of the bucket, field by field: the environment first, then the SOPS file. */





/**
 * The credentials, or `undefined` where neither a variable nor a file is given. Throws CREDENTIALS_MISSING naming
 * what is missing and where it can come from, INPUT_INVALID in a run that a stranger may have started, and what
 * reading and opening the file throw.
 */
async function resolveCredentials(options) {
    const { env, file, event, mask } = options;
    const isAsked = file !== undefined || Object.values(environment/* FIELDS */.cJ).some(({ variable }) => env[variable]);
    if (!isAsked)
        return undefined;
    (0,workflow_event/* refuseUntrustedEvent */.H)(event);
    const credentials = file === undefined ? (0,environment/* readCredentials */.L1)(env) : await withFile(file, options);
    if (credentials !== undefined)
        (0,environment/* secretsOf */.Fj)(credentials).forEach(mask);
    return credentials;
}
async function withFile(file, options) {
    const fromEnvironment = (0,environment/* readVariables */.Ch)(options.env);
    if ((0,environment/* missingFields */.SD)(fromEnvironment).length === 0)
        return (0,environment/* wholeCredentials */.el)(fromEnvironment);
    const { isEncrypted, clear, hidden } = await readSopsFile(file);
    const readable = { ...clear, ...fromEnvironment };
    const isRegionHidden = hidden.includes('region') && readable.region === undefined;
    if ((0,environment/* missingFields */.SD)(readable).length === 0 && !isRegionHidden)
        return (0,environment/* wholeCredentials */.el)(readable);
    if (!isEncrypted)
        throw hidden.length > 0 || isEmpty(clear) ? notEncrypted(file) : missing(file, readable);
    const decrypted = { ...(await options.decrypt(file)), ...fromEnvironment };
    if ((0,environment/* missingFields */.SD)(decrypted).length > 0)
        throw missing(file, decrypted);
    return (0,environment/* wholeCredentials */.el)(decrypted);
}
function isEmpty(fields) {
    return Object.keys(fields).length === 0;
}
function missing(file, fields) {
    const fieldNames = (0,environment/* missingFields */.SD)(fields);
    const names = fieldNames.map((field) => `${environment/* FIELDS */.cJ[field].key} (or ${environment/* FIELDS */.cJ[field].variable})`);
    return new base_errors/* LabctlError */.$b('CREDENTIALS_MISSING', `credentials are incomplete: ${names.join(', ')} ${(0,environment/* areOrIs */.KS)(fieldNames)} missing; add with "sops edit ${file}" or set the variable`);
}

;// CONCATENATED MODULE: ./build/credentials/sops/sops.js
/** Opens a SOPS file with the real `sops`: its fields in memory, and nothing of them anywhere else. */







// A person may have to touch a YubiKey or type a PIN meanwhile.
const sops_TIME_LIMIT_MS = 60_000;
const sops_MAX_OUTPUT_BYTES = 1024 * 1024;
/**
 * The credentials in `file`, as many as there are; other fields are ignored. Throws CREDENTIALS_MISSING where no key
 * fits, INPUT_INVALID for a file that was edited by hand or holds something else, FILE_FAILED, UNSUPPORTED for a
 * program that does not work, and the signal's reason. No process is left behind.
 */
async function decryptSops(file, options) {
    const { program, key, path, tempFolder, timeLimitMs = sops_TIME_LIMIT_MS, signal } = options;
    const emptyHome = await (0,promises_.mkdtemp)((0,external_node_path_.join)(tempFolder, 'labctl-sops-'));
    try {
        const ended = await (0,run_program/* runProgram */.m)(program, {
            args: ['decrypt', '--output-type', 'json', file.startsWith('-') ? `./${file}` : file],
            env: (0,sops_key/* sopsEnvironment */.ZV)(key, { path, emptyHome }),
            timeLimitMs,
            maxOutputBytes: sops_MAX_OUTPUT_BYTES,
            signal,
        });
        if (ended.exitCode !== 0)
            throw sopsFailure(file, key, ended);
        return fieldsOf(ended.stdout, file);
    }
    finally {
        await (0,promises_.rm)(emptyHome, { recursive: true, force: true });
    }
}
function fieldsOf(json, file) {
    const values = parseObject(json, file);
    const fields = {};
    for (const field of environment/* FIELD_NAMES */.Yr) {
        const { key } = environment/* FIELDS */.cJ[field];
        const value = Object.hasOwn(values, key) ? values[key] : undefined;
        if (value === undefined || value === null || value === '')
            continue;
        if (typeof value !== 'string') {
            throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `${key} in ${file} is wrong: found a ${typeof value}, want a text; put it in quotes with "sops edit ${file}"`);
        }
        fields[field] = (0,environment/* checkedValue */.ZJ)(value, `${key} in ${file}`);
    }
    return fields;
}
function parseObject(json, file) {
    try {
        const parsed = JSON.parse(json);
        if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
            return { ...parsed };
    }
    catch {
        // The parser's message quotes what it read, which may be a secret.
    }
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `sops did not answer with one JSON object for ${file}: want the fields access_key, secret_key, endpoint and bucket`);
}

// EXTERNAL MODULE: ./build/files/usable-path.js
var usable_path = __webpack_require__(25032);
// EXTERNAL MODULE: ./build/http/source.js + 7 modules
var http_source = __webpack_require__(49477);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/tools/fetch/tool-cache.js
/** Where the files of the vendors are kept between runs: the runner's tool cache, or a folder of the user. */



/** A cache in `folder`, which is made when it is needed. */
function createFolderCache(folder) {
    const placeOf = ({ tool, version, platform, file }) => {
        const place = (0,external_node_path_.join)(folder, tool, version, platform);
        return { place, path: (0,external_node_path_.join)(place, file) };
    };
    return {
        find: (entry) => existing(placeOf(entry).path),
        async keep(entry, file) {
            const { place, path } = placeOf(entry);
            await (0,promises_.mkdir)(place, { recursive: true });
            const draft = `${path}.${(0,external_node_crypto_.randomUUID)()}`;
            try {
                await (0,promises_.copyFile)(file, draft);
                await (0,promises_.rename)(draft, path);
            }
            finally {
                await (0,promises_.rm)(draft, { force: true });
            }
        },
    };
}
/**
 * The tool cache of a runner, by its own library, which reads RUNNER_TOOL_CACHE and RUNNER_TEMP. It writes debug
 * commands to standard output, and so is for the Action alone.
 */
function createRunnerCache() {
    const library = () => Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(58), __webpack_require__.e(805)]).then(__webpack_require__.bind(__webpack_require__, 59805));
    // The vendors' files are kept and not their programs, which Actions that set the tools up keep by the plain name.
    const nameOf = ({ tool }) => `labctl-${tool}`;
    return {
        async find(entry) {
            const folder = (await library()).find(nameOf(entry), entry.version, entry.platform);
            return folder === '' ? undefined : existing((0,external_node_path_.join)(folder, entry.file));
        },
        async keep(entry, file) {
            const { cacheFile } = await library();
            await cacheFile(file, entry.file, nameOf(entry), entry.version, entry.platform);
        },
    };
}
async function existing(path) {
    try {
        return (await (0,promises_.stat)(path)).isFile() ? path : undefined;
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./build/tools/known-tools.json
const known_tools_namespaceObject = /*#__PURE__*/JSON.parse('{"C":{"version":"3.13.3","sha256":{"linux-x64":"e5bec3346a873ae91d871550f3e698c1aad962aff462a080e40f25fde17fef6b","linux-arm64":"53b0abacd38ef1b12a66d6c100956691b9cefce018d91f81e73ddf7438b94d77","darwin-x64":"42162d5cef10b74fcf80a045a70e658d7ce6e63d6ea1be6f347e44015714468d","darwin-arm64":"b97c0d434aab577dc40310e8d22ff9e45eef4c80638ab978daae9b4681c59286"}},"x":{"version":"1.15.4","sha256":{"linux-x64":"15f97a6a99645c7d5308c609973b5280837b38e112beac413ccbce80da927cf1","linux-arm64":"23e6d2e596dd9e2527e0f7bea9aedd26059729375a0d17c462c2621f1b97b82d","darwin-x64":"b3be60b44dcb74e7962afe22cc10b89a09c74b626fcd52f49ecee32b07b99e71","darwin-arm64":"d95ba177dd2ebb84d7d155493b4188ec2a519d2c3b041528db5b63a6aff9da80"}}}');
;// CONCATENATED MODULE: ./build/tools/known-tools.js
/** The tools that labctl can fetch: what their vendors call their files, and the versions and digests it pins. */

const KNOWN_TOOLS = {
    sops: {
        name: 'sops',
        // The first with `sops decrypt` (https://github.com/getsops/sops/releases/tag/v3.9.0).
        oldest: '3.9.0',
        ...known_tools_namespaceObject.C,
        baseUrl: 'https://github.com/getsops/sops/releases/download',
        platforms: {
            'linux-x64': 'linux.amd64',
            'linux-arm64': 'linux.arm64',
            'darwin-x64': 'darwin.amd64',
            'darwin-arm64': 'darwin.arm64',
        },
        files: (version, platform) => ({
            archive: `v${version}/sops-v${version}.${platform}`,
            checksums: `v${version}/sops-v${version}.checksums.txt`,
        }),
        isZip: false,
    },
    packer: {
        name: 'packer',
        // The first that installs the plugins which a template requires (`packer init`).
        oldest: '1.7.0',
        ...known_tools_namespaceObject.x,
        baseUrl: 'https://releases.hashicorp.com/packer',
        platforms: {
            'linux-x64': 'linux_amd64',
            'linux-arm64': 'linux_arm64',
            'darwin-x64': 'darwin_amd64',
            'darwin-arm64': 'darwin_arm64',
        },
        files: (version, platform) => ({
            archive: `${version}/packer_${version}_${platform}.zip`,
            checksums: `${version}/packer_${version}_SHA256SUMS`,
        }),
        isZip: true,
    },
};
/** The digest that a vendor's checksum file gives for a file, as 64 small hex digits. */
function digestIn(checksums, file) {
    const lines = checksums.split(/\r?\n/).map((line) => /^([0-9a-f]{64}) [ *](\S+)$/i.exec(line));
    const digests = lines
        .filter((line) => line?.[2] === file)
        .map((line) => line?.[1]?.toLowerCase());
    return digests.length === 1 ? digests[0] : undefined;
}

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
;// CONCATENATED MODULE: ./build/tools/fetch/receive.js
/** Takes bytes in: into a private file with their digest, or into a short text. */




const MAX_TEXT_BYTES = 256 * 1024;
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;
/**
 * Writes `from` to the file `to`, which only this user can read and nobody can run, and gives its SHA-256 in hex.
 * Throws CHECKSUM_MISMATCH beyond 512 MiB, FILE_FAILED, the errors of `from` and the signal's reason.
 */
async function copyAndHash(from, to, signal) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let bytes = 0;
    async function* hashed(chunks) {
        for await (const chunk of chunks) {
            bytes += chunk.length;
            if (bytes > MAX_ARCHIVE_BYTES) {
                throw new base_errors/* LabctlError */.$b('CHECKSUM_MISMATCH', 'a tool is not used: it is larger than 512 MiB');
            }
            hash.update(chunk);
            yield chunk;
        }
    }
    try {
        await (0,external_node_stream_promises_.pipeline)(from, hashed, (0,external_node_fs_.createWriteStream)(to, { mode: 0o600 }), { signal });
    }
    catch (error) {
        if (signal.aborted)
            throw (0,base_errors/* asLabctlError */.xI)(signal.reason, 'CANCELLED', 'the run was stopped');
        throw (0,base_errors/* asLabctlError */.xI)(error, 'FILE_FAILED', 'a tool cannot be kept');
    }
    return hash.digest('hex');
}
/** The text of `body`. Throws CHECKSUM_MISMATCH beyond 256 KiB, and the errors of `body`. */
async function receive_readText(body) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > MAX_TEXT_BYTES) {
            throw new base_errors/* LabctlError */.$b('CHECKSUM_MISMATCH', 'the checksum file of a tool is over 256 KiB');
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./build/tools/fetch/zip.js
/** Takes one program out of a verified zip, by its exact name; nothing else of the zip is ever written. */






// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
const END = { signature: 0x06054b50, bytes: 22, maxComment: 65_535 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const MAX_DIRECTORY_BYTES = 64 * 1024;
const MAX_PROGRAM_BYTES = 1024 * 1024 * 1024;
/**
 * Writes the one entry named `name` to `to`, which is not executable. Vendors put their licence beside it. Throws
 * CHECKSUM_MISMATCH for a zip without exactly one such entry, or that is damaged.
 */
async function extractProgram(zip, name, to) {
    const handle = await (0,promises_.open)(zip, 'r');
    try {
        const entries = (await readDirectory(handle)).filter((entry) => entry.name === name);
        const [entry] = entries;
        if (entry === undefined || entries.length > 1) {
            throw damaged(name, `it holds ${entries.length} files of that name, want 1`);
        }
        const isReadable = entry.method === STORED || entry.method === DEFLATED;
        if (!isReadable || (entry.flags & ENCRYPTED) !== 0 || entry.bytes > MAX_PROGRAM_BYTES) {
            throw damaged(name, 'it is packed in a way that labctl does not read');
        }
        await unpack(zip, { entry, start: await dataStart(handle, entry), to });
    }
    catch (error) {
        if (error instanceof base_errors/* LabctlError */.$b)
            throw error;
        if (error instanceof Error && 'syscall' in error) {
            throw (0,base_errors/* asLabctlError */.xI)(error, 'FILE_FAILED', `${name} cannot be taken out of its zip`);
        }
        throw damaged(name, (0,base_errors/* describeCause */.V$)(error));
    }
    finally {
        await handle.close();
    }
}
function damaged(name, why) {
    return new base_errors/* LabctlError */.$b('CHECKSUM_MISMATCH', `the zip of ${name} is not used: ${why}`);
}
async function readDirectory(handle) {
    const { size } = await handle.stat();
    const tail = await readAt(handle, Math.max(0, size - END.bytes - END.maxComment), size);
    const at = lastIndexOf(tail, END.signature);
    if (at < 0)
        throw new Error('it is not a zip');
    const count = tail.readUInt16LE(at + 10);
    const bytes = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    if (bytes > MAX_DIRECTORY_BYTES)
        throw new Error('its directory is too large');
    const directory = await readAt(handle, offset, offset + bytes);
    const entries = [];
    for (let place = 0; entries.length < count;) {
        if (directory.readUInt32LE(place) !== CENTRAL.signature)
            throw new Error('its directory is damaged');
        const nameBytes = directory.readUInt16LE(place + 28);
        const nameAt = place + CENTRAL.bytes;
        entries.push({
            name: directory.toString('utf8', nameAt, nameAt + nameBytes),
            flags: directory.readUInt16LE(place + 8),
            method: directory.readUInt16LE(place + 10),
            packedBytes: directory.readUInt32LE(place + 20),
            bytes: directory.readUInt32LE(place + 24),
            offset: directory.readUInt32LE(place + 42),
        });
        const extraBytes = directory.readUInt16LE(place + 30) + directory.readUInt16LE(place + 32);
        place = nameAt + nameBytes + extraBytes;
    }
    return entries;
}
/** The lengths in the local header may differ from those in the directory. */
async function dataStart(handle, { offset }) {
    const header = await readAt(handle, offset, offset + LOCAL.bytes);
    if (header.readUInt32LE(0) !== LOCAL.signature)
        throw new Error('an entry is damaged');
    return offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}
async function unpack(zip, { entry, start, to }) {
    let bytes = 0;
    async function* counted(chunks) {
        for await (const chunk of chunks) {
            bytes += chunk.length;
            if (bytes > entry.bytes)
                break;
            yield chunk;
        }
        if (bytes !== entry.bytes)
            throw new Error(`it is not of the ${entry.bytes} bytes that it names`);
    }
    const packed = (0,external_node_fs_.createReadStream)(zip, { start, end: start + entry.packedBytes - 1 });
    const unpacker = entry.method === DEFLATED ? (0,external_node_zlib_.createInflateRaw)() : new external_node_stream_.PassThrough();
    await (0,external_node_stream_promises_.pipeline)(packed, unpacker, counted, (0,external_node_fs_.createWriteStream)(to, { mode: 0o600 }));
}
async function readAt(handle, start, end) {
    const buffer = Buffer.alloc(Math.max(0, end - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
}
function lastIndexOf(buffer, signature) {
    const wanted = Buffer.alloc(4);
    wanted.writeUInt32LE(signature);
    return buffer.lastIndexOf(wanted);
}

;// CONCATENATED MODULE: ./build/tools/fetch/fetch-tool.js
/** A pinned tool from the cache or from its vendor: what is run is the very file whose digest was right. */







/** The program, in `folder`. Throws UNSUPPORTED, CHECKSUM_MISMATCH, FILE_FAILED and what `download` throws. */
async function fetchTool(tool, options) {
    const { version, platform, cache, signal } = options;
    const vendorPlatform = tool.platforms[platform];
    if (vendorPlatform === undefined) {
        throw new base_errors/* LabctlError */.$b('UNSUPPORTED', `there is no ${tool.name} on PATH that can be used, and labctl fetches none for ${platform}: install ${tool.name} ${tool.oldest} or newer`);
    }
    const files = tool.files(version, vendorPlatform);
    const digest = await expectedDigest(tool, files, options);
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(options.folder, `${tool.name}-`));
    const archive = (0,external_node_path_.join)(folder, 'archive');
    const entry = { tool: tool.name, version, platform, file: (0,external_node_path_.basename)(files.archive) };
    const origin = await obtain();
    const program = (0,external_node_path_.join)(folder, tool.name);
    if (tool.isZip)
        await extractProgram(archive, tool.name, program);
    else
        await (0,promises_.rename)(archive, program);
    await (0,promises_.chmod)(program, 0o700);
    if (tool.isZip)
        await (0,promises_.rm)(archive);
    return { program, origin };
    async function obtain() {
        const cached = await cache.find(entry);
        if (cached !== undefined) {
            // Any job of a self-hosted runner can write to its cache.
            if ((await copyAndHash((0,external_node_fs_.createReadStream)(cached), archive, signal)) === digest)
                return 'cache';
            options.note(`the ${tool.name} ${version} in the cache has been changed: it is fetched again`);
        }
        const url = `${options.baseUrl ?? tool.baseUrl}/${files.archive}`;
        const found = await copyAndHash(await options.download(url), archive, signal);
        if (found !== digest)
            throw mismatch(entry.file, found, digest);
        await keep(archive);
        return 'download';
    }
    /** A cache that cannot be written costs the next run a download, and this one nothing. */
    async function keep(file) {
        try {
            await cache.keep(entry, file);
        }
        catch (error) {
            const { message } = (0,base_errors/* asLabctlError */.xI)(error, 'FILE_FAILED', 'the cache of tools cannot be used');
            options.note(message);
        }
    }
}
async function expectedDigest(tool, { archive, checksums }, options) {
    const { version, sha256, platform, baseUrl = tool.baseUrl } = options;
    if (sha256)
        return readDigest(tool.name, sha256);
    const pinned = version === tool.version ? tool.sha256[platform] : undefined;
    if (pinned !== undefined)
        return pinned;
    options.note(`labctl pins no digest of ${tool.name} ${version} for ${platform}: it is checked against ${(0,external_node_path_.basename)(checksums)} from the same server`);
    const text = await receive_readText(await options.download(`${baseUrl}/${checksums}`));
    const digest = digestIn(text, (0,external_node_path_.basename)(archive));
    if (digest !== undefined)
        return digest;
    throw new base_errors/* LabctlError */.$b('CHECKSUM_MISMATCH', `${tool.name} ${version} is not used: ${(0,external_node_path_.basename)(checksums)} names no digest of ${(0,external_node_path_.basename)(archive)}`);
}
function readDigest(name, text) {
    const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
    if (digest !== undefined)
        return digest;
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `the sha256 of ${name} is wrong: want 64 hex digits`);
}
function mismatch(file, found, want) {
    return new base_errors/* LabctlError */.$b('CHECKSUM_MISMATCH', `${file} is not used, its SHA-256 is wrong: found ${found}, want ${want}; nothing was made executable`);
}

;// CONCATENATED MODULE: ./build/tools/path-tools.js
/** The programs of one name on PATH, with their versions. */


const path_tools_TIME_LIMIT_MS = 10_000;
const path_tools_MAX_OUTPUT_BYTES = 16 * 1024;
/** A version is a fact of the program: nothing is asked of the network for it. */
const path_tools_QUIET = {
    LC_ALL: 'C',
    SOPS_DISABLE_VERSION_CHECK: 'true',
    CHECKPOINT_DISABLE: '1',
    PACKER_LOG: '',
};
/** In the order of PATH; `version` is `undefined` where a program does not tell it. Throws the signal's reason. */
async function toolsOnPath(name, search) {
    const found = [];
    for (const program of await (0,find_program/* programsOn */.v9)(search.path, name)) {
        found.push({ program, version: await versionOf(program, search) });
    }
    return found;
}
/** Whether version `a` comes before `b`; both three numbers. */
function isOlder(a, b) {
    return a.localeCompare(b, 'en', { numeric: true }) < 0;
}
async function versionOf(program, { path, folder, signal }) {
    try {
        const { exitCode, stdout } = await (0,run_program/* runProgram */.m)(program, {
            args: ['--version'],
            // Packer keeps a folder of its own in HOME, and looks for one.
            env: { ...path_tools_QUIET, PATH: (0,find_program/* absolutePath */.Hi)(path), HOME: folder },
            timeLimitMs: path_tools_TIME_LIMIT_MS,
            maxOutputBytes: path_tools_MAX_OUTPUT_BYTES,
            signal,
        });
        return exitCode === 0 ? /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
    }
    catch (error) {
        if (signal.aborted)
            throw error;
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/tools/find-tool.js
/** Finds `sops` or `packer`: on PATH where its version will do, else a verified one from the cache or its vendor. */





/**
 * The program to run. Throws INPUT_INVALID for a version that is none, UNSUPPORTED where the vendor has nothing for
 * this platform, CHECKSUM_MISMATCH (nothing was made executable), and what `download` throws.
 */
async function findTool(name, options) {
    const tool = KNOWN_TOOLS[name];
    const wanted = readVersion(name, options.version);
    const reasons = [];
    for (const { program, version } of await toolsOnPath(name, options)) {
        const flaw = flawOf(version, tool, wanted);
        if (version !== undefined && flaw === undefined)
            return { program, version, origin: 'path' };
        reasons.push(`${program} ${flaw}`);
    }
    if (reasons.length > 0)
        options.note(`${reasons.join('; ')}: another ${name} is used`);
    const version = wanted ?? tool.version;
    return { ...(await fetchTool(tool, { ...options, version })), version };
}
function flawOf(version, tool, wanted) {
    if (version === undefined)
        return 'does not tell its version';
    if (wanted !== undefined)
        return version === wanted ? undefined : `is ${version}, not ${wanted}`;
    return isOlder(version, tool.oldest) ? `is ${version}, older than ${tool.oldest}` : undefined;
}
/** `v1.2.3` and `1.2.3` are the same; anything else could name another folder of the vendor's. */
function readVersion(name, text) {
    if (text === undefined || text === '')
        return undefined;
    const version = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})$/.exec(text)?.[1];
    if (version !== undefined)
        return version;
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `--${name}-version is wrong: found "${(0,redact/* printable */.g$)(text)}", want three numbers as in ${KNOWN_TOOLS[name].version}`);
}

;// CONCATENATED MODULE: ./build/images/wire/tools.js
/** The programs that a run needs beside itself: found, or fetched through the tool cache. */







function openTools(wiring) {
    const { env, agents, clock, signal, reporter } = wiring;
    let making;
    const folder = () => {
        // A runner empties RUNNER_TEMP after each job.
        making ??= (0,promises_.mkdtemp)((0,external_node_path_.join)(env['RUNNER_TEMP'] ?? (0,external_node_os_.tmpdir)(), 'labctl-tools-'));
        return making;
    };
    const userCache = env['XDG_CACHE_HOME'] ?? (0,external_node_path_.join)((0,external_node_os_.homedir)(), '.cache');
    return {
        folder,
        find: async (name, version) => findTool(name, {
            path: wiring.path,
            version,
            platform: `${process.platform}-${process.arch}`,
            cache: wiring.toolCache === 'runner'
                ? createRunnerCache()
                : createFolderCache((0,external_node_path_.join)(userCache, 'labctl', 'tools')),
            folder: await folder(),
            note: reporter.note,
            download: async (url) => {
                const source = (0,http_source.createHttpSource)({ url, agents, clock, version: base_version/* VERSION */.x });
                return (await source.open(signal)).body;
            },
            signal,
        }),
        async close() {
            const made = await making?.catch(() => undefined);
            if (made !== undefined)
                await (0,promises_.rm)(made, { recursive: true, force: true });
        },
    };
}

;// CONCATENATED MODULE: ./build/images/wire/store.js
/** From a request to the store it names: a folder, or a bucket with credentials from the environment or a SOPS file. */









/** Throws CREDENTIALS_MISSING where neither a folder nor credentials are given. */
async function requireStore(request, need, wiring) {
    const store = await openStore(request, need, wiring);
    if (store !== undefined)
        return store;
    throw new base_errors/* LabctlError */.$b('CREDENTIALS_MISSING', 'no store: set E2_ENDPOINT, E2_BUCKET, E2_ACCESS_KEY and E2_SECRET_KEY, name a SOPS file with --credentials, or a folder with --store');
}
/** For a dry run, which goes on without a bucket where a run of a stranger may not have credentials. */
async function openStoreIfTrusted(request, wiring) {
    try {
        (0,workflow_event/* refuseUntrustedEvent */.H)(await (0,workflow_event/* readWorkflowEvent */.m)(wiring.env));
    }
    catch (error) {
        if (!(error instanceof base_errors/* LabctlError */.$b))
            throw error;
        wiring.reporter.warn(error.message);
        return undefined;
    }
    const store = await openStore(request, 'existing or new', wiring);
    const folder = request.store === undefined ? undefined : storeFolder(request.store, wiring.cwd);
    if (folder !== undefined && (await (0,usable_path/* isDirectory */.wd)(folder)) === undefined) {
        wiring.reporter.warn(`--store ${folder} is not there yet: sync would make it`);
    }
    return store;
}
async function openStore(request, need, wiring) {
    if (request.store !== undefined) {
        const { createDirectoryStore } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 48553));
        const folder = storeFolder(request.store, wiring.cwd);
        await (need === 'existing' ? usable_path/* requireExistingFolder */.de : usable_path/* requireFolderOrRoom */.CV)('store', folder);
        return createDirectoryStore(folder);
    }
    const { env, mask } = wiring;
    const credentials = await resolveCredentials({
        env,
        file: request.credentials,
        event: await (0,workflow_event/* readWorkflowEvent */.m)(env),
        mask,
        decrypt: (file) => decrypt(file, request, wiring),
    });
    if (credentials === undefined)
        return undefined;
    const { createS3Store } = await Promise.all(/* import() */[__webpack_require__.e(711), __webpack_require__.e(871)]).then(__webpack_require__.bind(__webpack_require__, 35871));
    const { parseEndpoint } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 70884));
    const endpoint = parseEndpoint(credentials.endpoint);
    const viaProxy = wiring.agents.proxyFor(endpoint) !== undefined;
    // A run that is stopped still takes back what it has begun: the tunnels must not end with it.
    const { signal: never } = new AbortController();
    return createS3Store({
        agent: viaProxy ? wiring.agents.agentFor(endpoint, never) : undefined,
        ...credentials,
        region: credentials.region ?? 'us-east-1',
        maxParts: request.maxParts,
    });
}
async function decrypt(file, request, wiring) {
    const { env, path, signal } = wiring;
    const key = (0,sops_key/* chooseSopsKey */.Qm)({
        ageKey: request.sopsAgeKey,
        ageKeyFile: request.sopsAgeKeyFile,
        env,
    });
    const tools = openTools(wiring);
    try {
        const { program } = await tools.find('sops', request.sopsVersion);
        const tempFolder = await tools.folder();
        return await decryptSops(file, { program, key, path, tempFolder, signal });
    }
    finally {
        await tools.close();
    }
}
function storeFolder(store, cwd) {
    if (store.startsWith('file:')) {
        try {
            return (0,external_node_url_.fileURLToPath)(store);
        }
        catch (cause) {
            const message = `--store is wrong: found "${store}", want file:///folder`;
            throw new base_errors/* LabctlError */.$b('INPUT_INVALID', message, { cause });
        }
    }
    const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(store)?.[1];
    if (scheme === undefined)
        return (0,external_node_path_.resolve)(cwd, store);
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `--store is wrong: found ${scheme}://…, want a folder; a bucket is named by the E2_* variables`);
}

;// CONCATENATED MODULE: ./build/images/wire/run.js
/** From a request to a report: adapters chosen and wired, one command run. */












const URL_CHECK_MS = 20_000;
/** Sizes are good to have in a dry run, and not worth a long wait. */
const SIZES_MS = { timeoutMs: 10_000, totalMs: 20_000 };
/** Carries out one request. Throws a LabctlError where there is nothing to report on. */
async function run(request, world) {
    const agents = createAgents({ proxyFor: createProxyRules(world.env) });
    try {
        const { env, cwd } = world;
        const path = await (0,find_program/* pathOutsideCheckout */.bX)({ path: env['PATH'], cwd, home: (0,external_node_os_.homedir)() });
        return await runVerb(request, { ...world, agents, path, git: createGit({ ...world, path }) });
    }
    finally {
        agents.close();
    }
}
function runVerb(request, wiring) {
    switch (request.verb) {
        case 'sync':
            return runSync(request, wiring);
        case 'validate':
            return runValidate(request, wiring);
        case 'list':
            return runList(request, wiring);
        case 'prune':
            return runPrune(request, wiring);
        case 'upload':
            return runUpload(request, wiring);
        case 'download':
            return runDownload(request, wiring);
        case 'build':
            return runBuild(request, wiring);
    }
}
async function runSync(request, wiring) {
    const { sync } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 57730));
    const manifest = await loadCheckedManifest(request.manifest, wiring);
    const store = request.dryRun
        ? await openStoreIfTrusted(request, wiring)
        : await requireStore(request, 'existing or new', wiring);
    const { forgeFor, forgeToRead } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(239), __webpack_require__.e(210)]).then(__webpack_require__.bind(__webpack_require__, 93210));
    const { createPackerBuilder } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 28538));
    const { announcedSizes } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 67655));
    const checkout = checkoutOf(request, wiring);
    const tools = openTools(wiring);
    const builder = createPackerBuilder({
        ...wiring,
        root: wiring.cwd,
        envNames: request.packerEnv,
        findPacker: () => tools.find('packer', request.packerVersion),
    });
    try {
        return await sync(manifest, request, {
            ...wiring,
            ...(await transferContext(request, wiring)),
            store,
            builder,
            announcedSizes: (urls) => announcedSizes(urls, { ...wiring, ...SIZES_MS, version: base_version/* VERSION */.x }),
            checkout,
            forge: await (request.dryRun ? forgeToRead : forgeFor)(request.pullRequest, checkout, wiring),
        });
    }
    finally {
        await tools.close();
    }
}
async function runValidate(request, wiring) {
    const { validate } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 82942));
    const { loadManifest } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 65661));
    const { probeUrl } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 2359));
    const { agents, signal, reporter } = wiring;
    const probe = (url) => probeUrl({ url, agents, version: base_version/* VERSION */.x, timeoutMs: URL_CHECK_MS, signal });
    const { checkEdits } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 57043));
    const { findTemplates } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 99414));
    const checkout = checkoutOf(request, wiring);
    const checkFiles = (images) => checkEdits(images, checkout);
    const templatesOf = (path) => findTemplates((0,external_node_path_.resolve)(wiring.cwd, path));
    const parsed = await loadManifest(request.manifest);
    return validate(parsed, request, { probe, checkFiles, templatesOf, reporter });
}
function checkoutOf({ manifest }, { cwd, git }) {
    return { root: cwd, manifest, askGit: git };
}
async function runList(request, wiring) {
    const { list } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 87240));
    return list(request.prefix, {
        store: await requireStore(request, 'existing', wiring),
        signal: wiring.signal,
    });
}
async function runPrune(request, wiring) {
    const { prune } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 30848));
    const manifest = await loadCheckedManifest(request.manifest, wiring);
    const store = await requireStore(request, 'existing', wiring);
    return prune(manifest, request, { ...wiring, store });
}
async function runUpload(request, wiring) {
    const { upload } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 44713));
    const { createFileSource } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 61548));
    const { destination, source: path, name, force } = request;
    await refuseBadDestination(destination);
    const options = { path, destination, name, force, checksum: readChecksum(request.checksum) };
    const store = await requireStore(request, 'existing or new', wiring);
    return upload(options, { ...wiring, store, source: createFileSource(path) });
}
async function runDownload(request, wiring) {
    const { downloadFromBucket, downloadFromSource } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 9817));
    const output = (destination) => request.output ?? (0,external_node_path_.basename)(destination);
    const options = { name: request.name, force: request.force, output };
    if (request.from === 'manifest') {
        const manifest = await loadCheckedManifest(request.manifest, wiring);
        const context = { ...wiring, ...(await transferContext(request, wiring)) };
        return downloadFromSource(manifest, options, context);
    }
    const store = await requireStore(request, 'existing', wiring);
    return downloadFromBucket(options, { ...wiring, store });
}
async function runBuild(request, wiring) {
    const { build } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 48426));
    const { requireTemplate } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 99414));
    const folder = (0,external_node_path_.resolve)(wiring.cwd, request.template);
    await requireTemplate(folder);
    const tools = openTools(wiring);
    try {
        const { program } = await tools.find('packer', request.packerVersion);
        return await build({ ...request, folder }, { ...wiring, program });
    }
    finally {
        await tools.close();
    }
}
/** Throws MANIFEST_INVALID with all findings, so that nothing is done on the strength of a part of them. */
async function loadCheckedManifest(path, { reporter }) {
    const { loadManifest } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 65661));
    const { manifest, findings } = await loadManifest(path);
    if (manifest === undefined) {
        const errors = findings.filter((finding) => finding.severity === 'error').length;
        throw new base_errors/* LabctlError */.$b('MANIFEST_INVALID', `${path} has ${errors} ${errors === 1 ? 'error' : 'errors'}; nothing was changed`, { findings });
    }
    for (const { place, message } of findings) {
        reporter.warn(`${place.file}:${place.line}:${place.column}: ${message}`);
    }
    return manifest;
}
async function transferContext(request, { agents, clock, env, path, signal }) {
    const { createHttpSource } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 49477));
    const { createReadAhead } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 60513));
    const { findXz } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 69304));
    const { requireFolder } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 25032));
    if (request.tempDir !== undefined)
        await requireFolder('temp-dir', request.tempDir);
    const readAhead = createReadAhead({ connections: request.connections });
    const xz = await findXz({ PATH: path }, signal);
    return {
        openSource: ({ url }, onRetry) => createHttpSource({ url, agents, clock, version: base_version/* VERSION */.x, readAhead, onRetry }),
        xzProgram: xz.program,
        // A runner empties RUNNER_TEMP after each job.
        spoolFolder: (0,external_node_path_.resolve)(request.tempDir ?? env['RUNNER_TEMP'] ?? (0,external_node_os_.tmpdir)()),
        maxDecodedBytes: request.maxDecodedBytes,
    };
}
async function refuseBadDestination(destination) {
    const { destinationProblem } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 91475));
    const problem = destinationProblem(destination);
    if (problem !== undefined) {
        throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `--destination is wrong: ${problem}`);
    }
}
function readChecksum(text) {
    if (text === undefined)
        return undefined;
    const checksum = (0,hash_checksum/* parseChecksum */.tB)(text);
    if (checksum !== undefined)
        return checksum;
    throw new base_errors/* LabctlError */.$b('INPUT_INVALID', `--checksum is wrong: found "${(0,redact/* printable */.g$)(text)}", want sha256:<64 hex digits> or sha512:<128 hex digits>`);
}


/***/ }),

/***/ 99414:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j: () => (/* binding */ buildWithPacker),
  findTemplates: () => (/* binding */ findTemplates),
  requireTemplate: () => (/* binding */ requireTemplate)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: external "node:readline"
var external_node_readline_ = __webpack_require__(80481);
// EXTERNAL MODULE: ./build/programs/start-program.js
var start_program = __webpack_require__(89217);
;// CONCATENATED MODULE: ./build/programs/run-live.js
/** Runs a program whose output is watched while it runs, and which is asked to stop before it is made to. */




const GRACE_MS = 6_000;
const LINGER_MS = 2_000;
/**
 * Runs `program`, an absolute path, and returns its exit code. Throws UNSUPPORTED when it cannot be started,
 * BUILD_FAILED when a signal ended it, and the abort's reason after the program and its group are gone.
 */
async function runLive(program, options) {
    const { args, cwd, env, onLine, signal, graceMs = GRACE_MS } = options;
    signal.throwIfAborted();
    const running = (0,start_program/* startProgram */.X)(program, { args, cwd, env, lingerMs: LINGER_MS });
    for (const stream of [running.stdout, running.stderr]) {
        if (stream === undefined)
            continue;
        (0,external_node_readline_.createInterface)({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
    }
    let lastResort;
    const onAbort = () => {
        running.kill('SIGINT');
        lastResort = setTimeout(() => running.kill('SIGKILL'), graceMs);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        const ending = await running.ended;
        signal.throwIfAborted();
        if ('exitCode' in ending)
            return ending.exitCode;
        const name = (0,external_node_path_.basename)(program);
        if ('killedBy' in ending) {
            throw new errors/* LabctlError */.$b('BUILD_FAILED', `${name} was killed by ${ending.killedBy}`);
        }
        const message = `${name} cannot be started: ${(0,errors/* describeCause */.V$)(ending.notStarted)}`;
        throw new errors/* LabctlError */.$b('UNSUPPORTED', message, { cause: ending.notStarted });
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        clearTimeout(lastResort);
    }
}

// EXTERNAL MODULE: ./build/packer/packer-environment.js
var packer_environment = __webpack_require__(40293);
;// CONCATENATED MODULE: ./build/packer/packer-build.js
/** A Packer build: `packer init` and `packer build` in a template's folder, and the file that comes of it. */






/**
 * Builds and answers the absolute path of the artifact, `undefined` where none was expected. Throws BUILD_FAILED for
 * a build that failed or left no artifact, UNSUPPORTED where the machine cannot build the template, and what
 * `packerEnvironment` throws.
 */
async function buildWithPacker(build) {
    const { folder, artifact, env, envNames, variables, kvm = '/dev/kvm' } = build;
    await requireTemplate(folder);
    const templates = await readTemplates(folder);
    await refuseWithoutKvm(folder, templates, kvm);
    const closed = (0,packer_environment/* packerEnvironment */.g)({ env, names: envNames, variables, templates });
    await runPacker(build, closed, ['init', '.']);
    // -force: packer itself removes what an earlier build left where it wants to write.
    await runPacker(build, closed, ['build', '-color=false', '-force', '.']);
    return artifact === undefined ? undefined : findArtifact(folder, artifact);
}
async function runPacker({ program, folder, onLine, signal }, env, args) {
    const exitCode = await runLive(program, {
        args,
        cwd: folder,
        env,
        onLine: (line) => onLine((0,redact/* printable */.g$)(line, 2_000)),
        signal,
    });
    if (exitCode === 0)
        return;
    const message = `packer ${args[0]} failed in ${folder}: exit code ${exitCode}; its output is above`;
    throw new errors/* LabctlError */.$b('BUILD_FAILED', message);
}
/** Throws NOT_FOUND for a folder that is missing or holds no template. */
async function requireTemplate(folder) {
    const templates = await findTemplates(folder);
    if (templates.length > 0)
        return;
    const message = `no Packer template in ${folder}: want a file *.pkr.hcl or *.pkr.json`;
    throw new errors/* LabctlError */.$b('NOT_FOUND', message);
}
async function readTemplates(folder) {
    const names = await findTemplates(folder);
    return Promise.all(names.map((name) => (0,promises_.readFile)((0,external_node_path_.join)(folder, name), 'utf8')));
}
/** Without it QEMU emulates every instruction: a build of minutes takes hours, or for ever. */
async function refuseWithoutKvm(folder, texts, kvm) {
    const usesQemu = texts.some((text) => /^\s*source\s+"qemu"/m.test(text));
    const emulates = texts.some((text) => /^\s*accelerator\s*=\s*"(none|tcg)"/m.test(text));
    if (!usesQemu || emulates || process.platform !== 'linux')
        return;
    try {
        await (0,promises_.access)(kvm, promises_.constants.R_OK | promises_.constants.W_OK);
    }
    catch (cause) {
        throw new errors/* LabctlError */.$b('UNSUPPORTED', `${folder} builds with QEMU, and ${kvm} cannot be used here; on a runner allow it first ` +
            '(echo \'KERNEL=="kvm", GROUP="kvm", MODE="0666"\' | sudo tee /etc/udev/rules.d/99-kvm.rules && ' +
            'sudo udevadm control --reload-rules && sudo udevadm trigger --name-match=kvm), ' +
            'or set accelerator = "tcg" in the template and wait', { cause });
    }
}
/** Names of the template's files. Throws NOT_FOUND where there is no such folder. */
async function findTemplates(folder) {
    try {
        return (await (0,promises_.readdir)(folder)).filter((name) => /\.pkr\.(hcl|json)$/.test(name));
    }
    catch (cause) {
        throw new errors/* LabctlError */.$b('NOT_FOUND', `no such folder: ${folder}`, { cause });
    }
}
/** By real path, so that a link made by the build cannot bring in a file from elsewhere. */
async function findArtifact(folder, artifact) {
    const path = (0,external_node_path_.resolve)(folder, artifact);
    const real = await (0,promises_.realpath)(path).catch(() => undefined);
    if (real === undefined) {
        throw new errors/* LabctlError */.$b('BUILD_FAILED', `packer ended well but left no file ${path}; correct artifact`);
    }
    const inside = (0,external_node_path_.relative)(await (0,promises_.realpath)(folder), real);
    if (inside === '' ||
        inside === '..' ||
        inside.startsWith(`..${external_node_path_.sep}`) ||
        (0,external_node_path_.resolve)(inside) === inside) {
        throw new errors/* LabctlError */.$b('BUILD_FAILED', `the artifact ${path} leads out of the template's folder`);
    }
    const stats = await (0,promises_.stat)(real);
    if (stats.isFile() && stats.size > 0)
        return real;
    const found = stats.isFile() ? 'an empty file' : 'something else than a file';
    throw new errors/* LabctlError */.$b('BUILD_FAILED', `the artifact ${path} is ${found}`);
}


/***/ }),

/***/ 28538:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createPackerBuilder: () => (/* binding */ createPackerBuilder)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/files/file-source.js
var file_source = __webpack_require__(61548);
// EXTERNAL MODULE: ./build/packer/packer-build.js + 1 modules
var packer_build = __webpack_require__(99414);
// EXTERNAL MODULE: ./build/packer/packer-environment.js
var packer_environment = __webpack_require__(40293);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
;// CONCATENATED MODULE: ./build/packer/packer-fingerprint.js
/** What a Packer build is made from, as one hash: files, variables, and Packer's own version. */




/**
 * `sha256:<hex>`, the same for the same contents whatever the times of the files. Throws UNSUPPORTED where the folder
 * is in no Git repository, since only Git knows what in it is an input.
 */
async function fingerprintPacker(options) {
    const { folder, variables, packerVersion } = options;
    const hash = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(['packer', packerVersion]));
    const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(JSON.stringify(sorted));
    for (const file of await inputFiles(options)) {
        hash.update(JSON.stringify([file, await contentOf((0,external_node_path_.join)(folder, file))]));
    }
    return `sha256:${hash.digest('hex')}`;
}
async function inputFiles(options) {
    const tracked = await listFiles(options, ['--cached']);
    const untracked = await listFiles(options, ['--others', '--exclude-standard']);
    const output = (0,external_node_path_.dirname)(options.artifact);
    const isOutput = (file) => file === options.artifact || (output !== '.' && file.startsWith(`${output}/`));
    const inputs = untracked.filter((file) => !isOutput(file));
    return [...new Set([...tracked, ...inputs])].sort();
}
async function listFiles(options, which) {
    const { folder, git } = options;
    const asked = await git(folder, ['ls-files', '-z', ...which, '--', '.']);
    const { exitCode, stdout, stderr } = asked;
    if (exitCode === 0)
        return stdout.split('\0').filter((file) => file !== '');
    throw new errors/* LabctlError */.$b('UNSUPPORTED', `cannot list the files of ${folder}: git said "${stderr.trim().split('\n')[0]}"; a Packer image needs a Git checkout`);
}
/** Mode and hash of a file, the target of a link; nothing for what is listed and gone. */
async function contentOf(path) {
    const stats = await (0,promises_.lstat)(path).catch(() => undefined);
    if (stats?.isSymbolicLink())
        return ['link', await (0,promises_.readlink)(path)];
    if (!stats?.isFile())
        return [];
    const digest = (0,external_node_crypto_.createHash)('sha256')
        .update(await (0,promises_.readFile)(path))
        .digest('hex');
    return [(stats.mode & 0o111) === 0 ? 'file' : 'program', digest];
}

;// CONCATENATED MODULE: ./build/packer/packer-builder.js
/** The Builder that runs Packer on the templates of a checkout. */





/** Throws what `checkPackerNames` throws; from its functions what `fingerprintPacker`, `buildWithPacker` and `findPacker` throw. */
function createPackerBuilder(options) {
    const { root, git, env, envNames, signal } = options;
    (0,packer_environment/* checkPackerNames */.j)(envNames);
    let finding;
    const packer = () => {
        finding ??= options.findPacker();
        return finding;
    };
    return {
        async fingerprint({ path, artifact, variables }) {
            const folder = (0,external_node_path_.resolve)(root, path);
            // Before Packer is fetched.
            await (0,packer_build.requireTemplate)(folder);
            const { version } = await packer();
            return fingerprintPacker({
                folder,
                artifact,
                variables,
                packerVersion: version,
                git,
            });
        },
        async build({ path, artifact, variables }, task) {
            const { program } = await packer();
            const folder = (0,external_node_path_.resolve)(root, path);
            task.phase('building');
            const built = await (0,packer_build/* buildWithPacker */.j)({
                program,
                folder,
                variables,
                artifact,
                env,
                envNames,
                onLine: task.output,
                signal,
            });
            return (0,file_source.createFileSource)(built ?? (0,external_node_path_.resolve)(folder, artifact));
        },
    };
}


/***/ }),

/***/ 40293:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ packerEnvironment),
/* harmony export */   j: () => (/* binding */ checkPackerNames)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58839);
/* harmony import */ var _programs_find_program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48528);
/** The whole environment of Packer, and so of the provisioners that it starts: what it needs, and what it was promised. */



const GENERAL = new Set([
    'HOME USER LOGNAME SHELL TERM TZ LANG LANGUAGE DISPLAY TMPDIR TMP TEMP',
    // How to reach the network. The password of a proxy may be among it; without it nothing is reached.
    'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy',
    'SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS GIT_SSL_CAINFO',
    // What the run is. One by one: people call secrets of their own GITHUB_… and RUNNER_… too.
    'CI GITHUB_ACTIONS GITHUB_WORKFLOW GITHUB_JOB GITHUB_RUN_ID GITHUB_RUN_NUMBER GITHUB_RUN_ATTEMPT',
    'GITHUB_REPOSITORY GITHUB_REF GITHUB_REF_NAME GITHUB_SHA GITHUB_ACTOR GITHUB_WORKSPACE GITHUB_SERVER_URL',
    'RUNNER_OS RUNNER_ARCH RUNNER_NAME RUNNER_TEMP RUNNER_TOOL_CACHE RUNNER_ENVIRONMENT',
].flatMap((line) => line.split(' ')));
const GENERAL_FAMILY = /^(LC|XDG)_/;
/** Named for Packer by whoever set them. */
const MEANT_FOR_PACKER = /^(PACKER|PKR_VAR|CHECKPOINT)_/;
/** Keys of the bucket, age keys, inputs of the Action, and the runner's own tokens and files: never, whoever asks. */
const KEPT = /^(E2_|SOPS_|INPUT_|ACTIONS_|(GITHUB|GH)_TOKEN$|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$)/i;
const SECRET = /KEY|TOKEN/i;
/** A shorter value could stand in another by chance. */
const MIN_SECRET_LENGTH = 8;
/** Throws INPUT_INVALID for a name of `packer-env` that cannot be one, or that labctl keeps to itself. */
function checkPackerNames(names) {
    for (const name of names) {
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
            throw refused(name, 'want names of variables, such as HCLOUD_TOKEN, with commas between them');
        }
        if (KEPT.test(name))
            throw refused(name, `labctl keeps it to itself; ${REMEDY}`);
    }
}
/**
 * What Packer gets. Throws BUILD_FAILED when the template reads a variable that labctl keeps to itself, or one with
 * the same value: it would be empty there, and the image another one.
 */
function packerEnvironment(options) {
    const { env, names, variables, templates } = options;
    const secrets = secretValues(env);
    const read = new Set(templates.flatMap(variablesRead));
    const passed = {};
    for (const [name, value] of Object.entries(env)) {
        if (value === undefined)
            continue;
        const isAsked = MEANT_FOR_PACKER.test(name) || names.includes(name);
        const isFree = !KEPT.test(name) && (isAsked || !secrets.some((one) => value.includes(one)));
        const isKnown = GENERAL.has(name) || GENERAL_FAMILY.test(name);
        if (!isFree && read.has(name))
            throw unreadable(name);
        if (isFree && (isAsked || isKnown || read.has(name)))
            passed[name] = value;
    }
    // Through the environment: a command line can be read by every user of the machine.
    for (const [name, value] of Object.entries(variables))
        passed[`PKR_VAR_${name}`] = value;
    const path = (0,_programs_find_program_js__WEBPACK_IMPORTED_MODULE_2__/* .absolutePath */ .Hi)(env['PATH']);
    return { ...passed, PATH: path, CHECKPOINT_DISABLE: '1', PACKER_NO_COLOR: '1' };
}
function secretValues(env) {
    return Object.entries(env).flatMap(([name, value = '']) => KEPT.test(name) && SECRET.test(name) && value.length >= MIN_SECRET_LENGTH ? [value] : []);
}
/** The names in `env("NAME")`, the only way in which a template reads the environment; in JSON the quotes are escaped. */
function variablesRead(template) {
    const calls = template.matchAll(/\benv\(\s*\\?"([A-Za-z_][A-Za-z0-9_]*)\\?"\s*\)/g);
    return [...calls].map(([, name = '']) => name);
}
const REMEDY = 'give Packer a key of its own, as PKR_VAR_… or in a variable of another name';
function refused(name, why) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', `packer-env is wrong: found "${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(name)}"; ${why}`);
}
function unreadable(name) {
    const what = `the template reads env("${name}"), which labctl keeps to itself or which holds one of its keys`;
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('BUILD_FAILED', `${what}; ${REMEDY}`);
}


/***/ }),

/***/ 48528:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hi: () => (/* binding */ absolutePath),
/* harmony export */   bX: () => (/* binding */ pathOutsideCheckout),
/* harmony export */   v9: () => (/* binding */ programsOn)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/** Programs by their name: in the absolute folders of a PATH, outside of the checkout. */



/** The programs called `name`, in the order of PATH. Relative entries (and empty ones, which mean the working folder) are left out. */
async function programsOn(path, name) {
    const file = process.platform === 'win32' ? `${name}.exe` : name;
    const programs = absoluteFolders(path).map((folder) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, file));
    const areThere = await Promise.all(programs.map(isProgram));
    return programs.filter((_, index) => areThere[index]);
}
/** PATH without relative entries, which name another folder wherever a program goes. */
function absolutePath(path) {
    return absoluteFolders(path).join(node_path__WEBPACK_IMPORTED_MODULE_2__.delimiter);
}
/**
 * PATH without relative entries, and without folders of the checkout, whose files anybody's pull request can bring:
 * `npx` and tools like direnv put such folders there by their absolute path.
 */
async function pathOutsideCheckout({ path, cwd, home }) {
    const checkout = await checkoutAround(cwd, home);
    const folders = absoluteFolders(path);
    if (checkout === undefined)
        return folders.join(node_path__WEBPACK_IMPORTED_MODULE_2__.delimiter);
    const real = await Promise.all(folders.map(realOr));
    const isOutside = (folder, index) => !isWithin(folder, checkout) && !isWithin(real[index] ?? folder, checkout);
    return folders.filter(isOutside).join(node_path__WEBPACK_IMPORTED_MODULE_2__.delimiter);
}
/** The work tree that `cwd` lies in, else `cwd`. A folder that holds the user's home (`/` of a container) is not one. */
async function checkoutAround(cwd, home) {
    const start = await realOr(cwd);
    const realHome = await realOr(home);
    const candidates = [start];
    for (let folder = start;; folder = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(folder)) {
        if (await isThere((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, '.git')))
            candidates.unshift(folder);
        if ((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(folder) === folder)
            break;
    }
    return candidates.find((folder) => !isWithin(realHome, folder));
}
function absoluteFolders(path) {
    return [...new Set((path ?? '').split(node_path__WEBPACK_IMPORTED_MODULE_2__.delimiter))].filter(node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute);
}
function isWithin(path, folder) {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(folder, (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(path));
    return !(way === '..' || way.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_2__.sep}`) || (0,node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute)(way));
}
async function realOr(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(path).catch(() => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(path));
}
async function isThere(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).then(() => true, () => false);
}
async function isProgram(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.access)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.X_OK);
        return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(path)).isFile();
    }
    catch {
        return false;
    }
}


/***/ }),

/***/ 41936:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ runProgram)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/* harmony import */ var _start_program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89217);
/** Runs a program to its end: bounded output and time, and no process of its group left behind. */



const MAX_COMPLAINT_BYTES = 16 * 1024;
const LINGER_MS = 2_000;
/**
 * Runs `program`, an absolute path, and returns its exit code, whatever that is. Throws UNSUPPORTED when it cannot be
 * started, is killed, takes too long or says too much, and the signal's reason when that is aborted. Output is not in
 * the errors.
 */
async function runProgram(program, options) {
    const { args, env, cwd, input, timeLimitMs, maxOutputBytes, signal } = options;
    const name = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(program);
    if (signal?.aborted)
        throw stopped(signal, name);
    const takesInput = input !== undefined;
    const running = (0,_start_program_js__WEBPACK_IMPORTED_MODULE_2__/* .startProgram */ .X)(program, { args, env, cwd, takesInput, lingerMs: LINGER_MS });
    let refusal;
    const end = (error) => {
        refusal ??= error;
        running.kill('SIGKILL');
        running.letGo();
    };
    const onAbort = () => end(stopped(signal, name));
    signal?.addEventListener('abort', onAbort, { once: true });
    const seconds = timeLimitMs / 1000;
    const tooSlow = () => new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('UNSUPPORTED', `${name} was ended: no answer in ${seconds} s`);
    const tooMuch = () => new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('UNSUPPORTED', `${name} was ended: too much output`);
    const timer = setTimeout(() => end(tooSlow()), timeLimitMs);
    // A program that does not read all of it says why by its exit code.
    running.stdin?.on('error', () => undefined).end(input);
    try {
        const [ending, stdout, stderr] = await Promise.all([
            running.ended,
            collect(running.stdout, maxOutputBytes, () => end(tooMuch())),
            collect(running.stderr, MAX_COMPLAINT_BYTES, () => undefined),
        ]);
        if (refusal !== undefined)
            throw refusal;
        if ('exitCode' in ending)
            return { exitCode: ending.exitCode, stdout, stderr };
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('UNSUPPORTED', `${program} ${describe(ending)}`);
    }
    finally {
        signal?.removeEventListener('abort', onAbort);
        clearTimeout(timer);
    }
}
function stopped(signal, name) {
    return (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asLabctlError */ .xI)(signal?.reason, 'CANCELLED', `${name} was stopped`);
}
function describe(ending) {
    return 'killedBy' in ending
        ? `was killed by ${ending.killedBy}`
        : `cannot be started: ${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCause */ .V$)(ending.notStarted)}`;
}
/** The first `limit` bytes as text; tells once when there are more, and reads on. */
function collect(stream, limit, onMore) {
    if (stream === undefined)
        return Promise.resolve('');
    const chunks = [];
    let bytes = 0;
    stream.on('data', (chunk) => {
        if (bytes > limit)
            return;
        bytes += chunk.length;
        if (bytes > limit)
            onMore();
        chunks.push(chunk);
    });
    stream.on('error', () => undefined);
    return new Promise((resolve) => {
        stream.once('close', () => resolve(Buffer.concat(chunks).subarray(0, limit).toString('utf8')));
    });
}


/***/ }),

/***/ 89217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ startProgram)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45145);
/** Starts a program: the one place from which labctl starts any. */



/**
 * Starts `program`, which has to be an absolute path: a name would be looked for in folders of the checkout as well.
 * What it started is killed when it ends. Whoever starts a program sees to its end.
 */
function startProgram(program, start) {
    const { args, env, cwd, takesInput = false, lingerMs } = start;
    if (!(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(program)) {
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b('INTERNAL', `${program} was to be run, want an absolute path`);
    }
    // Its own group: what it started can be ended with it, and Ctrl-C reaches it once, through us. Windows has no groups.
    const detached = process.platform !== 'win32';
    const stdin = takesInput ? 'pipe' : 'ignore';
    const stdio = [stdin, 'pipe', 'pipe'];
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(program, args, {
        ...(cwd === undefined ? {} : { cwd }),
        env,
        detached,
        stdio: [...stdio],
        windowsHide: true,
    });
    const kill = (signal) => {
        if (child.pid === undefined)
            return;
        try {
            if (detached)
                process.kill(-child.pid, signal);
            else
                child.kill(signal);
        }
        catch {
            // ESRCH: all of it has ended.
        }
    };
    const letGo = () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
    };
    let lingering;
    child.once('exit', () => {
        kill('SIGKILL');
        if (lingerMs !== undefined)
            lingering = setTimeout(letGo, lingerMs);
    });
    const ended = endOf(child).finally(() => clearTimeout(lingering));
    // Each is `undefined` when no more files can be opened, though the types say `null`.
    const { stdin: input, stdout, stderr } = child;
    return {
        stdin: input ?? undefined,
        stdout: stdout ?? undefined,
        stderr: stderr ?? undefined,
        ended,
        kill,
        letGo,
    };
}
function endOf(child) {
    return new Promise((resolve) => {
        let notStarted;
        child.on('error', (error) => {
            // A signal that could not be sent is an error as well.
            if (child.pid !== undefined)
                return;
            notStarted = error;
            // When no more files can be opened there is no process and there are no streams, and so no `close`.
            if (!child.stdout)
                resolve({ notStarted });
        });
        child.once('close', (code, signal) => {
            if (notStarted !== undefined)
                resolve({ notStarted });
            else if (code !== null)
                resolve({ exitCode: code });
            else
                resolve({ killedBy: signal ?? 'SIGKILL' });
        });
    });
}


/***/ }),

/***/ 96260:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ announcedBody)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _base_cancellation_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(60345);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(45145);
/** The body of a stored object: it ends well only after as many bytes as the store has announced. */



/** Hands on `source`; fails with `code` when it breaks off, with the signal's reason when that is aborted. */
function announcedBody(source, announcement) {
    const { size, what, code, signal } = announcement;
    let bytes = 0;
    const broken = (cause) => {
        const why = cause === undefined ? '' : `: ${(0,_base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCause */ .V$)(cause)}`;
        const message = `${what}: it broke off: got ${bytes} bytes, want ${size}${why}`;
        return new _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b(code, message, { cause });
    };
    const body = new node_stream__WEBPACK_IMPORTED_MODULE_0__.Transform({
        transform(chunk, _encoding, done) {
            bytes += chunk.length;
            if (bytes > size)
                done(broken());
            else
                done(null, chunk);
        },
        flush(done) {
            if (bytes === size)
                done();
            else
                done(broken());
        },
        destroy(error, done) {
            signal.removeEventListener('abort', cancel);
            source.destroy();
            done(error);
        },
    });
    const cancel = () => body.destroy((0,_base_cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .Js)(signal));
    // Whoever reads the body gets the error, and gets ours also where reading begins after it: `pipeline` would leave
    // the one of the source there.
    body.on('error', () => undefined);
    (0,node_stream__WEBPACK_IMPORTED_MODULE_0__.finished)(source, (error) => {
        if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .LabctlError */ .$b)
            body.destroy(error);
        else if (error)
            body.destroy(signal.aborted ? (0,_base_cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .abortReason */ .Js)(signal) : broken(error));
    });
    if (signal.aborted)
        cancel();
    else
        signal.addEventListener('abort', cancel, { once: true });
    return source.pipe(body);
}


/***/ }),

/***/ 18021:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ countBody)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** Counts a body on its way and lets it end only when its length is the announced one. */


/** `what` names the body in the error, for example `images/x.raw`. */
function countBody(what, { size, maxSize }) {
    const most = Math.min(size ?? Number.POSITIVE_INFINITY, maxSize ?? Number.POSITIVE_INFINITY);
    let bytes = 0;
    const stream = new node_stream__WEBPACK_IMPORTED_MODULE_0__.Transform({
        transform(chunk, _encoding, done) {
            bytes += chunk.length;
            if (bytes <= most)
                return done(null, chunk);
            const want = size === undefined ? `at most ${most}` : `${size}`;
            done(mismatch(`${what} is longer than announced: got ${bytes} bytes or more, want ${want}`));
        },
        flush(done) {
            if (size === undefined || bytes === size)
                return done();
            done(mismatch(`${what} is shorter than announced: got ${bytes} bytes, want ${size}`));
        },
    });
    return { stream, bytes: () => bytes };
}
function mismatch(message) {
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('SIZE_MISMATCH', message);
}


/***/ }),

/***/ 48553:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createDirectoryStore: () => (/* binding */ createDirectoryStore)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/base/cancellation.js
var cancellation = __webpack_require__(60345);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/store/announced-body.js
var announced_body = __webpack_require__(96260);
// EXTERNAL MODULE: ./build/store/object-key.js
var object_key = __webpack_require__(11289);
// EXTERNAL MODULE: ./build/files/write-failure.js
var write_failure = __webpack_require__(32776);
;// CONCATENATED MODULE: ./build/store/folder/files.js



/** All regular files below `folder` whose key begins with `prefix`, in no order; links are not followed. */
async function* walk(folder, { prefix, skip, parent = '' }) {
    for (const entry of await readFolder((0,external_node_path_.join)(folder, parent))) {
        const key = parent + entry.name;
        if (key === skip)
            continue;
        if (entry.isFile() && key.startsWith(prefix))
            yield { key, path: (0,external_node_path_.join)(folder, key) };
        const below = `${key}/`;
        const mayMatch = below.startsWith(prefix) || prefix.startsWith(below);
        if (entry.isDirectory() && mayMatch)
            yield* walk(folder, { prefix, parent: below });
    }
}
async function readFolder(path) {
    try {
        return await (0,promises_.readdir)(path, { withFileTypes: true });
    }
    catch (error) {
        // Removed since its parent was read, or not there yet.
        if (codeOf(error) === 'ENOENT')
            return [];
        throw error;
    }
}
/** What the system says of a regular file, `undefined` where there is none. */
async function statFile(path) {
    try {
        const stats = await (0,promises_.lstat)(path);
        return stats.isFile() ? stats : undefined;
    }
    catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
            return undefined;
        throw error;
    }
}
/** The version of a file, from the time of its last change in microseconds and its size in bytes. */
function etagOf({ mtimeMs, size }) {
    return `${Math.round(mtimeMs * 1000).toString(16)}-${size.toString(16)}`;
}
/** The code of a system error, for example `ENOENT`; empty where there is none. */
function codeOf(error) {
    const code = error?.code;
    return typeof code === 'string' ? code : '';
}
/** A failure in the folder `root` as FILE_FAILED or DISK_FULL; `what` begins the message. A LabctlError stays as it is. */
function fileError(cause, what, root) {
    // The system's text names the reason and the path: "EACCES: permission denied, open '/mnt/nas/x'".
    return (0,write_failure/* writeFailure */.E)(cause, {
        what: `${what} in ${root}`,
        folder: root,
        remedy: 'free some space there',
    });
}

;// CONCATENATED MODULE: ./build/store/folder/path.js
/** Where a key lies below the folder of a directory store, and that it lies nowhere else. */





/** What labctl keeps for itself in the folder; no object. */
const OWN_FOLDER = '.labctl';
/** The path of the key below `folder`. Throws INPUT_INVALID for a key that could lead elsewhere. */
function pathOf(folder, key) {
    const segments = key.split('/');
    const isClean = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
    // On Windows a backslash begins a folder, and a colon a drive or a second stream of a file.
    const isPlain = !/[\0\\]/.test(key) && !(external_node_path_.sep === '\\' && key.includes(':'));
    if (!isClean || !isPlain || segments[0] === OWN_FOLDER) {
        throw new errors/* LabctlError */.$b('INPUT_INVALID', `cannot use the key ${(0,redact/* printable */.g$)(key)} in ${folder}: want a clean relative path`);
    }
    return (0,external_node_path_.join)(folder, ...segments);
}
/** Throws INPUT_INVALID when a symbolic link on the way to `path` leads out of the folder or to another key. */
async function refuseLinks(folder, path) {
    const root = await existing(folder);
    if (root === undefined)
        return;
    for (let parent = (0,external_node_path_.dirname)(path); parent.length > folder.length; parent = (0,external_node_path_.dirname)(parent)) {
        const real = await existing(parent);
        if (real === undefined)
            continue;
        if (real === (0,external_node_path_.join)(root, parent.slice(folder.length)))
            return;
        throw new errors/* LabctlError */.$b('INPUT_INVALID', `cannot use ${path}: ${parent} leads to ${real}`);
    }
}
/**
 * Makes the folder and its parents last: a new folder is an entry in its parent, which is synced, too. One by one:
 * where the system refuses with ENOENT, as /proc does, Node's own `recursive` tries for ever.
 */
async function makeFolder(path) {
    const missing = [];
    for (let at = path; (await existing(at)) === undefined; at = (0,external_node_path_.dirname)(at))
        missing.unshift(at);
    for (const folder of missing) {
        await (0,promises_.mkdir)(folder).catch((error) => {
            // Somebody else was faster. (A file of that name is found by whoever opens a file below it.)
            if (codeOf(error) !== 'EEXIST')
                throw error;
        });
        await syncFolder((0,external_node_path_.dirname)(folder));
    }
}
/**
 * Creates the parent of `path` first; again when another upload or a `remove` has just found it, or a folder above it,
 * empty and taken it away.
 */
async function withParent(path, work) {
    for (let tries = 1;; tries += 1) {
        try {
            await makeFolder((0,external_node_path_.dirname)(path));
            return await work();
        }
        catch (error) {
            if (codeOf(error) !== 'ENOENT' || tries === MAX_TRIES)
                throw error;
        }
    }
}
const MAX_TRIES = 20;
/** Makes a rename in the folder survive a power cut, where the file system can. */
async function syncFolder(path) {
    try {
        const handle = await (0,promises_.open)(path, 'r');
        await handle.sync().finally(() => handle.close());
    }
    catch (error) {
        // Some network file systems and Windows cannot open or sync a folder; the rename itself has been done.
        if (!UNABLE_TO_SYNC.has(codeOf(error)))
            throw error;
    }
}
/** Makes the bytes of a file survive a power cut, where the file system can. */
async function syncFile(handle) {
    try {
        await handle.sync();
    }
    catch (error) {
        if (!KNOWS_NO_SYNC.has(codeOf(error)))
            throw error;
    }
}
const KNOWS_NO_SYNC = new Set(['EINVAL', 'EPERM', 'ENOTSUP', 'ENOSYS']);
const UNABLE_TO_SYNC = new Set([...KNOWS_NO_SYNC, 'EISDIR', 'EBADF', 'EACCES']);
/** Removes `path` and its parents up to, not including, `folder`, as long as they are empty. */
async function removeEmptyFolders(folder, path) {
    for (let empty = path; empty.startsWith(folder + external_node_path_.sep); empty = (0,external_node_path_.dirname)(empty)) {
        try {
            await (0,promises_.rmdir)(empty);
        }
        catch (error) {
            if (codeOf(error) !== 'ENOENT')
                return;
        }
    }
}
async function existing(path) {
    try {
        return await (0,promises_.realpath)(path);
    }
    catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/store/folder/sidecar.js
/** User metadata and content type of files in a directory store: one JSON file a key, beside the objects. */





/** More than two versions can have: HTTP headers are what user metadata has to fit into. */
const MAX_SIDECAR_BYTES = 1024 * 1024;
/** The versions in the sidecar at `path`; none when it is missing or is not one of ours. */
async function readSidecar(path) {
    let text;
    try {
        if ((await (0,promises_.stat)(path)).size > MAX_SIDECAR_BYTES)
            return {};
        text = await (0,promises_.readFile)(path, 'utf8');
    }
    catch (error) {
        if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error)))
            return {};
        throw error;
    }
    return parseVersions(text);
}
/** Replaces the sidecar at `path` in one step; `folder` holds the new one until then. */
async function writeSidecar({ path, folder }, versions) {
    const temporary = (0,external_node_path_.join)(folder, `${(0,external_node_crypto_.randomUUID)()}.new`);
    try {
        const handle = await withParent(temporary, () => (0,promises_.open)(temporary, 'wx'));
        try {
            await handle.writeFile(`${JSON.stringify({ versions }, null, 2)}\n`);
            await syncFile(handle);
        }
        finally {
            await handle.close();
        }
        await withParent(path, () => (0,promises_.rename)(temporary, path));
    }
    finally {
        await (0,promises_.rm)(temporary, { force: true });
    }
    await syncFolder((0,external_node_path_.dirname)(path));
}
function parseVersions(text) {
    const versions = fieldsOf(fieldsOf(parseJson(text))['versions']);
    return Object.fromEntries(Object.entries(versions).map(([etag, value]) => {
        const { contentType, meta } = fieldsOf(value);
        const strings = Object.fromEntries(Object.entries(fieldsOf(meta)).filter(isStringEntry));
        if (typeof contentType !== 'string')
            return [etag, { meta: strings }];
        return [etag, { contentType, meta: strings }];
    }));
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function fieldsOf(value) {
    return typeof value === 'object' && value !== null ? { ...value } : {};
}
function isStringEntry(entry) {
    return typeof entry[1] === 'string';
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/stream/verify.js + 1 modules
var verify = __webpack_require__(43332);
// EXTERNAL MODULE: ./build/store/body-counter.js
var body_counter = __webpack_require__(18021);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./build/store/folder/version.js






/**
 * The clock of a file system ticks every few milliseconds, so that two runs which write at once would make versions that
 * look alike: the file's time is set back by a random part of a second.
 */
async function freshEtag(handle, version) {
    const { before } = version;
    const { atime, mtimeMs } = await handle.stat();
    // Network file systems and FAT keep whole seconds, or every second one.
    for (const seconds of [-Math.random(), 1, 2]) {
        const isSet = await setTime(handle, { atime, seconds: mtimeMs / 1000 + seconds });
        if (!isSet)
            return etagOfItsOwnTime(handle, version);
        if (before === undefined || etagOf(await handle.stat()) !== etagOf(before))
            break;
    }
    return etagOf(await handle.stat());
}
/** Whether the file system lets us: it does not when files belong to another user than the one who writes them. */
async function setTime(handle, { atime, seconds }) {
    try {
        await handle.utimes(atime, seconds);
        return true;
    }
    catch (error) {
        if (UNABLE_TO_SET_TIMES.has(codeOf(error)))
            return false;
        throw error;
    }
}
const UNABLE_TO_SET_TIMES = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EINVAL']);
/** In milliseconds; the coarsest clock of a file system ticks every two seconds. */
const TICKS = [0, 10, 100, 1_000, 2_000];
/** The time that the file system has given it itself; a later one where the old file has the same. */
async function etagOfItsOwnTime(handle, { before, key, signal }) {
    for (const tick of TICKS) {
        // A network file system knows the time only when the bytes are on its server.
        await syncFile(handle);
        const now = await handle.stat();
        if (before === undefined || etagOf(now) !== etagOf(before))
            return etagOf(now);
        await (0,external_node_timers_promises_.setTimeout)(tick, undefined, { signal }).catch(() => (0,cancellation/* throwIfAborted */.Te)(signal));
        await handle.truncate(now.size);
    }
    throw new errors/* LabctlError */.$b('FILE_FAILED', `cannot put ${(0,redact/* printable */.g$)(key)}: the file system lets nobody set the time of a file, and gives the new one the time of the old one`);
}

;// CONCATENATED MODULE: ./build/store/folder/upload.js
/** Writes a file beside the objects of a directory store, and moves it into its place once it is whole. */












/** Publishes the body in one step; on any error nothing of it stays. Errors of the body are passed on as they are. */
async function uploadFile(body, place, options) {
    const attempt = attemptAt(place);
    const upload = await attempt(beginUpload(place));
    try {
        await receive(body, upload, { place, options, attempt });
        return await attempt(publish(upload, place, options));
    }
    finally {
        await discard(upload, place);
    }
}
/**
 * Publishes what is in another file, as `uploadFile` does with a body. The bytes are hashed on their way: neither size
 * nor time of a file tell that a disk or another program has changed it.
 */
async function copyFile(from, place, options) {
    const attempt = attemptAt(place);
    await attempt(from.check());
    const clone = await attempt(cloneFile(from, place));
    const upload = clone ?? (await attempt(beginUpload(place)));
    try {
        if (clone === undefined) {
            const file = (await attempt((0,promises_.open)(from.path))).createReadStream();
            const body = verified(file, from, options);
            await receive(body, upload, { place, options: { ...options, size: from.size }, attempt });
        }
        else
            await attempt(readVerified(clone, from, options));
        await attempt(from.check());
        return await attempt(publish(upload, place, options));
    }
    finally {
        await discard(upload, place);
    }
}
/** The body, which ends only when it has the checksum that is known of it. */
function verified(body, { path }, { checksum, signal }) {
    if (checksum === undefined)
        return body;
    const verifier = (0,verify/* createVerifier */.$)({ label: path, checksums: [checksum] });
    // Its errors come out of the verifier.
    (0,external_node_stream_promises_.pipeline)(body, verifier, { signal }).catch(() => undefined);
    return verifier;
}
async function readVerified({ handle }, from, options) {
    if (options.checksum === undefined)
        return;
    const file = handle.createReadStream({ start: 0, autoClose: false });
    for await (const _chunk of verified(file, from, options))
        (0,cancellation/* throwIfAborted */.Te)(options.signal);
}
function attemptAt({ key, own }) {
    return (work) => work.catch(async (error) => {
        throw await fileError(error, `cannot put ${key}`, (0,external_node_path_.dirname)(own));
    });
}
async function beginUpload({ uploads }) {
    const path = (0,external_node_path_.join)(uploads, (0,external_node_crypto_.randomUUID)());
    return withParent(path, async () => ({ handle: await (0,promises_.open)(path, 'wx'), path }));
}
/**
 * A clone, which shares its bytes with the other file: made at once and without disk, where the file system can.
 * `undefined` where it cannot; a copy by the system would not stop when the run is stopped.
 */
async function cloneFile(from, { uploads }) {
    const path = (0,external_node_path_.join)(uploads, (0,external_node_crypto_.randomUUID)());
    try {
        const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = external_node_fs_.constants;
        await withParent(path, () => (0,promises_.copyFile)(from.path, path, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE));
        return { handle: await (0,promises_.open)(path, 'r+'), path };
    }
    catch {
        await (0,promises_.rm)(path, { force: true });
        return undefined;
    }
}
async function receive(body, { handle }, { place, options, attempt }) {
    const { signal } = options;
    const counter = (0,body_counter/* countBody */.a)(place.key, options);
    // Its errors come out of the counter.
    (0,external_node_stream_promises_.pipeline)(body, counter.stream, { signal }).catch(() => undefined);
    try {
        for await (const chunk of counter.stream)
            await attempt(handle.writeFile(chunk));
    }
    catch (error) {
        throw signal.aborted ? (0,cancellation/* abortReason */.Js)(signal) : error;
    }
}
async function publish({ handle, path }, place, options) {
    const before = await statFile(place.path);
    const etag = await freshEtag(handle, { before, key: place.key, signal: options.signal });
    await syncFile(handle);
    await describeVersions(place, { etag, before, options });
    (0,cancellation/* throwIfAborted */.Te)(options.signal);
    await withParent(place.path, () => (0,promises_.rename)(path, place.path));
    await syncFolder((0,external_node_path_.dirname)(place.path));
    // Still this object, even where another program has replaced it since.
    const { size, mtimeMs } = await handle.stat();
    const modified = Math.floor(mtimeMs);
    return { key: place.key, size, etag, modified, meta: options.meta ?? {} };
}
/** Written before the file is moved: true of the old version as long as that is there, and of the new one then. */
async function describeVersions({ sidecar, sidecars }, { etag, before, options }) {
    const { contentType, meta = {} } = options;
    const known = before && (await readSidecar(sidecar))[etagOf(before)];
    await writeSidecar({ path: sidecar, folder: sidecars }, {
        ...(before && known ? { [etagOf(before)]: known } : {}),
        [etag]: { ...(contentType === undefined ? {} : { contentType }), meta },
    });
}
async function discard({ handle, path }, { uploads, own }) {
    try {
        await handle.close();
        await (0,promises_.rm)(path, { force: true });
        await removeEmptyFolders(own, uploads);
    }
    catch {
        // What cannot be removed now is found by `pendingUploads`; the error that led here matters more.
    }
}

;// CONCATENATED MODULE: ./build/store/folder/store.js











/** A store in `folder`, an absolute path, which the first `put` creates. */
function createDirectoryStore(folder) {
    const root = (0,external_node_path_.resolve)(folder);
    const own = (0,external_node_path_.join)(root, OWN_FOLDER);
    const sidecars = (0,external_node_path_.join)(own, 'meta');
    const uploads = (0,external_node_path_.join)(own, 'tmp');
    async function attempt(what, signal, work) {
        (0,cancellation/* throwIfAborted */.Te)(signal);
        try {
            return await work();
        }
        catch (error) {
            throw await fileError(error, `cannot ${what}`, root);
        }
    }
    /** Throws INPUT_INVALID for a key that leads out of the folder. */
    async function locate(key) {
        const path = pathOf(root, key);
        await refuseLinks(root, path);
        const place = {
            key,
            path,
            sidecar: `${(0,external_node_path_.join)(sidecars, key)}.json`,
            sidecars,
            uploads: (0,external_node_path_.join)(uploads, key),
            own,
        };
        // What labctl keeps for itself must not lead elsewhere either.
        await refuseLinks(root, place.sidecar);
        await refuseLinks(root, (0,external_node_path_.join)(place.uploads, 'upload'));
        return place;
    }
    async function headFile(key) {
        const { path, sidecar } = await locate(key);
        const stats = await statFile(path);
        if (stats === undefined)
            return undefined;
        const object = toListed(key, stats);
        const known = (await readSidecar(sidecar))[object.etag];
        return { ...object, meta: known?.meta ?? {} };
    }
    async function removeFile(key, etag) {
        const { path, sidecar } = await locate(key);
        const stats = await statFile(path);
        if (stats === undefined)
            return;
        if (etag !== undefined && etagOf(stats) !== etag) {
            const what = `${(0,redact/* printable */.g$)(key)} in ${root} was not removed`;
            throw new errors/* LabctlError */.$b('NOT_FOUND', `${what}: it was overwritten since it was seen`);
        }
        await (0,promises_.unlink)(path).catch(ignoreMissing);
        await (0,promises_.unlink)(sidecar).catch(ignoreMissing);
        await removeEmptyFolders(root, (0,external_node_path_.dirname)(path));
        await removeEmptyFolders(own, (0,external_node_path_.dirname)(sidecar));
    }
    async function listUploads(prefix) {
        const pending = [];
        await refuseLinks(root, (0,external_node_path_.join)(uploads, 'upload'));
        for await (const { key: name, path } of walk(uploads, { prefix })) {
            const stats = await statFile(path);
            if (stats === undefined)
                continue;
            // Where the system does not know when a file was created it says 1970, or later than the last change.
            const created = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs;
            const started = Math.floor(Math.min(created, stats.mtimeMs));
            const at = name.lastIndexOf('/');
            pending.push({ key: name.slice(0, at), id: name.slice(at + 1), started });
        }
        return pending.filter(({ key }) => key.startsWith(prefix));
    }
    return {
        label: root,
        list: (prefix, signal) => attempt(`list ${prefix}`, signal, async () => {
            const objects = [];
            for await (const { key, path } of walk(root, { prefix, skip: OWN_FOLDER })) {
                (0,cancellation/* throwIfAborted */.Te)(signal);
                const stats = await statFile(path);
                if (stats !== undefined)
                    objects.push(toListed(key, stats));
            }
            return objects.sort((a, b) => (0,object_key/* compareKeys */.Y)(a.key, b.key));
        }),
        head: (key, signal) => attempt(`read ${key}`, signal, () => headFile(key)),
        get: (key, signal) => attempt(`read ${key}`, signal, async () => {
            const { path } = await locate(key);
            if ((await statFile(path)) === undefined)
                return undefined;
            const handle = await (0,promises_.open)(path, 'r').catch(ignoreMissing);
            if (handle === undefined)
                return undefined;
            // Of the opened file: the path may lead to another one by now.
            const object = toListed(key, await handle.stat());
            const what = `cannot read ${key} in ${root}`;
            const { size } = object;
            const announcement = { size, what, code: 'FILE_FAILED', signal };
            return { object, body: (0,announced_body/* announcedBody */.m)(handle.createReadStream(), announcement) };
        }),
        async put(key, body, options) {
            const { signal } = options;
            // It may fail while its place is looked up, before `pipeline` listens to it; the error stays on it.
            body.once('error', () => undefined);
            try {
                (0,object_key/* checkMeta */.M)(options.meta ?? {});
                const place = await attempt(`put ${key}`, signal, () => locate(key));
                return await uploadFile(body, place, options);
            }
            finally {
                body.destroy();
            }
        },
        async copy(from, to, options) {
            (0,object_key/* checkMeta */.M)(options.meta ?? {});
            const what = `copy ${from.key}`;
            const { path } = await attempt(what, options.signal, () => locate(from.key));
            const place = await attempt(what, options.signal, () => locate(to));
            const check = () => requireVersion(from, path);
            return copyFile({ path, size: from.size, check }, place, options);
        },
        remove: (key, signal, etag) => attempt(`remove ${key}`, signal, () => removeFile(key, etag)),
        pendingUploads: (prefix, signal) => attempt(`list the uploads of ${prefix}`, signal, () => listUploads(prefix)),
        abortUpload: ({ key, id }, signal) => attempt(`abort an upload of ${key}`, signal, async () => {
            const path = pathOf(uploads, `${key}/${id}`);
            await refuseLinks(root, path);
            await (0,promises_.unlink)(path).catch(ignoreMissing);
            await removeEmptyFolders(own, (0,external_node_path_.dirname)(path));
        }),
    };
}
function toListed(key, stats) {
    return { key, size: stats.size, etag: etagOf(stats), modified: Math.floor(stats.mtimeMs) };
}
async function requireVersion({ key, etag }, path) {
    const now = await statFile(path);
    if (now !== undefined && etagOf(now) === etag)
        return;
    const found = now === undefined ? 'it is gone' : 'it was overwritten meanwhile';
    throw new errors/* LabctlError */.$b('NOT_FOUND', `cannot copy ${(0,redact/* printable */.g$)(key)}: ${found}`);
}
function ignoreMissing(error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR')
        throw error;
    return undefined;
}


/***/ }),

/***/ 11289:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ checkMeta),
/* harmony export */   Y: () => (/* binding */ compareKeys)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/** Keys of objects: their order, and what their user metadata may hold. */

/** Ascending by UTF-8 bytes, the order in which S3 lists. */
function compareKeys(a, b) {
    // UTF-16 order differs from UTF-8 order for surrogate pairs only.
    if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b)) {
        return Buffer.compare(Buffer.from(a), Buffer.from(b));
    }
    return a < b ? -1 : a > b ? 1 : 0;
}
/** Throws INTERNAL for user metadata that would not come back from every store as it was given. */
function checkMeta(meta) {
    for (const [name, value] of Object.entries(meta)) {
        // Names and values travel as HTTP headers: ASCII only, and servers trim the spaces around a value.
        const fits = /^[a-z0-9-]+$/.test(name) && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
        if (!fits)
            throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INTERNAL', `user metadata ${name} cannot be stored`);
    }
}


/***/ }),

/***/ 70884:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ checkBucketName),
/* harmony export */   parseEndpoint: () => (/* binding */ parseEndpoint),
/* harmony export */   z: () => (/* binding */ refuseBucketInEndpoint)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(58839);
/** Checks what a user says of an S3 store: its endpoint and the name of its bucket. */


/** Segments that every server and proxy signs and reads alike. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/;
/**
 * The endpoint as a URL, with the path below which its buckets lie; https is assumed where no scheme is given, http is
 * for this machine only. Throws INPUT_INVALID.
 */
function parseEndpoint(text) {
    if (text.includes('@')) {
        // Not quoted: it may hold a password.
        throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', 'E2_ENDPOINT is wrong: want no user and no password');
    }
    const trimmed = text.replace(/(?<=[^/])\/$/, '');
    const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
    const candidate = hasScheme ? trimmed : `https://${trimmed}`;
    if (/\s/.test(text) || !URL.canParse(candidate))
        throw refusal(text, 'a host name without spaces');
    const url = new URL(candidate);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
        throw refusal(text, 'https://host');
    if (/[?#]/.test(text))
        throw refusal(text, 'a host without a query');
    // As it is written: in the URL `..` is resolved already.
    const path = candidate.replace(/^[^/]*\/\/[^/\\]*/, '').replace(/^\/$/, '');
    if (!PATH.test(path)) {
        throw refusal(text, 'a path, if any, of letters, digits, ".", "_", "~" and "-": https://host/storage/v1/s3');
    }
    if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
        throw refusal(text, 'https://; plain http is for this machine only');
    }
    if (url.hostname === 'e2.idrive.com') {
        throw refusal(text, 'the endpoint of your account and region, for example a1b2.ldn.idrivee2-12.com; ' +
            'the dashboard of e2 shows it under the enabled regions');
    }
    return url;
}
/** Throws INPUT_INVALID where the endpoint names the bucket as well, as web consoles show it: labctl puts it there. */
function refuseBucketInEndpoint(endpoint, bucket) {
    refuseBucketInHost(endpoint, bucket);
    const segments = endpoint.pathname.split('/').filter((segment) => segment !== '');
    const isApi = segments.at(-1) === 's3';
    if (isApi || (segments[0] !== bucket && segments.at(-1) !== bucket))
        return;
    const others = segments.slice(0, segments.lastIndexOf(bucket));
    const without = [endpoint.origin, ...others].join('/');
    throw refusal(endpoint.href, `the endpoint without the bucket: ${without}`);
}
/** Only for hosts that are known to be built so: `minio.lan` may well hold a bucket called `minio`. */
function refuseBucketInHost(endpoint, bucket) {
    const prefix = `${bucket.toLowerCase()}.`;
    if (!endpoint.host.startsWith(prefix))
        return;
    const host = endpoint.host.slice(prefix.length);
    if (!HOLDS_BUCKETS.test(host))
        return;
    throw refusal(endpoint.host, `the host without the bucket: ${host}`);
}
const HOLDS_BUCKETS = /^(s3[.-].*|[^.]+\.[^.]+\.idrivee2(-\d+)?\.com|[^.]+(\.[^.]+)?\.r2\.cloudflarestorage\.com|[^.]+\.(digitaloceanspaces|linodeobjects|vultrobjects|your-objectstorage)\.com|storage\.googleapis\.com)(:\d+)?$/;
/**
 * Throws INPUT_INVALID for a name that no store has. Not only the names that S3 gives today: older buckets, Ceph and
 * others have upper case, `_`, 255 characters, and tenants as in `tenant:bucket`.
 */
function checkBucketName(bucket) {
    const wrong = IMPOSSIBLE_NAMES.find(([pattern]) => pattern.test(bucket))?.[1];
    if (wrong === undefined)
        return;
    throw new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', `E2_BUCKET is wrong: found "${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(bucket, 80)}", ${wrong}`);
}
const IMPOSSIBLE_NAMES = [
    [/^$/, 'want the name of a bucket'],
    [/\//, 'want the name alone, without "/": no URL, and no folder in the bucket'],
    [/^arn:/, 'want the name alone, not its ARN'],
    [/[^\w.:-]/, 'want letters, digits, ".", "_", "-" and ":" only'],
    [/\.\./, 'want no ".." in it'],
    [/^\d+\.\d+\.\d+\.\d+$/, 'want a name, not an IP address'],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
    [/^(.{0,2}|.{256,})$/, 'want 3 to 255 characters'],
    [/--xa?-s3$/, 'want a general purpose bucket: a directory bucket has an API of its own'],
];
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
function refusal(text, want) {
    // A user and a password may stand before the host, with a scheme or without one.
    const shown = (0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)((0,_base_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .redactUrls */ .sK)(text).replace(/^.*@/s, ''), 120);
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b('INPUT_INVALID', `E2_ENDPOINT is wrong: found "${shown}", want ${want}`);
}


/***/ }),

/***/ 81149:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ createBody),
/* harmony export */   J: () => (/* binding */ abortReason)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** Turns chunks that are produced on demand into the body of a source. */


/** What is read ahead of the consumer, in bytes. */
const READ_AHEAD_BYTES = 256 * 1024;
/**
 * A stream that pulls a chunk when it is read, and closes what is below it as soon as it is destroyed.
 * (`Readable.from` would wait for the next chunk first, which may never come.)
 */
function createBody({ chunks, signal, close }) {
    const body = new node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable({
        highWaterMark: READ_AHEAD_BYTES,
        read() {
            chunks.next().then(({ value }) => this.push(value ?? null), (error) => this.destroy(error));
        },
        destroy(error, done) {
            signal.removeEventListener('abort', cancel);
            Promise.allSettled([close(), chunks.return()]).then(() => done(error), () => done(error));
        },
    });
    // It may be stopped before anybody reads it, while a spool is opened for it; its reader finds the error on it.
    body.on('error', () => undefined);
    const cancel = () => body.destroy(abortReason(signal));
    if (signal.aborted)
        cancel();
    else
        signal.addEventListener('abort', cancel, { once: true });
    return body;
}
/** Why `signal` was aborted: the error that the caller gave, else CANCELLED. */
function abortReason(signal) {
    if (signal.reason instanceof Error)
        return signal.reason;
    return new _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b('CANCELLED', 'the download was stopped', { cause: signal.reason });
}


/***/ }),

/***/ 79259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $K: () => (/* binding */ contentHint),
/* harmony export */   Lq: () => (/* binding */ HEAD_BYTES),
/* harmony export */   rP: () => (/* binding */ describeHtml)
/* harmony export */ });
/* unused harmony export describeContent */
/* harmony import */ var _base_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58839);
/** What a file is, judged by its first bytes, so that an error can say what came instead of what was wanted. */

/** How many of the first bytes are worth keeping for `describeContent`. */
const HEAD_BYTES = 512;
const MAGICS = [
    { name: 'xz', at: 0, bytes: Buffer.from('fd377a585a00', 'hex') },
    { name: 'gzip', at: 0, bytes: Buffer.from('1f8b', 'hex') },
    { name: 'zstd', at: 0, bytes: Buffer.from('28b52ffd', 'hex') },
    { name: 'bzip2', at: 0, bytes: Buffer.from('BZh') },
    { name: 'a zip archive', at: 0, bytes: Buffer.from('PK\x03\x04') },
    { name: 'a 7z archive', at: 0, bytes: Buffer.from('377abcaf271c', 'hex') },
    { name: 'lz4', at: 0, bytes: Buffer.from('04224d18', 'hex') },
    { name: 'legacy .lzma', at: 0, bytes: Buffer.from('5d0000', 'hex') },
    { name: 'a qcow2 image', at: 0, bytes: Buffer.from('514649fb', 'hex') },
    { name: 'a VMDK image', at: 0, bytes: Buffer.from('KDMV') },
    { name: 'a tar archive', at: 257, bytes: Buffer.from('ustar') },
    { name: 'an uncompressed disk image', at: 510, bytes: Buffer.from('55aa', 'hex') },
];
const HTML_PAGE = /^\ufeff?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body|title|script|meta)\b/i;
/** The format that begins like this, `undefined` where none is known. */
function describeContent(head) {
    if (head.length > 0 && head.every((byte) => byte === 0))
        return 'zeros';
    const magic = MAGICS.find(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
    return magic?.name ?? describeLegacyZstd(head) ?? describeHtml(head);
}
/** `an HTML page: "<first characters>"` where the bytes are one: a login page, a captcha, a soft 404. */
function describeHtml(head) {
    const text = head.toString('utf8');
    return HTML_PAGE.test(text) ? `an HTML page: "${(0,_base_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text, 80)}"` : undefined;
}
/** What to append to an error about a file that should be of format `wanted`; empty where nothing is known. */
function contentHint(head, wanted) {
    const found = describeContent(head);
    if (found === undefined || found === wanted)
        return '';
    return `; the file looks like ${found}`;
}
// The formats before zstd 0.8 have magics of their own, 22 b5 2f fd to 27 b5 2f fd.
function describeLegacyZstd(head) {
    const [version = 0, ...rest] = head.subarray(0, 4);
    const isLegacy = version >= 0x22 && version <= 0x27 && Buffer.from(rest).toString('hex') === 'b52ffd';
    return isLegacy ? 'zstd of a version before 0.8' : undefined;
}


/***/ }),

/***/ 94410:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ createGate)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/** A stage that holds back the end of a stream until something else is done. */

/** Passes all bytes on; when the input has ended, waits for `beforeEnd` and fails with its error. */
function createGate(beforeEnd) {
    return new node_stream__WEBPACK_IMPORTED_MODULE_0__.Transform({
        transform(chunk, _encoding, done) {
            done(null, chunk);
        },
        flush(done) {
            beforeEnd().then(() => done(), done);
        },
    });
}


/***/ }),

/***/ 27211:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hy: () => (/* binding */ algorithmOf),
/* harmony export */   TM: () => (/* binding */ ALGORITHMS),
/* harmony export */   tB: () => (/* binding */ parseChecksum)
/* harmony export */ });
/** Checksums as the manifest and the metadata write them: `sha256:<64 hex>` or `sha512:<128 hex>`. */
const ALGORITHMS = ['sha256', 'sha512'];
const HEX_LENGTH = { sha256: 64, sha512: 128 };
/** The checksum in canonical (lower-case hex) form, or `undefined` where the text is none. */
function parseChecksum(text) {
    const [, algorithm, hex] = /^(sha256|sha512):([0-9a-fA-F]+)$/.exec(text) ?? [];
    if (algorithm === undefined || hex === undefined)
        return undefined;
    if (hex.length !== HEX_LENGTH[algorithm])
        return undefined;
    return `${algorithm}:${hex.toLowerCase()}`;
}
function algorithmOf(checksum) {
    return checksum.startsWith('sha512:') ? 'sha512' : 'sha256';
}


/***/ }),

/***/ 72845:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ hashStream),
/* harmony export */   k: () => (/* binding */ digestShared)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75919);
/* harmony import */ var _shared_memory_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(73405);
/** Digests beside the main thread: one thread for all that the process hashes, over memory that both see. */



/** A message costs as much as hashing some ten kilobytes. */
const BLOCK_BYTES = 2 ** 20;
/** One is filled while others are hashed. */
const BLOCKS = 3;
/**
 * The hex digest of bytes in shared memory, which must stay as they are until it is there. Rejects when the thread
 * has failed.
 */
async function digestShared(algorithm, bytes) {
    if (bytes.length < BLOCK_BYTES)
        return digestHere(algorithm, bytes);
    const job = { hash: nextHash(), algorithms: [algorithm], bytes, isLast: true };
    const digests = await ask(theThread(), job);
    return digests.get(algorithm) ?? '';
}
/** Hashes with all algorithms at once. */
function hashStream(algorithms) {
    const hash = nextHash();
    const blocks = [];
    let turn = 0;
    let filled = 0;
    let isOver = false;
    /** Has the bytes so far, where it is not over: one that is started after it failed knows nothing of them. */
    let thread;
    function sendBlock(block) {
        thread ??= theThread();
        block.hashed = ask(thread, { hash, algorithms, bytes: block.memory, isLast: false });
        block.hashed.catch(() => undefined);
        turn = (turn + 1) % BLOCKS;
        filled = 0;
    }
    async function afterHashing(block, chunk) {
        await block.hashed;
        block.hashed = undefined;
        await update(chunk);
    }
    function update(chunk) {
        // Given up while it waited for room: the blocks go back.
        if (isOver)
            return undefined;
        for (let at = 0; at < chunk.length;) {
            const block = blocks[turn] ?? { memory: (0,_shared_memory_js__WEBPACK_IMPORTED_MODULE_2__/* .takeShared */ .z)(BLOCK_BYTES) };
            blocks[turn] = block;
            if (block.hashed !== undefined)
                return afterHashing(block, chunk.subarray(at));
            const piece = chunk.subarray(at, at + BLOCK_BYTES - filled);
            block.memory.set(piece, filled);
            filled += piece.length;
            at += piece.length;
            if (filled === BLOCK_BYTES)
                sendBlock(block);
        }
        return undefined;
    }
    function finish(bytes) {
        isOver = true;
        const digests = thread === undefined
            ? Promise.resolve(digestsHere(algorithms, bytes))
            : ask(thread, { hash, algorithms, bytes, isLast: true });
        // The answers come in the order of the blocks. A thread that has failed looks at nothing any more.
        const giveBack = () => {
            for (const { memory } of blocks.splice(0))
                (0,_shared_memory_js__WEBPACK_IMPORTED_MODULE_2__/* .giveBackShared */ .I)(memory);
        };
        digests.then(giveBack, giveBack);
        return digests;
    }
    return {
        update,
        digests: async () => finish(blocks[turn]?.memory.subarray(0, filled) ?? NOTHING),
        close() {
            if (!isOver)
                finish(NOTHING).catch(() => undefined);
        },
    };
}
const NOTHING = Buffer.from(new SharedArrayBuffer(0));
function digestsHere(algorithms, bytes) {
    return new Map(algorithms.map((algorithm) => [algorithm, digestHere(algorithm, bytes)]));
}
function digestHere(algorithm, bytes) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(algorithm).update(bytes).digest('hex');
}
let running;
let hashes = 0;
function nextHash() {
    hashes += 1;
    return hashes;
}
function theThread() {
    running ??= startThread();
    return running;
}
function ask({ worker, waiting, failure }, job) {
    if (failure !== undefined)
        return Promise.reject(failure.error);
    return new Promise((resolve, reject) => {
        // An answer that is waited for keeps the process alive, the thread alone does not.
        if (waiting.length === 0)
            worker.ref();
        waiting.push({ resolve, reject });
        worker.postMessage(job);
    });
}
function startThread() {
    const worker = new node_worker_threads__WEBPACK_IMPORTED_MODULE_1__.Worker(`(${hashInThread})()`, { eval: true, name: 'hash', env: {} });
    const waiting = [];
    const started = { worker, waiting };
    worker.unref();
    worker.on('message', (digests) => {
        waiting.shift()?.resolve(digests);
        if (waiting.length === 0)
            worker.unref();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`the thread that hashes has ended with ${code}`)));
    return started;
    function fail(error) {
        started.failure ??= { error };
        if (running === started)
            running = undefined;
        for (const { reject } of waiting.splice(0))
            reject(error);
    }
}
/** What the thread does. It is started from the text of this function, which therefore uses nothing from outside. */
function hashInThread() {
    const { createHash: create } = process.getBuiltinModule('node:crypto');
    const { parentPort } = process.getBuiltinModule('node:worker_threads');
    const going = new Map();
    parentPort?.on('message', ({ hash, algorithms, bytes, isLast }) => {
        const hashers = going.get(hash) ?? new Map(algorithms.map((name) => [name, create(name)]));
        for (const hasher of hashers.values())
            hasher.update(bytes);
        if (isLast)
            going.delete(hash);
        else
            going.set(hash, hashers);
        const digests = isLast ? [...hashers].map(([name, one]) => [name, one.digest('hex')]) : [];
        parentPort.postMessage(new Map(digests));
    });
}


/***/ }),

/***/ 73405:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ giveBackShared),
/* harmony export */   z: () => (/* binding */ takeShared)
/* harmony export */ });
/** Memory that all threads see, used again by the next: what is shared, no thread can free for itself. */
/** Larger pieces come seldom, and each has a size of its own. */
const LARGEST_KEPT_BYTES = 64 * 2 ** 20;
const free = new Map();
/** Memory of this length, with anything in it. */
function takeShared(bytes) {
    return free.get(bytes)?.pop() ?? Buffer.from(new SharedArrayBuffer(bytes));
}
/** Gives it back, once and whole: nobody may look at it any more, in any thread. */
function giveBackShared(memory) {
    if (memory.length > LARGEST_KEPT_BYTES)
        return;
    const others = free.get(memory.length) ?? [];
    others.push(memory);
    free.set(memory.length, others);
}


/***/ }),

/***/ 71375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ into)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45145);
/** The last stage of a pipeline: a function that takes the whole stream and answers something. */


/**
 * Wraps `consume` so that `stream/promises.pipeline` answers what it answered. The signal it gets is the
 * pipeline's own, aborted as soon as any stage before it fails.
 */
function into(consume) {
    // Node hands the options to every function of a pipeline; its types name them for the first one only.
    return (body, options) => {
        const readable = body instanceof node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable ? body : node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.from(body);
        const signal = options?.signal ?? new AbortController().signal;
        return consume(inFrontOf(readable), signal).catch((error) => {
            addNoteTo(readable.errored, error);
            throw error;
        });
    };
}
/**
 * What `consume` reads. Consumers destroy their body when they fail, and still have to clean up: were it the stage of
 * the pipeline itself, the pipeline would be over with an AbortError by then, which would hide the error that it all
 * began with, and look to the consumer as if somebody had stopped it.
 */
function inFrontOf(stage) {
    const body = new node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable({ read: () => void stage.resume() });
    // Whoever reads the body finds the error on it, also if it fails before that.
    body.on('error', () => undefined);
    stage.pause();
    stage.on('data', (chunk) => {
        if (body.destroyed || !body.push(chunk))
            stage.pause();
    });
    (0,node_stream__WEBPACK_IMPORTED_MODULE_0__.finished)(stage, { writable: false }, (error) => {
        if (error)
            body.destroy(error);
        else
            body.push(null);
    });
    return body;
}
/**
 * A pipeline rejects with its first error, not with what `consume` made of it: what could not be cleaned up has to
 * be told there.
 */
function addNoteTo(first, last) {
    if (!(first instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b && last instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LabctlError */ .$b) || first === last)
        return;
    if (last.note !== '')
        first.addNote(last.note);
}


/***/ }),

/***/ 67044:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ createMeter)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/** A pass-through stream that tells how many bytes go by. */

/** A stream that calls `onBytes` with the length of every chunk that passes. */
function createMeter(onBytes) {
    return new node_stream__WEBPACK_IMPORTED_MODULE_0__.Transform({
        transform(chunk, _encoding, done) {
            onBytes(chunk.length);
            done(null, chunk);
        },
    });
}


/***/ }),

/***/ 69064:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ orReasonOf)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/** What a pipeline that was stopped rejects with: the reason of the one who stopped it. */

/**
 * For `catch`: of a stopped pipeline the first stage to notice tells of it, with an AbortError or a bare CANCELLED that
 * do not name the reason. Any other error is one that the pipeline had before it was stopped.
 */
function orReasonOf(signal) {
    return (error) => {
        if (isStop(error))
            signal.throwIfAborted();
        throw error;
    };
}
function isStop(error) {
    if (error instanceof _base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LabctlError */ .$b)
        return error.code === 'CANCELLED';
    return error instanceof Error && error.name === 'AbortError';
}


/***/ }),

/***/ 43332:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $: () => (/* binding */ createVerifier)
});

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/stream/decode/magic.js
var magic = __webpack_require__(79259);
// EXTERNAL MODULE: ./build/stream/hash/checksum.js
var checksum = __webpack_require__(27211);
// EXTERNAL MODULE: ./build/stream/hash/hash-thread.js
var hash_thread = __webpack_require__(72845);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(30714);
;// CONCATENATED MODULE: ./build/stream/hash/young-garbage.js
/** Frees the chunks of a body soon: their memory lies outside of the heap, which for that reason seems far from full. */


/** Freeing takes half a millisecond. */
const INTERVAL_BYTES = 8 * 2 ** 20;
let collect;
let passed = 0;
/** To be told of the bytes of each chunk that is handed on; now and then frees those that nobody holds any more. */
function notePassed(bytes) {
    passed += bytes;
    if (passed < INTERVAL_BYTES)
        return;
    passed = 0;
    collect ??= findCollect();
    collect({ type: 'minor', execution: 'sync' });
}
/** A context that is made while the flag is set has the function; it is the only way in a process that runs. */
function findCollect() {
    (0,external_node_v8_.setFlagsFromString)('--expose-gc');
    const found = (0,external_node_vm_.runInNewContext)('globalThis.gc');
    (0,external_node_v8_.setFlagsFromString)('--no-expose-gc');
    return found ?? (() => undefined);
}

;// CONCATENATED MODULE: ./build/stream/verify.js
/** A pass-through stream that counts and hashes, and that ends only when the bytes are the ones described. */






/**
 * A stream that ends only when every checksum and the size match; it fails with CHECKSUM_MISMATCH or
 * SIZE_MISMATCH otherwise, the latter as soon as one byte more than `size` came.
 */
function createVerifier(options) {
    const { label, checksums, size, remedy, compute = [] } = options;
    const hash = (0,hash_thread/* hashStream */.L)([...new Set([...checksums.map(checksum/* algorithmOf */.Hy), ...compute])]);
    const digests = new Map();
    let bytes = 0;
    let head = Buffer.alloc(0);
    const stream = new external_node_stream_.Transform({
        transform(chunk, _encoding, done) {
            bytes += chunk.length;
            notePassed(chunk.length);
            if (head.length < magic/* HEAD_BYTES */.Lq)
                head = firstBytes(head, chunk);
            if (size !== undefined && bytes > size)
                return done(sizeMismatch('more than '));
            const room = hash.update(chunk);
            if (room === undefined)
                done(null, chunk);
            else
                room.then(() => done(null, chunk), done);
        },
        flush(done) {
            if (size !== undefined && bytes < size)
                return done(sizeMismatch(''));
            hash.digests().then((all) => {
                for (const [algorithm, hex] of all)
                    digests.set(algorithm, `${algorithm}:${hex}`);
                const wrong = checksums.find((wanted) => digests.get((0,checksum/* algorithmOf */.Hy)(wanted)) !== wanted);
                done(wrong === undefined ? null : checksumMismatch(wrong));
            }, done);
        },
        destroy(error, done) {
            hash.close();
            done(error);
        },
    });
    function sizeMismatch(more) {
        const got = more === '' ? bytes : size;
        return new errors/* LabctlError */.$b('SIZE_MISMATCH', `size mismatch: ${label}; got ${more}${got} bytes, want ${size}${hint()}`, remedy === undefined ? {} : { remedy });
    }
    function checksumMismatch(wanted) {
        // Without an announced length a download that was cut short looks like a wrong checksum.
        const length = size === undefined ? 'length unknown' : `${size} announced`;
        return new errors/* LabctlError */.$b('CHECKSUM_MISMATCH', `checksum mismatch: ${label}; got ${digests.get((0,checksum/* algorithmOf */.Hy)(wanted))}, want ${wanted} ` +
            `after ${bytes} bytes (${length})${hint()}`, { wanted, ...(remedy !== undefined && { remedy }) });
    }
    function hint() {
        const html = (0,magic/* describeHtml */.rP)(head);
        return html === undefined ? '' : ` (looks like ${html})`;
    }
    return Object.defineProperties(stream, {
        bytes: { get: () => bytes },
        digests: { get: () => digests },
    });
}
function firstBytes(head, chunk) {
    return Buffer.concat([head, chunk.subarray(0, magic/* HEAD_BYTES */.Lq - head.length)]);
}


/***/ }),

/***/ 69304:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findXz: () => (/* binding */ findXz)
/* harmony export */ });
/* harmony import */ var _base_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45145);
/* harmony import */ var _programs_find_program_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48528);
/* harmony import */ var _programs_run_program_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(41936);
/** Finds an `xz` program that is recent enough, and none of the releases that carried a backdoor. */



const TIME_LIMIT_MS = 5_000;
const MAX_OUTPUT_BYTES = 16 * 1024;
const OLDEST = '5.4';
// CVE-2024-3094.
const BACKDOORED = ['5.6.0', '5.6.1'];
/** Looks through the absolute folders of PATH for an `xz` that can be used. Never throws. */
async function findXz(env, signal) {
    const reasons = [];
    for (const program of await (0,_programs_find_program_js__WEBPACK_IMPORTED_MODULE_1__/* .programsOn */ .v9)(env.PATH, 'xz')) {
        const found = await inspect(program, signal);
        if (found.program !== undefined)
            return found;
        reasons.push(found.reason);
    }
    return { program: undefined, reason: reasons.join('; ') || 'no xz on PATH' };
}
async function inspect(program, signal) {
    const untold = (why) => ({
        program: undefined,
        reason: `${program} does not tell its version: ${why}`,
    });
    try {
        const { exitCode, stdout } = await (0,_programs_run_program_js__WEBPACK_IMPORTED_MODULE_2__/* .runProgram */ .m)(program, {
            args: ['--robot', '--version'],
            env: { LC_ALL: 'C' },
            timeLimitMs: TIME_LIMIT_MS,
            maxOutputBytes: MAX_OUTPUT_BYTES,
            signal,
        });
        return exitCode === 0 ? judge(program, stdout) : untold(`it ended with exit code ${exitCode}`);
    }
    catch (error) {
        const [firstLine = ''] = (0,_base_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeCause */ .V$)(error).split('\n');
        return untold(firstLine);
    }
}
/** The program and its library may be of different releases, and it is the library that decodes. */
function judge(program, output) {
    const version = versionOf('XZ', output);
    const libraryVersion = versionOf('LIBLZMA', output);
    if (version === undefined || libraryVersion === undefined) {
        return { program: undefined, reason: `${program} is not from XZ Utils` };
    }
    const flaw = flawOf(version) ?? flawOf(libraryVersion);
    if (flaw !== undefined)
        return { program: undefined, reason: `${program} is ${flaw}` };
    return { program, version };
}
function flawOf(version) {
    if (BACKDOORED.includes(version))
        return `${version}, a release with a backdoor`;
    const isOld = version.localeCompare(OLDEST, 'en', { numeric: true }) < 0;
    return isOld ? `${version}, older than ${OLDEST}` : undefined;
}
/** `XZ_VERSION=50040012` is 5.4.1, stable. */
function versionOf(part, output) {
    const match = new RegExp(`^${part}_VERSION=(\\d+)(\\d{3})(\\d{3})\\d$`, 'm').exec(output);
    return match?.slice(1).map(Number).join('.');
}


/***/ })

};
