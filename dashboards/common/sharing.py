"""Sharing what is seen: a button that copies the address, which holds all of it."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

__all__ = ["copy_address"]

_STYLE: Final = """
button { font: inherit; font-size: 0.9rem; color: var(--st-text-color); background: none;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 0.5rem);
  padding: 0.3rem 0.8rem; cursor: pointer; width: 100%; min-height: 2.4rem; }
button:hover, button:focus-visible { border-color: var(--st-primary-color); outline: none;
  box-shadow: 0 0 0 1px var(--st-primary-color); }
"""

# Browsers give the clipboard to pages of this machine and to encrypted ones only; elsewhere the
# address is copied as one copies any text.
_SCRIPT: Final = """
export default function({ parentElement }) {
  if (parentElement.querySelector("button")) return;
  const button = document.createElement("button");
  button.type = "button";
  const words = "Copy the address of this view";
  button.textContent = words;
  button.setAttribute("aria-live", "polite");
  const by_hand = (address) => {
    const box = document.createElement("textarea");
    box.value = address;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("refused");
  };
  button.addEventListener("click", async () => {
    const address = window.location.href;
    try {
      const given = navigator.clipboard?.writeText(address);
      if (given) await given.catch(() => by_hand(address));
      else by_hand(address);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser refuses: copy it from its address bar";
    }
    setTimeout(() => { button.textContent = words; }, 2500);
  });
  parentElement.append(button);
}
"""


def copy_address() -> None:
    """Show a button that copies the address: page, snapshot, controls, filter and selection."""
    button: Any = st.components.v2.component("kdgraph.copy_address", css=_STYLE, js=_SCRIPT)
    button(key="copy-address", height="content")
