// The Matriz, what may be typed into. The server judges it again.

import { columns, config } from "./config.js";
import { word } from "./words.js";

const DERIVED = ["monthly_value", "total_value"];

// May this cell be typed into? Returns "" or the words that say why not.
export const locked = (row, field) => {
  const column = columns.get(field);
  if (!row.editable) return word("read_only_row", { owner: row.owner });
  if (!column.editable) {
    return DERIVED.includes(field) ? word("derived") : word("read_only_column", { column: column.title });
  }
  if (field === "owner" && !config.may.reassign) return word("owner_locked");
  if (row.status !== row.stage && !field.startsWith("next_step")) return word("closed_row");
  return "";
};
