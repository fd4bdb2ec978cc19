"""Signing in, where the server's secrets say with whom: Streamlit's own OpenID Connect."""

from __future__ import annotations

import os
from collections.abc import Mapping

import streamlit as st

from sta_lstm.serving import LOGIN_VARIABLE
from sta_lstm.ui.session._streamlit import login_settings
from sta_lstm.ui.text import escaped


def ask_to_sign_in() -> None:
    """Let nobody past who has not signed in, where the secrets have a table ``[auth]``; elsewhere do nothing."""
    settings = login_settings()
    if settings is None:
        if os.environ.get(LOGIN_VARIABLE):
            st.error("Visitors of this server sign in, but its file that says where cannot be read. Tell who runs it.")
            st.stop()
        return
    if st.user.get("is_logged_in"):
        return
    st.title("STA-LSTM")
    st.write("This server asks its visitors to sign in.")
    for provider in _providers(settings):
        label = f"Sign in with {escaped(provider.replace('_', ' ').capitalize())}" if provider else "Sign in"
        st.button(label, key=f"sign-in-{provider}", on_click=st.login, args=[provider] if provider else [])
    st.stop()


def offer_to_sign_out() -> None:
    """A button in the sidebar for who is signed in."""
    if login_settings() is not None and st.user.get("is_logged_in"):
        st.sidebar.button("Sign out", icon=":material/logout:", type="tertiary", on_click=st.logout)


def _providers(settings: Mapping[str, object]) -> list[str | None]:
    """Names of the tables below ``[auth]``; None for a provider that ``[auth]`` itself describes."""
    named = [name for name, value in settings.items() if isinstance(value, Mapping)]
    return [None, *named] if "client_id" in settings else [*named]
