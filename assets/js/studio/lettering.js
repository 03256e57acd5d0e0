/* Words on the plan keep their size on the screen, whatever the zoom; what does not fit is left to the list beside it. */
export const TEXT_PX = 16;
export const LINE_PX = 20;

const isWide = (sign) => sign.codePointAt(0) > 0x2e80;
export const lengthPx = (text) => [...text].reduce((sum, sign) => sum + (isWide(sign) ? TEXT_PX : 9), 0);

/* Words in Latin letters stay whole, Chinese breaks anywhere. */
const pieces = (text) => text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*/gu) ?? [];

/* The lines of a text in this room, or none at all when it does not fit whole. */
export function wrapped(text, wide_px, high_px) {
  const lines = [""];
  for (const piece of pieces(text)) {
    const longer = lines.at(-1) + piece;
    if (lengthPx(longer.trimEnd()) <= wide_px) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  const shown = lines.map((line) => line.trim()).filter(Boolean);
  const fits = shown.length * LINE_PX <= high_px && shown.every((line) => lengthPx(line) <= wide_px);
  return fits ? shown : [];
}
