import { ChannelError } from '../../errors.ts'
import type { Inbound } from '../channel.ts'

/** What DingTalk told, from the body as kept. @throws ChannelError `malformed` */
export function decodeDingtalk(_raw: string): Inbound {
  throw new ChannelError('malformed', 'Nothing of DingTalk can be read yet')
}
