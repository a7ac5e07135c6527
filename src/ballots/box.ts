/** What lies in a box of ballots about one person, as bytes: all ballots in the order of their tokens' hashes. */

const HASH_BYTES = 32
const BALLOT_BYTES = HASH_BYTES + 1
/** In the byte of the choice: none was made. */
const ABSTAINED = 255

/** Fewer ballots with a choice than this are not counted by choice: each would be somebody's. */
export const MINIMUM_BALLOTS = 5

export interface Ballot {
  /** sha256 of the token; 32 bytes. */
  tokenHash: Buffer
  /** Place among the choices of the round; `null`: 弃权. */
  choice: number | null
}

export const EMPTY_BOX: Buffer = Buffer.alloc(0)

/** Whether it can be a choice at all; how many a round has is for the round to say. */
export function isChoice(choice: unknown): choice is Ballot['choice'] {
  return choice === null || (Number.isInteger(choice) && Number(choice) >= 0 && Number(choice) < ABSTAINED)
}

/**
 * The box with this ballot in its place: whatever the order in which ballots came, the same bytes.
 *
 * @returns `null` when a ballot with this token lies in it already; that one counts
 */
export function withBallot(box: Buffer, { tokenHash, choice }: Ballot): Buffer | null {
  let at = 0
  for (; at < box.length; at += BALLOT_BYTES) {
    const order = tokenHash.compare(box.subarray(at, at + HASH_BYTES))
    if (order === 0) return null
    if (order < 0) break
  }
  return Buffer.concat([box.subarray(0, at), tokenHash, Buffer.from([choice ?? ABSTAINED]), box.subarray(at)])
}

export interface Count {
  ballotCount: number
  /** By place among the choices, then those who abstained; `null`: too few made a choice. */
  counts: number[] | null
}

/** @param choiceCount how many choices the round has */
export function countBallots(box: Buffer, choiceCount: number): Count {
  const counts = Array.from({ length: choiceCount + 1 }, () => 0)
  const ballotCount = box.length / BALLOT_BYTES
  for (let at = HASH_BYTES; at < box.length; at += BALLOT_BYTES) {
    const place = Math.min(box[at] ?? ABSTAINED, choiceCount)
    counts[place] = (counts[place] ?? 0) + 1
  }
  const chosenCount = ballotCount - (counts.at(-1) ?? 0)
  return { ballotCount, counts: chosenCount < MINIMUM_BALLOTS ? null : counts }
}
