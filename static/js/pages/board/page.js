// The board: a card moves by mouse, by touch (hold, then drag), by keyboard (Space, arrows, Enter) or by its "Move
// to…".

import "./move.js";
import "./drag.js";
import "./keyboard.js";
import "./menu.js";
import "./rest.js";
