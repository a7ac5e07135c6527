import type { DingtalkClient } from './client.ts'
import { isNobody } from './faults.ts'

/** The name in the organisation's directory [KB 0056]; asking is free of the month's calls. @throws ChannelError */
export async function lookUpName(client: DingtalkClient, userId: string): Promise<string | null> {
  try {
    const { result } = await client.callOld('/topapi/v2/user/get', { body: { userid: userId }, cost: 'free' })
    const name = typeof result === 'object' && result !== null && 'name' in result ? result.name : null
    const told = typeof name === 'string' ? name.trim() : ''
    return told === '' || told === userId ? null : told
  } catch (error) {
    if (isNobody(error)) return null
    throw error
  }
}
