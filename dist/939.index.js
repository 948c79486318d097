export const id = 939;
export const ids = [939];
export const modules = {

/***/ 70939:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createS3Store: () => (/* binding */ createS3Store)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(53711);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(19473);
// EXTERNAL MODULE: ./build/store/cancellation.js
var cancellation = __webpack_require__(21751);
// EXTERNAL MODULE: ./build/store/object-key.js
var object_key = __webpack_require__(11289);
;// CONCATENATED MODULE: ./build/store/part-shares.js
/** How many part buffers each upload may hold: those of a run are shared by the uploads that are going on. */
/** One is filled while another is on its way. */
const LEAST = 2;
/** More make no upload faster, and a small machine fuller. */
const MOST = 4;
/** `total` buffers, for so many uploads as take a share; too many get the least that each needs all the same. */
function createPartShares(total) {
    let uploads = 0;
    return {
        take() {
            uploads += 1;
            return {
                count: () => Math.max(LEAST, Math.min(MOST, Math.floor(total / uploads))),
                giveBack() {
                    uploads -= 1;
                },
            };
        },
    };
}

;// CONCATENATED MODULE: ./build/store/part-size.js
/** How a body is cut into the parts of a multipart upload, within the limits of S3. */

const MIB = 2 ** 20;
/** Smallest part that is sent unless told otherwise; S3 itself wants 5 MiB. */
const MIN_PART_BYTES = 16 * MIB;
/** Part size for a body of which nothing is known: good for 560 GiB in 9,000 parts. */
const PART_BYTES_OF_UNKNOWN = 64 * MIB;
/**
 * Largest object, and part, that is copied in one request. S3 allows 5 GiB, but a store may be silent until it has
 * copied everything, and a connection that is silent for too long is given up.
 */
const MAX_COPY_BYTES = 1024 * MIB;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html; the stores that are like S3 follow it.
const MAX_OBJECT_BYTES = 5 * 2 ** 40;
const MAX_PART_BYTES = 5 * 2 ** 30;
/** Chooses equal parts. Throws UNSUPPORTED for a body that no multipart upload can hold. */
function planParts(options) {
    const { size, maxSize, maxParts, minPartBytes = MIN_PART_BYTES } = options;
    const most = Math.min(MAX_OBJECT_BYTES, MAX_PART_BYTES * maxParts);
    if (size !== undefined && size > most) {
        throw new errors/* LabctlError */.$b('UNSUPPORTED', `too large for one object: got ${size} bytes, want at most ${most} in ${maxParts} parts`);
    }
    const bound = size ?? maxSize;
    const partBytes = bound === undefined
        ? Math.max(minPartBytes, PART_BYTES_OF_UNKNOWN)
        : Math.max(minPartBytes, Math.ceil(Math.min(bound, most) / maxParts / MIB) * MIB);
    return { partBytes, limit: Math.min(partBytes * maxParts, most) };
}

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(38321);
// EXTERNAL MODULE: ./node_modules/@smithy/node-http-handler/dist-cjs/index.js
var node_http_handler_dist_cjs = __webpack_require__(61279);
// EXTERNAL MODULE: ./build/clock.js
var build_clock = __webpack_require__(7094);
;// CONCATENATED MODULE: ./build/store/s3-retry.js
/** Which failed S3 requests are sent again, and when. */
const MAX_DELAY_MS = 20_000;
/** A longer Retry-After is cut to this: better to fail with the reason than to seem to hang. */
const MAX_RETRY_AFTER_MS = 60_000;
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);
// ENOTFOUND is not among them: that is a typing error; a resolver that does not answer says EAI_AGAIN.
const PASSING_CODE = new Set([
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'ETIMEDOUT',
]);
const PASSING_NAME = new Set([
    'RequestTimeout',
    'SlowDown',
    'TimeoutError',
    // The body was damaged on its way; what is held here is still whole.
    'BadDigest',
    'XAmzContentSHA256Mismatch',
]);
/** Milliseconds to wait before the next attempt after `attempt` (from 1) of them; `undefined`: give up. */
function retryDelay(error, { attempt, limits, now }) {
    if (attempt >= limits.maxAttempts || !mayPass(error))
        return undefined;
    const backoff = Math.min(limits.retryDelayMs * 2 ** (attempt - 1), MAX_DELAY_MS);
    const jittered = backoff * (0.5 + Math.random() / 2);
    return Math.max(jittered, retryAfterMs(error, now));
}
function mayPass({ name = '', code, $metadata }) {
    // The SDK has just set its clock by the answer's date.
    if ($metadata?.clockSkewCorrected)
        return true;
    return (PASSING_STATUS.has($metadata?.httpStatusCode ?? 0) ||
        (typeof code === 'string' && PASSING_CODE.has(code)) ||
        PASSING_NAME.has(name));
}
/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after: seconds or a date. */
function retryAfterMs({ $response }, now) {
    const text = $response?.headers?.['retry-after'];
    if (text === undefined)
        return 0;
    const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
    return Number.isFinite(wait) ? Math.min(Math.max(0, wait), MAX_RETRY_AFTER_MS) : 0;
}

;// CONCATENATED MODULE: ./build/store/s3-client.js
/** The S3 client: how it connects, waits, tries again, and what it keeps of answers that are no S3. */







/**
 * A client that takes nothing from the environment, works with stores that are only like S3, and tries again
 * what may pass. The SDK's own retries add up to less than a second of waiting, too little for an upload of
 * gigabytes, and their timers outlive the signal.
 */
function createS3Client(options) {
    const { limits, clock = build_clock/* systemClock */.m } = options;
    const client = createSingleTryClient(options);
    async function send(...[command, { abortSignal }]) {
        for (let attempt = 1;; attempt += 1) {
            try {
                return await client.send(command, { abortSignal });
            }
            catch (error) {
                const delay = retryDelay(error, { attempt, limits, now: clock.now() });
                if (delay === undefined)
                    throw noteAttempts(error, attempt);
                await clock.sleep(delay, abortSignal);
            }
        }
    }
    return { config: client.config, send: send };
}
function noteAttempts(error, attempts) {
    if (!(error instanceof Error))
        return error;
    const { $metadata } = error;
    return Object.assign(error, { $metadata: { ...$metadata, attempts } });
}
function createSingleTryClient(options) {
    const { endpoint, region, accessKey, secretKey, agent, limits } = options;
    return new dist_cjs/* S3Client */.YxF({
        endpoint: endpoint.origin,
        region,
        credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
        forcePathStyle: true,
        // B2 and others refuse the checksum headers that the SDK adds by default. Bodies are protected all the
        // same: SigV4 signs their SHA-256, and the store has to compare it.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        // With agents of ours the SDK sends the header but does not wait for the answer; some proxies refuse it.
        expectContinueHeader: false,
        maxAttempts: 1,
        requestHandler: createHandler(limits, agent),
        // What the SDK would otherwise look up in AWS_* variables and in ~/.aws.
        defaultsMode: 'standard',
        retryMode: 'standard',
        useFipsEndpoint: false,
        useDualstackEndpoint: false,
        disableS3ExpressSessionAuth: true,
    });
}
function createHandler(limits, agent) {
    return keepExcerpts(new node_http_handler_dist_cjs.NodeHttpHandler({
        connectionTimeout: limits.connectionTimeoutMs,
        // `requestTimeout` only warns, and would count the whole of a slow part; this one counts silence.
        socketTimeout: limits.socketTimeoutMs,
        httpAgent: agent ?? new external_node_http_.Agent({ keepAlive: true }),
        httpsAgent: agent ?? new external_node_https_.Agent({ keepAlive: true }),
    }));
}
const excerpts = new WeakMap();
/** The first bytes of an error's answer (`error.$response`), as they came. */
function excerptOf(response) {
    return (response && excerpts.get(response)) ?? '';
}
const EXCERPT_BYTES = 300;
/**
 * Keeps the beginning of each answer that is an error, for its message; and refuses a 2xx that is no listing
 * where one was asked for: the SDK makes an empty bucket of any login page.
 */
function keepExcerpts(handler) {
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
        const { response } = await handle(request, options);
        const isListing = request.method === 'GET' && /^\/[^/]+\/?$/.test(request.path);
        if (response.statusCode < 300 && !isListing)
            return { response };
        const bytes = await bytesOf(response.body);
        response.body = bytes;
        excerpts.set(response, Buffer.from(bytes).toString('utf8', 0, EXCERPT_BYTES));
        if (response.statusCode < 300 && !isListResult(bytes))
            throw notS3(response);
        return { response };
    };
    return handler;
}
async function bytesOf(body) {
    if (body === undefined)
        return new Uint8Array();
    return body instanceof Uint8Array ? body : await (0,consumers_.buffer)(body);
}
function isListResult(bytes) {
    return /<(\w+:)?List\w*Result\b/.test(Buffer.from(bytes).toString('utf8', 0, 4096));
}
function notS3(response) {
    return Object.assign(new Error('no S3 answer'), {
        $response: response,
        $metadata: { httpStatusCode: response.statusCode },
    });
}

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(70370);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./build/redact.js
var redact = __webpack_require__(22207);
;// CONCATENATED MODULE: ./build/store/s3-errors.js
/** Turns what the SDK throws into LabctlErrors that say what to do. */




/** What a key has to be allowed, by what is done with it. */
const PERMISSIONS = {
    list: 's3:ListBucket',
    read: 's3:GetObject',
    put: 's3:PutObject',
    remove: 's3:DeleteObject',
    'list the uploads of': 's3:ListBucketMultipartUploads',
    'abort an upload of': 's3:AbortMultipartUpload',
};
/** The status of the answer that an SDK error stands for, `undefined` where there was none. */
function statusOf(error) {
    return error?.$metadata?.httpStatusCode;
}
/** The S3 error code, for example `NoSuchKey`; empty where there is none. */
function codeOf(error) {
    const name = error?.name ?? '';
    return /^[A-Z][A-Za-z0-9]+$/.test(name) && name !== 'Unknown' ? name : '';
}
/** Whether the answer has a body that is not S3's XML. */
function isForeignAnswer(error) {
    const excerpt = excerptOf(error.$response).trim();
    return excerpt !== '' && !/<Error\b/.test(excerpt);
}
/** Any error of an S3 request as a LabctlError; a LabctlError is returned as it is. */
function s3Error(error, call) {
    if (error instanceof errors/* LabctlError */.$b)
        return error;
    if (call.signal?.aborted)
        return (0,cancellation/* abortReason */.Js)(call.signal);
    const where = call.key === '' ? call.label : `${(0,redact/* printable */.g)(call.key)} in ${call.label}`;
    const what = `cannot ${call.operation} ${where}`;
    const status = statusOf(error);
    const cause = withoutRequest(error);
    if (status === undefined)
        return connectionError(error, { what, cause });
    const { code, remedy } = judge(error, status, call);
    const answer = describeAnswer(error, status);
    return new errors/* LabctlError */.$b(code, `${what}: ${answer}${remedy && `; ${remedy}`}`, { cause });
}
function judge(error, status, call) {
    const rejected = (remedy) => ({ code: 'STORE_REJECTED', remedy });
    if (status === 429 || status === 500 || (status >= 502 && status <= 504)) {
        const attempts = error.$metadata?.attempts ?? 1;
        const remedy = attempts > 1 ? `gave up after ${attempts} attempts` : '';
        return { code: 'STORE_UNREACHABLE', remedy };
    }
    const region = error.$response?.headers?.['x-amz-bucket-region'] ?? error.Region;
    if (status >= 300 && status < 400 && (codeOf(error) !== '' || region !== undefined)) {
        return rejected(regionRemedy(region));
    }
    if (status < 400 || isForeignAnswer(error)) {
        return { code: 'STORE_INVALID', remedy: 'this is not an S3 API: check E2_ENDPOINT' };
    }
    switch (codeOf(error)) {
        case 'SignatureDoesNotMatch':
            return { code: 'CREDENTIALS_REFUSED', remedy: 'check E2_SECRET_KEY and the region' };
        case 'InvalidAccessKeyId': {
            const remedy = 'check E2_ACCESS_KEY, and that E2_ENDPOINT is the one of its account';
            return { code: 'CREDENTIALS_REFUSED', remedy };
        }
        case 'RequestTimeTooSkewed':
            return rejected('set the clock of this machine');
        case 'NoSuchBucket':
            return rejected('create the bucket, or correct E2_BUCKET or E2_ENDPOINT');
        case 'AuthorizationHeaderMalformed':
        case 'IllegalLocationConstraintException':
            return rejected(regionRemedy(region));
    }
    if (status === 401 || status === 403) {
        return rejected(`your key needs ${PERMISSIONS[call.operation]}`);
    }
    return rejected('');
}
function regionRemedy(region) {
    const name = typeof region === 'string' ? ` ${(0,redact/* printable */.g)(region, 40)}` : '';
    return `the bucket is in another region${name}: correct the region or E2_ENDPOINT`;
}
function describeAnswer(error, status) {
    const { name = '', message = '' } = error;
    const excerpt = excerptOf(error.$response).trim();
    const requestId = error.$metadata?.requestId;
    const request = requestId === undefined ? '' : ` (request ${(0,redact/* printable */.g)(requestId, 60)})`;
    if (excerpt !== '' && (status < 300 || isForeignAnswer(error))) {
        return `got ${status} with "${(0,redact/* printable */.g)(withoutSignature(excerpt))}"${request}`;
    }
    const code = name === 'Unknown' ? '' : ` ${name}`;
    const text = message === '' || message === 'UnknownError' ? '' : `: ${message}`;
    return `got ${status}${(0,redact/* printable */.g)(withoutSignature(code + text), 300)}${request}`;
}
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;
function connectionError(error, { what, cause }) {
    const code = typeof error.code === 'string' ? error.code : '';
    if (code === '' && error.name !== 'TimeoutError') {
        return new errors/* LabctlError */.$b('INTERNAL', `${what}: ${(0,errors/* describeCause */.V$)(error)}`, { cause });
    }
    const remedies = {
        ENOTFOUND: '; no such host: check E2_ENDPOINT',
        ECONNREFUSED: '; nothing listens there: check E2_ENDPOINT',
        EPROTO: '; the port does not speak TLS: check E2_ENDPOINT',
    };
    const remedy = remedies[code] ??
        (TLS_CODE.test(code)
            ? '; its certificate is not trusted: set NODE_EXTRA_CA_CERTS if it is yours'
            : '');
    const reason = (0,redact/* printable */.g)((0,errors/* describeCause */.V$)(error), 300);
    return new errors/* LabctlError */.$b('STORE_UNREACHABLE', `${what}: ${reason}${remedy}`, { cause });
}
/** A proxy may echo our Authorization header on its error page. */
function withoutSignature(text) {
    return text.replace(/\b(Credential|Signature)=[^\s,&"<]+/gi, '$1=***');
}
/** SDK errors carry the access key and the string that was signed as fields: only name, text and stack stay. */
function withoutRequest(error) {
    if (!(error instanceof Error))
        return error;
    const plain = new Error(withoutSignature(error.message));
    return Object.assign(plain, { name: error.name, stack: error.stack });
}

;// CONCATENATED MODULE: ./build/store/s3-payload.js
/** SigV4 takes it from here: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const HEADER = 'x-amz-content-sha256';
/** The same command, signed with this hex digest of its body. */
function signWith(sha256, command) {
    command.middlewareStack.add((next) => (args) => {
        args.request.headers[HEADER] = sha256;
        return next(args);
    }, { step: 'build' });
    return command;
}

// EXTERNAL MODULE: ./build/store/announced-body.js
var announced_body = __webpack_require__(96260);
;// CONCATENATED MODULE: ./build/store/s3-object.js




/** What HEAD says, `undefined` on 404: S3 does not tell there whether the bucket or the object is missing. */
async function headObject(request) {
    const { client, bucket, key, signal } = request;
    try {
        const input = new dist_cjs/* HeadObjectCommand */.l81({ Bucket: bucket, Key: key });
        const answer = await client.send(input, { abortSignal: signal });
        return { ...toListed(answer, request), meta: answer.Metadata ?? {} };
    }
    catch (error) {
        if (statusOf(error) === 404)
            return undefined;
        throw s3Error(error, { operation: 'read', ...request });
    }
}
/** The object and its body, `undefined` where there is none. The body's errors are LabctlErrors. */
async function getObject(request) {
    const { client, bucket, key, label, signal } = request;
    let answer;
    try {
        const input = new dist_cjs/* GetObjectCommand */.jLs({ Bucket: bucket, Key: key });
        answer = await client.send(input, { abortSignal: signal });
    }
    catch (error) {
        // A 404 with a page for people comes from a server that is no S3, not from a missing object.
        const isAbsent = statusOf(error) === 404 && codeOf(error) !== 'NoSuchBucket' && !isForeignAnswer(error);
        if (isAbsent)
            return undefined;
        throw s3Error(error, { operation: 'read', ...request });
    }
    const source = answer.Body;
    try {
        const object = toListed(answer, request);
        const what = `cannot read ${key} in ${label}`;
        const code = 'STORE_UNREACHABLE';
        return { object, body: (0,announced_body/* announcedBody */.m)(source, { size: object.size, what, code, signal }) };
    }
    catch (error) {
        source.destroy();
        throw error;
    }
}
/** The ETag without its quotes; a proxy that compresses marks it as weak on some answers only. */
function plainEtag(etag) {
    return etag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
}
/** The SDK makes NaN of a number that is none. */
function isSize(size) {
    return Number.isSafeInteger(size) && Number(size) >= 0;
}
function toListed(answer, { key, label }) {
    const { ContentLength, ETag, LastModified } = answer;
    const modified = LastModified?.getTime() ?? Number.NaN;
    if (!isSize(ContentLength) || !ETag || Number.isNaN(modified)) {
        throw new errors/* LabctlError */.$b('STORE_INVALID', `cannot read ${key} in ${label}: got an answer without length, ETag or date; ` +
            'this is not an S3 API: check E2_ENDPOINT');
    }
    return { key, size: ContentLength, etag: plainEtag(ETag), modified };
}

;// CONCATENATED MODULE: ./build/store/s3-source.js
/** The object that a copy is made of: how a request names it, and that it is still the version that was meant. */



/** What CopyObject and UploadPartCopy say of their source: only this version of it is to be copied. */
function sourceHeaders({ bucket, object }) {
    const { key, etag } = object;
    // The SDK sends it as it is; S3 wants it as in a URL.
    const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
    return { CopySource: path, CopySourceIfMatch: `"${etag}"` };
}
/**
 * Throws NOT_FOUND unless the object is there in its version. Asked before and after a copy, since a store may not
 * know the condition in `sourceHeaders`.
 */
async function requireVersion(object, request) {
    const now = await headObject({ ...request, key: object.key });
    if (now?.etag === object.etag && now.size === object.size)
        return;
    const found = now === undefined ? 'it is gone' : 'it was overwritten meanwhile';
    throw new errors/* LabctlError */.$b('NOT_FOUND', `cannot copy ${(0,redact/* printable */.g)(object.key)} in ${request.label}: ${found}`);
}

;// CONCATENATED MODULE: ./build/store/s3-multipart.js
/** The requests of a multipart upload before its last one: begin, send or copy a part, take back. */






/** The id of a new upload. Errors are LabctlErrors. */
async function beginUpload(target, attributes, signal) {
    const { client, bucket, key } = target;
    const command = new dist_cjs/* CreateMultipartUploadCommand */.nG4({ Bucket: bucket, Key: key, ...attributes });
    try {
        const { UploadId } = await client.send(command, { abortSignal: signal });
        if (UploadId)
            return UploadId;
    }
    catch (error) {
        throw s3Error(error, { operation: 'put', ...target, signal });
    }
    throw invalid(target, 'the upload was answered without an id');
}
/** Sends one part with this hex digest, and answers what completes the upload with it. Errors are LabctlErrors. */
function sendPart(target, { uploadId, part, sha256 }, signal) {
    const { client, bucket, key } = target;
    const PartNumber = part.number;
    const input = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber, Body: part.bytes };
    return completePart(target, { PartNumber, signal }, async () => {
        const command = signWith(sha256, new dist_cjs/* UploadPartCommand */.iVK(input));
        const { ETag } = await client.send(command, { abortSignal: signal });
        return ETag;
    });
}
/** Lets the store copy a part from one of its objects, as `sendPart` sends one. Errors are LabctlErrors. */
function copyPart(target, part, signal) {
    const { client, bucket, key } = target;
    const PartNumber = part.number;
    const input = {
        ...{ Bucket: bucket, Key: key, UploadId: part.uploadId, PartNumber },
        ...sourceHeaders(part.source),
        CopySourceRange: `bytes=${part.range.first}-${part.range.last}`,
    };
    return completePart(target, { PartNumber, signal }, async () => {
        const command = new dist_cjs/* UploadPartCopyCommand */.Xp2(input);
        const { CopyPartResult } = await client.send(command, { abortSignal: signal });
        // Not in the body: an error with status 200, or a store that took this for a part without bytes.
        return CopyPartResult?.ETag;
    });
}
/** `send` answers the ETag of the part. */
async function completePart(target, { PartNumber, signal }, send) {
    try {
        for (let attempt = 1; attempt <= target.limits.maxAttempts; attempt += 1) {
            const ETag = await send();
            // Missing behind some load balancers, and there the next time: https://github.com/rclone/rclone/pull/9823
            if (ETag)
                return { PartNumber, ETag };
        }
    }
    catch (error) {
        throw s3Error(error, { operation: 'put', ...target, signal });
    }
    throw invalid(target, `part ${PartNumber} was answered without an ETag`);
}
/**
 * Aborts the upload, bounded in time. Never rejects: what led here matters more. Answers what to add to that
 * error where the upload could not be taken back, else nothing.
 *
 * A part whose request was `cancelled` may reach its place behind the abort, and the upload is there again, so it
 * is aborted again a little later (https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html).
 */
async function takeBack(target, { uploadId, cancelled }) {
    const { retryDelayMs, cleanUpMs } = target.limits;
    const signal = AbortSignal.timeout(cleanUpMs);
    const refusal = await abort(target, uploadId, signal);
    if (refusal !== undefined) {
        return `; its upload ${uploadId} could not be taken back (${(0,errors/* describeCause */.V$)(refusal)}) and is left to prune`;
    }
    for (const wait of cancelled ? [retryDelayMs, 2 * retryDelayMs] : []) {
        await (0,promises_.setTimeout)(wait, undefined, { signal }).catch(() => undefined);
        await abort(target, uploadId, signal);
    }
    return '';
}
/** The same error, with a note at the end of its message: whoever was told of it earlier sees the note, too. */
function withNote(error, note) {
    if (note === '' || !(error instanceof errors/* LabctlError */.$b))
        return error;
    // The reason of a stop belongs to all that was stopped.
    const own = error.code === 'CANCELLED' ? new errors/* LabctlError */.$b('CANCELLED', error.message) : error;
    own.addNote(note);
    return own;
}
/** Why the upload may still be there; `undefined` when it is gone. */
async function abort({ client, bucket, key }, uploadId, signal) {
    const input = { Bucket: bucket, Key: key, UploadId: uploadId };
    try {
        await client.send(new dist_cjs/* AbortMultipartUploadCommand */.tfP(input), { abortSignal: signal });
    }
    catch (error) {
        if (codeOf(error) !== 'NoSuchUpload')
            return error;
    }
    return undefined;
}
function invalid({ key, label }, what) {
    return new errors/* LabctlError */.$b('STORE_INVALID', `cannot put ${key} in ${label}: ${what}`);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/store/s3-publish.js
/** The request that makes an object visible, and the proof that it did. */




/**
 * User metadata with another value for each put. After a lost or a doubtful answer it alone tells whether the
 * object that is there is the new one: an ETag may be missing, and the old object may have the same bytes.
 */
const PUT_ID_META = 'labctl-put';
/** A value for PUT_ID_META. */
function newPutId() {
    return (0,external_node_crypto_.randomUUID)();
}
/**
 * Sends the command and answers what HEAD says of the new object. Whatever the command is answered, HEAD decides:
 * a 200 may carry an error (https://repost.aws/knowledge-center/s3-resolve-200-internalerror), and the answer to
 * a success may be lost. Throws the error of the command, or STORE_INVALID where a success has left no object.
 */
async function publish(command, request) {
    const { client, key, label, signal } = request;
    let refusal;
    try {
        // `send` has an overload for each command, none for all.
        await client.send(command, { abortSignal: signal });
    }
    catch (error) {
        refusal = error;
    }
    const { published, last } = await findPublished(request, refusal);
    if (published !== undefined)
        return published;
    if (refusal !== undefined)
        throw s3Error(refusal, { operation: 'put', key, label, signal });
    if (last !== undefined && isOfSameContent(last, request))
        return last;
    const found = last === undefined
        ? 'the object is not there'
        : 'another one is there; if another run has published it at the same time, run again';
    throw new errors/* LabctlError */.$b('STORE_INVALID', `cannot put ${key} in ${label}: the store says that it is done, but ${found}`);
}
async function findPublished(request, refusal) {
    const { limits, signal } = request;
    let last;
    // A plain refusal is final; in all other cases the store may need a moment to show what it did.
    const waits = isPlainRefusal(refusal) ? [0] : [0, limits.retryDelayMs, 3 * limits.retryDelayMs];
    for (const wait of waits) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        const bounded = worthAMoment(signal, limits);
        try {
            last = await headObject({ ...request, signal: bounded });
            if (last !== undefined && isExpected(last, request))
                return { published: last };
        }
        catch (error) {
            if (refusal === undefined)
                throw error;
            return {};
        }
    }
    return { last };
}
/** The state of the object is worth a moment even when the run is being stopped. */
function worthAMoment(signal, { cleanUpMs }) {
    return signal.aborted ? AbortSignal.timeout(cleanUpMs) : signal;
}
function isPlainRefusal(error) {
    const status = statusOf(error) ?? 0;
    if (status === 501)
        return true;
    return status >= 400 && status < 500 && status !== 408 && codeOf(error) !== 'NoSuchUpload';
}
function isExpected({ size, meta }, { expected }) {
    const given = Object.entries(expected.meta);
    return size === expected.size && given.every(([name, value]) => meta[name] === value);
}
/**
 * Whether another upload of the same content is there, labelled alike: another run has done the same at the same
 * time, and was the last. Without labels nothing tells.
 */
function isOfSameContent({ size, meta }, { expected }) {
    const labels = Object.entries(expected.meta).filter(([name]) => name !== PUT_ID_META);
    if (labels.length === 0 || meta[PUT_ID_META] === undefined)
        return false;
    return size === expected.size && labels.every(([name, value]) => meta[name] === value);
}

;// CONCATENATED MODULE: ./build/store/s3-copy.js
/** Publishes the bytes of one S3 object under another key, copied by the store, or leaves nothing of it behind. */








/** Copies, and answers what HEAD says of the new object. Rejects only after the clean-up was awaited. */
async function copyObject(request) {
    const { from, parts, options, limits } = request;
    const { signal, contentType, meta } = options;
    const grace = (0,cancellation/* graceAfter */.Dc)(signal, limits.publishGraceMs);
    const copy = {
        ...request,
        attributes: {
            Metadata: { ...meta, [PUT_ID_META]: newPutId() },
            ...(contentType !== undefined && { ContentType: contentType }),
        },
        late: grace.signal,
    };
    try {
        await requireVersion(from, { ...request, signal });
        return await (from.size <= parts.partBytes ? copyAtOnce(copy) : copyInParts(copy));
    }
    finally {
        grace.close();
    }
}
async function copyAtOnce(copy) {
    const { bucket, key, from, attributes } = copy;
    const command = new dist_cjs/* CopyObjectCommand */.s9Z({
        ...{ Bucket: bucket, Key: key, MetadataDirective: 'REPLACE', ...attributes },
        ...sourceHeaders({ bucket, object: from }),
    });
    try {
        const published = await publishCopy(command, copy);
        await requireVersion(from, { ...copy, signal: worthAMoment(copy.late, copy.limits) });
        return published;
    }
    catch (error) {
        throw withNote(stopOr(error, copy), await removeOwn(copy));
    }
}
async function copyInParts(copy) {
    const { bucket, key, from, parts, partsInFlight, attributes, options } = copy;
    const failed = new AbortController();
    const signal = AbortSignal.any([options.signal, failed.signal]);
    const limit = (0,p_limit/* default */.A)(partsInFlight);
    const source = { bucket, object: from };
    let copying = [];
    let uploadId;
    try {
        const id = await beginUpload(copy, attributes, copy.late);
        uploadId = id;
        copying = rangesOf(from.size, parts.partBytes).map((range, at) => limit(() => copyPart(copy, { uploadId: id, number: at + 1, source, range }, signal)));
        const MultipartUpload = { Parts: await Promise.all(copying) };
        await requireVersion(from, { ...copy, signal });
        const input = { Bucket: bucket, Key: key, UploadId: uploadId, MultipartUpload };
        return await publishCopy(new dist_cjs/* CompleteMultipartUploadCommand */.Gym(input), copy);
    }
    catch (error) {
        failed.abort(error);
        const copied = await Promise.allSettled(copying);
        const cancelled = copied.some(({ status }) => status === 'rejected');
        const note = uploadId === undefined ? '' : await takeBack(copy, { uploadId, cancelled });
        throw withNote(stopOr(error, copy), note + (await removeOwn(copy)));
    }
}
/** Why the copy came to nothing: the caller's own reason where that has stopped it. */
function stopOr(error, { options }) {
    return options.signal.aborted ? (0,cancellation/* abortReason */.Js)(options.signal) : error;
}
function publishCopy(command, copy) {
    const expected = { size: copy.from.size, meta: copy.attributes.Metadata };
    return publish(command, { ...copy, expected, signal: copy.late });
}
function rangesOf(size, partBytes) {
    const count = Math.ceil(size / partBytes);
    return Array.from({ length: count }, (_, at) => ({
        first: at * partBytes,
        last: Math.min((at + 1) * partBytes, size) - 1,
    }));
}
/**
 * Removes what this copy has put in its place and must not be taken for the image: a store that does not know
 * copies makes an empty object of the request. Never rejects; answers what to add to the error that led here.
 */
async function removeOwn(copy) {
    const { client, bucket, key, attributes, limits } = copy;
    const signal = AbortSignal.timeout(limits.cleanUpMs);
    try {
        const found = await headObject({ ...copy, signal });
        if (found?.meta[PUT_ID_META] !== attributes.Metadata[PUT_ID_META])
            return '';
        const command = new dist_cjs/* DeleteObjectCommand */.k4j({ Bucket: bucket, Key: key });
        await client.send(command, { abortSignal: signal });
        return '';
    }
    catch (error) {
        return `; what is left of it could not be removed (${(0,errors/* describeCause */.V$)(error)})`;
    }
}

// EXTERNAL MODULE: ./build/store/s3-endpoint.js
var s3_endpoint = __webpack_require__(68686);
;// CONCATENATED MODULE: ./build/store/s3-list.js
/** Reads whole listings of a bucket, page by page, and refuses those that cannot be complete. */





/** All objects below the prefix, ascending. Throws SDK errors, and STORE_INVALID for a listing with a gap. */
async function listObjects(listing) {
    const objects = await readObjects(listing);
    return objects.sort((a, b) => (0,object_key/* compareKeys */.Y)(a.key, b.key));
}
async function readObjects(listing) {
    try {
        return await readPages(listing, listPageV2);
    }
    catch (error) {
        // Older stores know the first version only.
        if (statusOf(error) !== 501)
            throw error;
        return readPages(listing, listPageV1);
    }
}
/** All uploads below the prefix that are neither completed nor aborted; none where the store cannot list them. */
async function listUploads(listing) {
    try {
        const uploads = await readPages(listing, listUploadPage);
        return uploads.filter(({ key }) => key.startsWith(listing.prefix));
    }
    catch (error) {
        if (statusOf(error) === 501)
            return [];
        throw error;
    }
}
async function readPages(listing, read) {
    const items = [];
    const seen = new Set();
    for (let from;;) {
        const page = await read(listing, from);
        items.push(...page.items);
        if (!page.truncated)
            return items;
        if (page.next === undefined)
            throw s3_list_invalid(listing, 'a page is cut off without a word on the next');
        if (seen.has(page.next))
            throw s3_list_invalid(listing, 'the same page comes again and again');
        seen.add(page.next);
        from = page.next;
    }
}
async function listPageV2(listing, from) {
    const { client, bucket, prefix, signal } = listing;
    const page = await client.send(new dist_cjs/* ListObjectsV2Command */.u6x({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ContinuationToken: from,
    }), { abortSignal: signal });
    return {
        items: (page.Contents ?? []).map((object) => s3_list_toListed(object, page.EncodingType, listing)),
        truncated: page.IsTruncated ?? false,
        next: page.NextContinuationToken || undefined,
    };
}
async function listPageV1(listing, from) {
    const { client, bucket, prefix, signal } = listing;
    const page = await client.send(new dist_cjs/* ListObjectsCommand */.Wc7({ Bucket: bucket, Prefix: prefix, EncodingType: 'url', Marker: from }), { abortSignal: signal });
    const items = (page.Contents ?? []).map((object) => s3_list_toListed(object, page.EncodingType, listing));
    // Without a delimiter V1 names no next marker: it is the last key.
    const next = page.NextMarker
        ? decodeKey(page.NextMarker, page.EncodingType, listing)
        : items.at(-1)?.key;
    return { items, truncated: page.IsTruncated ?? false, next };
}
async function listUploadPage(listing, from) {
    const { client, bucket, signal } = listing;
    const markers = from === undefined ? undefined : JSON.parse(from);
    const page = await client.send(new dist_cjs/* ListMultipartUploadsCommand */.mo2({
        Bucket: bucket,
        EncodingType: 'url',
        // No prefix: MinIO, and what is made from it, takes a prefix for the whole key and finds nothing else.
        ...markers,
    }), { abortSignal: signal });
    const items = (page.Uploads ?? []).map(({ Key, UploadId, Initiated }) => {
        if (!Key || !UploadId || !Initiated)
            throw s3_list_invalid(listing, 'an upload lacks key, id or date');
        const key = decodeKey(Key, page.EncodingType, listing);
        const started = Initiated.getTime();
        if (Number.isNaN(started))
            throw s3_list_invalid(listing, 'an upload has a date that is none');
        return { key, id: UploadId, started };
    });
    const next = page.NextKeyMarker
        ? {
            KeyMarker: decodeKey(page.NextKeyMarker, page.EncodingType, listing),
            UploadIdMarker: page.NextUploadIdMarker,
        }
        : undefined;
    return { items, truncated: page.IsTruncated ?? false, next: next && JSON.stringify(next) };
}
function s3_list_toListed(object, encoding, listing) {
    const { Key, Size, ETag, LastModified } = object;
    if (!Key || Size === undefined || !ETag || !LastModified) {
        throw s3_list_invalid(listing, 'an object lacks key, size, ETag or date');
    }
    const key = decodeKey(Key, encoding, listing);
    if (!key.startsWith(listing.prefix))
        throw s3_list_invalid(listing, 'a key that was not asked for');
    const modified = LastModified.getTime();
    if (!isSize(Size) || Number.isNaN(modified))
        throw s3_list_invalid(listing, 'a size or a date that is none');
    return { key, size: Size, etag: plainEtag(ETag), modified };
}
/** Not every store encodes the keys when asked to; those that do say so. */
function decodeKey(key, encoding, listing) {
    if (encoding !== 'url')
        return key;
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    }
    catch {
        throw s3_list_invalid(listing, 'a key that is not URL-encoded as announced');
    }
}
function s3_list_invalid({ label, prefix }, what) {
    return new errors/* LabctlError */.$b('STORE_INVALID', `cannot list ${prefix} in ${label}: ${what}`);
}

;// CONCATENATED MODULE: ./build/store/s3-remove.js
/** Deletes one S3 object, in one version only where that is asked for. */





/** Throws NOT_FOUND when another version is there than the one that was asked for, and what the SDK throws. */
async function removeObject(request) {
    const { etag } = request;
    if (etag === undefined)
        return send(request, undefined);
    if (!(await isThere(request, etag)))
        return;
    try {
        await send(request, etag);
    }
    catch (error) {
        const status = statusOf(error);
        if (status === 412)
            throw overwritten(request);
        // 409: somebody writes there at this moment. All others that refuse may know no such condition.
        if (status !== 400 && status !== 501)
            throw error;
        if (await isThere(request, etag))
            await send(request, undefined);
    }
}
async function send({ client, bucket, key, signal }, etag) {
    // One by one: DeleteObjects comes with a checksum header that some stores refuse.
    const condition = etag === undefined ? {} : { IfMatch: `"${etag}"` };
    const command = new dist_cjs/* DeleteObjectCommand */.k4j({ Bucket: bucket, Key: key, ...condition });
    try {
        await client.send(command, { abortSignal: signal });
    }
    catch (error) {
        if (codeOf(error) !== 'NoSuchKey')
            throw error;
    }
}
/** Asked in any case, since a store may pass over the condition in silence. */
async function isThere(request, etag) {
    const now = await headObject(request);
    if (now !== undefined && now.etag !== etag)
        throw overwritten(request);
    return now !== undefined;
}
function overwritten({ key, label }) {
    return new errors/* LabctlError */.$b('NOT_FOUND', `${(0,redact/* printable */.g)(key)} in ${label} was not removed: it was overwritten since it was seen`);
}

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/stream/hash-thread.js
var hash_thread = __webpack_require__(3314);
// EXTERNAL MODULE: ./build/store/body-counter.js
var body_counter = __webpack_require__(18021);
// EXTERNAL MODULE: ./build/stream/shared-memory.js
var shared_memory = __webpack_require__(798);
;// CONCATENATED MODULE: ./build/store/s3-parts.js
/** Cuts a body into equal parts, in buffers that are used again: memory stays the same however long the body is. */

/** Buffers of `bytes` each, made when they are needed; `count` tells how many there may be, and may change. */
function createPartBuffers({ count, bytes, }) {
    const all = new Map();
    const free = [];
    const waiting = [];
    return {
        async take() {
            const known = free.pop();
            if (known !== undefined)
                return known;
            if (all.size < count()) {
                const made = (0,shared_memory/* takeShared */.z)(bytes);
                all.set(made.buffer, made);
                return made;
            }
            return new Promise((resolve) => waiting.push(resolve));
        },
        release({ buffer }) {
            // The last part is only a piece of its buffer.
            const whole = all.get(buffer);
            if (whole === undefined)
                return;
            if (all.size > count()) {
                all.delete(buffer);
                (0,shared_memory/* giveBackShared */.I)(whole);
                return;
            }
            const next = waiting.shift();
            if (next === undefined)
                free.push(whole);
            else
                next(whole);
        },
        close() {
            for (const buffer of all.values())
                (0,shared_memory/* giveBackShared */.I)(buffer);
            all.clear();
        },
    };
}
/** The parts of the body, at least one; all but the last have the length of the buffers. */
async function* cutParts(chunks, buffers) {
    let buffer = await buffers.take();
    let filled = 0;
    let number = 1;
    for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length;) {
            // Not before more comes: a body of just one buffer is no multipart upload.
            if (filled === buffer.length) {
                yield { number, bytes: buffer, isLast: false };
                number += 1;
                buffer = await buffers.take();
                filled = 0;
            }
            const copied = chunk.copy(buffer, filled, at);
            filled += copied;
            at += copied;
        }
    }
    yield { number, bytes: buffer.subarray(0, filled), isLast: true };
}

;// CONCATENATED MODULE: ./build/store/s3-upload.js








/**
 * Sends the body and answers what HEAD says of the object. Errors of the body are passed on as they are; rejects
 * only after the clean-up was awaited. (Not lib-storage's Upload: it does not cancel its parts, lets a failing
 * clean-up replace the error, does not count, and copies every part twice.)
 */
async function uploadObject(body, request) {
    const { key, parts, options } = request;
    const { size, maxSize = parts.limit, signal } = options;
    const counter = (0,body_counter/* countBody */.a)(key, { size, maxSize: Math.min(maxSize, parts.limit) });
    const stop = createStop(counter, request);
    signal.addEventListener('abort', stop.cancel, { once: true });
    try {
        // Its errors reach `sendAll` through the counter. (As its last stage Node 20 would not wait for `sendAll`.)
        (0,external_node_stream_promises_.pipeline)(body, counter.stream).catch(() => undefined);
        return await sendAll(counter, request, stop);
    }
    catch (error) {
        throw stop.explain(error);
    }
    finally {
        signal.removeEventListener('abort', stop.cancel);
        stop.close();
    }
}
/** What ends an upload early, and how fast each of its requests is ended then. */
function createStop(counter, { options, limits }) {
    const failed = new AbortController();
    const grace = (0,cancellation/* graceAfter */.Dc)(options.signal, limits.publishGraceMs);
    let isPublishing = false;
    let note = '';
    function fail(error) {
        failed.abort(error);
        // Wakes whoever waits for more of a body that stalls.
        counter.stream.destroy(failed.signal.reason);
    }
    // A body that fails cancels the parts that are under way.
    counter.stream.once('error', fail);
    return {
        fail,
        /** For requests without a trace: aborted with the first error, be it of a part, the body or the caller. */
        atOnce: failed.signal,
        /** For those of which only the answer tells what they did: aborted some time after the caller's signal. */
        late: grace.signal,
        cancel() {
            if (!isPublishing)
                fail((0,cancellation/* abortReason */.Js)(options.signal));
        },
        /** From here on the caller's signal no longer fails the upload at once. */
        beginPublishing() {
            failed.signal.throwIfAborted();
            isPublishing = true;
        },
        /** Something to tell along with the error. */
        add(text) {
            note += text;
        },
        explain(last) {
            return withNote(failed.signal.aborted ? failed.signal.reason : last, note);
        },
        close: grace.close,
    };
}
async function sendAll(counter, request, stop) {
    const { bucket: Bucket, key: Key, parts, partsInFlight, options } = request;
    const { contentType, meta: given, signal } = options;
    const meta = { ...given, [PUT_ID_META]: newPutId() };
    const attributes = { Metadata: meta, ...(contentType && { ContentType: contentType }) };
    const buffers = createPartBuffers({ bytes: parts.partBytes, count: partsInFlight });
    const sending = [];
    let uploadId;
    async function send(id, part) {
        try {
            const sha256 = await (0,hash_thread/* digestShared */.k)('sha256', part.bytes);
            return await sendPart(request, { uploadId: id, part, sha256 }, stop.atOnce);
        }
        finally {
            buffers.release(part.bytes);
        }
    }
    function finish(command) {
        stop.beginPublishing();
        const expected = { size: counter.bytes(), meta };
        return publish(command, { ...request, expected, signal: stop.late });
    }
    try {
        for await (const part of cutParts(counter.stream, buffers)) {
            stop.atOnce.throwIfAborted();
            if (part.number === 1 && part.isLast) {
                const command = new dist_cjs/* PutObjectCommand */.wKZ({ Bucket, Key, Body: part.bytes, ...attributes });
                return await finish(command);
            }
            uploadId ??= await beginUpload(request, attributes, stop.late);
            stop.atOnce.throwIfAborted();
            const sent = send(uploadId, part);
            sent.catch(stop.fail);
            sending.push(sent);
        }
        const MultipartUpload = { Parts: await Promise.all(sending) };
        const input = { Bucket, Key, UploadId: uploadId, MultipartUpload };
        return await finish(new dist_cjs/* CompleteMultipartUploadCommand */.Gym(input));
    }
    catch (error) {
        stop.fail(signal.aborted ? (0,cancellation/* abortReason */.Js)(signal) : error);
        const sent = await Promise.allSettled(sending);
        const cancelled = sent.some(({ status }) => status === 'rejected');
        if (uploadId !== undefined)
            stop.add(await takeBack(request, { uploadId, cancelled }));
        throw error;
    }
    finally {
        buffers.close();
    }
}

;// CONCATENATED MODULE: ./build/store/s3-store.js















/** S3 allows 10,000; https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 9_000;
const PARTS_IN_FLIGHT = 6;
/** Of one object that is copied inside the bucket, which takes no memory here. */
const COPIES_IN_FLIGHT = 4;
const LIMITS = {
    connectionTimeoutMs: 10_000,
    socketTimeoutMs: 60_000,
    maxAttempts: 5,
    retryDelayMs: 500,
    // A runner gives 10 s from SIGINT to SIGKILL: a publishing request, its HEAD and an abort have to fit in.
    publishGraceMs: 3_000,
    cleanUpMs: 3_000,
    minPartBytes: MIN_PART_BYTES,
    maxCopyBytes: MAX_COPY_BYTES,
};
/** A store in a bucket. Throws INPUT_INVALID for an endpoint or a bucket name that cannot be right. */
function createS3Store(options) {
    const { bucket, maxParts = MAX_PARTS, partsInFlight = PARTS_IN_FLIGHT } = options;
    const endpoint = (0,s3_endpoint.parseEndpoint)(options.endpoint);
    (0,s3_endpoint/* checkBucketName */.W)(bucket);
    (0,s3_endpoint/* refuseBucketInHost */.O)(endpoint, bucket);
    const limits = { ...LIMITS, ...options.limits };
    const client = createS3Client({ ...options, endpoint, limits });
    const label = `s3://${bucket} at ${endpoint.host}`;
    const target = { client, bucket, label };
    const shares = createPartShares(partsInFlight);
    let bucketSeen = false;
    async function attempt(operation, { key, signal }, work) {
        (0,cancellation/* throwIfAborted */.Te)(signal);
        try {
            return await work();
        }
        catch (error) {
            throw s3Error(error, { operation, key, label, signal });
        }
    }
    /** HEAD answers 404 for a missing bucket, too; without this a wrong name would look like an empty store. */
    async function checkBucket(key, signal) {
        if (bucketSeen)
            return;
        try {
            await client.send(new dist_cjs/* HeadBucketCommand */.kuI({ Bucket: bucket }), { abortSignal: signal });
        }
        catch (error) {
            if (statusOf(error) === 404) {
                throw new errors/* LabctlError */.$b('STORE_REJECTED', `cannot read ${key} in ${label}: got 404; create the bucket, or correct E2_BUCKET or E2_ENDPOINT`);
            }
            // A key may be allowed to read objects and not to ask for the bucket.
            if (statusOf(error) !== 403)
                throw s3Error(error, { operation: 'list', key, label, signal });
        }
        bucketSeen = true;
    }
    return {
        label,
        async list(prefix, signal) {
            const objects = await attempt('list', { key: prefix, signal }, () => listObjects({ ...target, prefix, signal }));
            bucketSeen = true;
            return objects;
        },
        async head(key, signal) {
            (0,cancellation/* throwIfAborted */.Te)(signal);
            const found = await headObject({ ...target, key, signal });
            if (found !== undefined)
                return withoutPutId(found);
            await checkBucket(key, signal);
            return undefined;
        },
        async get(key, signal) {
            (0,cancellation/* throwIfAborted */.Te)(signal);
            return getObject({ ...target, key, signal });
        },
        async put(key, body, options) {
            const share = shares.take();
            try {
                (0,cancellation/* throwIfAborted */.Te)(options.signal);
                (0,object_key/* checkMeta */.M)(options.meta ?? {});
                const { size, maxSize } = options;
                const parts = planParts({ size, maxSize, maxParts, minPartBytes: limits.minPartBytes });
                const request = { ...target, limits, partsInFlight: share.count, key, parts, options };
                return withoutPutId(await uploadObject(body, request));
            }
            finally {
                share.giveBack();
                body.destroy();
            }
        },
        async copy(from, to, options) {
            (0,cancellation/* throwIfAborted */.Te)(options.signal);
            (0,object_key/* checkMeta */.M)(options.meta ?? {});
            const minPartBytes = limits.maxCopyBytes;
            const parts = planParts({ size: from.size, maxParts, minPartBytes });
            const partsInFlight = COPIES_IN_FLIGHT;
            const request = { ...target, limits, partsInFlight, key: to, from, parts, options };
            return withoutPutId(await copyObject(request));
        },
        remove: (key, signal, etag) => attempt('remove', { key, signal }, () => removeObject({ ...target, key, etag, signal })),
        pendingUploads: (prefix, signal) => attempt('list the uploads of', { key: prefix, signal }, () => listUploads({ ...target, prefix, signal })),
        abortUpload: ({ key, id }, signal) => attempt('abort an upload of', { key, signal }, async () => {
            const input = { Bucket: bucket, Key: key, UploadId: id };
            const command = new dist_cjs/* AbortMultipartUploadCommand */.tfP(input);
            await client.send(command, { abortSignal: signal }).catch(ignore('NoSuchUpload'));
        }),
    };
}
function ignore(code) {
    return (error) => {
        if (codeOf(error) !== code)
            throw error;
    };
}
function withoutPutId({ meta, ...object }) {
    const { [PUT_ID_META]: _putId, ...given } = meta;
    return { ...object, meta: given };
}


/***/ })

};
