"""What the pages share: the only room that knows Streamlit."""
