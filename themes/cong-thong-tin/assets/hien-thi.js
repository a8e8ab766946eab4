// How a reader wants to see the portal: larger letters, more contrast, a dark ground. Kept in this browser only, and
// only after a choice. It runs before the first paint, so that nothing jumps; without it no page shows these controls,
// and all is as the device is set.
(() => {
  "use strict";
  const root = document.documentElement;
  const KEY = "niemyet-hien-thi";
  const SIZES = ["normal", "large", "larger", "largest"];
  /** What can be switched: its value when off and when on, and what the device says while nothing is chosen. */
  const SWITCHES = {
    scheme: { off: "light", on: "dark", device: matchMedia("(prefers-color-scheme: dark)") },
    contrast: { off: "normal", on: "more", device: matchMedia("(prefers-contrast: more)") },
  };

  let chosen = {};
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (kept && typeof kept === "object") chosen = kept;
  } catch {
    // No storage here, or another's words in it: nothing was chosen.
  }
  const apply = () => {
    for (const name of ["size", ...Object.keys(SWITCHES)]) {
      if (chosen[name]) root.dataset[name] = chosen[name];
    }
  };
  const choose = (name, value) => {
    chosen[name] = value;
    apply();
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // It holds for this page.
    }
  };
  const isOn = (name) => {
    const { on, device } = SWITCHES[name];
    return chosen[name] ? chosen[name] === on : device.matches;
  };
  /** The size that a button leads to, if there is one. */
  const next = (button) => SIZES[Math.max(0, SIZES.indexOf(chosen.size)) + Number(button.value)];

  root.dataset.js = "";
  apply();

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("button[data-display]");
    const show = () => {
      for (const button of buttons) {
        const name = button.dataset.display;
        if (name === "size") button.setAttribute("aria-disabled", !next(button));
        else button.setAttribute("aria-pressed", isOn(name));
      }
    };
    const press = ({ currentTarget: button }) => {
      const name = button.dataset.display;
      if (name !== "size") choose(name, SWITCHES[name][isOn(name) ? "off" : "on"]);
      else if (next(button)) choose(name, next(button));
      show();
    };
    for (const button of buttons) button.addEventListener("click", press);
    for (const { device } of Object.values(SWITCHES)) device.addEventListener("change", show);
    show();
  });
})();
