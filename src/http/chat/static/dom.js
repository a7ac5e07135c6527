/** A fresh copy of the one element inside a `<template>`. */
export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true)
}

/** An element with a class and a text. Texts only ever enter the page this way, so nothing that people write is markup. */
export function element(tag, className, text = '') {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

/** Write the text, or hide the element when there is none. */
export function showText(target, text) {
  target.textContent = text ?? ''
  target.hidden = !text
}

/** A link that people may follow: http and https only. `null` for anything else. */
export function safeUrl(url) {
  if (!url || !URL.canParse(url, location.href)) return null
  const parsed = new URL(url, location.href)
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null
}

/** Like `crypto.randomUUID`, which browsers offer on secure addresses only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
