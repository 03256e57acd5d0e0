/* Which part of the plaza is seen, and how large: pixels for centimetres. On the screen y runs down. */

const MOST_PX_PER_CM = 2;
const MARGIN_PX = 28;

export class View {
  constructor() {
    this.scale = 0; // px per cm
    this.left = 0; // of the plaza's north-west corner on the stage, in px
    this.top = 0;
    this.wide = 0; // of the stage, in px
    this.high = 0;
    this.isFitted = true;
  }

  measure(stage, plaza) {
    this.wide = stage.clientWidth;
    this.high = stage.clientHeight;
    this.plaza = plaza;
    if (this.isFitted) this.fit();
  }

  fit() {
    const { width_cm: wide, depth_cm: deep } = this.plaza;
    this.least = Math.min((this.wide - 2 * MARGIN_PX) / wide, (this.high - 2 * MARGIN_PX) / deep);
    this.scale = Math.max(this.least, 0.001);
    this.left = (this.wide - wide * this.scale) / 2;
    this.top = (this.high - deep * this.scale) / 2;
    this.isFitted = true;
  }

  /* The point under (x, y) of the stage stays where it is. */
  zoom(factor, x = this.wide / 2, y = this.high / 2) {
    const scale = Math.min(MOST_PX_PER_CM, Math.max(this.least * 0.5, this.scale * factor));
    const by = scale / this.scale;
    this.left = x - (x - this.left) * by;
    this.top = y - (y - this.top) * by;
    this.scale = scale;
    this.isFitted = false;
  }

  pan(x, y) {
    const keep = 60; // so much of the plaza always stays in sight
    const [wide, high] = [this.plaza.width_cm * this.scale, this.plaza.depth_cm * this.scale];
    this.left = Math.min(this.wide - keep, Math.max(keep - wide, this.left + x));
    this.top = Math.min(this.high - keep, Math.max(keep - high, this.top + y));
    this.isFitted = false;
  }

  /* From pixels of the stage to centimetres of the plaza, and back. */
  toPlaza(x, y) {
    return [(x - this.left) / this.scale, this.plaza.depth_cm - (y - this.top) / this.scale];
  }

  toStage(x_cm, y_cm) {
    return [this.left + x_cm * this.scale, this.top + (this.plaza.depth_cm - y_cm) * this.scale];
  }

  /* Bring a box into sight, for somebody who walks through the plan with the keyboard. */
  show({ west, south, east, north }) {
    const [left, bottom] = this.toStage(west, south);
    const [right, top] = this.toStage(east, north);
    const x = left < 0 ? -left : right > this.wide ? this.wide - right : 0;
    const y = top < 0 ? -top : bottom > this.high ? this.high - bottom : 0;
    if (x || y) this.pan(x + Math.sign(x) * MARGIN_PX, y + Math.sign(y) * MARGIN_PX);
    return Boolean(x || y);
  }
}
