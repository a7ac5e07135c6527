const LONGEST_SIDE = 1_600
const QUALITY = 0.85

/**
 * The photo as it is sent: turned upright and made smaller, which also drops where and when it was taken.
 *
 * A file that the browser cannot draw goes as it is; the server looks at its bytes.
 */
export async function smallerPhoto(file) {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    return blob ?? file
  } catch {
    return file
  }
}
