import { element, showText } from './dom.js'

/** Made-up places for trying the chat where the browser may not tell its own. */
const DEMO_PLACES = [
  { label: '幸福里小区南门', latitude: 30.2741, longitude: 120.1551 },
  { label: '卫生服务站', latitude: 30.2752, longitude: 120.1568 },
  { label: '学校操场', latitude: 30.2728, longitude: 120.1539 },
  { label: '医院门诊大厅', latitude: 30.2735, longitude: 120.1582 },
]
const GEOLOCATION_TIMEOUT_MS = 8_000

/** The sheet that sends a place: where the phone is, one of the demo places, or typed coordinates. */
export function placeSheet(sheet, send) {
  const fault = sheet.querySelector('.sheet-fault')
  closable(sheet)
  function choose(place) {
    sheet.close()
    send(place)
  }
  sheet.querySelector('.here').addEventListener('click', () => {
    showText(fault, '正在找您的位置……')
    if (!navigator.geolocation) return showText(fault, '这个浏览器取不到位置，请选一个地点或自己填。')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => choose({ latitude: coords.latitude, longitude: coords.longitude, datum: 'WGS-84' }),
      () => showText(fault, '取不到位置，请选一个地点或自己填。'),
      { timeout: GEOLOCATION_TIMEOUT_MS, enableHighAccuracy: true },
    )
  })
  sheet
    .querySelector('.choices-list')
    .append(...DEMO_PLACES.map((place) => wideButton(place.label, () => choose({ ...place, datum: 'GCJ-02' }))))
  const form = sheet.querySelector('.coordinates')
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const latitude = Number(form.elements.latitude.value)
    const longitude = Number(form.elements.longitude.value)
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
      return showText(fault, '纬度在 -90 到 90 之间，经度在 -180 到 180 之间。')
    }
    choose({ latitude, longitude, datum: 'WGS-84' })
  })
  return () => {
    showText(fault, null)
    sheet.showModal()
  }
}

/** The sheet in which a resident "scans" the code on a zone's notice board. */
export function scanSheet(sheet, zones, send) {
  closable(sheet)
  sheet.querySelector('.choices-list').append(
    ...zones.map((zone) =>
      wideButton(`${zone.code} ${zone.name}`, () => {
        sheet.close()
        send(zone)
      }),
    ),
  )
  return () => sheet.showModal()
}

function closable(sheet) {
  sheet.querySelector('.close-sheet').addEventListener('click', () => sheet.close())
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet) sheet.close()
  })
}

function wideButton(words, act) {
  const button = element('button', 'wide', words)
  button.type = 'button'
  button.addEventListener('click', act)
  return button
}
