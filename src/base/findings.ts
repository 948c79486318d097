/** Findings: a problem that a rule saw, put at its place in the file, and a list of them put in order. */
import type { Finding, Place } from '../base/errors.ts';
import { printable } from '../base/redact.ts';

/** What a rule about one value says; the caller knows the value's name and place. */
export type Problem = Pick<Finding, 'severity' | 'message'>;

/** The most findings that one parse reports: enough for a mistake in every image of a full manifest. */
export const MAX_FINDINGS = 1000;

export function error(message: string): Problem {
  return { severity: 'error', message };
}

export function warning(message: string): Problem {
  return { severity: 'warning', message };
}

/** The problems of the value called `label`, each as `<label> <message>` at `place`. */
export function placed(place: Place, label: string, problems: readonly Problem[]): Finding[] {
  return problems.map(({ severity, message }) => ({
    severity,
    message: `${label} ${message}`,
    place,
  }));
}

export function errorAt(place: Place, message: string): Finding {
  return { severity: 'error', message, place };
}

/** Text of the manifest as a message may show it: one line, printable, cut. */
export function quote(text: string): string {
  return `"${printable(text, 80)}"`;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Findings by position, each once, and no more than a reader can use. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
  const seen = new Set<string>();
  const distinct = sorted.filter((finding) => {
    const key = `${keyOf(finding.place)} ${finding.message}`;
    return !seen.has(key) && seen.add(key);
  });
  const excess = distinct.slice(MAX_FINDINGS);
  if (excess[0] === undefined) return distinct;
  const severity = hasErrors(excess) ? 'error' : 'warning';
  const message = `${excess.length} more findings from here on are not shown; mend the first ones`;
  return [...distinct.slice(0, MAX_FINDINGS), { severity, message, place: excess[0].place }];
}

/** The position as a key of maps and sets. */
export function keyOf(place: Place): string {
  return `${place.line}:${place.column}`;
}
