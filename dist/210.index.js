export const id = 210;
export const ids = [210];
export const modules = {

/***/ 33714:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitHubForge: () => (/* binding */ createGitHubForge)
});

// EXTERNAL MODULE: ./build/base/clock.js
var base_clock = __webpack_require__(42030);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/github.js + 21 modules
var github = __webpack_require__(11758);
// EXTERNAL MODULE: ./node_modules/@octokit/plugin-retry/dist-bundle/index.js
var dist_bundle = __webpack_require__(49735);
// EXTERNAL MODULE: ./node_modules/@octokit/plugin-throttling/dist-bundle/index.js
var plugin_throttling_dist_bundle = __webpack_require__(86856);
// EXTERNAL MODULE: ./build/base/certificate-failure.js
var certificate_failure = __webpack_require__(38684);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
;// CONCATENATED MODULE: ./build/forge/github/api/shape.js
/** What an answer must look like, as far as it is read here: between GitHub and labctl a proxy may answer anything. */
/** Which part of an answer is not what GitHub describes it to be. */
class Misfit extends Error {
    name = 'Misfit';
    /** From the answer's root, for example `object.sha`; empty for the root itself. */
    path;
    constructor(path) {
        super(`the answer's ${path === '' ? 'root' : path} is not what it should be`);
        this.path = path;
    }
}
function where(fits) {
    return (value) => {
        if (fits(value))
            return value;
        throw new Misfit('');
    };
}
/** For answers of which nothing is read. */
const anything = (value) => value;
const shape_text = where((value) => typeof value === 'string');
const flag = where((value) => typeof value === 'boolean');
/** A number of things, or of a pull request. */
const count = where((value) => Number.isSafeInteger(value) && Number(value) >= 0);
/** The name of a Git object, SHA-1 or SHA-256. */
const objectId = where((value) => typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value));
/** An address that people open. */
const webUrl = where((value) => typeof value === 'string' && /^https?:\/\/[!-~]+$/.test(value));
/** `null` and nothing become `undefined`. */
function optional(read) {
    return (value) => (value === null || value === undefined ? undefined : read(value));
}
/** The fields that are named; all others are left out. */
function record(fields) {
    return (value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            throw new Misfit('');
        const found = Object.entries(fields).map(([name, read]) => {
            const field = value[name];
            return [name, at(name, () => read(field))];
        });
        return Object.fromEntries(found);
    };
}
function list(read) {
    return (value) => {
        if (!Array.isArray(value))
            throw new Misfit('');
        return value.map((item, index) => at(`${index}`, () => read(item)));
    };
}
function at(step, work) {
    try {
        return work();
    }
    catch (error) {
        if (!(error instanceof Misfit))
            throw error;
        throw new Misfit(error.path === '' ? step : `${step}.${error.path}`);
    }
}

;// CONCATENATED MODULE: ./build/forge/github/api/errors.js
/** Turns what Octokit throws into LabctlErrors that say what to do. */




/** What the token has to be allowed, as a line of a workflow's `permissions:`, by what is done with it. */
const PERMISSIONS = {
    'read the repository': 'contents: read',
    'read the base branch': 'contents: read',
    'read the branch': 'contents: read',
    'write the commit': 'contents: write',
    'create the branch': 'contents: write',
    'move the branch': 'contents: write',
    'delete the branch': 'contents: write',
    'read the pull requests': 'pull-requests: write',
    'create the pull request': 'pull-requests: write',
    'update the pull request': 'pull-requests: write',
    'close the pull request': 'pull-requests: write',
    'label the pull request': 'pull-requests: write',
    'read the commit status': 'statuses: write',
    'set the commit status': 'statuses: write',
};
/** The status of the answer that an error of this folder stands for, `undefined` where there was none. */
function statusOf(error) {
    const cause = error instanceof Error ? error.cause : error;
    const status = cause?.status;
    return typeof status === 'number' ? status : undefined;
}
/** Whether somebody else was faster, or GitHub does not know yet what it has just been told. */
function isRace(error) {
    const status = statusOf(error);
    const text = error instanceof Error ? (0,errors/* describeCause */.V$)(error.cause) : '';
    if (status === 409)
        return !EMPTY.test(text);
    return status === 422 && RACE.test(text);
}
// "Could not resolve to a node" and `head: invalid`: the pull request is asked for before all of GitHub knows
// the branch (https://github.com/peter-evans/create-pull-request/issues/4321).
const RACE = /already exists|could not resolve to a node|reference does not exist|object does not exist|not a fast forward|no commits between|reference cannot be updated|"field":"head"/i;
const EMPTY = /repository is empty/i;
const PROTECTED = /rule violations|protected branch|cannot force-push|cannot (create|update|delete) ref|must be made through a pull request|refusing to (delete|allow)/i;
/** Any error of a request as a LabctlError; a LabctlError is returned as it is. */
function githubError(error, operation, subject) {
    if (error instanceof errors/* LabctlError */.$b)
        return error;
    if (error instanceof Misfit)
        return unexpectedAnswer(error, operation, subject);
    const what = `cannot ${operation} in ${(0,redact/* printable */.g$)(subject.label)}`;
    const { response, status } = error;
    const said = isForeign(response?.data) ? 'something else than a message' : (0,errors/* describeCause */.V$)(error);
    const text = (0,redact/* printable */.g$)(withoutToken(said, subject), 400);
    // Octokit calls a connection that failed a 500 without an answer.
    if (response === undefined || status === undefined) {
        const via = subject.via === undefined ? '' : ` through the proxy ${subject.via}`;
        const at = `${(0,redact/* redactUrl */.BO)(subject.apiUrl)} cannot be reached${via}`;
        const remedy = (0,certificate_failure/* certificateRemedy */.c)(error);
        const todo = remedy === undefined ? '' : `; ${remedy}`;
        return rejected(`${what}: GitHub at ${at}: ${text}${todo}`, text, undefined);
    }
    const remedy = remedyFor(error, operation, subject);
    return rejected(`${what}: got ${status} "${text}"; ${remedy}`, text, status);
}
/** An answer that is not GitHub's JSON, or not the one to this request. */
function unexpectedAnswer({ path }, operation, subject) {
    const what = `cannot ${operation} in ${(0,redact/* printable */.g$)(subject.label)}`;
    const at = (0,redact/* redactUrl */.BO)(subject.apiUrl);
    const part = path === '' ? '' : ` (${path} of its answer)`;
    const reason = `${at} is not GitHub's API${part}; ${CHECK_URL}`;
    return new errors/* LabctlError */.$b('FORGE_REJECTED', `${what}: ${reason}`);
}
const CHECK_URL = 'check GITHUB_API_URL and any proxy between';
/** The original holds the request with its headers and body: only text and status are kept of it. */
function rejected(message, text, status) {
    const cause = Object.assign(new Error(text), { status });
    return new errors/* LabctlError */.$b('FORGE_REJECTED', message, { cause });
}
/** Whether the JSON of an error is not GitHub's. */
function isForeign(data) {
    if (typeof data !== 'object' || data === null)
        return false;
    return !('message' in data) || typeof data.message !== 'string';
}
function remedyFor(error, operation, subject) {
    const { status = 0, message = '', response } = error;
    const permission = PERMISSIONS[operation];
    const headers = response?.headers ?? {};
    const { data } = response ?? {};
    if ((typeof data !== 'object' || isForeign(data)) && status < 500)
        return CHECK_URL;
    if (/secondary rate/i.test(message)) {
        const seconds = headers['retry-after'];
        const when = seconds === undefined ? 'a few minutes' : `${(0,redact/* printable */.g$)(String(seconds), 10)} s`;
        return `GitHub limits how fast it is written to; run again in ${when}`;
    }
    if (status === 429 || headers['x-ratelimit-remaining'] === '0') {
        return `the token has used up its requests ${resetOf(headers['x-ratelimit-reset'])}; run again then`;
    }
    if (status === 401) {
        return `the token is not accepted by ${(0,redact/* redactUrl */.BO)(subject.apiUrl)}: it is wrong, expired or revoked`;
    }
    if (/not permitted to create or approve pull requests/i.test(message)) {
        return ('tick "Allow GitHub Actions to create and approve pull requests" in Settings → Actions → General → ' +
            'Workflow permissions (of the organization too), or use a GitHub App token');
    }
    if (PROTECTED.test(message)) {
        return 'a rule of the repository protects the branch: exempt it from the rule, or use another `branch`';
    }
    if (status === 403 && /rate limit/i.test(message))
        return 'run again later';
    if (status === 403) {
        return `the token needs \`${permission}\`: add it to the job's \`permissions:\`, or to the App or PAT`;
    }
    if (status === 404) {
        return operation === 'read the repository'
            ? 'there is no such repository, or the token may not see it'
            : `it is not there, or the token may not see it: it needs \`${permission}\``;
    }
    if (status === 409 && EMPTY.test(message))
        return 'make a first commit';
    if (status >= 500)
        return 'GitHub kept failing after all retries; see https://www.githubstatus.com';
    return 'GitHub does not take it';
}
function resetOf(reset) {
    const seconds = Number(reset);
    if (!Number.isSafeInteger(seconds) || seconds <= 0 || seconds > 1e11)
        return 'for now';
    return `until ${new Date(seconds * 1000).toISOString()}`;
}
/** A proxy may echo our Authorization header on its error page. */
function withoutToken(text, { token }) {
    return token === '' ? text : text.replaceAll(token, '***');
}

// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(46752);
;// CONCATENATED MODULE: ./build/forge/github/api/fetch.js
/** The fetch that Octokit is given: straight to GitHub or through the proxy that was chosen, whatever the toolkit would do. */



/** Never by the variables of the environment, which the toolkit and Node itself read by other rules. */
function createFetch(proxy) {
    const dispatcher = proxy === undefined ? new undici.Agent() : new undici.ProxyAgent(proxyOptions(proxy));
    const send = undici.fetch;
    return (url, init) => send(url, { ...init, dispatcher });
}
function proxyOptions({ url }) {
    const login = [url.username, url.password].map(decodeURIComponent).join(':');
    const token = `Basic ${Buffer.from(login).toString('base64')}`;
    return { uri: url.origin, ...(login === ':' ? {} : { token }) };
}
/** What a fetch has failed with, where it would fail with it again: a certificate, or a proxy that refuses. */
function permanentFailure(error) {
    const text = (0,errors/* describeCause */.V$)(rootOf(error));
    const status = /^Proxy response \((\d+)\)/.exec(text)?.[1];
    if (status !== undefined && !/^(408|429|5..)$/.test(status))
        return text;
    return (0,certificate_failure/* certificateRemedy */.c)(error) === undefined ? undefined : text;
}
function rootOf(error) {
    return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

;// CONCATENATED MODULE: ./build/forge/github/api/client.js
/** One GitHub repository over Octokit: retries, rate limits, time limits, and errors as sentences. */






const REQUEST_TIMEOUT_MS = 60_000;
const MAX_RATE_LIMIT_WAIT_SECONDS = 120;
const MAX_RATE_LIMIT_RETRIES = 2;
// Neither refusals nor lost races get better by themselves; 403 and 429 are the throttling plugin's.
const DO_NOT_RETRY = [400, 401, 403, 404, 409, 410, 422, 429, 451];
/** How to reach a repository, once for all its requests; the signal is given with each use. */
function connectGitHub(options) {
    const [owner = '', repo = ''] = options.repository.split('/');
    const octokit = createOctokit(options);
    return (signal) => {
        const common = { owner, repo, request: { signal } };
        const { repository: label, apiUrl, token, proxy } = options;
        const subject = { label, apiUrl, token, via: proxy?.label };
        const ask = async (operation, read, request) => {
            try {
                const { status, data } = await unlessAborted(request(octokit.rest, common), signal);
                // A proxy's login page is a 200 with HTML, which Octokit hands on as a string.
                if (status !== 204 && typeof data !== 'object')
                    throw new Misfit('');
                return read(data);
            }
            catch (error) {
                signal.throwIfAborted();
                throw githubError(error, operation, subject);
            }
        };
        return {
            owner,
            label: options.repository,
            signal,
            call: (operation, request) => ask(operation, anything, request),
            ask,
            async find(operation, read, request) {
                try {
                    return await ask(operation, read, request);
                }
                catch (error) {
                    if (statusOf(error) === 404)
                        return undefined;
                    throw error;
                }
            },
        };
    };
}
function createOctokit(options) {
    const { token, apiUrl, proxy, timeoutMs = REQUEST_TIMEOUT_MS } = options;
    const mayWait = (seconds, _request, _octokit, retries) => seconds <= MAX_RATE_LIMIT_WAIT_SECONDS && retries < MAX_RATE_LIMIT_RETRIES;
    const settings = {
        baseUrl: apiUrl.replace(/\/+$/, ''),
        userAgent: 'labctl',
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
        request: { fetch: withTimeLimit(createFetch(proxy), timeoutMs) },
        retry: { doNotRetry: DO_NOT_RETRY, ...options.retry },
        throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait, ...options.throttle },
    };
    return (0,github/* getOctokit */.Q)(token, settings, dist_bundle/* retry */.L, plugin_throttling_dist_bundle/* throttling */.A);
}
const ignore = () => undefined;
function withTimeLimit(fetch, timeoutMs) {
    return async (url, init) => {
        const stop = init?.signal ?? undefined;
        const limit = AbortSignal.timeout(timeoutMs);
        try {
            const signal = stop === undefined ? limit : AbortSignal.any([stop, limit]);
            return await fetch(url, { ...init, signal });
        }
        catch (error) {
            // Octokit takes an AbortError alone for an abort; any other reason it would take for a reset and retry.
            if (stop?.aborted)
                throw new DOMException('aborted', 'AbortError');
            const permanent = permanentFailure(error);
            if (permanent === undefined)
                throw error;
            throw new DOMException(permanent, { name: 'AbortError', cause: error });
        }
    };
}
/** The plugins wait for minutes without looking at the signal. */
async function unlessAborted(work, signal) {
    work.catch(ignore);
    let onAbort = ignore;
    const aborted = new Promise((_resolve, reject) => {
        onAbort = () => reject(signal.reason);
        if (signal.aborted)
            onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
        return await Promise.race([work, aborted]);
    }
    finally {
        signal.removeEventListener('abort', onAbort);
    }
}

// EXTERNAL MODULE: ./build/base/findings.js
var findings = __webpack_require__(47836);
// EXTERNAL MODULE: ./build/files/path-rules.js
var path_rules = __webpack_require__(33187);
// EXTERNAL MODULE: ./build/files/text-file.js
var text_file = __webpack_require__(99140);
;// CONCATENATED MODULE: ./build/forge/github/head.js

/** The commit of a branch, `undefined` if there is none. Fails with FORGE_REJECTED. */
async function readHead(repository, name) {
    const ref = `heads/${name}`;
    const read = record({ object: record({ sha: objectId }) });
    const found = await repository.find('read the branch', read, ({ git }, common) => git.getRef({ ...common, ref }));
    return found?.object.sha;
}
/** The tree of a commit. Fails with FORGE_REJECTED. */
async function readTreeOf(repository, commit) {
    const { tree } = await repository.ask('read the base branch', record({ tree: record({ sha: objectId }) }), ({ git }, common) => git.getCommit({ ...common, commit_sha: commit }));
    return tree.sha;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/forge/github/tree.js
/** Trees of the repository: reading them folder by folder, and what they become with other files, written nowhere. */



const MODE = { file: '100644', program: '100755', folder: '040000' };
const TREE = record({
    truncated: flag,
    tree: list(record({ path: shape_text, mode: shape_text, sha: objectId, size: optional(count) })),
});
/** Reads each tree once: a name stands for the same content for ever. */
function createTreeReader(repository) {
    const trees = new Map();
    return (sha) => {
        const reading = trees.get(sha) ?? readTree(repository, sha);
        trees.set(sha, reading);
        // What could not be read is asked for again.
        reading.catch(() => trees.delete(sha));
        return reading;
    };
}
async function readTree(repository, sha) {
    const found = await repository.ask('read the base branch', TREE, (rest, common) => rest.git.getTree({ ...common, tree_sha: sha }));
    if (found.truncated) {
        const what = `cannot read the base branch in ${repository.label}`;
        throw new errors/* LabctlError */.$b('FORGE_REJECTED', `${what}: a folder on the way has too many files`);
    }
    return new Map(found.tree.map(({ path: name, ...entry }) => [name, { name, ...entry }]));
}
/** What a tree holds at a path; `at` is the last part of the path that is there, or the first that is missing. */
async function findEntry(read, tree, path) {
    const parts = path.split('/');
    let entries = await read(tree);
    for (let length = 1;; length += 1) {
        const at = parts.slice(0, length).join('/');
        const entry = entries.get(parts[length - 1] ?? '');
        if (entry === undefined || length === parts.length || !isFolder(entry))
            return { at, entry };
        entries = await read(entry.sha);
    }
}
function isFolder({ mode }) {
    return mode === MODE.folder;
}
/** The mode of a regular file, `undefined` for a link, a submodule and a folder. */
function fileMode({ mode }) {
    return mode === MODE.file || mode === MODE.program ? mode : undefined;
}
/** Puts the content into files that the tree holds; nothing else can change. Fails with FORGE_REJECTED. */
async function computeTree(read, tree, files) {
    const changed = [];
    const leaves = files.map((file) => ({ path: file.path.split('/'), file }));
    return { sha: await plant(tree, leaves), changed };
    async function plant(folder, below) {
        const entries = new Map(await read(folder));
        for (const [name, leavesOfName] of byFirstName(below)) {
            const before = entries.get(name);
            const file = leavesOfName.find(({ path }) => path.length === 1)?.file;
            const mode = before && fileMode(before);
            if (before !== undefined && file !== undefined && mode !== undefined) {
                const sha = blobName(file.content);
                if (before.sha !== sha)
                    changed.push({ ...file, mode });
                entries.set(name, { ...before, sha });
            }
            else if (before !== undefined && file === undefined && isFolder(before)) {
                const deeper = leavesOfName.map(({ path, file }) => ({ path: path.slice(1), file }));
                entries.set(name, { ...before, sha: await plant(before.sha, deeper) });
            }
            else {
                const path = leavesOfName.map(({ file }) => file.path).join(', ');
                throw new errors/* LabctlError */.$b('INTERNAL', `${path} is not a file of the base`);
            }
        }
        return treeName([...entries.values()]);
    }
}
function byFirstName(leaves) {
    const groups = new Map();
    for (const leaf of leaves) {
        const name = leaf.path[0] ?? '';
        groups.set(name, [...(groups.get(name) ?? []), leaf]);
    }
    return groups;
}
function blobName(content) {
    return objectName('blob', content);
}
// The format of a tree object: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
function treeName(entries) {
    const sortKey = (entry) => Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name);
    const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    const lines = sorted.flatMap(({ mode, name, sha }) => [
        Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
        Buffer.from(sha, 'hex'),
    ]);
    return objectName('tree', Buffer.concat(lines));
}
function objectName(type, content) {
    return (0,external_node_crypto_.createHash)('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

;// CONCATENATED MODULE: ./build/forge/github/newer.js



/**
 * The name of that branch: the base, or the one that the run was started for. The manifests are compared as Git holds
 * them, so neither line ends of a checkout nor a manifest that an earlier step has made matter; nor does a branch that
 * does not contain the run's commit, such as a release branch that changes of `main` are proposed to.
 */
async function findNewer(repository, read, { origin, base }) {
    for (const tip of await tipsOf(repository, origin, base)) {
        if (tip.sha === origin.commit)
            continue;
        if (!(await isAncestor(repository, origin.commit, tip.sha)))
            continue;
        const before = await manifestOf(origin.commit);
        const after = await manifestOf(tip.sha, tip.tree);
        if (before !== after)
            return tip.name;
    }
    return undefined;
    async function manifestOf(commit, tree) {
        const root = tree ?? (await readTreeOf(repository, commit));
        const { at, entry } = await findEntry(read, root, origin.manifest);
        return at === origin.manifest ? entry?.sha : undefined;
    }
}
async function tipsOf(repository, { branch }, base) {
    if (branch === undefined || branch === base.name)
        return [base];
    const sha = await readHead(repository, branch);
    return sha === undefined ? [base] : [base, { name: branch, sha }];
}
/** A commit that GitHub does not know (of a merge that was tried, or of another repository) is nobody's ancestor. */
async function isAncestor(repository, commit, tip) {
    const compared = await repository.find('read the base branch', record({ status: shape_text }), ({ repos }, common) => repos.compareCommitsWithBasehead({ ...common, basehead: `${commit}...${tip}`, per_page: 1 }));
    return compared?.status === 'ahead';
}

;// CONCATENATED MODULE: ./build/forge/github/base.js
/** The base branch at one commit: the files that are to be edited, as Git holds them. */









/** Reads only the folders on the way to the files. Fails with FORGE_REJECTED. */
async function readBase(repository, read, { base, paths, origin }) {
    const name = base ?? (await readDefaultBranch(repository));
    const sha = await readHead(repository, name);
    if (sha === undefined) {
        const what = `cannot read the base branch in ${repository.label}`;
        const reason = `there is no branch ${(0,redact/* printable */.g$)(name)}, or the token may not see the repository`;
        throw new errors/* LabctlError */.$b('FORGE_REJECTED', `${what}: ${reason}`);
    }
    const tree = await readTreeOf(repository, sha);
    const files = new Map();
    for (const path of paths) {
        const at = `${(0,redact/* printable */.g$)(name)} at ${sha.slice(0, 10)}`;
        files.set(path, await readFile(repository, { read, tree, path, at }));
    }
    const newer = origin && (await findNewer(repository, read, { origin, base: { name, sha, tree } }));
    return { name, sha, tree, files, newer };
}
async function readDefaultBranch(repository) {
    const read = record({ default_branch: shape_text });
    const found = await repository.ask('read the repository', read, ({ repos }, c) => repos.get(c));
    return found.default_branch;
}
/** Only what is wrong with the file itself becomes its error. */
async function readFile(repository, place) {
    try {
        return await readTextFile(repository, place);
    }
    catch (error) {
        const failure = (0,errors/* asLabctlError */.xI)(error, 'INTERNAL', place.path);
        if (failure.code === 'EDIT_FAILED')
            return failure;
        throw error;
    }
}
async function readTextFile(repository, place) {
    const { read, tree, path, at } = place;
    const [flaw] = (0,path_rules/* lintEditedFile */.f4)(path);
    if (flaw !== undefined)
        throw (0,text_file/* refusal */.x5)(path, `the path ${flaw.message}`);
    const found = await findEntry(read, tree, path);
    if (found.entry === undefined) {
        const missing = found.at === path ? '' : ` (${found.at} is missing)`;
        throw (0,text_file/* refusal */.x5)(path, `there is no such file in ${at}${missing}`);
    }
    if (fileMode(found.entry) === undefined || found.at !== path) {
        const what = found.at === path ? 'it' : found.at;
        throw (0,text_file/* refusal */.x5)(path, `${what} is ${describe(found.entry)} in ${at}`);
    }
    (0,text_file/* requireSmall */.Zf)(path, found.entry.size ?? 0);
    const content = await readBlob(repository, found.entry.sha);
    (0,text_file/* requireText */.He)(path, content);
    return { path, content };
}
function describe(entry) {
    if (isFolder(entry))
        return 'a folder';
    if (entry.mode === '120000')
        return 'a symbolic link';
    if (entry.mode === '160000')
        return 'another Git repository (a submodule)';
    return fileMode(entry) === undefined ? `of the unknown mode ${(0,findings/* quote */.hD)(entry.mode)}` : 'a file';
}
const BLOB = record({ content: shape_text, encoding: shape_text });
async function readBlob(repository, sha) {
    const { content, encoding } = await repository.ask('read the base branch', BLOB, ({ git }, common) => git.getBlob({ ...common, file_sha: sha }));
    const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    if (blobName(bytes) === sha)
        return bytes;
    // A proxy that cuts or changes an answer would otherwise have its bytes proposed.
    const what = `cannot read the base branch in ${repository.label}`;
    const reason = `the content of ${sha.slice(0, 10)} is not what its name says`;
    throw new errors/* LabctlError */.$b('FORGE_REJECTED', `${what}: ${reason}; check any proxy between`);
}

;// CONCATENATED MODULE: ./build/forge/github/blocked.js
/** Branches that are in the way of another: Git keeps them as files in folders, so `a` and `a/b` exclude each other. */





/** After GitHub has refused to create `branch` with `cause`: throws FORGE_REJECTED with the name of the branch in the way, if there is one. */
async function refuseBlocked(repository, branch, cause) {
    if (![409, 422].includes(statusOf(cause) ?? 0))
        return;
    const blocking = (await findAbove(repository, branch)) ?? (await findBelow(repository, branch));
    if (blocking === undefined)
        return;
    const [made, there] = [branch, blocking].map((name) => (0,redact/* printable */.g$)(name));
    throw new errors/* LabctlError */.$b('FORGE_REJECTED', `cannot create the branch ${made} in ${(0,redact/* printable */.g$)(repository.label)}: the branch ${there} is in its way, for Git ` +
        `cannot have both; rename or delete ${there}, or use another \`branch\``);
}
async function findAbove(repository, branch) {
    const parts = branch.split('/');
    for (let length = 1; length < parts.length; length += 1) {
        const above = parts.slice(0, length).join('/');
        if ((await readHead(repository, above)) !== undefined)
            return above;
    }
    return undefined;
}
const REFS = list(record({ ref: shape_text }));
async function findBelow(repository, branch) {
    const ref = `heads/${branch}/`;
    const found = await repository.ask('read the branch', REFS, ({ git }, common) => git.listMatchingRefs({ ...common, ref }));
    return found.find((one) => one.ref.startsWith(`refs/${ref}`))?.ref.slice('refs/heads/'.length);
}

;// CONCATENATED MODULE: ./build/forge/github/trailers.js
/** The last lines of our commit messages, by which a later run knows its own commits and what they proposed. */

/** The message with the trailers as its last paragraph. */
function withTrailers(message, { branch, tree, files }) {
    const lines = [`Labctl-Branch: ${branch}`, `Labctl-Tree: ${tree}`, `Labctl-Files: ${files}`];
    return `${message.trimEnd()}\n\n${lines.join('\n')}\n`;
}
/** What the trailers of a message say; a field is empty where there is none. */
function readTrailers(message) {
    const read = (key) => [...message.matchAll(new RegExp(`^${key}: (\\S+)[ \\r]*$`, 'gm'))].at(-1)?.[1] ?? '';
    return {
        branch: read('Labctl-Branch'),
        tree: read('Labctl-Tree'),
        files: read('Labctl-Files'),
    };
}
/** Whether labctl made this commit for this branch and nobody has changed its content since. */
function isOurs(commit, branch) {
    const trailers = readTrailers(commit.message);
    return trailers.branch === branch && trailers.tree === commit.tree;
}
/** The same for the same paths, contents and modes, in any order. */
function digestOf(files) {
    const lines = files.map(({ path, mode, content }) => {
        return `${mode} ${(0,external_node_crypto_.createHash)('sha256').update(content).digest('hex')} ${path}\n`;
    });
    return (0,external_node_crypto_.createHash)('sha256').update(lines.sort().join('')).digest('hex');
}

;// CONCATENATED MODULE: ./build/forge/github/commit.js


const NAMED = record({ sha: objectId });
/** Blobs, tree, commit. Returns the commit's name; fails with FORGE_REJECTED. */
async function writeCommit({ ask }, { branch, draft, base, changed }) {
    const entries = [];
    for (const { path, mode, content } of changed) {
        const blob = { content: content.toString('base64'), encoding: 'base64' };
        const { sha } = await ask('write the commit', NAMED, ({ git }, common) => git.createBlob({ ...common, ...blob }));
        entries.push({ path, mode, type: 'blob', sha });
    }
    const { sha: tree } = await ask('write the commit', NAMED, ({ git }, common) => git.createTree({ ...common, base_tree: base.tree, tree: entries }));
    const trailers = { branch, tree, files: digestOf(changed) };
    const message = withTrailers(draft.commitMessage, trailers);
    // Without author and committer GitHub can sign the commits of Apps and of GITHUB_TOKEN as verified
    // (https://docs.github.com/en/authentication/managing-commit-signature-verification).
    const commit = await ask('write the commit', NAMED, ({ git }, common) => git.createCommit({ ...common, message, tree, parents: [base.sha] }));
    return commit.sha;
}

;// CONCATENATED MODULE: ./build/forge/github/branch.js
/** The branch that is labctl's own: reading it, rebuilding it from the base, deleting it. */







/** labctl's branch as it is now, `undefined` where there is none. Fails with FORGE_REJECTED. */
async function readBranch(repository, name, base) {
    const sha = await readHead(repository, name);
    if (sha === undefined)
        return undefined;
    const basehead = `${base.sha}...${sha}`;
    const compared = await repository.ask('read the branch', COMPARED, ({ repos }, common) => repos.compareCommitsWithBasehead({ ...common, basehead, per_page: 100 }));
    const { ahead_by: ahead, behind_by: behind, commits } = compared;
    const last = ahead === 0 ? compared.merge_base_commit : commits.at(-1);
    if (last?.sha !== sha) {
        const foreign = `one of the ${ahead} commits on it`;
        return { name, sha, tree: '', ahead, behind, isOurs: false, foreign };
    }
    const stranger = commits.find((commit) => !isOurs(contentOf(commit), name));
    const foreign = stranger && describeCommit(stranger);
    const tree = last.commit.tree.sha;
    return { name, sha, tree, ahead, behind, isOurs: isOurs(contentOf(last), name), foreign };
}
/** The branch, rebuilt as one commit on the base with the wanted tree. Returns the name of the commit. */
async function rebuildBranch(repository, rebuild) {
    const { branch, draft, base, wanted, before } = rebuild;
    if (before !== undefined)
        refuseForeign(repository, before);
    const sha = await writeCommit(repository, { branch, draft, base, changed: wanted.changed });
    if (before === undefined) {
        await createBranch(repository, branch, sha);
        return sha;
    }
    // REST cannot compare and swap: a commit pushed between this look and the write below would be lost, so both
    // are as close together as they can be, and `force` is asked for only where it is needed.
    if ((await readHead(repository, branch)) !== before.sha)
        throw movedMeanwhile(repository, branch);
    await repository.call('move the branch', ({ git }, common) => git.updateRef({ ...common, ref: `heads/${branch}`, sha, force: before.ahead > 0 }));
    return sha;
}
async function createBranch(repository, branch, sha) {
    try {
        await repository.call('create the branch', ({ git }, common) => git.createRef({ ...common, ref: `refs/heads/${branch}`, sha }));
    }
    catch (error) {
        await refuseBlocked(repository, branch, error);
        throw error;
    }
}
/** Deletes labctl's branch, unless it has moved since it was read. */
async function deleteBranch(repository, before) {
    const { name, sha } = before;
    const now = await readHead(repository, name);
    if (now === undefined)
        return;
    if (now !== sha)
        throw movedMeanwhile(repository, name);
    await repository.call('delete the branch', ({ git }, common) => git.deleteRef({ ...common, ref: `heads/${name}` }));
}
/** Fails with FORGE_REJECTED where somebody else's work would be lost. */
function refuseForeign({ label }, { name, foreign }) {
    if (foreign === undefined)
        return;
    throw new errors/* LabctlError */.$b('FORGE_REJECTED', `cannot rebuild branch ${(0,redact/* printable */.g$)(name)} in ${(0,redact/* printable */.g$)(label)}: ${foreign} is not labctl's and would be ` +
        'lost; merge the pull request, or keep that commit elsewhere and delete the branch, or use another `branch`');
}
function movedMeanwhile({ label }, name) {
    const what = `cannot move the branch in ${(0,redact/* printable */.g$)(label)}`;
    const cause = Object.assign(new Error('moved meanwhile'), { status: 409 });
    return new errors/* LabctlError */.$b('FORGE_REJECTED', `${what}: somebody else keeps moving ${(0,redact/* printable */.g$)(name)}; run again later`, { cause });
}
const COMMIT = record({
    sha: objectId,
    commit: record({
        message: shape_text,
        tree: record({ sha: objectId }),
        author: optional(record({ name: optional(shape_text) })),
    }),
    author: optional(record({ login: optional(shape_text) })),
});
const COMPARED = record({
    ahead_by: count,
    behind_by: count,
    commits: list(COMMIT),
    merge_base_commit: COMMIT,
});
function contentOf({ commit }) {
    return { message: commit.message, tree: commit.tree.sha };
}
function describeCommit({ sha, commit, author }) {
    const name = commit.author?.name ?? 'somebody';
    const login = author?.login === undefined ? '' : ` (${author.login})`;
    const subject = commit.message.split('\n', 1)[0] ?? '';
    return `commit ${sha.slice(0, 10)} "${(0,redact/* printable */.g$)(subject, 72)}" by ${(0,redact/* printable */.g$)(name + login, 100)}`;
}

;// CONCATENATED MODULE: ./build/forge/github/pull-request.js
/** The pull request of labctl's branch: found, created, updated, labelled, closed. */




// https://github.com/orgs/community/discussions/27190: 65,536 characters; the title's limit is 256.
const MAX_BODY_CHARACTERS = 65_536;
const MAX_TITLE_CHARACTERS = 256;
/** The newest pull request from this branch of this repository; one into `base` before all others. */
async function findPullRequest(repository, { branch, base, state }) {
    const query = { state, head: `${repository.owner}:${branch}`, per_page: 50 };
    const listed = await repository.ask('read the pull requests', list(PULL), ({ pulls }, common) => pulls.list({ ...common, ...query }));
    // GitHub leaves out a `head` that it does not understand, and then lists everybody's.
    const ours = listed.filter(({ head }) => {
        return head.ref === branch && sameText(head.repo?.full_name ?? '', repository.label);
    });
    const chosen = ours.find((pull) => pull.base.ref === base) ?? ours[0];
    return chosen && { ...toPullRequest(chosen), isMerged: chosen.merged_at !== undefined };
}
/** Whether a person has closed a pull request of exactly these files, and the one that was closed. */
async function findDeclined(repository, { branch, base, files }) {
    const closed = await findPullRequest(repository, { branch, base, state: 'closed' });
    if (closed === undefined || closed.isMerged || closed.base !== base)
        return undefined;
    // At the beginning alone: further down stand names and lines that others have written.
    if (closed.body.startsWith(CLOSED_BY_US))
        return undefined;
    const read = record({ message: shape_text });
    const commit = await repository.find('read the branch', read, ({ git }, common) => git.getCommit({ ...common, commit_sha: closed.headSha }));
    return readTrailers(commit?.message ?? '').files === files ? closed : undefined;
}
/** Opens the pull request, without its labels. */
async function createPullRequest(repository, draft, { branch, base }) {
    const wanted = { ...textOf(draft), head: branch, base };
    const created = await repository.ask('create the pull request', PULL, ({ pulls }, common) => pulls.create({ ...common, ...wanted }));
    return { ...toPullRequest(created), isMerged: false };
}
/** Gives title, body and base what differs from the draft; whether anything did. */
async function updatePullRequest(repository, pull, wanted) {
    const { title, body } = textOf(wanted.draft);
    const change = {
        ...(pull.title === title ? {} : { title }),
        ...(withoutLineEnds(pull.body) === withoutLineEnds(body) ? {} : { body }),
        ...(pull.base === wanted.base ? {} : { base: wanted.base }),
    };
    if (Object.keys(change).length === 0)
        return false;
    await repository.call('update the pull request', ({ pulls }, common) => pulls.update({ ...common, pull_number: pull.number, ...change }));
    return true;
}
/** Adds the labels that are missing; GitHub makes those that it does not know. A refusal becomes a warning. */
async function addLabels(repository, pull, wanted) {
    const labels = wanted.filter((label) => !pull.labels.some((has) => sameText(has, label)));
    if (labels.length === 0)
        return { added: false, warnings: [] };
    try {
        await repository.call('label the pull request', ({ issues }, common) => issues.addLabels({ ...common, issue_number: pull.number, labels }));
        return { added: true, warnings: [] };
    }
    catch (error) {
        // The token may write pull requests but not make labels: the pull request is worth more than its label.
        if (![403, 404, 410, 422].includes(statusOf(error) ?? 0))
            throw error;
        const names = labels.map((label) => (0,redact/* printable */.g$)(label, 60)).join(', ');
        const reason = error instanceof Error ? error.message : String(error);
        const remedy = 'create it by hand, once';
        return { added: false, warnings: [`label ${names} was not added: ${reason}; or ${remedy}`] };
    }
}
const CLOSED_BY_US = '<!-- labctl: closed because nothing differs any more -->';
/** Closes it with a note, so that it is not taken for one that a person has closed. */
async function closePullRequest(repository, pull) {
    const note = `${CLOSED_BY_US}\nClosed by labctl: nothing differs from the base branch any more.`;
    const body = `${note}\n\n${pull.body}`.slice(0, MAX_BODY_CHARACTERS);
    await repository.call('close the pull request', ({ pulls }, common) => pulls.update({ ...common, pull_number: pull.number, state: 'closed', body }));
}
function textOf({ title, body }) {
    return {
        title: title.slice(0, MAX_TITLE_CHARACTERS),
        body: body.slice(0, MAX_BODY_CHARACTERS),
    };
}
const PULL = record({
    number: count,
    html_url: webUrl,
    title: shape_text,
    body: optional(shape_text),
    base: record({ ref: shape_text }),
    head: record({
        ref: shape_text,
        sha: objectId,
        repo: optional(record({ full_name: shape_text })),
    }),
    labels: list(record({ name: optional(shape_text) })),
    merged_at: optional(shape_text),
});
function toPullRequest(pull) {
    return {
        number: pull.number,
        url: pull.html_url,
        title: pull.title,
        body: pull.body ?? '',
        base: pull.base.ref,
        labels: pull.labels.map(({ name }) => name ?? ''),
        headSha: pull.head.sha,
    };
}
/** Whoever edits a body in the browser gives all of it CRLF. */
function withoutLineEnds(text) {
    return text.replaceAll('\r\n', '\n').trim();
}
/** GitHub's names of labels, owners and repositories do not tell upper from lower case. */
function sameText(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}

;// CONCATENATED MODULE: ./build/forge/github/status.js

// https://docs.github.com/en/rest/commits/statuses: at most 1,000 a commit and context, and the description
// is a short one (140 characters on github.com).
const MAX_DESCRIPTION_CHARACTERS = 140;
const STATUSES = record({ statuses: list(record({ context: shape_text, state: shape_text })) });
/** Sets `success` unless the commit has it already. Fails with FORGE_REJECTED. */
async function setSuccessStatus(repository, { sha, context, description, targetUrl }) {
    const { statuses } = await repository.ask('read the commit status', STATUSES, ({ repos }, common) => repos.getCombinedStatusForRef({ ...common, ref: sha, per_page: 100 }));
    if (statuses.some((status) => status.context === context && status.state === 'success'))
        return;
    const status = {
        state: 'success',
        context,
        description: description.slice(0, MAX_DESCRIPTION_CHARACTERS),
        ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
    };
    await repository.call('set the commit status', ({ repos }, common) => repos.createCommitStatus({ ...common, sha, ...status }));
}

;// CONCATENATED MODULE: ./build/forge/github/forge.js
/** The Forge on GitHub: one commit through the Git Data API, one pull request, one commit status. */










const MAX_RACES = 3;
const RACE_WAIT_MS = 1_000;
/** Works with GITHUB_TOKEN, a PAT and a GitHub App token, on github.com and GitHub Enterprise Server. Fails with INPUT_INVALID. */
function createGitHubForge({ clock = base_clock/* systemClock */.m, ...options }) {
    refuseUnusable(options);
    const open = connectGitHub(options);
    return {
        async readBase(wish, signal) {
            const repository = open(signal);
            return readBase(repository, createTreeReader(repository), wish);
        },
        async propose(proposal, signal) {
            const repository = open(signal);
            const read = createTreeReader(repository);
            for (let races = 0;; races += 1) {
                try {
                    return await proposeOnce(repository, read, proposal);
                }
                catch (error) {
                    // Everything is read anew: what another run has done meanwhile is then found, and only the rest is done.
                    if (!isRace(error) || races === MAX_RACES)
                        throw error;
                    await clock.sleep(RACE_WAIT_MS * (races + 1), signal);
                }
            }
        },
        setStatus: (status, signal) => setSuccessStatus(open(signal), status),
    };
}
function refuseUnusable({ repository, apiUrl }) {
    if (!/^[^/\s]+\/[^/\s]+$/.test(repository)) {
        throw new errors/* LabctlError */.$b('INPUT_INVALID', `the repository must be owner/name: ${repository}`);
    }
    if (!/^https?:\/\//.test(apiUrl) || !URL.canParse(apiUrl)) {
        throw new errors/* LabctlError */.$b('INPUT_INVALID', "GITHUB_API_URL must be the URL of GitHub's API");
    }
}
async function proposeOnce(repository, read, proposal) {
    const { branch } = proposal;
    const base = await readBase(repository, read, proposal);
    if (base.name === branch) {
        const message = `\`branch\` must not be the base branch itself: ${base.name}`;
        throw new errors/* LabctlError */.$b('INPUT_INVALID', message);
    }
    const draft = await proposal.draft(base);
    if (draft === undefined)
        return { state: 'left', warnings: [] };
    const wanted = await computeTree(read, base.tree, draft.files);
    const before = await readBranch(repository, branch, base);
    const find = { branch, base: base.name };
    const pull = await findPullRequest(repository, { ...find, state: 'open' });
    if (wanted.sha === base.tree)
        return withdraw(repository, before, pull);
    const now = { draft, branch, base, wanted, before };
    if (pull !== undefined)
        return update(repository, { ...now, pull });
    const files = digestOf(wanted.changed);
    const declined = await findDeclined(repository, { ...find, files });
    if (declined !== undefined)
        return proposed('declined', declined);
    return create(repository, now);
}
async function create(repository, now) {
    const { draft, branch, base } = now;
    const headSha = await bringBranch(repository, now);
    const pull = await createPullRequest(repository, draft, { branch, base: base.name });
    const { warnings } = await addLabels(repository, pull, draft.labels);
    return proposed('created', pull, { headSha, warnings });
}
async function update(repository, now) {
    const { draft, base, before, pull } = now;
    const headSha = await bringBranch(repository, now);
    const isEdited = await updatePullRequest(repository, pull, { draft, base: base.name });
    const { added, warnings } = await addLabels(repository, pull, draft.labels);
    const isUpdated = headSha !== before?.sha || isEdited || added;
    return proposed(isUpdated ? 'updated' : 'unchanged', pull, { headSha, warnings });
}
/** The head of the branch, rebuilt unless it is the wanted tree on the newest base already. */
async function bringBranch(repository, now) {
    const { before, wanted } = now;
    // Also when a person has merged the base into it: the tree is right, so nothing needs to be forced.
    if (before?.tree === wanted.sha && before.behind === 0)
        return before.sha;
    return rebuildBranch(repository, now);
}
async function withdraw(repository, before, pull) {
    if (before !== undefined && pull !== undefined)
        refuseForeign(repository, before);
    if (pull !== undefined)
        await closePullRequest(repository, pull);
    if (before?.isOurs && before.foreign === undefined)
        await deleteBranch(repository, before);
    return pull === undefined ? { state: 'none', warnings: [] } : proposed('closed', pull);
}
function proposed(state, { number, url }, more = {}) {
    return { state, number, url, warnings: [], ...more };
}


/***/ }),

/***/ 93210:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  forgeFor: () => (/* binding */ forgeFor),
  forgeToRead: () => (/* binding */ forgeToRead)
});

// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
;// CONCATENATED MODULE: ./build/checkout/checkout-commit.js
/** Which commit is checked out. */

/** The name of the commit, `undefined` when there is no Git, or no repository that it may read. */
async function checkedOutCommit(root, git) {
    try {
        const { exitCode, stdout } = await git(root, ['rev-parse', '--verify', 'HEAD^{commit}']);
        const name = stdout.trim();
        return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(name) ? name : undefined;
    }
    catch (error) {
        if (error instanceof errors/* LabctlError */.$b && error.code === 'UNSUPPORTED')
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./build/checkout/checkout-path.js
var checkout_path = __webpack_require__(1365);
// EXTERNAL MODULE: ./build/credentials/workflow-event.js
var workflow_event = __webpack_require__(31601);
;// CONCATENATED MODULE: ./build/images/wire/forge.js
/** From a request to the forge that carries its pull request; on a machine without a token there is none. */




/**
 * `undefined` without a token or outside of a repository's workflow: files are then edited in place. Throws
 * INPUT_INVALID in a run that a stranger may have started (the token is a credential like those of the bucket), and
 * for a proxy that cannot be used.
 */
async function forgeFor(request, checkout, { env, clock, agents }) {
    const { token } = request;
    const repository = env['GITHUB_REPOSITORY'];
    if (token === undefined || !repository)
        return undefined;
    (0,workflow_event/* refuseUntrustedEvent */.H)(await (0,workflow_event/* readWorkflowEvent */.m)(env));
    const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
    const proxy = URL.canParse(apiUrl) ? agents.proxyFor(new URL(apiUrl)) : undefined;
    const createGitHubForge = await loadForge();
    const run = env['GITHUB_RUN_ID'];
    const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
    return {
        forge: createGitHubForge({ token, repository, apiUrl, proxy, clock }),
        wishes: request,
        origin: await originOf(checkout, env),
        statusContext: request.statusContext,
        runUrl: run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`,
    };
}
/**
 * For a dry run, which reads the base only. On a pull request the checkout is what the base becomes by its merge, so
 * the edits are shown on that, as in a run that may have no token.
 */
async function forgeToRead(request, checkout, wiring) {
    if (wiring.env['GITHUB_EVENT_NAME']?.startsWith('pull_request'))
        return undefined;
    try {
        return await forgeFor(request, checkout, wiring);
    }
    catch (error) {
        if (error instanceof errors/* LabctlError */.$b && error.code === 'INPUT_INVALID')
            return undefined;
        throw error;
    }
}
/** The commit that is checked out: `ref` of actions/checkout may name another one than GITHUB_SHA. */
async function originOf(checkout, env) {
    const manifest = (0,checkout_path/* nameInCheckout */.x)(checkout, checkout.manifest);
    const commit = (await checkedOutCommit(checkout.root, checkout.askGit)) ?? env['GITHUB_SHA'];
    if (!commit || manifest === undefined)
        return undefined;
    const branch = /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1];
    return { commit, branch, manifest };
}
/**
 * The toolkit looks at the variables of proxies when it is loaded, by rules of its own, and throws for some values
 * although they are not about GitHub: our rules have been asked by then.
 */
async function loadForge() {
    try {
        const forge = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 33714));
        return forge.createGitHubForge;
    }
    catch (error) {
        const what = "a variable for proxies is wrong: GitHub's toolkit cannot be loaded with it";
        throw (0,errors/* asLabctlError */.xI)(error, 'INPUT_INVALID', what);
    }
}


/***/ })

};
