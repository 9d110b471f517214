// What plain HTML and htmx can't say.
document.addEventListener("htmx:afterSettle", (event) => {
  const heading = event.target.querySelector("[data-focus-when-shown]");
  if (heading) heading.focus();
});
