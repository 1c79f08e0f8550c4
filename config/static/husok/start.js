// A phone begins with what matters: the rest is folded, a touch away. Without this script all of it is open.
if (window.matchMedia("(width <= 640px)").matches) {
  for (const part of document.querySelectorAll("details.fold-phone")) part.open = false;
}
