/* What is said on the stage: a line for the tool in the hand, one for what has just happened, and a card beside a thing
   that a colleague changed meanwhile. */
import { boxOf } from "./boxes.js";
import { button, make, say } from "./dom.js";
import { isBooth, PICTURE_ID } from "./plan.js";
import { fill } from "./words.js";

const READING_MS = 8000;

export class Notes {
  constructor(editor, stage, words) {
    Object.assign(this, { editor, stage, words });
    this.tool = make("p", "studio-card studio-tool-note");
    this.news = make("div", "studio-card studio-news");
    this.cards = new Map();
    // Heard by those who do not see the plan; visible notes would be read twice.
    this.aloud = make("p", "unseen");
    this.aloud.setAttribute("role", "status");
    stage.append(this.tool, this.news);
    this.tool.hidden = this.news.hidden = true;
  }

  /* One sentence on the stage for a while, with a way back where there is one. */
  tell(sentence, way = null) {
    clearTimeout(this.fading);
    this.news.replaceChildren(make("p", "", sentence));
    if (way) this.news.append(button("undo", way.word, way.press));
    this.news.hidden = false;
    this.speak(sentence);
    this.fading = setTimeout(() => this.quiet(), READING_MS);
  }

  quiet() {
    clearTimeout(this.fading);
    this.news.hidden = true;
  }

  speak(sentence) {
    say(this.aloud, this.aloud.textContent === sentence ? `${sentence} ` : sentence);
  }

  show(editor) {
    const { tool, ruler, selection } = editor;
    const sentences = {
      place: selection.size ? this.words.tap_where : this.words.choose_first,
      measure: ruler?.to ? editor.measured() : this.words[ruler?.from ? "tap_second" : "tap_first"],
      scale: this.words[ruler?.to ? "type_metres" : ruler?.from ? "tap_second" : "tap_first"],
      picture: this.words.drag_picture,
    };
    say(this.tool, sentences[tool] ?? "");
    this.tool.hidden = !sentences[tool];
    this.showCards(editor);
  }

  showCards({ plan, view, stage }) {
    for (const [id, card] of this.cards) {
      if (plan.asked.has(id)) continue;
      card.remove();
      this.cards.delete(id);
    }
    for (const [id, conflict] of plan.asked) {
      const card = this.cards.get(id) ?? this.makeCard(id, conflict);
      const value = plan.here.get(id) ?? conflict.stored;
      const box = id === PICTURE_ID ? { west: value.x_cm, south: value.y_cm } : boxOf(value);
      const [left, top] = view.toStage(box.west, box.south);
      card.style.left = `${Math.max(8, Math.min(left, stage.clientWidth - card.offsetWidth - 8))}px`;
      card.style.top = `${Math.max(8, Math.min(top + 10, stage.clientHeight - card.offsetHeight - 8))}px`;
    }
  }

  makeCard(id, conflict) {
    const { editor, words } = this;
    const card = make("div", "studio-card studio-conflict");
    card.setAttribute("role", "group");
    const who = conflict.who || words.somebody;
    const sentence = fill(words.conflict, { who, thing: this.nameOf(id, conflict) });
    card.setAttribute("aria-label", sentence);
    const ways = make("div", "studio-row");
    ways.append(
      button("person", words.keep_mine, () => editor.decide(id, true)),
      button("group", words.take_theirs, () => editor.decide(id, false)),
    );
    card.append(make("p", "", sentence), ways);
    this.stage.append(card);
    this.cards.set(id, card);
    this.speak(sentence);
    return card;
  }

  nameOf(id, { stored }) {
    if (id === PICTURE_ID) return this.words.picture;
    const nature = isBooth(stored) ? this.editor.plan.natures.get(id) : stored;
    return this.editor.speaker.name(nature);
  }
}
