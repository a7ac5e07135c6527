import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'undici'
import { SetupError, UserError } from '../errors.ts'
import type { ChatLine } from '../http/chat/lines.ts'
import type { LiveFrame } from '../http/chat/live.ts'
import type { PlayablePerson } from '../store/local-people.ts'

const TIMEOUT_MS = 15_000
const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 5_000

export interface ChatClient {
  people: PlayablePerson[]
  zones: { code: string; name: string; demo: boolean }[]
  /** @throws UserError with the server's words when it was refused, or when it could not be sent */
  post(path: string, body: object | FormData): Promise<void>
  /** Lines of an account, the newest first of all, then as they come; made again from the last line when it is cut. */
  follow(account: string, tell: FollowTell): { close(): void }
}

interface FollowTell {
  lines(lines: ChatLine[]): void
  connected(connected: boolean): void
}

/**
 * The endpoints of the local chat, as the browser uses them.
 *
 * @param url address of the server
 * @param link a sign-in link, where the chat asks for one
 * @throws SetupError when no chat answers there
 */
export async function openChatClient(url: string, link: string | null): Promise<ChatClient> {
  if (!isWebAddress(url)) throw new SetupError(`--url：${url} 不是网址，请写成 http://127.0.0.1:3000 这样`)
  if (link !== null && !isWebAddress(link)) throw new SetupError('--link：这不是网址，请把登录链接整条粘贴过来')
  const cookie = link === null ? null : await signIn(link)
  const headers: Record<string, string> = cookie === null ? {} : { cookie }
  const { people, zones } = await readPeople(url, headers)
  return {
    people,
    zones,
    post: (path, body) => post(new URL(path, url), body, headers),
    follow: (account, tell) => follow(liveAddress(url, account), headers, tell),
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

async function readPeople(url: string, headers: Record<string, string>): Promise<Pick<ChatClient, 'people' | 'zones'>> {
  const answer = await reach(new URL('/chat/people', url), { headers })
  if (answer.status === 401) throw new SetupError('聊天窗口要求登录，请用 --link 给出登录链接')
  if (!answer.ok) throw new SetupError(`${url} 没有开聊天窗口：请设 LOCAL_CHAT=1，或用 --url 写别的网址`)
  return (await answer.json()) as Pick<ChatClient, 'people' | 'zones'>
}

/** The session cookie that a link gives. */
async function signIn(link: string): Promise<string> {
  const answer = await reach(new URL(link), { redirect: 'manual' })
  const [cookie] = answer.headers.getSetCookie()
  if (!cookie) throw new SetupError('登录链接已经用过或过期了，请取一条新的')
  return cookie.split(';')[0] ?? ''
}

async function reach(address: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    throw new SetupError(`${address.origin} 没有回应：请先用 npm start 启动服务，或用 --url 写别的网址`, {
      cause: error,
    })
  }
}

async function post(address: URL, body: object | FormData, headers: Record<string, string>): Promise<void> {
  const form = body instanceof FormData
  const answer = await fetch(address, {
    method: 'POST',
    headers: form ? headers : { ...headers, 'content-type': 'application/json' },
    body: form ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new UserError('没发出去，服务没有回应。', { cause: error })
  })
  if (answer.ok) return
  const told = (await answer.json().catch(() => ({}))) as { message?: string }
  throw new UserError(answer.status < 500 && told.message ? told.message : '没发出去，请稍后再试。')
}

function liveAddress(url: string, account: string): URL {
  const address = new URL('/chat/live', url)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  address.searchParams.set('as', account)
  return address
}

function follow(address: URL, headers: Record<string, string>, tell: FollowTell): { close(): void } {
  const stop = new AbortController()

  async function keepFollowing(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (!stop.signal.aborted) {
      const wasOpen = await followOnce(address, headers, { tell, signal: stop.signal })
      if (stop.signal.aborted) return
      tell.connected(false)
      pauseMs = wasOpen ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  void keepFollowing()
  return { close: () => stop.abort() }
}

/** One connection from open to close; moves the cursor in `address` on. Resolves to whether it was ever open. */
function followOnce(
  address: URL,
  headers: Record<string, string>,
  { tell, signal }: { tell: FollowTell; signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { headers })
    let open = false
    const close = () => socket.close()
    signal.addEventListener('abort', close, { once: true })
    socket.addEventListener('open', () => {
      open = true
      tell.connected(true)
    })
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as Partial<LiveFrame>
      if (!frame.lines) return
      if (frame.cursor) address.searchParams.set('after', frame.cursor)
      tell.lines(frame.lines)
    })
    // After an error comes a close, which is where it ends.
    socket.addEventListener('error', () => undefined)
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', close)
      resolve(open)
    })
  })
}
