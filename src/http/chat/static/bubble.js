import { renderCard } from './card.js'
import { element } from './dom.js'
import { renderLink, renderMarkdown } from './markdown.js'

/** Acts that show as a quiet note in the middle and not as something said. */
const NOTED = new Set(['tap', 'scan'])

export function isNote(content) {
  return NOTED.has(content.type)
}

/** What one line of the transcript shows. `tap({ taskId, action, selected })` sends a tap on its card. */
export function renderContent(content, tap) {
  switch (content.type) {
    case 'text':
      return element('p', 'bubble', content.text)
    case 'markdown':
      return bubbleOf(renderMarkdown(content.markdown))
    case 'welcome':
      return bubbleOf(element('p', '', content.text), renderLink(content.url, '查看公示页'))
    case 'link':
      return bubbleOf(
        element('strong', '', content.title),
        element('p', '', content.text),
        renderLink(content.url, content.button),
      )
    case 'card':
    case 'card_update':
      return renderCard(content.card, tap)
    case 'image':
      return photo(content.url)
    case 'file':
      return bubbleOf(renderLink(content.url, content.name))
    case 'location':
      return bubbleOf(
        element('strong', '', content.label ?? '我的位置'),
        element('p', 'coordinate', coordinates(content)),
      )
    case 'tap':
      return element('p', 'note', `您按了“${content.label}”`)
    case 'scan':
      return element('p', 'note', `您扫了 ${content.zoneCode}（${content.zoneName}）的码`)
    default:
      return element('p', 'bubble', '这条消息在这里看不了。')
  }
}

function bubbleOf(...children) {
  const made = element('div', 'bubble')
  made.append(...children.filter(Boolean))
  return made
}

function photo(url) {
  const image = element('img', 'photo-shown')
  image.alt = '照片'
  image.src = url
  return image
}

function coordinates({ latitude, longitude }) {
  return `北纬 ${latitude.toFixed(4)}，东经 ${longitude.toFixed(4)}`
}
