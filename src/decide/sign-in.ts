/** Links that sign a person in on a page: for one person, once, for a quarter of an hour. */
import { type Decision, signInToken } from './decision.ts'
import { signInGroupText, signInText } from './replies/sign-in.ts'
import { answer, say } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** Where a link may lead, and what is said for a new one. Nothing else is ever followed. */
export const SIGN_IN_TARGETS = {
  digest: { path: '/digest', title: '支部摘要', button: '打开摘要', says: '摘要' },
  review: { path: '/review', title: '考核评议', button: '打开', says: '我的考核' },
  rectifications: { path: '/review/rectifications', title: '限期整改', button: '打开', says: '整改' },
} as const
export type SignInTarget = keyof typeof SIGN_IN_TARGETS

/** The target of that name; of any other the digest. */
export function signInTarget(name: string | undefined): SignInTarget {
  return name !== undefined && Object.hasOwn(SIGN_IN_TARGETS, name) ? (name as SignInTarget) : 'digest'
}

const LINK_MS = 15 * 60_000

export interface SignIn {
  personId: string
  target: SignInTarget
  /** What stands above how long the link is good; absent: nothing. */
  words?: string
}

/** A link to a page for the sender alone; in a group only the words that bring one. */
export function openSignIn(turn: Turn, { personId, target, words }: SignIn): Decision[] {
  const { title, button, says } = SIGN_IN_TARGETS[target]
  // Whoever opens it first is signed in: it is for no other eyes.
  if (turn.facts.sender.inGroup) return [say(turn, signInGroupText(title, says))]
  const to = target === 'digest' ? '' : `?to=${target}`
  const url = `${turn.facts.settings.publicUrl}/sign-in/${signInToken('link')}${to}`
  const text = [words, signInText(receiptOf(turn))].filter(Boolean).join('\n')
  return [
    { do: 'open_sign_in', ref: 'link', personId, expiresAt: new Date(turn.now.getTime() + LINK_MS) },
    answer(turn, { type: 'link', title, text, url, button }),
  ]
}
