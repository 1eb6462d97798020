"""Byte-pair encoding in CLIP's format: learning the merges, and turning prompts into token ids."""
