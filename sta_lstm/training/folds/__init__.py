"""Cross-validation: every fold of a protocol, and folds inside them to choose by."""
