/** The Reporter port: how work in progress reaches a person. */

/** One piece of work that is shown while it runs, usually one image. */
export interface Task {
  /** Begins a phase: `downloading`, `decoding`, `uploading`. `total` in bytes where it is known. */
  phase(name: string, total?: number): void;
  /** `bytes` more were moved in this phase. */
  advance(bytes: number): void;
  note(message: string): void;
  warn(message: string): void;
  /** A line that a program printed which works on this task: shown at once, and never taken for labctl's own. */
  output(line: string): void;
  /** The work is over; `summary` is its last line. */
  end(summary: string, failed?: boolean): void;
}

/** How work in progress reaches a person: a terminal, a runner's log, or nobody. */
export interface Reporter {
  begin(title: string): Task;
  note(message: string): void;
  warn(message: string): void;
}
