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

// A file that is too large is said before it is sent. Without scripts the same words come back from the server.
function tooLarge(input) {
  return [...input.files].find((file) => file.size > Number(input.dataset.mostBytes));
}

function sayTooLarge(input, file) {
  const group = input.closest(".usa-form-group");
  const id = `${input.id}_error`;
  document.getElementById(id)?.remove();
  input.removeAttribute("aria-invalid");
  group.classList.toggle("usa-form-group--error", Boolean(file));
  if (!file) return;
  const said = document.createElement("span");
  said.id = id;
  said.className = "usa-error-message";
  said.setAttribute("role", "alert");
  const megabytes = (bytes) => Math.floor(Number(bytes) / 1e6);
  said.textContent = `[${file.name}] has ${megabytes(file.size)} MB; a file here may have up to ${megabytes(input.dataset.mostBytes)}. It was not sent.`;
  input.before(said);
  input.setAttribute("aria-invalid", "true");
  const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  input.setAttribute("aria-describedby", [...described.add(id)].join(" "));
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-most-bytes]")) sayTooLarge(event.target, tooLarge(event.target));
});

document.addEventListener("submit", (event) => {
  const input = [...event.target.querySelectorAll("input[type=file][data-most-bytes]")].find(tooLarge);
  if (!input) return;
  event.preventDefault();
  sayTooLarge(input, tooLarge(input));
  input.focus();
});

// One key leads to the search from anywhere; Escape puts its answers away.
const words = document.getElementById("words");
if (words) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/" && localStorage.getItem(KEYS_OFF) !== "yes" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      words.focus();
    }
    if (event.key === "Escape" && event.target.closest(".search")) {
      words.value = "";
      document.getElementById("found").replaceChildren();
      words.focus();
    }
  });
}
