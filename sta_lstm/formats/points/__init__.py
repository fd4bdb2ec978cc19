"""Joints as lists or named points in JSON: one reader for what people write where no format is agreed on."""
