export const id = 250;
export const ids = [250];
export const modules = {

/***/ 65250:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./build/base/clock.js
var clock = __webpack_require__(42030);
// EXTERNAL MODULE: ./build/base/errors.js
var errors = __webpack_require__(45145);
// EXTERNAL MODULE: ./build/base/redact.js
var redact = __webpack_require__(58839);
// EXTERNAL MODULE: ./build/credentials/environment.js
var environment = __webpack_require__(98732);
// EXTERNAL MODULE: ./build/credentials/sops/sops-key.js
var sops_key = __webpack_require__(59552);
// EXTERNAL MODULE: ./build/images/report.js
var images_report = __webpack_require__(38905);
// EXTERNAL MODULE: ./build/images/wire/run.js + 19 modules
var run = __webpack_require__(57426);
// EXTERNAL MODULE: ./build/report/present-error.js
var present_error = __webpack_require__(76295);
// EXTERNAL MODULE: ./build/report/report-format.js + 1 modules
var report_format = __webpack_require__(43389);
// EXTERNAL MODULE: ./build/report/progress.js
var report_progress = __webpack_require__(15364);
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
    const progress = (0,report_progress/* createProgress */.m)(clock, SIGN_OF_LIFE_MS);
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

// EXTERNAL MODULE: ./build/images/options/options.js + 2 modules
var options = __webpack_require__(72445);
// EXTERNAL MODULE: ./build/images/request.js + 3 modules
var request = __webpack_require__(32296);
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

;// CONCATENATED MODULE: ./build/action/totals.js

/** `undefined` where the lines above have said everything. */
function totalsOf(report) {
    switch (report.verb) {
        case 'sync': {
            const { files = [], pullRequest } = report.update ?? {};
            const moved = report.images.filter(({ outcome }) => outcome === 'uploaded');
            return [
                countsOf('image', report.images.map(({ outcome }) => outcome)),
                ...(moved.length > 0
                    ? [`${(0,report_format/* describeBytes */.nI)(sumOf(moved.map(({ bytes }) => bytes)))} uploaded`]
                    : []),
                ...(files.length > 0 ? [`${count(files.length, 'file')} changed`] : []),
                ...(pullRequest?.url === undefined ? [] : [pullRequest.url]),
            ].join('; ');
        }
        case 'list': {
            const size = (0,report_format/* describeBytes */.nI)(sumOf(report.images.map((image) => image.size)));
            return `${countsOf('image', report.images.map(({ state }) => state))}; ${size} in ${report.store}`;
        }
        case 'prune': {
            const outcomes = report.images.map(({ outcome }) => outcome);
            const uploads = report.abortedUploads.length;
            const more = uploads === 0 ? '' : `; ${count(uploads, 'unfinished upload')}`;
            return `${countsOf('image', outcomes)}${more}`;
        }
        case 'validate': {
            // Of a manifest that cannot be read nobody knows how many there are.
            const images = report.imageCount === 0 ? '' : ` in ${count(report.imageCount, 'image')}`;
            return `${report.manifest}: ${findingTotals(report.findings)}${images}`;
        }
        case 'upload':
        case 'download':
        case 'build':
            return undefined;
    }
}
/** `2 errors, 1 warning`. */
function findingTotals(findings) {
    if (findings.length === 0)
        return 'no findings';
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    return `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
}
/** `3 images: 2 uploaded, 1 failed`. */
function countsOf(noun, kinds) {
    const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} ${kind}`);
    const all = count(kinds.length, noun);
    return counts.length === 0 ? all : `${all}: ${counts.join(', ')}`;
}
function sumOf(sizes) {
    return sizes.reduce((sum, size) => sum + (size ?? 0), 0);
}
function count(number, noun) {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

;// CONCATENATED MODULE: ./build/action/job-summary.js


/** `undefined` for verbs that need no summary. */
function summaryOf(report) {
    const tables = tablesOf(report);
    return tables && { ...tables, totals: totalsOf(report) ?? '' };
}
/** Of a run that ended with the manifest. */
function summaryOfFindings(findings) {
    const totals = `${findingTotals(findings)}; nothing was changed`;
    return { title: 'The manifest is invalid', totals, tables: [findingRows(findings)] };
}
function findingRows(findings) {
    return [
        ['Place', 'Severity', 'Finding'],
        ...findings.map(({ place: { file, line, column }, severity, message }) => [
            `${file}:${line}:${column}`,
            severity,
            message,
        ]),
    ];
}
function tablesOf(report) {
    switch (report.verb) {
        case 'sync':
            return {
                title: report.dryRun ? 'Images: what sync would do' : 'Images',
                tables: [
                    [
                        ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
                        ...report.images.map(resultRow),
                    ],
                ],
            };
        case 'upload':
            return {
                title: 'Upload',
                tables: [
                    [['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'], resultRow(report.image)],
                ],
            };
        case 'list':
            return {
                title: `Images in ${report.store}`,
                tables: [
                    [
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
                ],
            };
        case 'prune':
            return {
                title: report.dryRun ? 'Images that prune would delete' : 'Pruned images',
                tables: [
                    [
                        ['Image', 'Destination', 'Size', 'Result'],
                        ...report.images.map((image) => [
                            image.name,
                            image.destination,
                            (0,report_format/* describeBytes */.nI)(image.size),
                            image.outcome,
                        ]),
                    ],
                ],
            };
        case 'validate':
            return {
                title: report.findings.some(({ severity }) => severity === 'error')
                    ? 'The manifest is invalid'
                    : 'The manifest is valid',
                tables: [
                    findingRows(report.findings),
                    [
                        ['Image', 'URL', 'Size', 'Type', 'Detail'],
                        ...report.urls.map((check) => [
                            check.image,
                            check.status,
                            (0,report_format/* describeBytes */.nI)(check.size),
                            check.contentType ?? '-',
                            check.detail,
                        ]),
                    ],
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

/** Every output; action.yml and docs/reference.md are held equal to this. */
const OUTPUTS = {
    images: 'JSON, one entry an image: name, destination, state, outcome, checksum, bytes, seconds',
    images_complete: '`false` if GitHub’s limit of 1 MB left out entries or fields of `images`, else `true`',
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
    return JSON.stringify((0,images_report/* plain */.pj)(report.images));
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./build/action/fit-outputs.js
/** Keeps the outputs of a step within what GitHub takes: it drops what is beyond, and tells nobody. */

/**
 * In UTF-16 code units. All outputs of a job together may have 1 MB, "approximated based on UTF-16 encoding"
 * (docs.github.com, passing information between jobs); some of it is left to other steps.
 */
const MAX_OUTPUT_UNITS = 450_000;
/** What `images` keeps of an entry when all of it is too much: no text of any length. */
const LEAN_FIELDS = ['name', 'destination', 'state', 'outcome', 'checksum', 'bytes', 'size'];
/** Sets `images_complete` beside `images`, which alone may be cut; it is valid JSON all the same. */
function fitOutputs({ images, ...others }, maxUnits = MAX_OUTPUT_UNITS) {
    const outputs = {};
    const errors = [];
    let room = maxUnits - 'images_complete'.length - 'false'.length;
    const smallestFirst = Object.entries(others).sort(([, a], [, b]) => a.length - b.length);
    for (const [name, value] of smallestFirst) {
        if (name.length + value.length > room) {
            errors.push(tooLarge(name, value, maxUnits));
            continue;
        }
        room -= name.length + value.length;
        outputs[name] = value;
    }
    if (images === undefined)
        return { outputs, cut: undefined, errors };
    const fitted = fitImages(images, room - 'images'.length);
    const complete = fitted.cut === undefined;
    return {
        outputs: { ...outputs, images: fitted.images, images_complete: String(complete) },
        cut: fitted.cut,
        errors,
    };
}
function fitImages(images, maxUnits) {
    if (images.length <= maxUnits)
        return { images };
    const entries = JSON.parse(images).map(lean);
    const kept = [];
    let units = '[]'.length;
    for (const entry of entries) {
        units += entry.length + ','.length;
        if (units > maxUnits)
            break;
        kept.push(entry);
    }
    const dropped = kept.length === entries.length ? '' : ` of ${kept.length} of the ${entries.length}`;
    const cut = `GitHub takes 1 MB of outputs of a job: \`images\` holds only the main fields${dropped} images`;
    return { images: `[${kept.join(',')}]`, cut };
}
function lean(entry) {
    const { code } = (entry['error'] ?? {});
    const fields = LEAN_FIELDS.filter((name) => name in entry).map((name) => [name, entry[name]]);
    return JSON.stringify({
        ...Object.fromEntries(fields),
        ...(code !== undefined && { error: { code } }),
    });
}
function tooLarge(name, value, maxUnits) {
    return new errors/* LabctlError */.$b('OUTPUT_FAILED', `the output ${name} is not set: found ${value.length} characters, want ${maxUnits} at most with the other outputs, ` +
        'since GitHub takes 1 MB of a job; divide the manifest, or work on some of its images with the input "images"');
}

;// CONCATENATED MODULE: ./build/action/summary-html.js
/** The job summary as HTML, cut where GitHub would drop all of it. */

/** What GitHub takes of a step, in bytes: a file that is larger is dropped as a whole. */
const MAX_SUMMARY_BYTES = 1024 * 1024;
const MAX_CELL_CHARACTERS = 1_000;
/** At most so many bytes; rows that do not fit are left out, and a sentence says how many. */
function summaryHtml(summary, maxBytes) {
    const parts = [`<h3>${escapeHtml(summary.title)}</h3>\n`];
    if (summary.totals !== '')
        parts.push(`<p>${escapeHtml(summary.totals)}</p>\n`);
    const tables = summary.tables.filter((rows) => rows.length > 1).map(tableOf);
    // Room for what stands around the rows is taken first, so that it is there whatever is left out.
    let room = maxBytes - sizeOf(parts) - sizeOf(tables.flatMap(frameOf));
    for (const { begin, rows, end } of tables) {
        const kept = thatFit(rows, room);
        const missing = rows.length - kept.length;
        room -= sizeOf(kept);
        parts.push(begin, ...kept, end, ...(missing > 0 ? [leftOut(missing)] : []));
    }
    return parts.join('');
}
function tableOf([heading = [], ...rows]) {
    return {
        begin: `<table>${rowHtml(heading, 'th')}`,
        rows: rows.map((cells) => rowHtml(cells, 'td')),
        end: '</table>\n',
    };
}
function frameOf({ begin, rows, end }) {
    return [begin, end, leftOut(rows.length)];
}
function thatFit(lines, maxBytes) {
    let bytes = 0;
    const end = lines.findIndex((line) => {
        bytes += Buffer.byteLength(line);
        return bytes > maxBytes;
    });
    return end < 0 ? lines : lines.slice(0, end);
}
function leftOut(rows) {
    return `<p>${rows} more ${rows === 1 ? 'row is' : 'rows are'} left out: GitHub takes 1 MiB of summary. The log has everything.</p>\n`;
}
function rowHtml(cells, tag) {
    return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
}
function escapeHtml(text) {
    return (0,redact/* printable */.g$)(text, MAX_CELL_CHARACTERS)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;');
}
function sizeOf(parts) {
    return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}

;// CONCATENATED MODULE: ./build/action/write-answer.js
/** Hands the answer of a step to the runner: outputs and summary. What cannot be written is told, and hides nothing else. */





/** Sets the outputs that GitHub takes; answers why it did not set the others. */
function writeOutputs(all) {
    const { outputs, cut, errors } = fitOutputs(all);
    if (cut !== undefined)
        core/* warning */.$e(cut);
    try {
        for (const [name, value] of Object.entries(outputs))
            core/* setOutput */.uH(name, value);
        return [...errors];
    }
    catch (cause) {
        return [...errors, unwritten('the outputs', 'GITHUB_OUTPUT', cause)];
    }
}
/** Appends the summary to the file of the runner; answers why it could not. */
async function writeSummary(summary, path) {
    if (summary === undefined || !path)
        return [];
    try {
        const { size } = await (0,promises_.stat)(path);
        await (0,promises_.appendFile)(path, summaryHtml(summary, MAX_SUMMARY_BYTES - size));
        return [];
    }
    catch (cause) {
        return [unwritten('the summary', 'GITHUB_STEP_SUMMARY', cause)];
    }
}
function unwritten(what, variable, cause) {
    const message = `${what} of the step cannot be written to the file that ${variable} names: ${(0,errors/* describeCause */.V$)(cause)}`;
    return new errors/* LabctlError */.$b('OUTPUT_FAILED', message, { cause });
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
        const wantsSummary = request.verb !== 'sync' || request.summary;
        const unwritten = [
            ...writeOutputs(outputsOf(report)),
            ...(wantsSummary ? await writeSummary(summaryOf(report), summaryFile()) : []),
        ];
        for (const error of unwritten)
            showError(error);
        return (0,images_report/* exitCodeOf */.FO)(report) || (unwritten.length > 0 ? 1 : 0);
    }
    catch (error) {
        return await fail(error);
    }
}
/** Shows why there is no report; what is wrong with the manifest stands in the summary, too. */
async function fail(error) {
    showError(error);
    if (!(error instanceof errors/* LabctlError */.$b))
        return errors/* ERROR_CODES */.OQ.INTERNAL.exitCode;
    if (error.findings.length > 0 && core/* getInput */.V4('no-summary') !== 'true') {
        const unwritten = await writeSummary(summaryOfFindings(error.findings), summaryFile());
        for (const other of unwritten)
            showError(other);
    }
    return errors/* ERROR_CODES */.OQ[error.code].exitCode;
}
function summaryFile() {
    return process.env['GITHUB_STEP_SUMMARY'];
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
/** What failed comes before anything that may fail itself. */
function showReport(report) {
    if (report.verb === 'validate')
        report.findings.forEach(annotate);
    if (report.verb === 'sync')
        showEdits(report);
    for (const [name, error] of (0,images_report/* failuresOf */.dJ)(report))
        showError(error, name);
    if (report.verb === 'list')
        logImages(report);
    const totals = totalsOf(report);
    if (totals !== undefined)
        say(totals);
}
function logImages({ store, images }) {
    core/* startGroup */.Oh((0,redact/* printable */.g$)(`Images in ${store}`));
    for (const { destination, name, size, state, reason } of images) {
        const why = reason === '' ? '' : `: ${reason}`;
        say((0,redact/* printable */.g$)(`${destination}  ${name}  ${(0,report_format/* describeBytes */.nI)(size)}  ${state}${why}`));
    }
    core/* endGroup */.N4();
}
/** Each changed line as a diff shows it. */
function showEdits({ update, dryRun }) {
    if (update === undefined || update.error !== undefined)
        return;
    for (const { path, line, old, new: now } of update.changes) {
        say(`${path}:${line} ${dryRun ? 'would change' : 'changes'}:`);
        say(`- ${(0,redact/* printable */.g$)(old)}`);
        say(`+ ${(0,redact/* printable */.g$)(now)}`);
    }
}
function annotate({ severity, message, place }) {
    // GitHub knows the files of a repository without a leading ./.
    const file = external_node_path_.posix.normalize(place.file);
    const at = { file, startLine: place.line, startColumn: place.column };
    if (severity === 'error')
        core/* error */.z3(message, at);
    else
        core/* warning */.$e(message, at);
}
function showError(error, name) {
    const { headline, remedy, causes, stack } = (0,present_error/* presentError */.K)(error);
    if (error instanceof errors/* LabctlError */.$b)
        error.findings.forEach(annotate);
    const text = name === undefined ? headline : `${name}: ${headline}`;
    const at = error instanceof errors/* LabctlError */.$b ? error.at : undefined;
    if (at === undefined)
        core/* error */.z3(text);
    else
        annotate({ severity: 'error', message: `${text} (${at.field})`, place: at });
    for (const cause of causes)
        say(`because: ${cause}`);
    if (remedy !== undefined)
        say(remedy);
    core/* debug */.Yz(stack);
}


/***/ })

};
