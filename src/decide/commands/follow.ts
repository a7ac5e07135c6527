import type { Decision } from '../decision.ts'
import { mayDo } from '../permit.ts'
import { followedText, notFoundText, unfollowedText, whichCaseText } from '../replies/commands.ts'
import { joinedText } from '../replies/same-matter.ts'
import { joinEarlier, offers } from '../same-matter.ts'
import { say } from '../tell.ts'
import type { Turn } from '../turn.ts'
import { caseNamed } from './case-named.ts'

/** 关注 A3-0017: hear what becomes of it, without giving a name. */
export function follow(turn: Turn, code: string | null): Decision[] {
  const record = code === null ? null : caseNamed(turn.facts, code)
  if (code === null) return [say(turn, whichCaseText('关注'))]
  if (!record || !mayDo(turn, 'follow', record)) return [say(turn, notFoundText(code))]
  const { draft } = turn.facts.conversation
  const joined = draft && offers(turn.facts, record.code) ? joinEarlier(turn, draft, record.code) : null
  if (joined) return [...joined, say(turn, joinedText(record.code))]
  const { identityId } = turn.facts.sender
  return [{ do: 'follow', caseId: record.id, identityId }, say(turn, followedText(record.code))]
}

/** 取消关注 A3-0017 */
export function unfollow(turn: Turn, code: string | null): Decision[] {
  const record = code === null ? null : caseNamed(turn.facts, code)
  if (code === null) return [say(turn, whichCaseText('取消关注'))]
  if (!record || !mayDo(turn, 'see', record)) return [say(turn, notFoundText(code))]
  const { identityId } = turn.facts.sender
  return [{ do: 'unfollow', caseId: record.id, identityId }, say(turn, unfollowedText(record.code))]
}
