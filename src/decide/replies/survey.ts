/** What residents are told of the questions about their zone. */
import type { CivilDate } from '../../domain/calendar.ts'
import { sayDay } from './handling.ts'

export interface SurveyTold {
  zoneName: string
  /** The last day. */
  closesOn: CivilDate
  url: string
}

/** To one resident, by a link of their own. */
export function surveyText({ zoneName, closesOn, url }: SurveyTold): string {
  return `想请您说说${zoneName}怎么样：点几下就行，不记名，到${sayDay(closesOn)}为止，不答也没关系。\n${url}`
}

/** To all of a group, as the secretary sends it on. */
export function surveyGroupText({ zoneName, closesOn, url }: SurveyTold): string {
  return `各位邻居，请说说${zoneName}怎么样：点几下就行，不记名，到${sayDay(closesOn)}为止。${url}`
}
