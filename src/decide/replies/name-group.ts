import type { ZoneFacts } from '../facts.ts'
import { zoneTitle } from './people.ts'

export function groupNamed(zone: ZoneFacts): string {
  return `好的，这是${zoneTitle(zone)}的群。以后群里的居民@我说事，没说地点的就算这个责任区的。`
}

export function sayItInTheGroup(): string {
  return '请在那个群里@我，再说一遍“这是3号楼的群”。'
}

export function groupsOnDingtalkOnly(): string {
  return '现在只有钉钉群可以这样设。'
}

export function onlyLeadersNameGroups(): string {
  return '这个要由支部书记来说。'
}
