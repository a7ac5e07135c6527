/** A case that goes to another one of the branch. */
import { matterTitle, shown, type Titled } from './words.ts'

export function askWhom(matter: Titled): string {
  return `${matterTitle(matter)}转给谁？请带上姓名，例如：${matter.code} 转给王秀英。`
}

export function askWhomSeveral(codes: readonly string[]): string {
  return `${codesShown(codes)} 转给谁？请带上姓名，例如：${codes.join('、')} 转给王秀英。`
}

export function nobodyCalled(name: string): string {
  return `支部里没有找到“${shown(name, 12)}”，请说全名。`
}

export function whichPerson(code: string, names: readonly string[]): string {
  const [first] = names
  return `是${names.join('，还是')}？请说全名，例如：${code} 转给${first}。`
}

export function isTheirsAlready(code: string, name: string): string {
  return `${code} 现在就由${name}办理。`
}

export function notForThem(code: string, name: string): string {
  return `${code} 不能转给${name}，请转给别人，或者请支部书记安排。`
}

export function handedOnText(matter: Titled, who: string, hears: boolean): string {
  const aside = hears ? '' : '对方收不到我的消息，请您说一声。'
  return `好的，${matterTitle(matter)}转给${who}了。${aside}`
}

/** How the card begins that the new handler gets. */
export function handedOnTitle(code: string): string {
  return `转给您办理 ${code}`
}

/** Several at once, and those that were not given. */
export function casesGiven(
  codes: readonly string[],
  name: string,
  { hears, kept }: { hears: boolean; kept: readonly string[] },
): string {
  const aside = hears ? '' : '对方收不到我的消息，请您说一声。'
  const rest = kept.length === 0 ? '' : `${codesShown(kept)} 没有转，请另外安排。`
  return `好的，${codesShown(codes)} 转给${name}了。${aside}${rest}`
}

export function nothingToGiveOn(codes: readonly string[]): string {
  return `${codesShown(codes)} 现在不能这样转，请看一下编号，或者说“查”加编号。`
}

/** To whoever gets them. */
export function casesGivenNews(from: string, lines: readonly string[]): string {
  return [`${from}把这些事转给您办，以后由您办：`, ...lines].join('\n')
}

/** To whoever had them. */
export function casesTakenNews(codes: readonly string[], name: string): string {
  return `${codesShown(codes)} 改由${name}办，您不用再办了。`
}

const CODES_MAX = 6

/** `A3-0001、A3-0002`, of many the first. */
export function codesShown(codes: readonly string[]): string {
  const more = codes.length > CODES_MAX ? `等 ${codes.length} 件` : ''
  return `${codes.slice(0, CODES_MAX).join('、')}${more}`
}
