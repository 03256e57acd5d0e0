/* The browser's half of the house. Loaded in the head of every page, before Streamlit's own scripts, so that
   the components' one-line scripts always find `window.house`. Plain JavaScript, no library, no network but home. */
import { page } from "./page.js";
import { retry } from "./retry.js";
import { scanner } from "./scanner.js";
import { keypad } from "./keypad.js";
import { printing } from "./printing.js";
import { signIn, setUp } from "./staff_door.js";
import { board } from "./board.js";
import { watchConnection } from "./connection.js";
import { guardThePast } from "./past.js";
import { lookPressed } from "./pressed.js";
import { switchAtOnce } from "./reading.js";
import { steadyTheFinger } from "./steady.js";
import { fetched } from "./fetched.js";

const studio = fetched("./studio/editor.js", "studio");
const picture = fetched("./studio/picture.js", "picture");
window.house = { page, retry, scanner, keypad, printing, signIn, setUp, board, studio, picture };
guardThePast();
steadyTheFinger();
switchAtOnce();
lookPressed();
watchConnection();
