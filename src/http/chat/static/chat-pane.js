import { wireComposer } from './composer.js'
import { fromTemplate, showText, uuid } from './dom.js'
import { followTranscript } from './live.js'
import { createLog } from './log.js'
import { createOutgoing } from './outgoing.js'
import { describe } from './people.js'
import { smallerPhoto } from './photo.js'
import { post } from './sending.js'
import { placeSheet, scanSheet } from './sheets.js'

const EMPTY_WORDS = {
  member: '还没有消息。写一句您看到的或做过的事，比如“3号楼2单元楼道灯坏了两天了”。',
  resident: '还没有消息。可以先扫公示牌上的码，或者写一句话说说您的事。',
}
const CONNECTION_WORDS = { open: '', waiting: '正在重新连接', signed_out: '请重新登录' }

/**
 * One window that plays one person.
 *
 * @param {{ account: string, name: string, group: string, demo: boolean }} person
 * @param {{ code: string, name: string, demo: boolean }[]} zones that residents may scan, the demo's by its own people
 */
export function createChatPane(person, zones) {
  const { account } = person
  const pane = fromTemplate('chat')
  const part = (selector) => pane.querySelector(selector)
  pane.setAttribute('aria-label', `${person.name}的聊天`)
  part('.bar-name').textContent = person.name
  part('.bar-about').textContent = describe(person)
  part('.empty').textContent = EMPTY_WORDS[person.group === 'resident' ? 'resident' : 'member']

  const log = createLog(part('.log'), part('.newest'), (tapped) =>
    post('/chat/taps', { as: account, clientId: uuid(), ...tapped }),
  )
  const outgoing = createOutgoing(account, part('.log'), (line) => {
    part('.empty').hidden = true
    return log.show(line)
  })
  wireTools({ part, person, zones, outgoing })
  const live = followTranscript(account, {
    state: (state) => showText(part('.bar-state'), CONNECTION_WORDS[state]),
    lines: showArrived,
  })
  outgoing.sendRemembered()

  let greeted = false
  function showArrived(lines) {
    for (const line of lines) {
      if (line.clientId) outgoing.arrived(line.clientId)
      log.show(line)
    }
    // What was said before is not read aloud, what comes now is.
    part('.log').setAttribute('aria-busy', 'false')
    const empty = part('.log').childElementCount === 0
    part('.empty').hidden = !empty
    // Opening a chat for the first time is something that happened, as on any platform.
    if (empty && !greeted) post('/chat/entered', { as: account, clientId: uuid() }).catch(() => undefined)
    greeted = true
  }

  return { pane, close: live.close }
}

function wireTools({ part, person, zones, outgoing }) {
  wireComposer(part('.composer'), {
    draftKey: `zeren-chat-draft-${person.account}`,
    write: (text) => outgoing.send('/chat/messages', { clientId: uuid(), text }, { type: 'text', text }),
    async photo(file) {
      const form = new FormData()
      const blob = await smallerPhoto(file)
      form.append('clientId', uuid())
      form.append('photo', blob, 'photo')
      outgoing.sendForm('/chat/photos', form, { type: 'image', url: URL.createObjectURL(blob) })
    },
  })

  const openPlaces = placeSheet(part('.place-sheet'), (location) => {
    const content = { type: 'location', label: null, ...location }
    outgoing.send('/chat/messages', { clientId: uuid(), location }, content)
  })
  part('.tool.place').addEventListener('click', openPlaces)

  const scannable = zones.filter(({ demo }) => demo === person.demo)
  const openScan = scanSheet(part('.scan-sheet'), scannable, ({ code, name }) => {
    const content = { type: 'scan', zoneCode: code, zoneName: name }
    outgoing.send('/chat/scans', { clientId: uuid(), zone: code }, content)
  })
  part('.tool.scan').hidden = person.group !== 'resident'
  part('.tool.scan').addEventListener('click', openScan)
}
