export const id = 871;
export const ids = [871];
export const modules = {

/***/ 35871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createS3Store: () => (/* binding */ createS3Store)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(53711);
// EXTERNAL MODULE: ./build/base/cancellation.js
var cancellation = __webpack_require__(60345);
// EXTERNAL MODULE: ./build/base/clock.js
var base_clock = __webpack_require__(42030);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/store/object-key.js
var object_key = __webpack_require__(11289);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
// EXTERNAL MODULE: ./node_modules/@smithy/node-http-handler/dist-cjs/index.js
var node_http_handler_dist_cjs = __webpack_require__(61279);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(38321);
;// CONCATENATED MODULE: ./build/store/s3/list/date.js
/** Dates as S3 servers write them: in ISO 8601 or as HTTP has them, with and without a zone. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i;
/** All three forms of https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats. */
const HTTP = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d.*?(GMT|UTC|[+-]\d{4})?$/i;
const YEAR_10000 = 253_402_300_800_000;
/**
 * Milliseconds since the epoch, `undefined` for what is not a date. Without a zone it is UTC. The epoch itself and
 * all before it, the year 1 of Go above all, is how servers write that they have no date.
 */
function parseDate(text) {
    const time = Date.parse(withZone(text.trim()));
    return time > 0 && time < YEAR_10000 ? time : undefined;
}
/** In a form that `Date.parse` knows; empty where it is none that is known here: it makes a date of nearly anything. */
function withZone(text) {
    const [isIso, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
    if (isIso !== undefined)
        return `${day}T${time}${zone.toUpperCase()}`;
    const isHttp = HTTP.exec(text);
    if (isHttp === null)
        return '';
    return isHttp[1] === undefined ? `${text} GMT` : text;
}

;// CONCATENATED MODULE: ./build/store/s3/answer.js


const EXCERPT_BYTES = 300;
const kept = new WeakMap();
/** The first bytes of answers (`error.$response`), as they came. */
const excerpts = {
    keep(response, bytes) {
        kept.set(response, Buffer.from(bytes).toString('utf8', 0, EXCERPT_BYTES));
    },
    /** Empty where nothing was kept. */
    of(response) {
        return (response && kept.get(response)) ?? '';
    },
};
/** The whole body of an answer that is not large. */
async function bytesOf(body) {
    if (body === undefined)
        return new Uint8Array();
    return body instanceof Uint8Array ? body : await (0,consumers_.buffer)(body);
}
/** The SDK fails at an object whose dates are not quite as HTTP wants them, or reads them as of the last century. */
function tidyHeaders(headers) {
    const modified = parseDate(headers['last-modified'] ?? '');
    if (modified === undefined)
        delete headers['last-modified'];
    else
        headers['last-modified'] = new Date(modified).toUTCString();
    // Nobody reads it here.
    delete headers['x-amz-object-lock-retain-until-date'];
}

;// CONCATENATED MODULE: ./build/store/s3/path-signing.js
/**
 * A client that signs the whole path, as S3 has it and Supabase wants it; and where that is refused, without the path
 * of the endpoint, as a server wants it that knows nothing of the proxy before it. What was taken once is kept.
 */
function signedAsItTakes({ origin, pathname }, create) {
    const path = pathname.replace(/\/$/, '');
    const whole = create({ endpoint: `${origin}${path}`, pathBefore: '' });
    if (path === '')
        return whole;
    const bare = create({ endpoint: origin, pathBefore: path });
    let taken;
    async function send(...args) {
        if (taken !== undefined)
            return taken.send(...args);
        try {
            const answer = await whole.send(...args);
            taken ??= whole;
            return answer;
        }
        catch (error) {
            if (!mayBeSignature(error))
                throw error;
            return sendBare(args, error);
        }
    }
    async function sendBare(args, refusal) {
        try {
            const answer = await bare.send(...args);
            taken ??= bare;
            return answer;
        }
        catch (error) {
            if (mayBeSignature(error))
                throw refusal;
            if (error.$metadata?.httpStatusCode === 404)
                taken ??= bare;
            throw error;
        }
    }
    return { config: whole.config, send: send };
}
/** The answer to a HEAD says no more than 403. */
function mayBeSignature(error) {
    const { name = '', $metadata } = error;
    return ($metadata?.httpStatusCode === 403 && /^(SignatureDoesNotMatch|Unknown|Forbidden)$/.test(name));
}

;// CONCATENATED MODULE: ./build/store/s3/retry.js
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
    'PROXY_UNAVAILABLE',
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
    return Math.max(backoffMs(attempt, limits), retryAfterMs(error, now));
}
/** Milliseconds after `attempt` (from 1) of them in vain: half of it fixed, half random. */
function backoffMs(attempt, { retryDelayMs }) {
    const backoff = Math.min(retryDelayMs * 2 ** (attempt - 1), MAX_DELAY_MS);
    return backoff * (0.5 + Math.random() / 2);
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

;// CONCATENATED MODULE: ./build/store/s3/client.js
/** The S3 client: how it connects, waits, tries again, and what it keeps of answers that are no S3. */








/**
 * A client that takes nothing from the environment, works with stores that are only like S3, and tries again
 * what may pass. The SDK's own retries add up to less than a second of waiting, too little for an upload of
 * gigabytes, and their timers outlive the signal.
 */
function createS3Client(options) {
    const { limits, clock = base_clock/* systemClock */.m } = options;
    const client = signedAsItTakes(options.endpoint, (signed) => createSingleTryClient(options, signed));
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
/** The endpoint is the one that is signed; what is missing of its path is put before the path of each request. */
function createSingleTryClient(options, signed) {
    const { region, accessKey, secretKey, agent, limits } = options;
    return new dist_cjs/* S3Client */.YxF({
        endpoint: signed.endpoint,
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
        requestHandler: createHandler(limits, { agent, pathBefore: signed.pathBefore }),
        // What the SDK would otherwise look up in AWS_* variables and in ~/.aws.
        defaultsMode: 'standard',
        retryMode: 'standard',
        useFipsEndpoint: false,
        useDualstackEndpoint: false,
        disableS3ExpressSessionAuth: true,
    });
}
function createHandler(limits, { agent, pathBefore }) {
    const handler = new node_http_handler_dist_cjs.NodeHttpHandler({
        connectionTimeout: limits.connectionTimeoutMs,
        // `requestTimeout` only warns, and would count the whole of a slow part; this one counts silence.
        socketTimeout: limits.socketTimeoutMs,
        httpAgent: agent ?? new external_node_http_.Agent({ keepAlive: true }),
        httpsAgent: agent ?? new external_node_https_.Agent({ keepAlive: true }),
    });
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
        request.path = `${pathBefore}${request.path}`;
        const { response } = await handle(request, options);
        tidyHeaders(response.headers);
        if (response.statusCode >= 300) {
            response.body = await bytesOf(response.body);
            excerpts.keep(response, response.body);
        }
        return { response };
    };
    return handler;
}

// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(70370);
// EXTERNAL MODULE: ./build/store/announced-body.js
var announced_body = __webpack_require__(96260);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/base/certificate-failure.js
var certificate_failure = __webpack_require__(38684);
;// CONCATENATED MODULE: ./build/store/s3/errors.js
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
    const excerpt = excerpts.of(error.$response).trim();
    return excerpt !== '' && !/<Error\b/.test(excerpt);
}
/** Any error of an S3 request as a LabctlError; a LabctlError is returned as it is. */
function s3Error(error, call) {
    if (error instanceof errors/* LabctlError */.$b)
        return error;
    if (call.signal?.aborted)
        return (0,cancellation/* abortReason */.Js)(call.signal);
    const where = call.key === '' ? call.label : `${(0,redact/* printable */.g$)(call.key)} in ${call.label}`;
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
        case 'NoSuchKey':
            return rejected(call.operation === 'list' ? 'check E2_ENDPOINT: it must not name the bucket as well' : '');
        case 'SecondLevelDomainForbidden':
        case 'PathStyleDomainForbidden':
            return rejected('this store takes a bucket only in its host name, which labctl cannot do');
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
    const name = typeof region === 'string' ? ` ${(0,redact/* printable */.g$)(region, 40)}` : '';
    return `the bucket is in another region${name}: correct the region or E2_ENDPOINT`;
}
function describeAnswer(error, status) {
    const { name = '', message = '' } = error;
    const excerpt = excerpts.of(error.$response).trim();
    const requestId = error.$metadata?.requestId;
    const request = requestId === undefined ? '' : ` (request ${(0,redact/* printable */.g$)(requestId, 60)})`;
    if (excerpt !== '' && (status < 300 || isForeignAnswer(error))) {
        return `got ${status} with "${(0,redact/* printable */.g$)(withoutSignature(excerpt))}"${request}`;
    }
    const code = name === 'Unknown' ? '' : ` ${name}`;
    const text = message === '' || message === 'UnknownError' ? '' : `: ${message}`;
    return `got ${status}${(0,redact/* printable */.g$)(withoutSignature(code + text), 300)}${request}`;
}
function connectionError(error, { what, cause }) {
    const code = typeof error.code === 'string' ? error.code : '';
    if (code === '' && error.name !== 'TimeoutError') {
        return new errors/* LabctlError */.$b('INTERNAL', `${what}: ${(0,errors/* describeCause */.V$)(error)}`, { cause });
    }
    const reason = (0,redact/* printable */.g$)((0,errors/* describeCause */.V$)(error), 300);
    const remedy = (0,certificate_failure/* certificateRemedy */.c)(error) ?? connectionRemedy(code, reason);
    return new errors/* LabctlError */.$b('STORE_UNREACHABLE', `${what}: ${reason}${remedy && `; ${remedy}`}`, {
        cause,
    });
}
function connectionRemedy(code, reason) {
    if (reason.includes('the proxy '))
        return '';
    if (code === 'ENOTFOUND')
        return 'no such host: check E2_ENDPOINT';
    if (code === 'ECONNREFUSED')
        return 'nothing listens there: check E2_ENDPOINT';
    const noTls = code === 'EPROTO' || code.startsWith('ERR_SSL_');
    return noTls ? 'the port does not speak TLS: check E2_ENDPOINT' : '';
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

;// CONCATENATED MODULE: ./build/store/s3/body.js
/** The body of an object: where the connection breaks it goes on in another answer, of the very same version. */







/** So that a store that gives a byte an answer comes to an end too. */
const MAX_BREAKS = 100;
/**
 * The bytes of `first`, and where it breaks off those of further answers to requests for the rest. Fails with
 * STORE_UNREACHABLE when `maxAttempts` answers in a row have brought no byte, and with SOURCE_INTERRUPTED when the object
 * is not the same any more: it then has to be read again from its first byte.
 */
function resumingBody(first, options) {
    const { client, bucket, key, etag, size, limits, clock } = options;
    const closed = new AbortController();
    const signal = AbortSignal.any([options.signal, closed.signal]);
    let current = watched(first);
    let offset = 0;
    const chunks = readAll();
    return new external_node_stream_.Readable({
        read() {
            chunks.next().then(({ value }) => this.push(value ?? null), (error) => this.destroy(error));
        },
        destroy(error, done) {
            closed.abort();
            current.destroy();
            done(error);
        },
    });
    async function* readAll() {
        let skip = 0;
        let vain = 0;
        for (let breaks = 1;; breaks += 1) {
            const before = offset;
            const why = yield* readOne(skip);
            if (offset >= size)
                return;
            vain = offset > before ? 0 : vain + 1;
            if (vain >= limits.maxAttempts || breaks >= MAX_BREAKS) {
                const tries = breaks === 1 ? '1 try' : `${breaks} tries`;
                throw new errors/* LabctlError */.$b('STORE_UNREACHABLE', `${brokenOff(why)} (given up after ${tries})`);
            }
            await clock.sleep(backoffMs(vain + 1, limits), signal);
            skip = await goOn();
        }
    }
    /** The bytes of one answer behind the first `skip`; returns why it ended. */
    async function* readOne(skip) {
        let toSkip = skip;
        try {
            for await (const chunk of current) {
                const wanted = chunk.subarray(Math.min(toSkip, chunk.length));
                toSkip -= chunk.length - wanted.length;
                offset += wanted.length;
                if (wanted.length > 0)
                    yield wanted;
            }
            return 'the answer ended';
        }
        catch (error) {
            if (signal.aborted)
                throw (0,cancellation/* abortReason */.Js)(options.signal);
            return (0,errors/* describeCause */.V$)(error);
        }
    }
    /** Asks for the rest; returns how many bytes to skip of an answer that is the whole object all the same. */
    async function goOn() {
        const answer = await askForRest().catch((error) => {
            if (statusOf(error) === 412 || statusOf(error) === 416)
                throw changed('it was overwritten');
            if (statusOf(error) === 404)
                throw changed('it is gone');
            throw s3Error(error, { operation: 'read', ...options });
        });
        current = watched(answer.Body);
        try {
            if (signal.aborted)
                throw (0,cancellation/* abortReason */.Js)(options.signal);
            return judge(answer);
        }
        catch (error) {
            current.destroy();
            throw error;
        }
    }
    async function askForRest() {
        const rest = { Bucket: bucket, Key: key, Range: `bytes=${offset}-` };
        // What is marked as weak never matches (RFC 9110 §13.1.1); the answer's own ETag is looked at in any case.
        const condition = etag.startsWith('W/') ? {} : { IfMatch: etag };
        const send = (more) => client.send(new dist_cjs/* GetObjectCommand */.jLs({ ...rest, ...more }), { abortSignal: signal });
        return send(condition).catch((error) => {
            // A store that knows no conditions.
            if (statusOf(error) === 501 && 'IfMatch' in condition)
                return send({});
            throw error;
        });
    }
    function judge({ ETag = '', ContentRange, ContentLength, $metadata }) {
        if (opaque(ETag) !== opaque(etag))
            throw changed('it was overwritten');
        const isWhole = $metadata.httpStatusCode === 200 && (ContentLength ?? size) === size;
        if (isWhole)
            return offset;
        if (ContentRange === `bytes ${offset}-${size - 1}/${size}`)
            return 0;
        const got = (0,redact/* printable */.g$)(ContentRange ?? 'none', 60);
        throw new errors/* LabctlError */.$b('STORE_INVALID', `${brokenOff()}; cannot be continued: got Content-Range ${got}, want bytes ${offset}-${size - 1}/${size}`);
    }
    function changed(found) {
        const message = `${brokenOff()}; cannot be continued: ${found} meanwhile; run again`;
        return new errors/* LabctlError */.$b('SOURCE_INTERRUPTED', message);
    }
    function brokenOff(why) {
        const reason = why === undefined ? '' : `: ${why}`;
        const where = `${(0,redact/* printable */.g$)(key)} in ${options.label}`;
        return `cannot read ${where}: it broke off: got ${offset} bytes, want ${size}${reason}`;
    }
}
/** It may break before it is read: its reader finds the error on it. */
function watched(source) {
    return source.on('error', () => undefined);
}
/** A proxy that compresses marks an ETag as weak on some answers only. */
function opaque(etag) {
    return etag.replace(/^W\//, '');
}

;// CONCATENATED MODULE: ./build/store/s3/object.js





/** What HEAD says, `undefined` on 404: S3 does not tell there whether the bucket or the object is missing. */
async function headObject(request) {
    const { client, bucket, key, signal } = request;
    try {
        const input = new dist_cjs/* HeadObjectCommand */.l81({ Bucket: bucket, Key: key });
        const answer = await client.send(input, { abortSignal: signal });
        const whole = answer.ContentLength === undefined ? await askByRange(answer, request) : answer;
        return { ...toListed(whole, request), meta: whole.Metadata ?? {} };
    }
    catch (error) {
        if (statusOf(error) === 404)
            return undefined;
        throw s3Error(error, { operation: 'read', ...request });
    }
}
/**
 * What a GET of one byte says of the object, for a HEAD that tells no length: behind a proxy that compresses, or of a
 * gateway that answers in chunks.
 */
async function askByRange(head, { client, bucket, key, signal }) {
    const command = new dist_cjs/* GetObjectCommand */.jLs({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
    try {
        const { Body, ...answer } = await client.send(command, { abortSignal: signal });
        Body.destroy();
        if (answer.$metadata.httpStatusCode !== 206)
            return answer;
        const size = /^bytes 0-0\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
        return { ...answer, ContentLength: size === undefined ? undefined : Number(size) };
    }
    catch (error) {
        // Without a first byte: it is empty.
        if (statusOf(error) === 416)
            return { ...head, ContentLength: 0 };
        throw error;
    }
}
/**
 * The object and its body, `undefined` where there is none. The body goes on where a connection breaks; its errors are
 * LabctlErrors.
 */
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
        const whole = resumingBody(source, { ...request, etag: answer.ETag ?? '', size: object.size });
        return { object, body: (0,announced_body/* announcedBody */.m)(whole, { size: object.size, what, code, signal }) };
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
    if (!isSize(ContentLength) || !ETag) {
        const lack = ETag
            ? 'a length, as a proxy makes it that changes bodies'
            : 'an ETag; this is not an S3 API';
        throw new errors/* LabctlError */.$b('STORE_INVALID', `cannot read ${key} in ${label}: got an answer without ${lack}: check E2_ENDPOINT`);
    }
    return { key, size: ContentLength, etag: plainEtag(ETag), modified: LastModified?.getTime() };
}

;// CONCATENATED MODULE: ./build/store/s3/source.js
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
    throw new errors/* LabctlError */.$b('NOT_FOUND', `cannot copy ${(0,redact/* printable */.g$)(object.key)} in ${request.label}: ${found}`);
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./build/store/s3/upload/payload.js
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

;// CONCATENATED MODULE: ./build/store/s3/upload/multipart.js
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
;// CONCATENATED MODULE: ./build/store/s3/upload/publish.js
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

;// CONCATENATED MODULE: ./build/store/s3/copy.js
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

// EXTERNAL MODULE: ./build/store/s3/endpoint.js
var s3_endpoint = __webpack_require__(70884);
;// CONCATENATED MODULE: ./build/store/s3/list/key-encoding.js
/** How a server writes keys in its listings, found out by the keys, and by HEAD where these leave a doubt. */
const spaceAsPlus = (text) => unescaped(text.replaceAll('+', '%20'));
const asWritten = (text) => text;
/**
 * `encoding-type=url` is asked for, and each server does something else: spaces as `+` (S3) or `%20`, a plus sign that
 * stays one (Go), nothing at all in spite of what it says, all of it without saying so (rclone), or twice. The likely
 * one first.
 */
const SCHEMES = [
    spaceAsPlus,
    unescaped,
    asWritten,
    twice(spaceAsPlus),
    twice(unescaped),
];
/** Where nothing is said of an encoding. */
const SCHEMES_UNANNOUNCED = [
    asWritten,
    ...SCHEMES.filter((scheme) => scheme !== asWritten),
];
/** Doubtful keys that HEAD is asked about, in each listing. */
const MOST_ASKED = 4;
/** What is known of one server, nothing at first. */
function createKeyEncoding() {
    let possible = SCHEMES;
    let settled = Promise.resolve();
    const readings = (text) => [...new Set(possible.flatMap((scheme) => scheme(text) ?? []))];
    async function narrow({ written, find }) {
        const telling = written.filter(({ text }) => /[+%]|[^!-~]/.test(text));
        possible = possible.filter((scheme) => telling.every(({ text }) => scheme(text) !== undefined));
        let asked = 0;
        for (const { text, size, etag } of telling) {
            if (possible.length < 2 || asked === MOST_ASKED)
                return;
            const keys = readings(text);
            if (keys.length < 2)
                continue;
            asked += 1;
            const found = await Promise.all(keys.map(find));
            const same = keys.filter((_key, at) => found[at]?.size === size && found[at].etag === etag);
            // More than one: objects with the same content, of which either may be meant.
            if (same.length === 1)
                possible = possible.filter((scheme) => scheme(text) === same[0]);
        }
    }
    return {
        learn(evidence) {
            // One listing after the other: what the first one finds out the second one need not ask.
            const learnt = settled.then(() => narrow(evidence));
            settled = learnt.catch(() => undefined);
            return learnt;
        },
        decode(text, announced) {
            const order = announced ? SCHEMES : SCHEMES_UNANNOUNCED;
            const fits = (scheme) => possible.includes(scheme) && scheme(text) !== undefined;
            return order.find(fits)?.(text);
        },
    };
}
/** `undefined` for what no encoding leaves behind. */
function unescaped(text) {
    if (!/^[!-~]*$/.test(text))
        return undefined;
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}
function twice(inner) {
    return (text) => {
        const once = unescaped(text);
        return once === undefined ? undefined : inner(once);
    };
}

;// CONCATENATED MODULE: ./build/store/s3/list/answer.js


/**
 * The same command, its answer read as a listing: a 2xx that is none is refused, since the SDK makes an empty bucket
 * of any login page.
 */
function asListing(command) {
    // A stack for each command, and all of them alike here.
    const { add } = command.middlewareStack;
    add((next) => async (args) => {
        const result = await next(args);
        const response = result.response;
        if (response.statusCode >= 300)
            return result;
        const bytes = await bytesOf(response.body);
        const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
        if (!isListing(text))
            throw notS3(response, bytes);
        response.body = Buffer.from(tidied(text));
        return result;
    }, 
    // Nearer to the connection than what parses.
    { step: 'deserialize', priority: 'low' });
    return command;
}
function notS3(response, bytes) {
    excerpts.keep(response, bytes);
    return Object.assign(new Error('no S3 answer'), {
        $response: response,
        $metadata: { httpStatusCode: response.statusCode },
    });
}
function isListing(text) {
    return /<([\w.-]+:)?List\w*Result\b/.test(text.slice(0, 4096));
}
/**
 * The SDK does not see elements with a namespace prefix (and takes such a listing for an empty one), fails at dates
 * that are not quite ISO 8601 and at `True`, and halves characters beyond U+FFFF that are written as numbers.
 */
function tidied(xml) {
    return xml
        .replace(/(<\/?)[A-Za-z_][\w.-]*:(?=[A-Za-z_])/g, '$1')
        .replace(/<(LastModified|Initiated|RestoreExpiryDate)\s*(?:\/>|>([^<]*)<\/\1\s*>)/g, tidyDate)
        .replace(/(?<=<IsTruncated>)\s*(true|false)\s*(?=<)/gi, (_all, flag) => flag.toLowerCase())
        .replace(/&#(?:x([0-9a-f]{5,6})|(\d{5,7}));/gi, tidyCharacter);
}
/** Without a date is better than not at all: few need it. */
function tidyDate(_element, name, text = '') {
    const time = parseDate(text);
    return time === undefined ? '' : `<${name}>${new Date(time).toISOString()}</${name}>`;
}
function tidyCharacter(reference, hex, decimal) {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0xffff && code <= 0x10ffff ? String.fromCodePoint(code) : reference;
}

;// CONCATENATED MODULE: ./build/store/s3/list/page.js
/** One page of a listing, asked for in each of the ways that servers know, as far as it is read here. */


const KEYS_OF_A_PAGE = 1000;
/** Throws SDK errors. */
async function readObjectPage(request, way, start) {
    const { client, bucket, prefix, signal: abortSignal } = request;
    const input = {
        Bucket: bucket,
        Prefix: prefix,
        ...(way.encoded && { EncodingType: 'url' }),
    };
    if (way.version === 1 || start?.by === 'marker') {
        const Marker = start?.by === 'marker' ? start.key : undefined;
        const command = asListing(new dist_cjs/* ListObjectsCommand */.Wc7({ ...input, Marker }));
        return toPage(await client.send(command, { abortSignal }));
    }
    const from = start?.by === 'token'
        ? { ContinuationToken: start.token }
        : { StartAfter: start?.by === 'start-after' ? start.key : undefined };
    const command = asListing(new dist_cjs/* ListObjectsV2Command */.u6x({ ...input, ...from }));
    return toPage(await client.send(command, { abortSignal }));
}
/** Servers that know only the first version answer the second one with it. */
function toPage(answer) {
    const { Contents = [], CommonPrefixes = [], EncodingType, IsTruncated, MaxKeys } = answer;
    const { NextContinuationToken: token } = answer;
    const { NextMarker: marker } = answer;
    const isFull = Contents.length >= (MaxKeys || KEYS_OF_A_PAGE);
    return {
        objects: Contents,
        folders: CommonPrefixes.flatMap(({ Prefix }) => Prefix || []),
        announced: EncodingType === 'url',
        truncated: IsTruncated ?? (Boolean(token || marker) || isFull),
        token: token || undefined,
        marker: marker || undefined,
    };
}
/** Throws SDK errors. */
async function readUploadPage({ client, bucket, signal }, start) {
    const command = new dist_cjs/* ListMultipartUploadsCommand */.mo2({
        Bucket: bucket,
        EncodingType: 'url',
        // No prefix: MinIO, and what is made from it, takes a prefix for the whole key and finds nothing else.
        KeyMarker: start?.key,
        UploadIdMarker: start?.id,
    });
    const page = await client.send(asListing(command), { abortSignal: signal });
    const last = page.Uploads?.at(-1);
    return {
        uploads: page.Uploads ?? [],
        announced: page.EncodingType === 'url',
        truncated: page.IsTruncated ?? Boolean(page.NextKeyMarker),
        marker: page.NextKeyMarker || last?.Key,
        idMarker: page.NextKeyMarker ? page.NextUploadIdMarker : last?.UploadId,
    };
}

;// CONCATENATED MODULE: ./build/store/s3/list/pages.js
/** Reads a listing page by page, in whatever way its server lets it be read, and never stops before its end. */





/** Nothing is known yet. */
function createListingHabits() {
    const ways = [
        { version: 2, encoded: true },
        { version: 1, encoded: true },
        { version: 2, encoded: false },
        { version: 1, encoded: false },
    ];
    return { keys: createKeyEncoding(), ways };
}
/** All pages of it. Throws SDK errors, and STORE_INVALID where the rest cannot be had. */
async function readPages(listing) {
    const { habits } = listing;
    for (;;) {
        const [way, ...others] = habits.ways;
        if (way === undefined)
            throw new errors/* LabctlError */.$b('INTERNAL', 'no way is left to list');
        try {
            return await readPagesIn(way, listing);
        }
        catch (error) {
            if (others.length === 0 || !isNotUnderstood(error))
                throw error;
            if (habits.ways[0] === way)
                habits.ways = others;
        }
    }
}
/** As some servers send them between others; one that sends nothing else is not waited for. */
const MOST_PAGES_WITHOUT_NEWS = 1000;
async function readPagesIn(way, listing) {
    const pages = [];
    const known = new Set();
    const starts = new Set();
    let start;
    for (let idle = 0; idle <= MOST_PAGES_WITHOUT_NEWS;) {
        const page = await readPage(way, start, listing);
        const texts = page === undefined ? [] : textsOf(page);
        const hasNews = texts.some((text) => !known.has(text));
        const isStuck = page === undefined || (texts.length > 0 && !hasNews);
        idle = hasNews ? 0 : idle + 1;
        for (const text of texts)
            known.add(text);
        if (page !== undefined && !isStuck)
            pages.push(page);
        if (page?.truncated === false)
            return pages;
        const next = await following(pages, { way, start, isStuck, starts }, listing);
        if (next === undefined)
            break;
        start = next;
        starts.add(JSON.stringify(start));
    }
    const what = start === undefined
        ? 'a page is cut off without a word on the next'
        : 'the same page comes again and again';
    throw pages_invalid(listing, what);
}
/** `undefined` where a server of the second version does not know the marker of the first. */
async function readPage(way, start, listing) {
    try {
        return await readObjectPage(listing, way, start);
    }
    catch (error) {
        if (way.version === 2 && start?.by === 'marker' && isNotUnderstood(error))
            return undefined;
        throw error;
    }
}
/**
 * Where to go on: at the token of the last page; without one, as of a server that knows only the first version of the
 * API and ignores what it is asked for of the second, after the last key. `undefined` where nothing is left to try.
 */
async function following(pages, { way, start, isStuck, starts }, listing) {
    const isNew = (next) => !starts.has(JSON.stringify(next));
    const token = pages.at(-1)?.token;
    const byToken = token === undefined ? undefined : { by: 'token', token };
    if (byToken !== undefined && isNew(byToken))
        return byToken;
    const key = await lastKey(pages, listing);
    if (key === undefined)
        return undefined;
    const marker = { by: 'marker', key };
    const startAfter = { by: 'start-after', key };
    const isMarkerKnown = start?.by !== 'start-after' && !(isStuck && start?.by === 'marker');
    if (isMarkerKnown && isNew(marker))
        return marker;
    return way.version === 2 && isNew(startAfter) ? startAfter : undefined;
}
/** Without a delimiter the first version names no next marker: it is the last key. */
async function lastKey(pages, listing) {
    const last = pages.findLast((page) => page.marker !== undefined || textsOf(page).length > 0);
    if (last === undefined)
        return undefined;
    const keys = await learnKeys([last], listing);
    return keys.decode(last.marker ?? textsOf(last).at(-1) ?? '');
}
/** Reads the keys of these pages as their server writes keys. */
async function learnKeys(pages, listing) {
    const { keys } = listing.habits;
    const announced = pages.some((page) => page.announced);
    const written = pages
        .flatMap(({ objects }) => objects)
        .map(({ Key = '', Size = 0, ETag = '' }) => ({ text: Key, size: Size, etag: plainEtag(ETag) }));
    await keys.learn({ written, announced, find: (key) => find(key, listing) });
    return { decode: (text) => keys.decode(text, announced) };
}
/** A key may be allowed to list and not to ask for what somebody else has put there. */
async function find(key, listing) {
    try {
        return await headObject({ ...listing, key });
    }
    catch {
        listing.signal.throwIfAborted();
        return undefined;
    }
}
function textsOf({ objects, folders }) {
    return [...objects.flatMap(({ Key }) => Key ?? []), ...folders];
}
/** What has nothing to do with the way to ask. */
const OTHER_REASONS = /^(Authorization|ExpiredToken|InvalidToken|InvalidAccessKey|InvalidBucket|NoSuchBucket|IllegalLocation|RequestTime|Signature|.*Region)/;
/** Whether the server does not know the version of the API, or a parameter. */
function isNotUnderstood(error) {
    const status = statusOf(error) ?? 0;
    return [400, 405, 501].includes(status) && !OTHER_REASONS.test(codeOf(error));
}
function pages_invalid({ label, prefix }, what) {
    return new errors/* LabctlError */.$b('STORE_INVALID', `cannot list ${prefix} in ${label}: ${what}`);
}

;// CONCATENATED MODULE: ./build/store/s3/list/list.js




/** All objects below the prefix, ascending. Throws SDK errors, and STORE_INVALID for a listing with a gap. */
async function listObjects(listing) {
    const found = new Map();
    await readFolder(listing, found);
    return [...found.values()].sort((a, b) => (0,object_key/* compareKeys */.Y)(a.key, b.key));
}
/** A server that shows folders instead of the keys in them is asked about each. */
async function readFolder(listing, found) {
    const { prefix } = listing;
    const pages = await readPages(listing);
    const keys = await learnKeys(pages, listing);
    for (const object of pages.flatMap(({ objects }) => objects)) {
        const listed = list_toListed(object, keys, listing);
        // What comes again on a later page was written meanwhile.
        if (listed !== undefined)
            found.set(listed.key, listed);
    }
    for (const text of new Set(pages.flatMap(({ folders }) => folders))) {
        const folder = keys.decode(text) ?? '';
        if (folder === prefix)
            continue;
        if (!folder.startsWith(prefix) || folder.length > MAX_KEY_LENGTH)
            throw pages_invalid(listing, `${(0,redact/* printable */.g$)(text, 200)}, which was not asked for`);
        await readFolder({ ...listing, prefix: folder }, found);
    }
}
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_LENGTH = 1024;
function list_toListed(object, keys, listing) {
    const { Key, Size, ETag, LastModified } = object;
    if (!Key)
        throw pages_invalid(listing, 'an object without a key');
    const shown = (0,redact/* printable */.g$)(Key, 200);
    const key = keys.decode(Key);
    if (key === undefined)
        throw pages_invalid(listing, `${shown} is not encoded as other keys are`);
    if (!key.startsWith(listing.prefix))
        throw pages_invalid(listing, `${shown}, which was not asked for`);
    if (!isSize(Size) || !ETag) {
        // The marker of a folder, which some servers make up.
        if (key.endsWith('/'))
            return undefined;
        throw pages_invalid(listing, `${shown} has no ${ETag ? 'size' : 'ETag'}`);
    }
    return { key, size: Size, etag: plainEtag(ETag), modified: LastModified?.getTime() };
}

;// CONCATENATED MODULE: ./build/store/s3/list/uploads.js
/** Reads which uploads of a bucket were begun and neither completed nor aborted. */



/** Those below the prefix; none where the store cannot list them. Throws SDK errors, and STORE_INVALID for a gap. */
async function listUploads(listing) {
    try {
        const uploads = await uploads_readPages(listing);
        return uploads.filter(({ key }) => key.startsWith(listing.prefix));
    }
    catch (error) {
        if ([405, 501].includes(statusOf(error) ?? 0))
            return [];
        throw error;
    }
}
/** More than any store holds: 1,000 uploads each. */
const MOST_PAGES = 10_000;
async function uploads_readPages(listing) {
    const uploads = [];
    const seen = new Set();
    let start;
    for (;;) {
        const page = await readUploadPage(listing, start);
        uploads.push(...toUploads(page, listing));
        if (!page.truncated)
            return uploads;
        if (page.marker === undefined)
            throw uploads_invalid(listing, 'a page is cut off without a word on the next');
        start = { key: decode(page.marker, page, listing), id: page.idMarker };
        const place = JSON.stringify(start);
        if (seen.has(place) || seen.size > MOST_PAGES)
            throw uploads_invalid(listing, 'the same page comes again and again');
        seen.add(place);
    }
}
function toUploads(page, listing) {
    return page.uploads.map(({ Key, UploadId, Initiated }) => {
        if (!Key || !UploadId)
            throw uploads_invalid(listing, 'an upload lacks key or id');
        return { key: decode(Key, page, listing), id: UploadId, started: Initiated?.getTime() };
    });
}
function decode(text, { announced }, listing) {
    const key = listing.habits.keys.decode(text, announced);
    if (key === undefined)
        throw uploads_invalid(listing, 'a key that is not encoded as other keys are');
    return key;
}
function uploads_invalid({ label }, what) {
    return new errors/* LabctlError */.$b('STORE_INVALID', `cannot list the uploads in ${label}: ${what}`);
}

;// CONCATENATED MODULE: ./build/store/s3/remove.js
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
    return new errors/* LabctlError */.$b('NOT_FOUND', `${(0,redact/* printable */.g$)(key)} in ${label} was not removed: it was overwritten since it was seen`);
}

;// CONCATENATED MODULE: ./build/store/s3/upload/part-shares.js
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

;// CONCATENATED MODULE: ./build/store/s3/upload/part-size.js
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

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/stream/hash/hash-thread.js
var hash_thread = __webpack_require__(72845);
// EXTERNAL MODULE: ./build/store/body-counter.js
var body_counter = __webpack_require__(18021);
// EXTERNAL MODULE: ./build/stream/hash/shared-memory.js
var shared_memory = __webpack_require__(73405);
;// CONCATENATED MODULE: ./build/store/s3/upload/parts.js
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

;// CONCATENATED MODULE: ./build/store/s3/upload/upload.js








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
        // Its errors reach `sendAll` through the counter.
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

;// CONCATENATED MODULE: ./build/store/s3/store.js


















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
    (0,s3_endpoint/* refuseBucketInEndpoint */.z)(endpoint, bucket);
    const limits = { ...LIMITS, ...options.limits };
    const client = createS3Client({ ...options, endpoint, limits });
    const label = `s3://${bucket} at ${endpoint.host}${endpoint.pathname.replace(/\/$/, '')}`;
    const target = { client, bucket, label };
    const habits = createListingHabits();
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
            // A key may be allowed to read objects and not to ask for the bucket, and a server may not know the question.
            if (![403, 405, 501].includes(statusOf(error) ?? 0))
                throw s3Error(error, { operation: 'list', key, label, signal });
        }
        bucketSeen = true;
    }
    return {
        label,
        async list(prefix, signal) {
            const objects = await attempt('list', { key: prefix, signal }, () => listObjects({ ...target, habits, prefix, signal }));
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
            return getObject({ ...target, key, signal, limits, clock: options.clock ?? base_clock/* systemClock */.m });
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
        pendingUploads: (prefix, signal) => attempt('list the uploads of', { key: prefix, signal }, () => listUploads({ ...target, habits, prefix, signal })),
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
