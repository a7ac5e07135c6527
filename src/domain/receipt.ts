/** 32 signs that cannot be taken for one another: no 0, O, 1, I. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const BITS_PER_SIGN = 5n
const MIN_SIGNS = 6

/** Odd, so that multiplying by them modulo a power of two can be undone. */
const FIRST_FACTOR = 0x9e3779b97f4a7c15n
const SECOND_FACTOR = 0xbf58476d1ce4e5b9n

/**
 * The short code under which a person finds what became of a message: six signs, more once 2^30 messages were kept.
 *
 * One to one, and neighbours look unlike each other, so that nobody reads a neighbour's code by counting on.
 * @throws RangeError for a negative id
 */
export function receiptCode(inboxId: bigint): string {
  if (inboxId < 0n) throw new RangeError('an inbox id is not negative')
  const signs = signCount(inboxId)
  let mixed = mix(inboxId, BigInt(signs) * BITS_PER_SIGN)
  let code = ''
  for (let i = 0; i < signs; i++) {
    code = ALPHABET.charAt(Number(mixed & 31n)) + code
    mixed >>= BITS_PER_SIGN
  }
  return code
}

/** The inbox id that a receipt code stands for; `null` when it is none. Takes lower case. */
export function inboxIdOf(code: string): bigint | null {
  const signs = [...code.trim().toUpperCase()]
  if (signs.length < MIN_SIGNS || signs.length > 13) return null
  let mixed = 0n
  for (const sign of signs) {
    const value = ALPHABET.indexOf(sign)
    if (value < 0) return null
    mixed = (mixed << BITS_PER_SIGN) | BigInt(value)
  }
  const inboxId = unmix(mixed, BigInt(signs.length) * BITS_PER_SIGN)
  // A longer code of a small id is never given out.
  return signCount(inboxId) === signs.length ? inboxId : null
}

function signCount(id: bigint): number {
  let signs = MIN_SIGNS
  while (id >> (BigInt(signs) * BITS_PER_SIGN) > 0n) signs++
  return signs
}

function mix(value: bigint, bits: bigint): bigint {
  const once = BigInt.asUintN(Number(bits), value * FIRST_FACTOR)
  return BigInt.asUintN(Number(bits), fold(once, bits) * SECOND_FACTOR)
}

function unmix(value: bigint, bits: bigint): bigint {
  const once = fold(BigInt.asUintN(Number(bits), value * inverse(SECOND_FACTOR, bits)), bits)
  return BigInt.asUintN(Number(bits), once * inverse(FIRST_FACTOR, bits))
}

/** Its own inverse, since the upper half is shifted by at least half the width. */
function fold(value: bigint, bits: bigint): bigint {
  return value ^ (value >> ((bits + 1n) / 2n))
}

/** The inverse of an odd number modulo 2^bits, by Newton's steps: each doubles the number of right bits. */
function inverse(odd: bigint, bits: bigint): bigint {
  let x = odd
  for (let right = 3n; right < bits; right *= 2n) x = BigInt.asUintN(Number(bits), x * (2n - odd * x))
  return BigInt.asUintN(Number(bits), x)
}
