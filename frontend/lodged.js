// What plain HTML and htmx can't say.
document.addEventListener("htmx:afterSettle", (event) => {
  const heading = event.target.querySelector("[data-focus-when-shown]");
  if (heading) heading.focus();
});

// A page may offer single keys beside its links and buttons. They can be turned off, and never act while somebody types.
const KEYS_OFF = "lodged-keys-off";
const keySwitch = document.querySelector("[data-keys-switch]");

function showKeys() {
  const off = localStorage.getItem(KEYS_OFF) === "yes";
  if (keySwitch) keySwitch.setAttribute("aria-pressed", String(!off));
  document.documentElement.toggleAttribute("data-keys-off", off);
}

if (document.querySelector("[data-keys]")) {
  if (keySwitch) {
    keySwitch.hidden = false;
    keySwitch.addEventListener("click", () => {
      localStorage.setItem(KEYS_OFF, localStorage.getItem(KEYS_OFF) === "yes" ? "no" : "yes");
      showKeys();
    });
  }
  showKeys();
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem(KEYS_OFF) === "yes" || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const wanted = document.querySelector(`[data-keys] [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
}
