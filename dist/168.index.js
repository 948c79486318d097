export const id = 168;
export const ids = [168];
export const modules = {

/***/ 12168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./build/clock.js
var clock = __webpack_require__(7094);
// EXTERNAL MODULE: ./build/credentials/environment.js
var environment = __webpack_require__(98732);
// EXTERNAL MODULE: ./build/credentials/sops-key.js
var sops_key = __webpack_require__(90244);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(19473);
// EXTERNAL MODULE: ./build/present-error.js
var present_error = __webpack_require__(16704);
// EXTERNAL MODULE: ./build/redact.js
var redact = __webpack_require__(22207);
// EXTERNAL MODULE: ./build/report.js
var build_report = __webpack_require__(22200);
// EXTERNAL MODULE: ./build/run.js + 17 modules
var run = __webpack_require__(89890);
// EXTERNAL MODULE: ./build/progress.js
var build_progress = __webpack_require__(72633);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/action/log.js
/** Lines of the log of a runner, which takes some of what a step prints for orders. */


/**
 * Prints a line as it is, also one that holds a command. A runner looks for `::command::` at the beginning of a line
 * and for `##[command]` anywhere in it; between `stop-commands` and a token that nobody can guess it looks for nothing:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
function say(line) {
    core/* info */.pq(/^\s*::|##\[/m.test(line) ? withoutCommands(line) : line);
}
/** Prints what a program said that is not ours. */
function quote(line) {
    core/* info */.pq(withoutCommands(line));
}
function withoutCommands(line) {
    const token = (0,external_node_crypto_.randomUUID)();
    return `::stop-commands::${token}\n${line}\n::${token}::`;
}

;// CONCATENATED MODULE: ./build/action/group-reporter.js
/** Work in progress in a runner's log: the lines of one image stand together in one group. */



/** A step that prints nothing for longer looks hung. */
const SIGN_OF_LIFE_MS = 30_000;
/**
 * Images are worked on side by side, so an image's lines are kept until it is done and printed as one group;
 * until then a line now and then shows that it moves.
 */
function createGroupReporter(clock) {
    return {
        note: say,
        warn: (message) => core/* warning */.$e(message),
        begin: (title) => beginTask(title, clock),
    };
}
function beginTask(title, clock) {
    const lines = [];
    const progress = (0,build_progress/* createProgress */.m)(clock, SIGN_OF_LIFE_MS);
    return {
        phase: (name, total) => void lines.push(progress.phase(name, total)),
        advance(bytes) {
            const line = progress.advance(bytes);
            if (line !== undefined)
                say(`${title}: ${line}`);
        },
        note: (message) => void lines.push(message),
        warn(message) {
            lines.push(`warning: ${message}`);
            core/* warning */.$e(`${title}: ${message}`);
        },
        output: (line) => quote(`${title} | ${line}`),
        end(summary, failed) {
            core/* startGroup */.Oh(`${failed ? '✗' : '✓'} ${title}: ${summary}`);
            for (const line of lines)
                say(line);
            core/* endGroup */.N4();
        },
    };
}

// EXTERNAL MODULE: ./build/options.js
var options = __webpack_require__(3614);
// EXTERNAL MODULE: ./build/request.js + 1 modules
var request = __webpack_require__(83348);
;// CONCATENATED MODULE: ./build/action/inputs.js
/** The Action's inputs: the same options as the command line, and the mode. */


const CLI_ONLY = new Set(options/* OPTIONS */.lw.filter(({ face }) => face === 'cli').map(({ name }) => name));
/** Reads the request through `getInput`. Throws INPUT_INVALID naming the input. */
function readInputs(getInput) {
    const verb = (0,request/* readVerb */.g)(getInput('mode') || 'sync', 'input "mode"');
    return (0,request/* readRequest */.i)(verb, {
        get: (name) => (CLI_ONLY.has(name) ? undefined : getInput(name)),
        label: (name) => `input "${name}"`,
    });
}

// EXTERNAL MODULE: ./build/report-format.js + 1 modules
var report_format = __webpack_require__(75514);
;// CONCATENATED MODULE: ./build/action/job-summary.js

/** Cells of a table, its first row the heading; `undefined` for verbs that need no summary. */
function summaryOf(report) {
    switch (report.verb) {
        case 'sync':
            return {
                title: report.dryRun ? 'Images: what sync would do' : 'Images',
                rows: [
                    ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
                    ...report.images.map(resultRow),
                ],
            };
        case 'upload':
            return {
                title: 'Upload',
                rows: [
                    ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
                    resultRow(report.image),
                ],
            };
        case 'list':
            return {
                title: `Images in ${report.store}`,
                rows: [
                    ['Image', 'Destination', 'Size', 'Uploaded', 'State', 'Why'],
                    ...report.images.map((image) => [
                        image.name,
                        image.destination,
                        (0,report_format/* describeBytes */.nI)(image.size),
                        image.uploadedAt ?? '-',
                        image.state,
                        image.reason,
                    ]),
                ],
            };
        case 'prune':
            return {
                title: report.dryRun ? 'Images that prune would delete' : 'Pruned images',
                rows: [
                    ['Image', 'Destination', 'Size', 'Result'],
                    ...report.images.map((image) => [
                        image.name,
                        image.destination,
                        (0,report_format/* describeBytes */.nI)(image.size),
                        image.outcome,
                    ]),
                ],
            };
        case 'validate':
            return {
                title: 'URLs of the manifest',
                rows: [
                    ['Image', 'URL', 'Size', 'Type', 'Detail'],
                    ...report.urls.map((check) => [
                        check.image,
                        check.status,
                        (0,report_format/* describeBytes */.nI)(check.size),
                        check.contentType ?? '-',
                        check.detail,
                    ]),
                ],
            };
        case 'download':
        case 'build':
            return undefined;
    }
}
function resultRow({ name, state, outcome, bytes, seconds, error, reason }) {
    const rate = outcome === 'uploaded' && bytes !== undefined && seconds > 0.05
        ? `${(0,report_format/* describeBytes */.nI)(bytes / seconds)}/s`
        : '-';
    const why = error === undefined ? reason : `${error.code}: ${error.message}`;
    return [name, state, outcome, (0,report_format/* describeBytes */.nI)(bytes), `${seconds.toFixed(1)} s`, rate, why];
}

;// CONCATENATED MODULE: ./build/action/outputs.js
/** What the Action answers to the steps after it: one table of outputs, and their values for a report. */

/** Every output; action.yml and the README are held equal to this. */
const OUTPUTS = {
    images: 'JSON, one entry an image: name, destination, state, outcome, checksum, bytes, seconds',
    uploaded: 'how many images were published, copies inside the bucket included',
    skipped: 'how many images were in place already',
    failed: 'how many images failed',
    artifact: 'path of the file that a build has made',
    checksum: 'checksum of that file',
    files_changed: '`true` where `updateFile` has changed a file, else `false`',
    changed_files: 'paths of those files, one a line',
    pull_request_number: 'number of the pull request that is open with them',
    pull_request_url: 'its address',
    matrix: 'JSON for `strategy.matrix` with what a dry run found to do: `{"include": [{"shard": 1, "images": "a,b", "bytes": 123}, …]}`',
    shards: 'how many jobs that matrix makes; `0`: nothing to do, and a matrix that GitHub refuses',
};
/** The outputs that a report sets; the others stay unset. */
function outputsOf(report) {
    switch (report.verb) {
        case 'sync':
            return {
                ...countOutcomes(report.images),
                images: imagesJson(report),
                ...updateOutputs(report.dryRun ? undefined : report.update),
                ...(report.shards !== undefined && matrixOutputs(report.shards)),
            };
        case 'upload':
            return { ...countOutcomes([report.image]), images: imagesJson({ images: [report.image] }) };
        case 'list':
            return { images: imagesJson(report) };
        case 'prune':
            return {
                images: imagesJson(report),
                failed: String(report.images.filter((image) => image.outcome === 'failed').length),
            };
        case 'build':
            return {
                ...(report.artifact !== undefined && { artifact: report.artifact }),
                ...(report.checksum !== undefined && { checksum: report.checksum }),
            };
        case 'validate':
        case 'download':
            return {};
    }
}
function updateOutputs(update) {
    const { files = [], pullRequest } = update ?? {};
    return {
        files_changed: String(files.length > 0),
        changed_files: files.join('\n'),
        ...(pullRequest?.number !== undefined && { pull_request_number: String(pullRequest.number) }),
        ...(pullRequest?.url !== undefined && { pull_request_url: pullRequest.url }),
    };
}
function countOutcomes(images) {
    const count = (...outcomes) => String(images.filter((image) => outcomes.includes(image.outcome)).length);
    return {
        uploaded: count('uploaded', 'copied'),
        skipped: count('skipped', 'repaired'),
        failed: count('failed', 'cancelled'),
    };
}
function matrixOutputs(shards) {
    const include = shards.map((shard) => ({ ...shard, images: shard.images.join(',') }));
    return { matrix: JSON.stringify({ include }), shards: String(shards.length) };
}
function imagesJson(report) {
    return JSON.stringify((0,build_report/* plain */.pj)(report.images));
}

;// CONCATENATED MODULE: ./build/action/action.js
/** The Action's face: inputs in, log groups and annotations, outputs and a job summary out. */














/** Runs the Action once and answers its exit code. Never throws. */
async function runAction(signal) {
    maskSecrets();
    try {
        const request = readInputs(core/* getInput */.V4);
        const reporter = createGroupReporter(clock/* systemClock */.m);
        const report = await (0,run.run)(request, {
            env: process.env,
            cwd: process.cwd(),
            clock: clock/* systemClock */.m,
            reporter,
            mask,
            toolCache: 'runner',
            signal,
        });
        showReport(report);
        if (request.verb !== 'sync' || request.summary)
            await writeSummary(report);
        return (0,build_report/* exitCodeOf */.FO)(report);
    }
    catch (error) {
        showError(error);
        return errors/* ERROR_CODES */.OQ[error instanceof errors/* LabctlError */.$b ? error.code : 'INTERNAL'].exitCode;
    }
}
/** Before anything can log. */
function maskSecrets() {
    for (const name of environment/* SECRET_VARIABLES */.VP)
        mask(process.env[name]?.trim() ?? '');
    for (const keys of [core/* getInput */.V4('sops-age-key'), process.env['SOPS_AGE_KEY'] ?? '']) {
        (0,sops_key/* ageSecretsOf */.wL)(keys).forEach(mask);
    }
    mask(core/* getInput */.V4('token'));
}
/** Outside a runner the command itself would print the secret. */
function mask(secret) {
    if (secret !== '' && process.env['GITHUB_ACTIONS'] === 'true')
        core/* setSecret */.Pq(secret);
}
function showReport(report) {
    for (const [name, value] of Object.entries(outputsOf(report)))
        core/* setOutput */.uH(name, value);
    if (report.verb === 'validate')
        report.findings.forEach(annotate);
    for (const [name, error] of (0,build_report/* failuresOf */.dJ)(report))
        showError(error, name);
}
function annotate({ severity, message, place }) {
    const at = { file: place.file, startLine: place.line, startColumn: place.column };
    if (severity === 'error')
        core/* error */.z3(message, at);
    else
        core/* warning */.$e(message, at);
}
function showError(error, name) {
    const { headline, remedy, causes, stack } = (0,present_error/* presentError */.K)(error);
    if (error instanceof errors/* LabctlError */.$b)
        error.findings.forEach(annotate);
    core/* error */.z3(name === undefined ? headline : `${name}: ${headline}`);
    for (const cause of causes)
        say(`because: ${cause}`);
    say(remedy);
    core/* debug */.Yz(stack);
}
async function writeSummary(report) {
    const summary = summaryOf(report);
    if (summary === undefined || !process.env['GITHUB_STEP_SUMMARY'])
        return;
    const [heading = [], ...rows] = summary.rows;
    core/* summary */.z.addHeading(escapeHtml(summary.title), 3);
    if (rows.length > 0) {
        core/* summary */.z.addTable([
            heading.map((data) => ({ data, header: true })),
            ...rows.map((row) => row.map(escapeHtml)),
        ]);
    }
    else {
        core/* summary */.z.addRaw('nothing', true);
    }
    await core/* summary */.z.write();
}
function escapeHtml(text) {
    return (0,redact/* printable */.g)(text, 1_000)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;');
}


/***/ })

};
