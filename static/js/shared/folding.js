// Words as people type them: the same folding as almacontact/folding.py, for what is filtered in the browser. Accents,
// case, punctuation, curly quotes and the order of words do not matter.

const LONGEST = 40;
const MOST = 8;
const COUNTRY = "57";
const PHONE = 10;
const WORD = /[\p{L}\p{N}]+/gu;
const APOSTROPHES = /(?<=[\p{L}\p{N}])['’‘´`ʼ](?=[\p{L}\p{N}])/gu;
const DIGITS = /\d[\d .\-()/+]*\d/g;
const CODE = /[\p{L}\p{N}]+(?:[-/.][\p{L}\p{N}]+)+/gu;

const plain = (text) =>
  String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
const words = (text) => text.match(WORD) || [];
const digits = (text) => text.replace(/\D/g, "");

export const fold = (text) => words(plain(text)).join(" ");

// What a question asks for: all words of any of these lists, each as the beginning of a word.
export const wordsAsked = (text) => {
  const asked = words(plain(text)).slice(0, MOST);
  const joined = words(plain(text).replace(DIGITS, digits)).slice(0, MOST);
  const lists = joined.join(" ") === asked.join(" ") ? [asked] : [asked, joined];
  return lists.filter((list) => list.length).map((list) => list.map((word) => word.slice(0, LONGEST)));
};

// The words under which something with these texts is found.
export const wordsOf = (pieces) => {
  const found = new Set();
  for (const piece of pieces) {
    const text = plain(piece);
    words(text).forEach((word) => found.add(word));
    words(plain(String(piece).replace(APOSTROPHES, ""))).forEach((word) => found.add(word));
    (text.match(CODE) || []).forEach((code) => found.add(code.replace(/[^\p{L}\p{N}]+/gu, "")));
    for (const number of (text.match(DIGITS) || []).map(digits)) {
      found.add(number);
      if (number.startsWith(COUNTRY) && number.length === COUNTRY.length + PHONE) found.add(number.slice(2));
    }
  }
  for (const word of [...found]) if (/^0+[^0]/.test(word)) found.add(word.replace(/^0+/, ""));
  return [...found].map((word) => word.slice(0, LONGEST));
};

export const isFound = (known, asked) =>
  asked.length === 0 || asked.some((list) => list.every((word) => known.some((one) => one.startsWith(word))));
