/** Steps as the story of a seed tells them. */
import type { Run, Step } from './scenario.ts';

export function describeStep(step: Step): string {
  if (step.kind === 'meddle') return `another program: ${step.how} of ${step.destination}`;
  const { origin, store } = step.trouble;
  return [
    ...step.runs.map(describeRun),
    ...origin.map(
      ({ file: { size, version, compression = 'plain' }, faults }) =>
        `origin: ${size} v${version} ${compression}: ${brief(faults)}`,
    ),
    ...[...store.s3, ...store.folder].map((fault) => `store: ${brief(fault)}`),
    ...(store.deadAfter === undefined ? [] : [`store: gone after ${store.deadAfter} requests`]),
  ].join('\n    ');
}

export function describeRun({ manifest, ...run }: Run): string {
  const images = manifest.images.map(
    ({ name, destination, file: { size, version, compression = 'plain' } }) =>
      `${name}→${destination} (${size} v${version} ${compression})`,
  );
  return `${brief(run)} of ${manifest.name}: ${images.join(', ')}`;
}

/** Infinity is no JSON. */
function brief(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (part === Number.POSITIVE_INFINITY ? 'ever' : part));
}
