// What every request of ours says beside its body: that it wants JSON, and the token of the page's forms (which htmx
// sends by itself).

export const headers = () => ({
  Accept: "application/json",
  ...JSON.parse(document.body.getAttribute("hx-headers")),
});
