// Figures as the team writes them: a point between thousands, "$" before money.

export const grouped = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

export const money = (value) => `$ ${grouped(value)}`;
