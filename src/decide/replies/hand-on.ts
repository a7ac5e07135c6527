/** A case that goes to another one of the branch. */
import { matterTitle, shown, type Titled } from './words.ts'

export function askWhom(matter: Titled): string {
  return `${matterTitle(matter)}转给谁？请带上姓名，例如：${matter.code} 转给王秀英。`
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
