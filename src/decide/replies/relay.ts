/** Words that pass between whoever told a matter and whoever works on it: each reads what the other is, and no name. */
import type { ReporterRole } from '../../domain/vocabulary.ts'
import { matterTitle, shown, type Titled } from './words.ts'

const WORDS_MAX = 400

/** `居民` to those who answer; a member who told it is one who told it. */
export function reporterWord(role: ReporterRole): string {
  return role === 'resident' ? '居民' : '上报人'
}

export function askWhatToReply(code: string): string {
  return `${code} 要答复什么？回一句就行，例如：明天上午来看。`
}

/** For the reporter. `who`: 责任区党员, 支部书记. */
export function replyNews(matter: Titled, { who, words }: { who: string; words: string }): string {
  return `${who}答复您反映的 ${matterTitle(matter)}：\n${shown(words, WORDS_MAX)}\n要回话就在这里直接说。`
}

/** For whoever answered. */
export function repliedText(code: string, { to, words }: { to: string; words: string }): string {
  return `好的，已转给${to}：${shown(words, WORDS_MAX)}\n这件事还没办结，办完请说：办结 ${code}，再加一句做了什么。`
}

/** The same of what is at its end already. */
export function repliedAfterEnd({ to, words }: { to: string; words: string }): string {
  return `好的，已转给${to}：${shown(words, WORDS_MAX)}`
}

/** For whoever has it in hands, when somebody else answered. */
export function repliedByAnother(
  matter: Titled,
  { who, to, words }: { who: string; to: string; words: string },
): string {
  return `${who}已答复 ${matterTitle(matter)}的${to}：${shown(words, WORDS_MAX)}`
}

/** For whoever works on it. */
export function saidBackNews(matter: Titled, { from, words }: { from: string; words: string }): string {
  return `${from}就 ${matterTitle(matter)}说：\n${shown(words, WORDS_MAX)}\n要答复，引用这条直接写，或说：回复 ${matter.code}，再加要说的话。`
}

/** For the reporter. `handler`: who reads it; `null`: nobody has it yet. */
export function saidBackText(code: string, handler: string | null): string {
  return `好的，已转给${handler ?? '支部'}，编号 ${code}。有答复会在这里告诉您。`
}

/** For a reporter who asked for somebody else. */
export function givenToBranch(code: string, handler: string): string {
  return `好的，${code} 改由${handler}办理，不再经原来的党员。有进展会在这里告诉您。`
}

export function isBranchsAlready(code: string, handler: string): string {
  return `${code} 本来就由${handler}办理。有话请在这里直接说。`
}

export function nobodyElse(code: string): string {
  return `${code} 现在没有别人可以转。请看公示牌上支部的联系方式，直接找支部。`
}

export function notTheirsToGive(): string {
  return '要换人办理，请支部书记说：编号 转给谁，例如：A3-0017 转给老王。'
}

/** How the card begins by which the branch gets it. */
export function askedForBranchTitle(code: string): string {
  return `居民想请支部来办 ${code}`
}

export function endedAlready(code: string): string {
  return `${code} 已经办结。还有问题请说：没好 ${code}。`
}
