// The Matriz, asking the server: an answer of results, its reasons for none, a session that has ended, or no answer.

import { headers } from "../../shared/request.js";

const PATIENCE = 20000; // milliseconds until a request counts as lost

export const post = async (url, body) => {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: JSON.stringify(body),
      credentials: "same-origin",
      signal: stop.signal,
      headers: { "Content-Type": "application/json", ...headers() },
    });
    if (answer.redirected || answer.status === 401) return { signedOut: true };
    if (answer.status >= 500 || answer.status === 429) return { lost: true };
    const data = await answer.json();
    return answer.ok ? { results: data.results } : { blockers: data.blockers || [{ message: data.error || "" }] };
  } catch {
    return { lost: true };
  } finally {
    clearTimeout(clock);
  }
};
