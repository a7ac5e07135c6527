/** Boxes, links and signatures without a database. */
import { randomBytes, webcrypto } from 'node:crypto'
import { RSABSSA } from '@cloudflare/blindrsa-ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ballot, countBallots, EMPTY_BOX, isChoice, MINIMUM_BALLOTS, withBallot } from '../../src/ballots/box.ts'
import { electorateOf } from '../../src/ballots/electorate.ts'
import { ballotToken, voterOf } from '../../src/ballots/link.ts'
import { checkCode, isSigned, makeSigningKeys, signBlindly } from '../../src/ballots/signing.ts'
import { createSeal } from '../../src/store/seal.ts'

const anyBallot = fc.record({
  tokenHash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  choice: fc.option(fc.integer({ min: 0, max: 3 })),
})
const anyBallots = fc.uniqueArray(anyBallot, {
  maxLength: 40,
  selector: ({ tokenHash }) => tokenHash.toString('hex'),
})
const filled = (ballots: readonly Ballot[]) =>
  ballots.reduce<Buffer>((box, ballot) => withBallot(box, ballot) ?? box, EMPTY_BOX)

describe('a box', () => {
  test('is the same bytes in whatever order its ballots came', () => {
    fc.assert(
      fc.property(
        anyBallots.chain((ballots) =>
          fc.tuple(fc.constant(ballots), fc.shuffledSubarray(ballots, { minLength: ballots.length })),
        ),
        ([ballots, mixed]) => filled(ballots).equals(filled(mixed)),
      ),
    )
  })

  test('takes a token once, and keeps its first choice', () => {
    fc.assert(
      fc.property(anyBallots, anyBallot, (ballots, one) => {
        const box = filled([one, ...ballots])
        expect(withBallot(box, { ...one, choice: one.choice === 0 ? 1 : 0 })).toBeNull()
      }),
    )
  })

  test('counts every ballot once, and tells choices only where enough made one', () => {
    fc.assert(
      fc.property(anyBallots, (ballots) => {
        const { ballotCount, counts } = countBallots(filled(ballots), 4)
        expect(ballotCount).toBe(ballots.length)
        const chosen = ballots.filter(({ choice }) => choice !== null)
        const all = [0, 1, 2, 3, null].map((c) => ballots.filter(({ choice }) => choice === c).length)
        expect(counts).toEqual(chosen.length < MINIMUM_BALLOTS ? null : all)
      }),
    )
  })

  test('takes places of the list and abstentions only', () => {
    expect([null, 0, 3].every(isChoice)).toBe(true)
    for (const wrong of [255, -1, 0.5, '0', undefined, Number.NaN, {}]) expect(isChoice(wrong)).toBe(false)
  })
})

describe('a link', () => {
  const seal = createSeal(randomBytes(32))

  test('names its voter, and fits a card', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (roundId, personId) => {
        const token = ballotToken(seal, { roundId, personId })
        expect(token).toMatch(/^[\w-]{64}$/)
        expect(voterOf(seal, token)).toEqual({ roundId, personId })
      }),
    )
  })

  test('is refused when a single sign of it is another one, and under another key', () => {
    const token = ballotToken(seal, { roundId: crypto.randomUUID(), personId: crypto.randomUUID() })
    for (let i = 0; i < token.length; i++) {
      const sign = token[i] === 'A' ? 'B' : 'A'
      expect(voterOf(seal, token.slice(0, i) + sign + token.slice(i + 1))).toBeNull()
    }
    expect(voterOf(createSeal(randomBytes(32)), token)).toBeNull()
    for (const junk of ['', 'cast', `${token}A`, '%%%']) expect(voterOf(seal, junk)).toBeNull()
  })
})

describe('a signature', () => {
  const suite = RSABSSA.SHA384.PSS.Randomized()
  const imported = (spki: Buffer) =>
    webcrypto.subtle.importKey('spki', new Uint8Array(spki), { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])

  test('made blindly is one of RFC 9474, good for its token and key alone, and the same again', async () => {
    const [keys, others] = await Promise.all([makeSigningKeys(), makeSigningKeys()])
    const publicKey = await imported(keys.publicKey)
    const message = suite.prepare(webcrypto.getRandomValues(new Uint8Array(32)))
    const { blindedMsg, inv } = await suite.blind(publicKey, message)
    const blindly = signBlindly(keys, Buffer.from(blindedMsg))
    expect(signBlindly(keys, Buffer.from(blindedMsg))).toEqual(blindly)
    const signature = Buffer.from(await suite.finalize(publicKey, message, new Uint8Array(blindly ?? []), inv))
    const token = Buffer.from(message)
    expect(isSigned(keys.publicKey, { token, signature })).toBe(true)
    expect(isSigned(others.publicKey, { token, signature })).toBe(false)
    expect(isSigned(keys.publicKey, { token: Buffer.alloc(64), signature })).toBe(false)
    // The signer saw nothing of either.
    expect(Buffer.from(blindedMsg).equals(signature)).toBe(false)
    expect(blindly?.equals(signature)).toBe(false)
  })

  test('is not given to what is no blinded message', async () => {
    const keys = await makeSigningKeys()
    expect(signBlindly(keys, Buffer.alloc(0))).toBeNull()
    expect(signBlindly(keys, Buffer.alloc(255, 1))).toBeNull()
    // Not below the modulus.
    expect(signBlindly(keys, Buffer.alloc(256, 0xff))).toBeNull()
  })

  test('keys have one check code in whatever order they are shown', () => {
    const keys = [randomBytes(294), randomBytes(294), randomBytes(294)]
    expect(checkCode(keys)).toMatch(/^[\dA-F]{8}$/)
    expect(checkCode(keys.toReversed())).toBe(checkCode(keys))
    expect(checkCode([...keys.slice(1), randomBytes(294)])).not.toBe(checkCode(keys))
  })
})

test('the branch votes: no guests, helpers, administrators or residents', () => {
  const roles = ['branch_secretary', 'deputy_secretary', 'zone_member', 'guest_member', 'helper'] as const
  const rest = ['organisation_admin', 'resident_verifier'] as const
  const people = [...roles, ...rest].map((role) => ({ id: role, roles: [role], zoneCodes: [] }))
  expect(electorateOf({ people })).toEqual(['branch_secretary', 'deputy_secretary', 'zone_member'])
})
