"""The advisor in a browser, and its JSON twin. It renders what `advice` and `evidence` explain; it holds no medicine."""
