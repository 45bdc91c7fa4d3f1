// Shows the monthly and the total value of an opportunity while its figures are typed. The database computes them.
(() => {
  const form = document.querySelector("[data-derived]");
  if (!form) return;
  const read = (id) => {
    const digits = document.getElementById(id).value.replace(/[^\d]/g, "");
    return digits === "" ? null : BigInt(digits);
  };
  const write = (selector, value) => {
    const text = value === null ? "–" : `$ ${value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ".")}`;
    form.querySelector(selector).value = text;
  };
  const show = () => {
    const seats = read("id_seats");
    const value = read("id_unit_value");
    const months = read("id_contract_months");
    const monthly = seats === null || value === null ? null : seats * value;
    write("[data-derived-monthly]", monthly);
    write("[data-derived-total]", monthly === null || months === null ? null : monthly * months);
  };
  form.addEventListener("input", show);
  show();
})();
