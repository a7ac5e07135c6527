const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000
/** The server is heard from every 20 s; after twice that the line is dead, whatever the browser believes. */
const SILENCE_MS = 45_000
const SESSION_OVER = 4001

/**
 * The transcript of one account as it grows. Connects again by itself, from the last line that it has.
 *
 * @param {string} account
 * @param {{ lines: (lines: object[]) => void, state: (state: 'open' | 'waiting' | 'signed_out') => void }} tell
 */
export function followTranscript(account, tell) {
  let socket = null
  let cursor = null
  let pauseMs = FIRST_PAUSE_MS
  let timer = null
  let closed = false

  function connect() {
    clearTimeout(timer)
    const address = new URL('/chat/live', location.href)
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    address.searchParams.set('as', account)
    if (cursor !== null) address.searchParams.set('after', cursor)
    const opened = new WebSocket(address)
    socket = opened
    expectWord(opened)
    opened.addEventListener('open', () => {
      pauseMs = FIRST_PAUSE_MS
      tell.state('open')
    })
    opened.addEventListener('message', ({ data }) => {
      if (socket !== opened) return
      expectWord(opened)
      const frame = JSON.parse(data)
      if (!frame.lines) return
      cursor = frame.cursor
      tell.lines(frame.lines)
    })
    opened.addEventListener('close', ({ code }) => {
      if (socket === opened) again(code)
    })
  }

  function again(code) {
    socket = null
    clearTimeout(timer)
    if (closed) return
    if (code === SESSION_OVER) return tell.state('signed_out')
    tell.state('waiting')
    timer = setTimeout(connect, pauseMs)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }

  function expectWord(opened) {
    clearTimeout(timer)
    timer = setTimeout(() => {
      opened.close()
      if (socket === opened) again(0)
    }, SILENCE_MS)
  }

  // A phone that wakes up, or finds its network again, does not wait out the pause.
  function wake() {
    if (!closed && !socket && document.visibilityState === 'visible') connect()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  connect()

  return {
    close() {
      closed = true
      clearTimeout(timer)
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      socket?.close()
    },
  }
}
