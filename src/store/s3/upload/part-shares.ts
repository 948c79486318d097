/** How many part buffers each upload may hold: those of a run are shared by the uploads that are going on. */

/** One is filled while another is on its way. */
const LEAST = 2;
/** More make no upload faster, and a small machine fuller. */
const MOST = 4;

export type PartShare = {
  /** Buffers that this upload may hold now. */
  readonly count: () => number;
  /** The upload is over. */
  readonly giveBack: () => void;
};

/** `total` buffers, for so many uploads as take a share; too many get the least that each needs all the same. */
export function createPartShares(total: number): { take(): PartShare } {
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
